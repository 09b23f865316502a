import {
  AccountState,
  AuthorityType,
  amountToUiAmount,
  approve,
  approveChecked,
  burn,
  burnChecked,
  closeAccount,
  createAccount,
  createAssociatedTokenAccount,
  createAssociatedTokenAccountIdempotent,
  createMint,
  createMultisig,
  createNativeMint,
  createWrappedNativeAccount,
  freezeAccount,
  getAccount,
  getAssociatedTokenAddress,
  getAssociatedTokenAddressSync,
  getMinimumBalanceForRentExemptAccount,
  getMinimumBalanceForRentExemptMint,
  getMinimumBalanceForRentExemptMultisig,
  getMint,
  getMultipleAccounts,
  getMultisig,
  getOrCreateAssociatedTokenAccount,
  mintTo,
  mintToChecked,
  NATIVE_MINT,
  NATIVE_MINT_2022,
  recoverNested,
  revoke,
  setAuthority,
  syncNative,
  TOKEN_2022_PROGRAM_ID,
  TOKEN_PROGRAM_ID,
  TokenAccountNotFoundError,
  thawAccount,
  transfer,
  transferChecked,
  uiAmountToAmount,
  unwrapLamports,
} from "@solana/spl-token";
import {
  type Connection,
  Keypair,
  LAMPORTS_PER_SOL,
  type PublicKey,
  SystemProgram,
  sendAndConfirmTransaction,
  Transaction,
} from "@solana/web3.js";
import { beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type ClientStage, startClientStage } from "../support/validator.js";

const NO_OPTIONS = undefined;

describe("@solana/spl-token", () => {
  let stage: ClientStage;
  let connection: Connection;
  let payer: Keypair;

  beforeAll(async () => {
    stage = await startClientStage();
    payer = await stage.fund(100);
  });

  beforeEach(() => {
    connection = stage.connect();
  });

  describe.each([
    ["the Token program", TOKEN_PROGRAM_ID],
    ["Token-2022", TOKEN_2022_PROGRAM_ID],
  ])("with %s", (_, programId) => {
    const makeMint = (decimals = 2, freezeAuthority: PublicKey | null = payer.publicKey) =>
      createMint(
        connection,
        payer,
        payer.publicKey,
        freezeAuthority,
        decimals,
        Keypair.generate(),
        NO_OPTIONS,
        programId,
      );

    const makeAccount = (mint: PublicKey, owner: PublicKey = payer.publicKey) =>
      createAccount(connection, payer, mint, owner, Keypair.generate(), NO_OPTIONS, programId);

    const mintInto = (mint: PublicKey, account: PublicKey, amount: number) =>
      mintTo(connection, payer, mint, account, payer, amount, [], NO_OPTIONS, programId);

    const read = (account: PublicKey) => getAccount(connection, account, "confirmed", programId);

    it("mints, transfers and burns", async () => {
      const mint = await makeMint();
      expect(await getMint(connection, mint, "confirmed", programId)).toMatchObject({
        address: mint,
        mintAuthority: payer.publicKey,
        freezeAuthority: payer.publicKey,
        supply: 0n,
        decimals: 2,
        isInitialized: true,
      });
      const [from, to] = [await makeAccount(mint), await makeAccount(mint, Keypair.generate().publicKey)];
      await mintInto(mint, from, 1_000);
      await mintToChecked(connection, payer, mint, from, payer, 500n, 2, [], NO_OPTIONS, programId);
      await transfer(connection, payer, from, to, payer, 100, [], NO_OPTIONS, programId);
      await transferChecked(connection, payer, from, mint, to, payer, 200, 2, [], NO_OPTIONS, programId);
      await burn(connection, payer, from, mint, payer, 30, [], NO_OPTIONS, programId);
      await burnChecked(connection, payer, from, mint, payer, 70, 2, [], NO_OPTIONS, programId);
      const accounts = await getMultipleAccounts(connection, [from, to], "confirmed", programId);
      expect(accounts.map(({ amount }) => amount)).toEqual([1_100n, 300n]);
      expect((await getMint(connection, mint, "confirmed", programId)).supply).toBe(1_400n);
      const wrongDecimals = transferChecked(connection, payer, from, mint, to, payer, 1, 3, [], NO_OPTIONS, programId);
      await expect(wrongDecimals).rejects.toThrow("custom program error: 0x12");
      const tooMuch = transfer(connection, payer, from, to, payer, 1_101, [], NO_OPTIONS, programId);
      await expect(tooMuch).rejects.toThrow("custom program error: 0x1");
    });

    it("delegates, and takes back", async () => {
      const mint = await makeMint();
      const [from, to, delegate] = [await makeAccount(mint), await makeAccount(mint), Keypair.generate()];
      await mintInto(mint, from, 100);
      await approve(connection, payer, from, delegate.publicKey, payer, 50, [], NO_OPTIONS, programId);
      await transfer(connection, payer, from, to, delegate, 20, [], NO_OPTIONS, programId);
      expect(await read(from)).toMatchObject({ delegate: delegate.publicKey, delegatedAmount: 30n, amount: 80n });
      await approveChecked(connection, payer, mint, from, delegate.publicKey, payer, 7, 2, [], NO_OPTIONS, programId);
      expect((await read(from)).delegatedAmount).toBe(7n);
      await revoke(connection, payer, from, payer, [], NO_OPTIONS, programId);
      expect(await read(from)).toMatchObject({ delegate: null, delegatedAmount: 0n });
      const late = transfer(connection, payer, from, to, delegate, 1, [], NO_OPTIONS, programId);
      await expect(late).rejects.toThrow("custom program error: 0x4");
    });

    it("freezes and thaws", async () => {
      const mint = await makeMint();
      const [from, to] = [await makeAccount(mint), await makeAccount(mint)];
      await mintInto(mint, from, 100);
      await freezeAccount(connection, payer, from, mint, payer, [], NO_OPTIONS, programId);
      expect((await read(from)).isFrozen).toBe(true);
      const frozen = transfer(connection, payer, from, to, payer, 1, [], NO_OPTIONS, programId);
      await expect(frozen).rejects.toThrow("custom program error: 0x11");
      const parsed = (await connection.getParsedAccountInfo(from)).value!.data;
      expect(parsed).toMatchObject({ parsed: { info: { state: AccountState[AccountState.Frozen]!.toLowerCase() } } });
      await thawAccount(connection, payer, from, mint, payer, [], NO_OPTIONS, programId);
      await transfer(connection, payer, from, to, payer, 1, [], NO_OPTIONS, programId);
      expect((await read(to)).amount).toBe(1n);
    });

    it("gives authority away, and closes accounts", async () => {
      const mint = await makeMint();
      const [account, next] = [await makeAccount(mint), Keypair.generate()];
      await setAuthority(connection, payer, mint, payer, AuthorityType.MintTokens, null, [], NO_OPTIONS, programId);
      expect((await getMint(connection, mint, "confirmed", programId)).mintAuthority).toBeNull();
      await expect(mintInto(mint, account, 1)).rejects.toThrow("custom program error: 0x5");
      const { AccountOwner } = AuthorityType;
      await setAuthority(connection, payer, account, payer, AccountOwner, next.publicKey, [], NO_OPTIONS, programId);
      expect((await read(account)).owner).toEqual(next.publicKey);
      const destination = Keypair.generate().publicKey;
      await closeAccount(connection, payer, account, destination, next, [], NO_OPTIONS, programId);
      await expect(read(account)).rejects.toThrow(TokenAccountNotFoundError);
      const rent = await connection.getMinimumBalanceForRentExemption(165);
      expect(await getMinimumBalanceForRentExemptAccount(connection)).toBe(rent);
      expect(await connection.getBalance(destination)).toBe(rent);
      expect(await getMinimumBalanceForRentExemptMint(connection)).toBe(
        await connection.getMinimumBalanceForRentExemption(82),
      );
    });

    it("has owners that are several", async () => {
      const signers = [Keypair.generate(), Keypair.generate(), Keypair.generate()];
      const keys = signers.map(({ publicKey }) => publicKey);
      const multisig = await createMultisig(connection, payer, keys, 2, Keypair.generate(), NO_OPTIONS, programId);
      const { m, n, signer2 } = await getMultisig(connection, multisig, "confirmed", programId);
      expect([m, n, signer2]).toEqual([2, 3, keys[1]]);
      expect((await connection.getAccountInfo(multisig))!.lamports).toBe(
        await getMinimumBalanceForRentExemptMultisig(connection),
      );
      const mint = await makeMint();
      const [from, to] = [await makeAccount(mint, multisig), await makeAccount(mint)];
      await mintInto(mint, from, 100);
      await transfer(connection, payer, from, to, multisig, 60, signers.slice(1), NO_OPTIONS, programId);
      expect((await read(from)).amount).toBe(40n);
      const tooFew = transfer(connection, payer, from, to, multisig, 1, signers.slice(2), NO_OPTIONS, programId);
      await expect(tooFew).rejects.toThrow("missing required signature for instruction");
    });

    it("has associated accounts, nested ones too", async () => {
      const mint = await makeMint();
      const owner = Keypair.generate();
      const address = await getAssociatedTokenAddress(mint, owner.publicKey, false, programId);
      expect(
        await createAssociatedTokenAccount(connection, payer, mint, owner.publicKey, NO_OPTIONS, programId),
      ).toEqual(address);
      const again = createAssociatedTokenAccount(connection, payer, mint, owner.publicKey, NO_OPTIONS, programId);
      await expect(again).rejects.toThrow("Provided owner is not allowed");
      const same = createAssociatedTokenAccountIdempotent(
        connection,
        payer,
        mint,
        owner.publicKey,
        NO_OPTIONS,
        programId,
      );
      expect(await same).toEqual(address);
      const make = (key: PublicKey, allowOwnerOffCurve = false) =>
        getOrCreateAssociatedTokenAccount(
          connection,
          payer,
          mint,
          key,
          allowOwnerOffCurve,
          "confirmed",
          NO_OPTIONS,
          programId,
        );
      expect((await make(owner.publicKey)).address).toEqual(address);
      const created = await make(payer.publicKey);
      expect(created).toMatchObject({ owner: payer.publicKey, amount: 0n, isInitialized: true });
      const nested = await make(address, true);
      await mintInto(mint, nested.address, 5);
      await recoverNested(connection, payer, owner, mint, mint, NO_OPTIONS, programId);
      expect((await read(address)).amount).toBe(5n);
      expect(await connection.getAccountInfo(nested.address)).toBeNull();
      // Without a keypair an account is the associated one.
      const other = Keypair.generate().publicKey;
      const associated = await createAccount(connection, payer, mint, other, undefined, NO_OPTIONS, programId);
      expect(associated).toEqual(getAssociatedTokenAddressSync(mint, other, false, programId));
    });

    it("wraps SOL", async () => {
      const nativeMint = programId.equals(TOKEN_PROGRAM_ID) ? NATIVE_MINT : NATIVE_MINT_2022;
      if (nativeMint.equals(NATIVE_MINT_2022)) {
        expect(await connection.getAccountInfo(NATIVE_MINT_2022)).toBeNull();
        await createNativeMint(connection, payer, NO_OPTIONS, NATIVE_MINT_2022, TOKEN_2022_PROGRAM_ID);
      }
      expect(await getMint(connection, nativeMint, "confirmed", programId)).toMatchObject({ decimals: 9, supply: 0n });
      const wrap = (lamports: number) =>
        createWrappedNativeAccount(
          connection,
          payer,
          payer.publicKey,
          lamports,
          Keypair.generate(),
          NO_OPTIONS,
          programId,
          nativeMint,
        );
      const account = await wrap(LAMPORTS_PER_SOL);
      const rent = BigInt(await connection.getMinimumBalanceForRentExemption(165));
      expect(await read(account)).toMatchObject({
        isNative: true,
        amount: BigInt(LAMPORTS_PER_SOL),
        rentExemptReserve: rent,
      });
      const more = SystemProgram.transfer({ fromPubkey: payer.publicKey, toPubkey: account, lamports: 12_345 });
      await sendAndConfirmTransaction(connection, new Transaction().add(more), [payer]);
      expect((await read(account)).amount).toBe(BigInt(LAMPORTS_PER_SOL));
      await syncNative(connection, payer, account, NO_OPTIONS, programId);
      expect((await read(account)).amount).toBe(BigInt(LAMPORTS_PER_SOL + 12_345));
      const destination = Keypair.generate().publicKey;
      await closeAccount(connection, payer, account, destination, payer, [], NO_OPTIONS, programId);
      expect(await connection.getBalance(destination)).toBe(LAMPORTS_PER_SOL + 12_345 + Number(rent));
      const [source, other] = [await wrap(LAMPORTS_PER_SOL), Keypair.generate().publicKey];
      await unwrapLamports(connection, payer, source, other, payer, 1_000_000n, [], NO_OPTIONS, programId);
      expect(await connection.getBalance(other)).toBe(1_000_000);
      expect((await read(source)).amount).toBe(BigInt(LAMPORTS_PER_SOL - 1_000_000));
      await unwrapLamports(connection, payer, source, other, payer, null, [], NO_OPTIONS, programId);
      expect((await read(source)).amount).toBe(0n);
    });

    it("tells amounts as people write them", async () => {
      const mint = await makeMint(3);
      expect(await amountToUiAmount(connection, payer, mint, 1_234_500, programId)).toBe("1234.5");
      expect(await uiAmountToAmount(connection, payer, mint, "1.5", programId)).toBe(1_500n);
    });
  });
});

import {
  type Connection,
  Keypair,
  LAMPORTS_PER_SOL,
  NONCE_ACCOUNT_LENGTH,
  NonceAccount,
  PublicKey,
  SYSVAR_CLOCK_PUBKEY,
  SYSVAR_RENT_PUBKEY,
  SystemProgram,
  sendAndConfirmTransaction,
  Transaction,
  VOTE_PROGRAM_ID,
} from "@solana/web3.js";
import { beforeAll, describe, expect, it } from "vitest";
import { type ClientStage, finalized, startClientStage } from "../support/validator.js";

const BPF_LOADER_UPGRADEABLE = new PublicKey("BPFLoaderUpgradeab1e11111111111111111111111");
const MEMO = new PublicKey("MemoSq4gqABAXKb96qnH8TysNcWxMyWCqXgDLGmfcHr");

/** Of mainnet's features today (SIMD-0437). */
const LAMPORTS_PER_BYTE = 5_080;

describe("accounts", () => {
  let stage: ClientStage;
  let connection: Connection;
  let payer: Keypair;

  beforeAll(async () => {
    stage = await startClientStage({ cluster: { faucetLamports: 2_000_000_000_000_000n } });
    connection = stage.connect();
    payer = await stage.fund(3);
  });

  async function createOwned(space: number, programId: PublicKey): Promise<PublicKey> {
    const account = Keypair.generate();
    const lamports = await connection.getMinimumBalanceForRentExemption(space);
    const create = SystemProgram.createAccount({
      fromPubkey: payer.publicKey,
      newAccountPubkey: account.publicKey,
      lamports,
      space,
      programId,
    });
    await sendAndConfirmTransaction(stage.connect(), new Transaction().add(create), [payer, account]);
    return account.publicKey;
  }

  it("have balances at every commitment", async () => {
    const { context, value } = await connection.getBalanceAndContext(payer.publicKey);
    expect(value).toBe(3 * LAMPORTS_PER_SOL);
    expect(await connection.getBalance(payer.publicKey, "processed")).toBe(value);
    expect(await connection.getBalance(Keypair.generate().publicKey)).toBe(0);
    await finalized(connection, context.slot);
    expect(
      await connection.getBalance(payer.publicKey, { commitment: "finalized", minContextSlot: context.slot }),
    ).toBe(value);
    const later = connection.getBalance(payer.publicKey, { minContextSlot: context.slot + 10_000 });
    await expect(later).rejects.toThrow("Minimum context slot has not been reached");
  });

  it("are told as bytes, in part or parsed", async () => {
    const { context, value } = await connection.getAccountInfoAndContext(payer.publicKey);
    expect(context.slot).toBeGreaterThan(0);
    expect(value).toEqual({
      data: Buffer.alloc(0),
      executable: false,
      lamports: 3 * LAMPORTS_PER_SOL,
      owner: SystemProgram.programId,
      rentEpoch: Number(2n ** 64n - 1n),
      space: 0,
    });
    expect(await connection.getAccountInfo(Keypair.generate().publicKey)).toBeNull();
    const rent = (await connection.getAccountInfo(SYSVAR_RENT_PUBKEY))!;
    expect(rent.data.readBigUInt64LE(0)).toBe(BigInt(LAMPORTS_PER_BYTE));
    const slice = await connection.getAccountInfo(SYSVAR_RENT_PUBKEY, { dataSlice: { offset: 8, length: 8 } });
    expect(slice!.data).toEqual(rent.data.subarray(8, 16));
    const parsed = (await connection.getParsedAccountInfo(SYSVAR_RENT_PUBKEY)).value!;
    expect(parsed.data).toEqual({
      program: "sysvar",
      parsed: { type: "rent", info: { lamportsPerByte: String(LAMPORTS_PER_BYTE) } },
      space: 17,
    });
    const program = (await connection.getParsedAccountInfo(MEMO)).value!;
    expect(program.executable).toBe(true);
  });

  it("come many at once, with null for those that are not there", async () => {
    const keys = [payer.publicKey, Keypair.generate().publicKey, SYSVAR_RENT_PUBKEY];
    const infos = await connection.getMultipleAccountsInfo(keys);
    expect(infos.map((info) => info?.owner.toBase58())).toEqual([
      "11111111111111111111111111111111",
      undefined,
      "Sysvar1111111111111111111111111111111111111",
    ]);
    const { value, context } = await connection.getMultipleAccountsInfoAndContext(keys, {
      dataSlice: { offset: 0, length: 8 },
    });
    expect(context.slot).toBeGreaterThan(0);
    expect(value[2]!.data).toEqual(infos[2]!.data.subarray(0, 8));
    const parsed = await connection.getMultipleParsedAccounts([SYSVAR_CLOCK_PUBKEY, ...keys]);
    expect(parsed.value[0]!.data).toMatchObject({
      program: "sysvar",
      parsed: { type: "clock", info: { epoch: 0, slot: parsed.context.slot } },
    });
    expect(parsed.value[1]!.data).toEqual(Buffer.alloc(0));
    expect(parsed.value[2]).toBeNull();
    const tooMany = Array.from({ length: 101 }, () => payer.publicKey);
    await expect(connection.getMultipleAccountsInfo(tooMany)).rejects.toThrow("Too many inputs provided; max 100");
  });

  it("cost their rent", async () => {
    for (const bytes of [0, 165, 10 * 1024 * 1024]) {
      expect(await connection.getMinimumBalanceForRentExemption(bytes)).toBe((128 + bytes) * LAMPORTS_PER_BYTE);
    }
  });

  it("are found by program, with filters and slices", async () => {
    const programId = Keypair.generate().publicKey;
    const [small, large] = [await createOwned(8, programId), await createOwned(16, programId)];
    const all = await connection.getProgramAccounts(programId);
    expect(new Set(all.map(({ pubkey }) => pubkey.toBase58()))).toEqual(new Set([small.toBase58(), large.toBase58()]));
    const { context, value } = await connection.getProgramAccounts(programId, {
      withContext: true,
      dataSlice: { offset: 4, length: 8 },
      filters: [{ dataSize: 16 }, { memcmp: { offset: 2, bytes: "11" } }],
    });
    expect(context.slot).toBeGreaterThan(0);
    expect(value.map(({ pubkey, account }) => [pubkey, account.data, account.owner])).toEqual([
      [large, Buffer.alloc(8), programId],
    ]);
    const base64 = { memcmp: { offset: 0, bytes: "AQ==", encoding: "base64" as const } };
    expect(await connection.getProgramAccounts(programId, { filters: [base64] })).toEqual([]);
    const votes = await connection.getParsedProgramAccounts(VOTE_PROGRAM_ID, { filters: [{ dataSize: 3762 }] });
    expect(votes).toHaveLength(1);
    expect(votes[0]!.account.data).toMatchObject({ program: "vote", parsed: { type: "vote" } });
  });

  it("are parsed as programs and the data of programs", async () => {
    const [address] = PublicKey.findProgramAddressSync([MEMO.toBuffer()], BPF_LOADER_UPGRADEABLE);
    const { value } = await connection.getParsedAccountInfo(MEMO);
    if (value!.owner.equals(BPF_LOADER_UPGRADEABLE)) {
      expect(value!.data).toMatchObject({ parsed: { type: "program", info: { programData: address.toBase58() } } });
    } else {
      expect(value!.owner.toBase58()).toMatch(/^BPFLoader/);
    }
  });

  it("hold nonces", async () => {
    const client = stage.connect();
    const nonce = Keypair.generate();
    const create = SystemProgram.createNonceAccount({
      fromPubkey: payer.publicKey,
      noncePubkey: nonce.publicKey,
      authorizedPubkey: payer.publicKey,
      lamports: await client.getMinimumBalanceForRentExemption(NONCE_ACCOUNT_LENGTH),
    });
    await sendAndConfirmTransaction(client, new Transaction().add(create), [payer, nonce]);
    const { value, context } = await client.getNonceAndContext(nonce.publicKey);
    expect(value).toBeInstanceOf(NonceAccount);
    expect(value!.authorizedPubkey).toEqual(payer.publicKey);
    expect(value!.feeCalculator.lamportsPerSignature).toBe(5_000);
    expect((await client.getNonce(nonce.publicKey, { minContextSlot: context.slot }))!.nonce).toBe(value!.nonce);
    expect(await client.getNonce(Keypair.generate().publicKey)).toBeNull();
    const parsed = (await client.getParsedAccountInfo(nonce.publicKey)).value!;
    expect(parsed.data).toEqual({
      program: "nonce",
      parsed: {
        type: "initialized",
        info: {
          authority: payer.publicKey.toBase58(),
          blockhash: value!.nonce,
          feeCalculator: { lamportsPerSignature: "5000" },
        },
      },
      space: NONCE_ACCOUNT_LENGTH,
    });
  });

  it("are summed up and ranked", async () => {
    const supply = await connection.getSupply({ excludeNonCirculatingAccountsList: true });
    const { total, circulating, nonCirculating, nonCirculatingAccounts } = supply.value;
    expect(total).toBeGreaterThan(3_000_000_000_000_000);
    expect(total).toBe(circulating + nonCirculating);
    expect(nonCirculatingAccounts).toEqual([]);
    expect(await connection.getTotalSupply()).toBeLessThanOrEqual(total);
    const { value } = await connection.getLargestAccounts();
    expect(value).toHaveLength(20);
    const faucet = new PublicKey(stage.validator.cluster.faucet.publicKey);
    expect(value[0]!.address).toEqual(faucet);
    expect(value[0]!.lamports).toBe(await connection.getBalance(faucet));
    const lamports = value.map((pair) => pair.lamports);
    expect(lamports).toEqual(lamports.toSorted((a, b) => b - a));
    const circulatingOnes = await connection.getLargestAccounts({ filter: "circulating" });
    expect(circulatingOnes.value).toHaveLength(20);
  });
});

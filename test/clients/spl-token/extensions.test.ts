import {
  AccountState,
  burn,
  closeAccount,
  createInitializeDefaultAccountStateInstruction,
  createInitializeMintCloseAuthorityInstruction,
  createInitializeNonTransferableMintInstruction,
  createInitializePausableConfigInstruction,
  createInitializePermanentDelegateInstruction,
  createInitializePermissionedBurnInstruction,
  createPermissionedBurnCheckedInstruction,
  createPermissionedBurnInstruction,
  createReallocateInstruction,
  createTransferInstruction,
  disableCpiGuard,
  disableRequiredMemoTransfers,
  ExtensionType,
  enableCpiGuard,
  enableRequiredMemoTransfers,
  getCpiGuard,
  getDefaultAccountState,
  getImmutableOwner,
  getMemoTransfer,
  getMinimumBalanceForRentExemptMintWithExtensions,
  getMintCloseAuthority,
  getNonTransferable,
  getNonTransferableAccount,
  getPausableAccount,
  getPausableConfig,
  getPermanentDelegate,
  getPermissionedBurn,
  initializeDefaultAccountState,
  pause,
  resume,
  TOKEN_2022_PROGRAM_ID,
  thawAccount,
  transfer,
  updateDefaultAccountState,
} from "@solana/spl-token";
import {
  type Connection,
  Keypair,
  PublicKey,
  sendAndConfirmTransaction,
  Transaction,
  TransactionInstruction,
} from "@solana/web3.js";
import { beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type ClientStage, startClientStage } from "../support/validator.js";
import { createExtendedMint, createMintAccount, type Token2022, token2022 } from "./mints.js";

const PROGRAM = TOKEN_2022_PROGRAM_ID;
const NO_OPTIONS = undefined;
const MEMO = new PublicKey("MemoSq4gqABAXKb96qnH8TysNcWxMyWCqXgDLGmfcHr");

describe("extensions of Token-2022", () => {
  let stage: ClientStage;
  let connection: Connection;
  let payer: Keypair;
  let tokens: Token2022;

  beforeAll(async () => {
    stage = await startClientStage();
    payer = await stage.fund(100);
  });

  beforeEach(() => {
    connection = stage.connect();
    tokens = token2022(connection, payer);
  });

  it("accounts begin in a default state", async () => {
    const key = Keypair.generate();
    const extensions = [ExtensionType.DefaultAccountState];
    const mint = await createExtendedMint(connection, payer, {
      extensions,
      initialize: (address) => [createInitializeDefaultAccountStateInstruction(address, AccountState.Frozen, PROGRAM)],
    });
    const account = await tokens.makeAccount(mint);
    expect((await tokens.read(account)).isFrozen).toBe(true);
    await thawAccount(connection, payer, account, mint, payer, [], NO_OPTIONS, PROGRAM);
    await updateDefaultAccountState(connection, payer, mint, AccountState.Initialized, payer, [], NO_OPTIONS, PROGRAM);
    expect(getDefaultAccountState(await tokens.readMint(mint))).toEqual({ state: AccountState.Initialized });
    expect((await tokens.read(await tokens.makeAccount(mint))).isFrozen).toBe(false);
    // The package's action initializes the extension alone.
    const lamports = await getMinimumBalanceForRentExemptMintWithExtensions(connection, extensions);
    const create = createMintAccount(payer, key, extensions, lamports);
    await sendAndConfirmTransaction(connection, new Transaction().add(create), [payer, key]);
    await initializeDefaultAccountState(connection, payer, key.publicKey, AccountState.Frozen, NO_OPTIONS, PROGRAM);
    expect((await connection.getAccountInfo(key.publicKey))!.data.readUInt8(170)).toBe(AccountState.Frozen);
  });

  it("accounts may ask for memos, and guard themselves against calls", async () => {
    const mint = await createExtendedMint(connection, payer, { extensions: [], initialize: () => [] });
    const [from, to] = [await tokens.makeAccount(mint), await tokens.makeAccount(mint)];
    await tokens.mintInto(mint, from, 100);
    const room = [ExtensionType.MemoTransfer, ExtensionType.CpiGuard];
    await tokens.send(createReallocateInstruction(to, payer.publicKey, room, payer.publicKey));
    await enableRequiredMemoTransfers(connection, payer, to, payer, [], NO_OPTIONS, PROGRAM);
    expect(getMemoTransfer(await tokens.read(to))).toEqual({ requireIncomingTransferMemos: true });
    await expect(tokens.move(from, mint, to, 1)).rejects.toThrow("custom program error: 0x24");
    const memo = new TransactionInstruction({ programId: MEMO, keys: [], data: Buffer.from("for the coffee") });
    await tokens.send(memo, createTransferInstruction(from, to, payer.publicKey, 1, [], PROGRAM));
    expect((await tokens.read(to)).amount).toBe(1n);
    const [told] = await connection.getSignaturesForAddress(to, { limit: 1 });
    expect(told!.memo).toBe("[14] for the coffee");
    await disableRequiredMemoTransfers(connection, payer, to, payer, [], NO_OPTIONS, PROGRAM);
    await tokens.move(from, mint, to, 1);
    await enableCpiGuard(connection, payer, to, payer, [], NO_OPTIONS, PROGRAM);
    expect(getCpiGuard(await tokens.read(to))).toEqual({ lockCpi: true });
    await disableCpiGuard(connection, payer, to, payer, [], NO_OPTIONS, PROGRAM);
    expect(getCpiGuard(await tokens.read(to))).toEqual({ lockCpi: false });
  });

  it("a permanent delegate, tokens that stay, mints that close", async () => {
    const delegate = Keypair.generate();
    const loose = await createExtendedMint(connection, payer, {
      extensions: [ExtensionType.PermanentDelegate, ExtensionType.MintCloseAuthority],
      initialize: (key) => [
        createInitializePermanentDelegateInstruction(key, delegate.publicKey, PROGRAM),
        createInitializeMintCloseAuthorityInstruction(key, payer.publicKey, PROGRAM),
      ],
    });
    const mint = await tokens.readMint(loose);
    expect(getPermanentDelegate(mint)).toEqual({ delegate: delegate.publicKey });
    expect(getMintCloseAuthority(mint)).toEqual({ closeAuthority: payer.publicKey });
    const account = await tokens.makeAccount(loose);
    await closeAccount(connection, payer, loose, payer.publicKey, payer, [], NO_OPTIONS, PROGRAM);
    expect(await connection.getAccountInfo(loose)).toBeNull();
    expect((await tokens.read(account)).mint).toEqual(loose);
    const fixed = await createExtendedMint(connection, payer, {
      extensions: [ExtensionType.NonTransferable, ExtensionType.PermanentDelegate],
      initialize: (key) => [
        createInitializeNonTransferableMintInstruction(key, PROGRAM),
        createInitializePermanentDelegateInstruction(key, delegate.publicKey, PROGRAM),
      ],
    });
    expect(getNonTransferable(await tokens.readMint(fixed))).toEqual({});
    const stuck = await tokens.makeAccount(fixed);
    await tokens.mintInto(fixed, stuck, 10);
    expect(getNonTransferableAccount(await tokens.read(stuck))).toEqual({});
    expect(getImmutableOwner(await tokens.read(stuck))).toEqual({});
    await expect(tokens.move(stuck, fixed, await tokens.makeAccount(fixed), 1)).rejects.toThrow(
      "custom program error: 0x25",
    );
    const movable = await createExtendedMint(connection, payer, {
      extensions: [ExtensionType.PermanentDelegate],
      initialize: (key) => [createInitializePermanentDelegateInstruction(key, delegate.publicKey, PROGRAM)],
    });
    const [source, destination] = [await tokens.makeAccount(movable), await tokens.makeAccount(movable)];
    await tokens.mintInto(movable, source, 10);
    await tokens.move(source, movable, destination, 4, delegate);
    expect((await tokens.read(destination)).amount).toBe(4n);
  });

  it("a mint that can be paused", async () => {
    const mint = await createExtendedMint(connection, payer, {
      extensions: [ExtensionType.PausableConfig],
      initialize: (key) => [createInitializePausableConfigInstruction(key, payer.publicKey, PROGRAM)],
    });
    const [from, to] = [await tokens.makeAccount(mint), await tokens.makeAccount(mint)];
    await tokens.mintInto(mint, from, 100);
    expect(getPausableAccount(await tokens.read(from))).toEqual({});
    await pause(connection, payer, mint, payer, [], NO_OPTIONS, PROGRAM);
    expect(getPausableConfig(await tokens.readMint(mint))).toMatchObject({ authority: payer.publicKey, paused: true });
    await expect(tokens.move(from, mint, to, 1)).rejects.toThrow("custom program error: 0x43");
    await expect(tokens.mintInto(mint, from, 1)).rejects.toThrow("custom program error: 0x43");
    await resume(connection, payer, mint, payer, [], NO_OPTIONS, PROGRAM);
    const unchecked = transfer(connection, payer, from, to, payer, 1, [], NO_OPTIONS, PROGRAM);
    await expect(unchecked).rejects.toThrow("custom program error: 0x1f");
    await tokens.move(from, mint, to, 1);
    expect((await tokens.read(to)).amount).toBe(1n);
  });

  it("a mint whose tokens are burned with permission", async () => {
    const authority = Keypair.generate();
    const mint = await createExtendedMint(connection, payer, {
      extensions: [ExtensionType.PermissionedBurn],
      initialize: (key) => [createInitializePermissionedBurnInstruction(key, authority.publicKey, PROGRAM)],
    });
    expect(getPermissionedBurn(await tokens.readMint(mint))).toEqual({ authority: authority.publicKey });
    const account = await tokens.makeAccount(mint);
    await tokens.mintInto(mint, account, 100);
    const burned = burn(connection, payer, account, mint, payer, 1, [], NO_OPTIONS, PROGRAM);
    await expect(burned).rejects.toThrow(/failed/);
    const withPermission = new Transaction().add(
      createPermissionedBurnInstruction(account, mint, payer.publicKey, authority.publicKey, 10),
      createPermissionedBurnCheckedInstruction(account, mint, payer.publicKey, authority.publicKey, 20, 2),
    );
    await sendAndConfirmTransaction(connection, withPermission, [payer, authority]);
    expect((await tokens.read(account)).amount).toBe(70n);
  });
});

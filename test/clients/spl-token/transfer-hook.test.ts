import {
  addExtraAccountMetasForExecute,
  createAccount,
  createInitializeTransferFeeConfigInstruction,
  createInitializeTransferHookInstruction,
  createTransferCheckedInstruction,
  createTransferCheckedWithFeeAndTransferHookInstruction,
  createTransferCheckedWithTransferHookInstruction,
  ExtensionType,
  getAccount,
  getExtraAccountMetaAddress,
  getExtraAccountMetas,
  getMinimumBalanceForRentExemptMintWithExtensions,
  getMint,
  getTransferHook,
  getTransferHookAccount,
  initializeTransferHook,
  mintTo,
  resolveExtraAccountMeta,
  TOKEN_2022_PROGRAM_ID,
  TokenTransferHookInvalidSeed,
  transferChecked,
  transferCheckedWithFeeAndTransferHook,
  transferCheckedWithTransferHook,
  unpackPubkeyData,
  unpackSeeds,
  updateTransferHook,
} from "@solana/spl-token";
import { type Connection, Keypair, PublicKey, sendAndConfirmTransaction, Transaction } from "@solana/web3.js";
import { beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type AccountInfo, entrypoint, msg, ProgramError } from "../../../src/program/index.js";
import { type ClientStage, startClientStage } from "../support/validator.js";
import { createExtendedMint, createMintAccount } from "./mints.js";

const PROGRAM = TOKEN_2022_PROGRAM_ID;
const NO_OPTIONS = undefined;
/** spl-transfer-hook-interface: sha256("spl-transfer-hook-interface:execute"). */
const EXECUTE = Buffer.from([105, 37, 101, 197, 75, 251, 102, 26]);
const LIMIT = 1_000n;

/** Counts the transfers of a mint, and refuses large ones. */
const hook = entrypoint((_programId, accounts, data) => {
  const bytes = Buffer.from(data);
  if (!bytes.subarray(0, 8).equals(EXECUTE)) throw new ProgramError("InvalidInstructionData");
  const amount = bytes.readBigUInt64LE(8);
  const [counter, friend, mintAuthority] = accounts.slice(5) as [AccountInfo, AccountInfo, AccountInfo];
  if (amount > LIMIT) throw new ProgramError(77);
  const view = new DataView(counter.data.buffer, counter.data.byteOffset);
  view.setBigUint64(0, view.getBigUint64(0, true) + 1n, true);
  msg(`moved ${amount}, ${accounts.length} accounts, ${friend.isWritable}, ${mintAuthority.isSigner}`);
});

/** An account of the list: of an address, of seeds of the hook's own, or of an address that stands in an account. */
function extraMeta(discriminator: number, config: Uint8Array, isWritable: boolean): Buffer {
  const padded = Buffer.alloc(32);
  padded.set(config);
  return Buffer.concat([Buffer.of(discriminator), padded, Buffer.of(0, Number(isWritable))]);
}

const COUNTER_SEEDS = Buffer.concat([Buffer.of(1, 7), Buffer.from("counter"), Buffer.of(3, 1)]);

/** What the hook's accounts are, as Token-2022 and clients read them (spl-tlv-account-resolution, ExtraAccountMetaList). */
function extraAccountList(friend: PublicKey): Buffer {
  const mintAuthorityInMint = Buffer.of(2, 1, 4);
  const metas = [
    extraMeta(1, COUNTER_SEEDS, true),
    extraMeta(0, friend.toBytes(), true),
    extraMeta(2, mintAuthorityInMint, false),
  ];
  const body = Buffer.concat([u32(metas.length), ...metas]);
  return Buffer.concat([EXECUTE, u32(body.length), body]);
}

function u32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
}

describe("transfer hooks of Token-2022", () => {
  const [hookId, friend] = [Keypair.generate().publicKey, Keypair.generate().publicKey];
  let stage: ClientStage;
  let connection: Connection;
  let payer: Keypair;

  beforeAll(async () => {
    const genesisAccounts = [{ address: hookId.toBytes(), program: hook }];
    stage = await startClientStage({ cluster: { genesisAccounts } });
    payer = await stage.fund(100);
  });

  beforeEach(() => {
    connection = stage.connect();
  });

  const counterOf = (mint: PublicKey) =>
    PublicKey.findProgramAddressSync([Buffer.from("counter"), mint.toBytes()], hookId)[0];

  /** A program's own accounts, which it would make itself. */
  function prepare(mint: PublicKey): void {
    const owner = hookId.toBytes();
    const place = (key: PublicKey, data: Uint8Array) =>
      [key.toBytes(), { lamports: 10n ** 9n, data, owner, executable: false, rentEpoch: 2n ** 64n - 1n }] as const;
    stage.validator.cluster.setAccounts([
      place(getExtraAccountMetaAddress(mint, hookId), extraAccountList(friend)),
      place(counterOf(mint), new Uint8Array(8)),
    ]);
  }

  const makeAccount = (mint: PublicKey) =>
    createAccount(connection, payer, mint, payer.publicKey, Keypair.generate(), NO_OPTIONS, PROGRAM);
  const read = (account: PublicKey) => getAccount(connection, account, "confirmed", PROGRAM);
  const counted = async (mint: PublicKey) => (await connection.getAccountInfo(counterOf(mint)))!.data.readBigUInt64LE();

  async function makeHooked(...others: ExtensionType[]) {
    const mint = await createExtendedMint(connection, payer, {
      extensions: [ExtensionType.TransferHook, ...others],
      initialize: (key) => [
        ...others.map(() =>
          createInitializeTransferFeeConfigInstruction(key, payer.publicKey, payer.publicKey, 100, 5n, PROGRAM),
        ),
        createInitializeTransferHookInstruction(key, payer.publicKey, hookId, PROGRAM),
      ],
    });
    prepare(mint);
    const [from, to] = [await makeAccount(mint), await makeAccount(mint)];
    await mintTo(connection, payer, mint, from, payer, 10_000, [], NO_OPTIONS, PROGRAM);
    return { mint, from, to };
  }

  it("run with each transfer, with accounts that clients find by themselves", async () => {
    const { mint, from, to } = await makeHooked();
    const mintState = await getMint(connection, mint, "confirmed", PROGRAM);
    expect(getTransferHook(mintState)).toEqual({ authority: payer.publicKey, programId: hookId });
    const move = (amount: bigint) =>
      transferCheckedWithTransferHook(connection, payer, from, mint, to, payer, amount, 2, [], NO_OPTIONS, PROGRAM);
    const signature = await move(500n);
    expect((await read(to)).amount).toBe(500n);
    expect(getTransferHookAccount(await read(to))).toEqual({ transferring: false });
    expect(await counted(mint)).toBe(1n);
    const { meta } = (await connection.getParsedTransaction(signature))!;
    expect(meta!.logMessages).toContain("Program log: moved 500, 8 accounts, true, false");
    expect(meta!.innerInstructions![0]!.instructions[0]!.programId).toEqual(hookId);
    await expect(move(LIMIT + 1n)).rejects.toThrow("custom program error: 0x4d");
    const without = transferChecked(connection, payer, from, mint, to, payer, 1, 2, [], NO_OPTIONS, PROGRAM);
    await expect(without).rejects.toThrow(/failed/);
    expect(await counted(mint)).toBe(1n);
  });

  it("run beside transfer fees", async () => {
    const { mint, from, to } = await makeHooked(ExtensionType.TransferFeeConfig);
    const { publicKey } = payer;
    await transferCheckedWithFeeAndTransferHook(
      connection,
      payer,
      from,
      mint,
      to,
      payer,
      300n,
      2,
      3n,
      [],
      NO_OPTIONS,
      PROGRAM,
    );
    expect((await read(to)).amount).toBe(297n);
    const [first, second] = [
      await createTransferCheckedWithTransferHookInstruction(
        connection,
        from,
        mint,
        to,
        publicKey,
        100n,
        2,
        [],
        "confirmed",
        PROGRAM,
      ),
      await createTransferCheckedWithFeeAndTransferHookInstruction(
        connection,
        from,
        mint,
        to,
        publicKey,
        200n,
        2,
        2n,
        [],
        "confirmed",
        PROGRAM,
      ),
    ];
    await sendAndConfirmTransaction(connection, new Transaction().add(first, second), [payer]);
    expect((await read(to)).amount).toBe(297n + 99n + 198n);
    expect(await counted(mint)).toBe(3n);
  });

  it("find accounts by seeds and by what stands in accounts", async () => {
    const { mint, from, to } = await makeHooked();
    const list = (await connection.getAccountInfo(getExtraAccountMetaAddress(mint, hookId)))!;
    const metas = getExtraAccountMetas(list);
    expect(metas).toHaveLength(3);
    const previous = [from, mint, to, payer.publicKey].map((pubkey) => ({
      pubkey,
      isSigner: false,
      isWritable: false,
    }));
    const data = Buffer.concat([EXECUTE, Buffer.alloc(8, 1)]);
    const resolved = await Promise.all(
      metas.map((meta) => resolveExtraAccountMeta(connection, meta, previous, data, hookId)),
    );
    expect(resolved.map(({ pubkey }) => pubkey)).toEqual([counterOf(mint), friend, payer.publicKey]);
    // The mint's authority, eight bytes of the instruction, two bytes of the mint.
    expect(await unpackPubkeyData(Uint8Array.of(2, 1, 4), previous, data, connection)).toEqual(payer.publicKey);
    const seeds = await unpackSeeds(Uint8Array.of(2, 8, 8, 4, 1, 44, 2, 0), previous, data, connection);
    expect(seeds).toEqual([Buffer.alloc(8, 1), Buffer.of(2, 1)]);
    await expect(unpackSeeds(Uint8Array.of(9), previous, data, connection)).rejects.toThrow(
      TokenTransferHookInvalidSeed,
    );
    const { publicKey } = payer;
    const instruction = createTransferCheckedInstruction(from, mint, to, publicKey, 5n, 2, [], PROGRAM);
    await addExtraAccountMetasForExecute(connection, instruction, hookId, from, mint, to, publicKey, 5n, "confirmed");
    expect(instruction.keys).toHaveLength(4 + 3 + 2);
    await sendAndConfirmTransaction(connection, new Transaction().add(instruction), [payer]);
    expect((await read(to)).amount).toBe(5n);
  });

  it("are changed by the mint's authority", async () => {
    const { mint, from, to } = await makeHooked();
    await updateTransferHook(connection, payer, mint, PublicKey.default, payer, [], NO_OPTIONS, PROGRAM);
    await transferChecked(connection, payer, from, mint, to, payer, 5_000, 2, [], NO_OPTIONS, PROGRAM);
    expect(await counted(mint)).toBe(0n);
    // The package's action initializes the extension alone.
    const bare = Keypair.generate();
    const extensions = [ExtensionType.TransferHook];
    const lamports = await getMinimumBalanceForRentExemptMintWithExtensions(connection, extensions);
    const create = createMintAccount(payer, bare, extensions, lamports);
    await sendAndConfirmTransaction(connection, new Transaction().add(create), [payer, bare]);
    await initializeTransferHook(connection, payer, bare.publicKey, payer.publicKey, hookId, NO_OPTIONS, PROGRAM);
    expect((await connection.getAccountInfo(bare.publicKey))!.data.subarray(202, 234)).toEqual(hookId.toBuffer());
  });
});

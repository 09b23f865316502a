import {
  type Connection,
  Keypair,
  type ParsedInstruction,
  type ParsedTransactionWithMeta,
  PublicKey,
  SystemProgram,
  sendAndConfirmTransaction,
  Transaction,
  type VersionedAccountsModeBlockResponse,
  VOTE_PROGRAM_ID,
} from "@solana/web3.js";
import { beforeAll, describe, expect, it } from "vitest";
import { type ClientStage, finalized, startClientStage } from "../support/validator.js";

const FEE = 5_000;
const V0 = { maxSupportedTransactionVersion: 0 };

describe("blocks and transactions", () => {
  let stage: ClientStage;
  let connection: Connection;
  let payer: Keypair;
  const to = Keypair.generate().publicKey;
  /** Three transfers to `to`, oldest first. */
  const signatures: string[] = [];
  const slots: number[] = [];
  let balance: number;

  beforeAll(async () => {
    stage = await startClientStage();
    connection = stage.connect();
    payer = await stage.fund(1);
    for (const lamports of [1_000_000, 2_000_000, 3_000_000]) {
      const transfer = SystemProgram.transfer({ fromPubkey: payer.publicKey, toPubkey: to, lamports });
      signatures.push(await sendAndConfirmTransaction(connection, new Transaction().add(transfer), [payer]));
      slots.push((await connection.getSignatureStatus(signatures.at(-1)!)).value!.slot);
    }
    balance = 1_000_000_000 - FEE - 1_000_000;
    await finalized(connection, slots.at(-1)!);
  });

  it("a block has its transactions, the leader's fees and the hash of the one before", async () => {
    const block = (await connection.getBlock(slots[0]!, { ...V0, rewards: true }))!;
    expect(block).toMatchObject({ blockHeight: slots[0], parentSlot: slots[0]! - 1, blockTime: expect.any(Number) });
    expect(Math.abs(block.blockTime! - Date.now() / 1000)).toBeLessThan(30);
    const before = (await connection.getBlock(slots[0]! - 1, V0))!;
    expect(block.previousBlockhash).toBe(before.blockhash);
    const own = block.transactions.find(({ transaction }) => transaction.signatures[0] === signatures[0])!;
    expect(own).toMatchObject({ version: "legacy", meta: { err: null, fee: FEE, computeUnitsConsumed: 150 } });
    // A signature, two write locks, 12 bytes of data, the units, a page of accounts.
    expect(own.meta!.costUnits).toBe(720 + 2 * 300 + 12 / 4 + 150 + 8);
    expect(own.meta!.postBalances).toEqual([balance, 1_000_000, 1]);
    const fees = block.transactions.reduce((sum, { meta }) => sum + meta!.fee, 0);
    const identity = new PublicKey(stage.validator.cluster.identity.publicKey).toBase58();
    expect(block.rewards).toEqual([
      { pubkey: identity, lamports: fees / 2, rewardType: "Fee", postBalance: expect.any(Number), commission: null },
    ]);
  });

  it("a block is told with signatures, accounts or nothing of its transactions", async () => {
    const { signatures: all } = await connection.getBlockSignatures(slots[1]!);
    expect(all).toContain(signatures[1]);
    expect(await connection.getConfirmedBlockSignatures(slots[1]!)).toMatchObject({ signatures: all });
    const asAccounts = { ...V0, transactionDetails: "accounts" } as const;
    const accounts = (await connection.getBlock(slots[1]!, asAccounts)) as VersionedAccountsModeBlockResponse | null;
    const own = accounts!.transactions.find(({ transaction }) => transaction.signatures[0] === signatures[1])!;
    expect(own.transaction.accountKeys).toEqual([
      { pubkey: payer.publicKey, signer: true, source: "transaction", writable: true },
      { pubkey: to, signer: false, source: "transaction", writable: true },
      { pubkey: SystemProgram.programId, signer: false, source: "transaction", writable: false },
    ]);
    const none = (await connection.getBlock(slots[1]!, { ...V0, transactionDetails: "none" }))!;
    expect(none).not.toHaveProperty("transactions");
    expect(none.blockhash).toBe(accounts!.blockhash);
    const parsedNone = await connection.getParsedBlock(slots[1]!, { ...V0, transactionDetails: "none" });
    expect(parsedNone.blockhash).toBe(none.blockhash);
    const parsedAccounts = await connection.getParsedBlock(slots[1]!, { ...V0, transactionDetails: "accounts" });
    expect(parsedAccounts.transactions).toHaveLength(all.length);
  });

  it("a parsed block shows instructions by name, votes too", async () => {
    const block = await connection.getParsedBlock(slots[2]!, V0);
    // web3.js declares blocks without parameters to be of accounts alone.
    const transactions = block.transactions as unknown as ParsedTransactionWithMeta[];
    const instructions = transactions.flatMap(({ transaction }) => transaction.message.instructions);
    expect(instructions).toContainEqual({
      program: "system",
      programId: SystemProgram.programId,
      parsed: {
        type: "transfer",
        info: { source: payer.publicKey.toBase58(), destination: to.toBase58(), lamports: 3_000_000 },
      },
      stackHeight: 1,
    });
    const vote = instructions.find(({ programId }) => programId.equals(VOTE_PROGRAM_ID));
    expect(vote).toMatchObject({ program: "vote", parsed: { type: "towersync" } });
  });

  it("blocks are numbered by slot; one to come is not available, a skipped one neither", async () => {
    expect(await connection.getBlocks(slots[0]!, slots[0]! + 3)).toEqual([0, 1, 2, 3].map((i) => slots[0]! + i));
    const finalizedOnes = await connection.getBlocks(slots[0]!, undefined, "finalized");
    expect(finalizedOnes[0]).toBe(slots[0]);
    const time = await connection.getBlockTime(slots[0]!);
    expect(time).toBe((await connection.getBlock(slots[0]!, V0))!.blockTime);
    await expect(connection.getBlock(1_000_000, V0)).rejects.toThrow("Block not available for slot 1000000");
    const next = stage.validator.cluster.workingSlot + 5n;
    stage.validator.cluster.warpToSlot(next);
    const skipped = Number(next) - 1;
    await finalized(connection, Number(next) + 1);
    await expect(connection.getBlock(skipped, V0)).rejects.toThrow(
      `Slot ${skipped} was skipped, or missing due to ledger jump to recent snapshot`,
    );
    expect(await connection.getBlocks(skipped, Number(next))).toEqual([Number(next)]);
  });

  it("a transaction is found by its signature", async () => {
    const found = (await connection.getTransaction(signatures[0]!, V0))!;
    expect(found).toMatchObject({ slot: slots[0], version: "legacy", transaction: { signatures: [signatures[0]] } });
    expect(found.meta).toMatchObject({
      err: null,
      fee: FEE,
      innerInstructions: [],
      logMessages: [
        "Program 11111111111111111111111111111111 invoke [1]",
        "Program 11111111111111111111111111111111 success",
      ],
      preBalances: [1_000_000_000, 0, 1],
      postBalances: [balance, 1_000_000, 1],
      loadedAddresses: { readonly: [], writable: [] },
    });
    expect(found.transaction.message.staticAccountKeys.map(String)).toEqual(
      [payer.publicKey, to, SystemProgram.programId].map(String),
    );
    const unknown = "1".repeat(64);
    expect(await connection.getTransaction(unknown, V0)).toBeNull();
    const several = await connection.getTransactions([signatures[2]!, unknown], V0 as never);
    expect(several.map((each) => each?.slot)).toEqual([slots[2], undefined]);
    const parsed = await connection.getParsedTransactions(signatures, V0);
    const lamports = parsed.map((each) => {
      const [transfer] = each!.transaction.message.instructions;
      return (transfer as ParsedInstruction).parsed.info.lamports;
    });
    expect(lamports).toEqual([1_000_000, 2_000_000, 3_000_000]);
    const single = await connection.getParsedTransaction(signatures[1]!, "finalized");
    expect(single!.transaction.message.accountKeys[0]).toEqual({
      pubkey: payer.publicKey,
      signer: true,
      source: "transaction",
      writable: true,
    });
  });

  it("statuses are told of many at once", async () => {
    const unknown = "1".repeat(64);
    const { value } = await connection.getSignatureStatuses([...signatures, unknown]);
    expect(value).toEqual([
      ...slots.map((slot) => ({
        slot,
        confirmations: null,
        confirmationStatus: "finalized",
        err: null,
        status: { Ok: null },
      })),
      null,
    ]);
    const searched = await connection.getSignatureStatus(signatures[0]!, { searchTransactionHistory: true });
    expect(searched.value).toEqual(value[0]);
    const tooMany = Array.from({ length: 257 }, () => unknown);
    await expect(connection.getSignatureStatuses(tooMany)).rejects.toThrow("Too many inputs provided; max 256");
  });

  it("signatures of an address come newest first, page by page", async () => {
    const all = await connection.getSignaturesForAddress(to);
    expect(all.map(({ signature }) => signature)).toEqual(signatures.toReversed());
    expect(all[0]).toEqual({
      blockTime: expect.any(Number),
      confirmationStatus: "finalized",
      err: null,
      memo: null,
      signature: signatures[2],
      slot: slots[2],
      transactionIndex: expect.any(Number),
    });
    const page = async (options: object) =>
      (await connection.getSignaturesForAddress(to, options)).map(({ signature }) => signatures.indexOf(signature));
    expect(await page({ limit: 1 })).toEqual([2]);
    expect(await page({ before: signatures[2], limit: 1 })).toEqual([1]);
    expect(await page({ before: signatures[2], until: signatures[0] })).toEqual([1]);
    expect(await page({ until: signatures[2] })).toEqual([]);
    expect(await page({ minContextSlot: slots[0] })).toEqual([2, 1, 0]);
    await expect(connection.getSignaturesForAddress(to, { limit: 1_001 })).rejects.toThrow("Invalid limit; max 1000");
    expect(await connection.getSignaturesForAddress(Keypair.generate().publicKey)).toEqual([]);
  });

  it("performance samples are of a minute each, none so soon", async () => {
    for (const { slot, numSlots, numTransactions, samplePeriodSecs } of await connection.getRecentPerformanceSamples(
      3,
    )) {
      expect(Math.min(slot, numSlots, numTransactions, samplePeriodSecs)).toBeGreaterThan(0);
    }
    await expect(connection.getRecentPerformanceSamples(721)).rejects.toThrow("Invalid limit; max 720");
  });
});

describe("methods that web3.js has kept from older networks", () => {
  let stage: ClientStage;
  let connection: Connection;
  let payer: Keypair;
  let signature: string;
  let slot: number;
  const to = Keypair.generate().publicKey;

  beforeAll(async () => {
    stage = await startClientStage({ cluster: { votes: false } });
    connection = stage.connect();
    payer = await stage.fund(1);
    const transfer = SystemProgram.transfer({ fromPubkey: payer.publicKey, toPubkey: to, lamports: 1_000_000 });
    signature = await sendAndConfirmTransaction(connection, new Transaction().add(transfer), [payer]);
    slot = (await connection.getSignatureStatus(signature)).value!.slot;
    await finalized(connection, slot);
  });

  it("blocks and transactions, which today's methods answer", async () => {
    const block = await connection.getConfirmedBlock(slot);
    expect(block.transactions[0]!.transaction.signatures[0]!.publicKey).toEqual(payer.publicKey);
    const found = (await connection.getConfirmedTransaction(signature))!;
    expect(found.transaction.instructions[0]!.programId).toEqual(SystemProgram.programId);
    expect(found.transaction.verifySignatures()).toBe(true);
    const parsed = (await connection.getParsedConfirmedTransaction(signature))!;
    expect(parsed.transaction.message.instructions[0]).toMatchObject({
      program: "system",
      parsed: { type: "transfer" },
    });
    expect(await connection.getParsedConfirmedTransactions([signature])).toEqual([parsed]);
  });

  it("a blockhash with fees that it does not tell", async () => {
    const { value } = await connection.getRecentBlockhashAndContext();
    expect((await connection.isBlockhashValid(value.blockhash)).value).toBe(true);
    const { feeCalculator } = await connection.getRecentBlockhash();
    expect(() => feeCalculator.lamportsPerSignature).toThrow("no longer offered by the network");
  });

  it("methods that the network removed are not found", async () => {
    const { blockhash } = await connection.getLatestBlockhash();
    await expect(connection.getFeeCalculatorForBlockhash(blockhash)).rejects.toThrow("Method not found");
    await expect(connection.getStakeActivation(to)).rejects.toThrow("Method not found");
    await expect(connection.getConfirmedSignaturesForAddress2(to)).rejects.toThrow("Method not found");
    await expect(connection.getConfirmedSignaturesForAddress(to, slot, slot)).rejects.toThrow("Method not found");
  });
});

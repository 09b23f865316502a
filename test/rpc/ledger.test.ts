import { beforeAll, describe, expect, it } from "vitest";
import { base58Encode } from "../../src/base/base58.js";
import { base64Encode } from "../../src/base/base64.js";
import { MemoryLedger } from "../../src/cluster/memory-ledger.js";
import { signTransaction } from "../../src/cluster/sign.js";
import { compileMessage } from "../../src/solana/message/compile.js";
import { MEMO_PROGRAM_ID } from "../../src/solana/program-ids.js";
import { addressFromPubkey } from "../../src/solana/pubkey.js";
import { decodeTransaction } from "../../src/solana/transaction.js";
import { transfer } from "../cluster/support.js";
import { newKey, signedWire } from "../helpers/transactions.js";
import { base64Of, type Reply, RpcStage } from "./stage.js";

const CONFIRMED = { commitment: "confirmed" };
const SKIPPED = 20n;

/** 60 slots without votes; slots 10, 11 and 12 have a transfer, 12 a failing one and a v0 message as well; 20 is skipped. */
async function makeHistory() {
  const stage = new RpcStage({ votes: false });
  const to = newKey();
  const signatures: string[] = [];
  const send = async (lamports: bigint) => {
    const transaction = transfer(stage.payer, to, lamports, stage.cluster.view("processed").blockhash);
    signatures.push(
      await stage.call("sendTransaction", base64Of(transaction), { encoding: "base64", skipPreflight: true }),
    );
  };
  await stage.pass(9);
  for (const lamports of [1_000_000n, 2_000_000n, 3_000_000n]) {
    await send(lamports);
    if (lamports < 3_000_000n) await stage.pass();
  }
  await send(10n ** 18n);
  const blockhash = stage.cluster.view("processed").blockhash;
  const message = compileMessage({ version: 0, feePayer: stage.payer.publicKey, instructions: [], blockhash });
  const wire = base64Encode(signedWire(message, [stage.payer]));
  signatures.push(await stage.call("sendTransaction", wire, { encoding: "base64", skipPreflight: true }));
  await stage.pass(7);
  stage.cluster.warpToSlot(SKIPPED + 1n);
  await stage.pass(40);
  return { stage, to: addressFromPubkey(to), signatures };
}

describe("the ledger", () => {
  let stage: RpcStage;
  let to: string;
  let signatures: string[];
  beforeAll(async () => {
    ({ stage, to, signatures } = await makeHistory());
  });

  describe("getBlock", () => {
    it("shows a block", async () => {
      const block = await stage.call("getBlock", 11);
      const parent = await stage.call("getBlock", 10);
      expect(block).toMatchObject({
        blockHeight: 11,
        parentSlot: 10,
        previousBlockhash: parent.blockhash,
        rewards: [{ lamports: 2500, rewardType: "Fee", pubkey: addressFromPubkey(stage.cluster.identity.publicKey) }],
        transactions: [
          { meta: { err: null, fee: 5000, status: { Ok: null } }, transaction: { signatures: [signatures[1]] } },
        ],
      });
      // Who does not ask for versions is not told them.
      expect(block.transactions[0]).not.toHaveProperty("version");
      expect(block.blockTime).toBeGreaterThan(0);
    });

    it("in every encoding and detail", async () => {
      const max = { maxSupportedTransactionVersion: 0 };
      const of = async (config: object) => stage.call("getBlock", 12, { ...max, ...config } as never);
      expect((await of({})).transactions.map(({ version }: Reply) => version)).toEqual(["legacy", "legacy", 0]);
      expect((await of({ transactionDetails: "signatures" })).signatures).toEqual(signatures.slice(2));
      expect(await of({ transactionDetails: "none" })).not.toHaveProperty("transactions");
      expect(await of({ rewards: false })).not.toHaveProperty("rewards");
      const [first] = (await of({ transactionDetails: "accounts" })).transactions;
      expect(first.transaction.accountKeys[0]).toMatchObject({ signer: true, writable: true, source: "transaction" });
      const [parsed] = (await of({ encoding: "jsonParsed" })).transactions;
      expect(parsed.transaction.message.instructions[0]).toMatchObject({
        program: "system",
        parsed: { type: "transfer", info: { destination: to, lamports: 3_000_000 } },
      });
      for (const [encoding, shape] of [
        ["base64", [expect.any(String), "base64"]],
        ["base58", [expect.any(String), "base58"]],
        ["binary", expect.any(String)],
      ] as const) {
        expect((await of({ encoding })).transactions[0].transaction).toEqual(shape);
      }
      // The old form of a config.
      const [old] = (await stage.call("getBlock", 11, "base64")).transactions;
      expect(old.transaction[1]).toBe("base64");
    });

    it("fails for versions that the client does not know", async () => {
      expect(await stage.error("getBlock", 12)).toEqual({
        code: -32015,
        message:
          "Transaction version (0) is not supported by the requesting client. Please try the request again with the " +
          'following configuration parameter: "maxSupportedTransactionVersion": 0',
      });
    });

    it("tells why there is no block", async () => {
      expect(await stage.error("getBlock", Number(SKIPPED))).toEqual({
        code: -32007,
        message: "Slot 20 was skipped, or missing due to ledger jump to recent snapshot",
      });
      expect(await stage.error("getBlock", 12345)).toEqual({
        code: -32004,
        message: "Block not available for slot 12345",
      });
      expect(await stage.error("getBlock", 1, { commitment: "processed" })).toEqual({
        code: -32602,
        message: "Method does not support commitment below `confirmed`",
      });
      const confirmedSlot = await stage.call("getSlot", CONFIRMED);
      expect(await stage.error("getBlock", confirmedSlot)).toMatchObject({ code: -32004 });
      expect(await stage.call("getBlock", confirmedSlot, CONFIRMED)).toMatchObject({ parentSlot: confirmedSlot - 1 });
    });

    it("tells that a block was dropped", async () => {
      const short = new RpcStage({ votes: false, ledger: new MemoryLedger({ maxTransactions: 50 }) });
      await short.pass(200);
      const first = await short.call("getFirstAvailableBlock");
      expect(first).toBeGreaterThan(100);
      expect(await short.call("minimumLedgerSlot")).toBe(first);
      expect(await short.error("getBlock", 7)).toEqual({
        code: -32001,
        message: `Block 7 cleaned up, does not exist on node. First available block: ${first}`,
      });
    });
  });

  it("getBlocks", async () => {
    const finalized = await stage.call("getSlot");
    expect(await stage.call("getBlocks", 18, 23)).toEqual([18, 19, 21, 22, 23]);
    expect(await stage.call("getBlocks", 18, 3)).toEqual([]);
    const all = await stage.call("getBlocks", 0);
    expect([all[0], all.at(-1), all.length]).toEqual([0, finalized, finalized]);
    const confirmed = await stage.call("getBlocks", 0, CONFIRMED);
    expect(confirmed.at(-1)).toBe(await stage.call("getSlot", CONFIRMED));
    expect(await stage.call("getBlocks", 0, null, CONFIRMED)).toEqual(confirmed);
    expect(await stage.call("getBlocks", 9999, 11111)).toEqual([]);
    expect(await stage.error("getBlocks", 0, { minContextSlot: 9999 })).toMatchObject({ code: -32016 });
  });

  it("getBlocksWithLimit", async () => {
    expect(await stage.call("getBlocksWithLimit", 18, 3)).toEqual([18, 19, 21]);
    expect(await stage.call("getBlocksWithLimit", 18, 0)).toEqual([]);
    expect(await stage.call("getBlocksWithLimit", 9999, 500_000)).toEqual([]);
    expect(await stage.error("getBlocksWithLimit", 0, 500_001)).toEqual({
      code: -32602,
      message: "Limit too large; max 500000",
    });
    expect(await stage.error("getBlocksWithLimit", 0, 5, { commitment: "processed" })).toMatchObject({ code: -32602 });
  });

  it("getBlockTime", async () => {
    const { blockTime } = await stage.call("getBlock", 11);
    expect(await stage.call("getBlockTime", 11)).toBe(blockTime);
    const processed = await stage.call("getSlot", { commitment: "processed" });
    expect(await stage.call("getBlockTime", processed)).toBeGreaterThanOrEqual(blockTime);
    expect(await stage.error("getBlockTime", 12345)).toMatchObject({ code: -32004 });
    expect(await stage.error("getBlockTime", 20)).toMatchObject({ code: -32007 });
  });

  describe("getTransaction", () => {
    it("shows a transaction with its place", async () => {
      const found = await stage.call("getTransaction", signatures[3]!);
      expect(found).toMatchObject({
        slot: 12,
        transactionIndex: 1,
        meta: {
          err: { InstructionError: [0, { Custom: 1 }] },
          status: { Err: { InstructionError: [0, { Custom: 1 }] } },
          computeUnitsConsumed: 150,
          fee: 5000,
          loadedAddresses: { readonly: [], writable: [] },
        },
        transaction: { signatures: [signatures[3]] },
      });
      expect(found).not.toHaveProperty("version");
      expect(found.blockTime).toBe(await stage.call("getBlockTime", 12));
    });

    it("knows encodings and versions", async () => {
      const [wire, encoding] = (await stage.call("getTransaction", signatures[0]!, "base64")).transaction;
      expect(encoding).toBe("base64");
      const decoded = decodeTransaction(Uint8Array.from(atob(wire), (c) => c.charCodeAt(0)));
      expect(decoded.ok && base58Encode(decoded.transaction.signatures[0]!)).toBe(signatures[0]);
      expect(await stage.error("getTransaction", signatures[4]!)).toMatchObject({ code: -32015 });
      const config = { maxSupportedTransactionVersion: 0, encoding: "jsonParsed" };
      expect(await stage.call("getTransaction", signatures[4]!, config)).toMatchObject({ version: 0, slot: 12 });
    });

    it("is null for what is unknown or not sure enough", async () => {
      expect(await stage.call("getTransaction", base58Encode(new Uint8Array(64).fill(9)))).toBeNull();
      expect(await stage.error("getTransaction", "a1b2c3d4")).toEqual({
        code: -32602,
        message: "Invalid param: WrongSize",
      });
      const fresh = new RpcStage();
      await fresh.pass();
      const signature = await fresh.call("requestAirdrop", to, 1_000_000);
      await fresh.pass();
      expect(await fresh.call("getTransaction", signature)).toBeNull();
      expect(await fresh.call("getTransaction", signature, CONFIRMED)).toMatchObject({ slot: 2 });
      expect(await fresh.error("getTransaction", signature, { commitment: "processed" })).toMatchObject({
        code: -32602,
      });
    });
  });

  describe("getSignatureStatuses", () => {
    it("tells where transactions stand", async () => {
      const fresh = new RpcStage();
      await fresh.pass();
      const signature = await fresh.call("requestAirdrop", to, 1_000_000);
      const statuses = async () => (await fresh.value("getSignatureStatuses", [signature]))[0];
      expect(await statuses()).toBeNull();
      await fresh.pass();
      expect(await statuses()).toEqual({
        slot: 2,
        confirmations: 0,
        err: null,
        status: { Ok: null },
        confirmationStatus: "confirmed",
      });
      await fresh.pass(5);
      expect(await statuses()).toMatchObject({ confirmations: 5, confirmationStatus: "confirmed" });
      await fresh.pass(30);
      expect(await statuses()).toMatchObject({ confirmations: null, confirmationStatus: "finalized" });
      // After 300 blocks only the ledger knows.
      await fresh.pass(300);
      expect(await statuses()).toBeNull();
      const config = { searchTransactionHistory: true };
      expect((await fresh.value("getSignatureStatuses", [signature], config))[0]).toEqual({
        slot: 2,
        confirmations: null,
        err: null,
        status: { Ok: null },
        confirmationStatus: "finalized",
      });
    });

    it("takes 256 at most, with a context of the processed slot", async () => {
      const { context, value } = await stage.call("getSignatureStatuses", [signatures[3]!, signatures[0]!]);
      expect(context.slot).toBe(await stage.call("getSlot", { commitment: "processed" }));
      expect(value).toMatchObject([{ err: { InstructionError: [0, { Custom: 1 }] } }, { err: null }]);
      expect(await stage.error("getSignatureStatuses", new Array(257).fill(signatures[0]!))).toEqual({
        code: -32602,
        message: "Too many inputs provided; max 256",
      });
      expect(await stage.error("getSignatureStatuses", [signatures[0]!], {})).toMatchObject({
        message: "Invalid params: missing field `searchTransactionHistory`.",
      });
    });
  });

  describe("getSignaturesForAddress", () => {
    const list = async (config: object = {}): Promise<string[]> =>
      (await stage.call("getSignaturesForAddress", to, config as never)).map(({ signature }: Reply) => signature);

    it("lists the newest first", async () => {
      const infos = await stage.call("getSignaturesForAddress", to);
      expect(infos.map(({ signature }: Reply) => signature)).toEqual(signatures.slice(0, 4).reverse());
      expect(infos[0]).toEqual({
        blockTime: expect.any(Number),
        confirmationStatus: "finalized",
        err: { InstructionError: [0, { Custom: 1 }] },
        memo: null,
        signature: signatures[3],
        slot: 12,
        transactionIndex: 1,
      });
    });

    it("pages", async () => {
      expect(await list({ limit: 2 })).toEqual([signatures[3], signatures[2]]);
      expect(await list({ before: signatures[2] })).toEqual([signatures[1], signatures[0]]);
      expect(await list({ until: signatures[1] })).toEqual([signatures[3], signatures[2]]);
      expect(await list({ before: signatures[3], until: signatures[0], limit: 1 })).toEqual([signatures[2]]);
    });

    it("refuses what it does not know", async () => {
      const error = (config: object) => stage.error("getSignaturesForAddress", to, config as never);
      const unknown = base58Encode(new Uint8Array(64).fill(9));
      const notFound = { code: -32020, message: `Transaction ${unknown} not found` };
      expect(await error({ before: unknown })).toEqual(notFound);
      expect(await error({ until: unknown })).toEqual(notFound);
      expect(await error({ until: unknown, limit: 1 })).toEqual(notFound);
      for (const limit of [0, 1001]) {
        expect(await error({ limit })).toEqual({ code: -32602, message: "Invalid limit; max 1000" });
      }
      expect(await error({ commitment: "processed" })).toMatchObject({ code: -32602 });
      expect(await error({ minContextSlot: 9999 })).toMatchObject({ code: -32016 });
    });

    it("shows memos", async () => {
      const fresh = new RpcStage({ instant: true });
      const memo = { programId: MEMO_PROGRAM_ID, accounts: [], data: new TextEncoder().encode("hello") };
      const transaction = signTransaction([memo], [fresh.payer], fresh.cluster.view("processed").blockhash);
      await fresh.call("sendTransaction", base64Of(transaction), { encoding: "base64" });
      const [info] = await fresh.call("getSignaturesForAddress", addressFromPubkey(MEMO_PROGRAM_ID));
      expect(info.memo).toBe("[5] hello");
    });
  });
});

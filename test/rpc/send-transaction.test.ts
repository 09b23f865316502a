import { describe, expect, it } from "vitest";
import { base58Encode } from "../../src/base/base58.js";
import { base64Encode } from "../../src/base/base64.js";
import { concatBytes } from "../../src/base/bytes.js";
import { MemoryLedger } from "../../src/cluster/memory-ledger.js";
import { generateKeypair } from "../../src/crypto/ed25519.js";
import { addressFromPubkey } from "../../src/solana/pubkey.js";
import { encodeTransaction, type Transaction } from "../../src/solana/transaction.js";
import { transfer } from "../cluster/support.js";
import { newKey } from "../helpers/transactions.js";
import { base64Of, RpcStage } from "./stage.js";

const BASE64 = { encoding: "base64" };
const AMOUNT = 1_000_000n;

function stageWithTransfer(options = {}) {
  const stage = new RpcStage(options);
  const { blockhash } = stage.cluster.view("processed");
  return { stage, transaction: transfer(stage.payer, newKey(), AMOUNT, blockhash) };
}

/** A copy of a transaction's bytes with some changed, counted from its end if negative. */
function tampered(transaction: Transaction, index: number, value: number): string {
  const wire = encodeTransaction(transaction);
  wire.set([value], index < 0 ? wire.length + index : index);
  return base64Encode(wire);
}

/** What Agave's preflight tells of a failure that came before anything ran (rpc.rs, `test_rpc_send_transaction_preflight`). */
const NOTHING_RAN = {
  accounts: null,
  fee: null,
  innerInstructions: null,
  loadedAccountsDataSize: 0,
  loadedAddresses: null,
  logs: [],
  postBalances: null,
  postTokenBalances: null,
  preBalances: null,
  preTokenBalances: null,
  replacementBlockhash: null,
  returnData: null,
  unitsConsumed: 0,
};

describe("sendTransaction", () => {
  it("runs a transaction in the working slot and answers with its signature", async () => {
    const { stage, transaction } = stageWithTransfer();
    const signature = await stage.call("sendTransaction", base64Of(transaction), BASE64);
    expect(signature).toBe(base58Encode(transaction.signatures[0]!));
    expect(await stage.value("getSignatureStatuses", [signature])).toEqual([null]);
    await stage.pass();
    expect(await stage.value("getSignatureStatuses", [signature])).toMatchObject([
      { err: null, confirmationStatus: "confirmed", slot: 1 },
    ]);
  });

  it("takes base58, which is the default", async () => {
    const { stage, transaction } = stageWithTransfer();
    const text = base58Encode(encodeTransaction(transaction));
    expect(await stage.call("sendTransaction", text)).toBe(base58Encode(transaction.signatures[0]!));
  });

  it("answers, in an instant cluster, when the block is kept", async () => {
    const { stage, transaction } = stageWithTransfer({ instant: true });
    const signature = await stage.call("sendTransaction", base64Of(transaction), BASE64);
    expect(await stage.value("getSignatureStatuses", [signature])).toMatchObject([
      { confirmationStatus: "finalized", confirmations: null, status: { Ok: null } },
    ]);
    expect(await stage.call("getTransaction", signature)).toMatchObject({ slot: 1, meta: { err: null, fee: 5000 } });
  });

  it("tells of a blockhash that nobody knows", async () => {
    const { stage } = stageWithTransfer();
    const transaction = transfer(stage.payer, newKey(), AMOUNT, new Uint8Array(32));
    expect(await stage.error("sendTransaction", base64Of(transaction), BASE64)).toEqual({
      code: -32002,
      message: "Transaction simulation failed: Blockhash not found",
      data: { ...NOTHING_RAN, err: "BlockhashNotFound" },
    });
  });

  it("says so letter by letter as Agave's test has it", async () => {
    const { stage } = stageWithTransfer();
    const transaction = transfer(stage.payer, newKey(), 42n, new Uint8Array(32));
    const body = `{"jsonrpc":"2.0","id":1,"method":"sendTransaction","params":["${base58Encode(encodeTransaction(transaction))}"]}`;
    expect(await stage.rpc.handle(body)).toBe(
      '{"jsonrpc":"2.0","error":{"code":-32002,"message":"Transaction simulation failed: Blockhash not found","data":{' +
        '"accounts":null,"err":"BlockhashNotFound","fee":null,"innerInstructions":null,"loadedAccountsDataSize":0,' +
        '"loadedAddresses":null,"logs":[],"postBalances":null,"postTokenBalances":null,"preBalances":null,' +
        '"preTokenBalances":null,"replacementBlockhash":null,"returnData":null,"unitsConsumed":0}},"id":1}',
    );
  });

  it("tells of a forged signature, but not if nobody looks", async () => {
    const { stage, transaction } = stageWithTransfer();
    const forged = tampered(transaction, 1, 7);
    expect(await stage.error("sendTransaction", forged, BASE64)).toEqual({
      code: -32002,
      message: "Transaction simulation failed: Transaction did not pass signature verification",
      data: { ...NOTHING_RAN, err: "SignatureFailure" },
    });
    const signature = await stage.call("sendTransaction", forged, { ...BASE64, skipPreflight: true });
    await stage.pass();
    expect(await stage.value("getSignatureStatuses", [signature])).toEqual([null]);
  });

  it("tells of what is no transaction before anything else", async () => {
    const { stage, transaction } = stageWithTransfer();
    // The program's index: that of the payer.
    const insane = tampered(transaction, -17, 0);
    const error = {
      code: -32602,
      message: "invalid transaction: Transaction failed to sanitize accounts offsets correctly",
    };
    expect(await stage.error("sendTransaction", insane, BASE64)).toEqual(error);
    expect(await stage.error("sendTransaction", insane, { ...BASE64, skipPreflight: true })).toEqual(error);
    expect(await stage.error("simulateTransaction", insane, BASE64)).toEqual(error);
  });

  it("tells of a transaction that fails, with its logs and units", async () => {
    const { stage } = stageWithTransfer();
    const poor = generateKeypair();
    stage.place(poor.publicKey, { lamports: 5_000_000n });
    const transaction = transfer(poor, newKey(), 50_000_000n, stage.cluster.view("processed").blockhash);
    const error = await stage.error("sendTransaction", base64Of(transaction), BASE64);
    expect(error).toMatchObject({
      code: -32002,
      message: "Transaction simulation failed: Error processing Instruction 0: custom program error: 0x1",
      data: { err: { InstructionError: [0, { Custom: 1 }] }, fee: 5000, unitsConsumed: 150, accounts: null },
    });
    expect((error as { data: { logs: string[] } }).data.logs).toEqual([
      "Program 11111111111111111111111111111111 invoke [1]",
      "Transfer: insufficient lamports 4995000, need 50000000",
      "Program 11111111111111111111111111111111 failed: custom program error: 0x1",
    ]);
    // Without preflight it gets its place in a block, and fails there.
    const signature = await stage.call("sendTransaction", base64Of(transaction), { ...BASE64, skipPreflight: true });
    await stage.pass();
    expect(await stage.value("getSignatureStatuses", [signature])).toMatchObject([
      { err: { InstructionError: [0, { Custom: 1 }] }, status: { Err: { InstructionError: [0, { Custom: 1 }] } } },
    ]);
  });

  it("takes a transaction again, while the slot that preflight looks at does not know it", async () => {
    const { stage, transaction } = stageWithTransfer();
    const text = base64Of(transaction);
    const signature = await stage.call("sendTransaction", text, BASE64);
    expect(await stage.call("sendTransaction", text, BASE64)).toBe(signature);
    await stage.pass();
    expect(await stage.call("sendTransaction", text, BASE64)).toBe(signature);
    expect(await stage.error("sendTransaction", text, { ...BASE64, preflightCommitment: "confirmed" })).toMatchObject({
      code: -32002,
      message: "Transaction simulation failed: This transaction has already been processed",
    });
    await stage.pass();
    const balance = await stage.value("getBalance", addressFromPubkey(stage.payer.publicKey), {
      commitment: "processed",
    });
    expect(balance).toBe(10_000_000_000 - 5000 - Number(AMOUNT));
  });

  it("looks at the slot of the commitment that it is told", async () => {
    const stage = new RpcStage();
    await stage.pass(2);
    const rich = generateKeypair();
    await stage.call("requestAirdrop", addressFromPubkey(rich.publicKey), 1_000_000_000);
    await stage.pass();
    const transaction = transfer(rich, newKey(), AMOUNT, stage.cluster.view("finalized").blockhash);
    const text = base64Of(transaction);
    expect(await stage.error("sendTransaction", text, BASE64)).toMatchObject({ data: { err: "AccountNotFound" } });
    const minContextSlot = 4;
    expect(await stage.error("sendTransaction", text, { ...BASE64, minContextSlot })).toMatchObject({
      code: -32016,
      data: { contextSlot: 0 },
    });
    await stage.call("sendTransaction", text, { ...BASE64, preflightCommitment: "confirmed", maxRetries: 0 });
  });
});

// Agave: rpc.rs, `test_decode_and_deserialize_*`.
describe("transactions as text", () => {
  const stage = new RpcStage();
  const TYPE = "solana_transaction::versioned::VersionedTransaction";
  const bytes = (length: number, first = 0, others = 0) => new Uint8Array(length).fill(others).fill(first, 0, 1);
  const full = bytes(1230, 0xff, 0xff);

  it.each<[text: string, encoding: string, message: string]>([
    [
      base58Encode(bytes(1233, 0xff, 0xff)),
      "base58",
      `base58 encoded ${TYPE} too large: 1684 bytes (max: encoded/raw 1683/1232)`,
    ],
    [base64Encode(bytes(1235)), "base64", `base64 encoded ${TYPE} too large: 1648 bytes (max: encoded/raw 1644/1232)`],
    [
      base64Encode(bytes(4099, 0x81, 0xff)),
      "base64",
      `base64 encoded ${TYPE} too large: 5468 bytes (max: encoded/raw 5464/4096)`,
    ],
    [base64Encode(bytes(1233)), "base64", `decoded ${TYPE} too large: 1233 bytes (max: 1232 bytes)`],
    [base58Encode(bytes(1233)), "base58", `decoded ${TYPE} too large: 1233 bytes (max: 1232 bytes)`],
    [base64Encode(bytes(4097, 0x81, 0xff)), "base64", `decoded ${TYPE} too large: 4097 bytes (max: 4096 bytes)`],
    [`${base64Encode(full)}!`, "base64", "invalid base64 encoding: InvalidByte(1640, 33)"],
    [`${base58Encode(full)}!`, "base58", "invalid base58 encoding: InvalidCharacter { character: '!', index: 1680 }"],
    ["", "json", "unsupported encoding: json. Supported encodings: base58, base64"],
    ["", "jsonParsed", "unsupported encoding: jsonParsed. Supported encodings: base58, base64"],
  ])("%#", async (text, encoding, message) => {
    for (const method of ["sendTransaction", "simulateTransaction"]) {
      expect(await stage.error(method, text, { encoding })).toEqual({ code: -32602, message });
    }
  });

  it.each([
    ["", "base64"],
    ["", "base58"],
    [base64Encode(full), "base64"],
    [base64Encode(bytes(4096, 0x81, 0xff)), "base64"],
    // Agave: rpc.rs, `test_rpc_send_bad_tx`.
    ["37u9WtQpcm6ULa3Vmu7ySnANv", "base58"],
  ])("%s in %s is none", async (text, encoding) => {
    expect(await stage.error("sendTransaction", text, { encoding })).toMatchObject({
      code: -32602,
      message: expect.stringMatching(`^failed to deserialize ${TYPE}: .`),
    });
  });

  it("ignores bytes after a transaction", async () => {
    const { stage, transaction } = stageWithTransfer();
    const wire = base64Encode(concatBytes(encodeTransaction(transaction), Uint8Array.of(1, 2, 3)));
    expect(await stage.call("sendTransaction", wire, BASE64)).toBe(base58Encode(transaction.signatures[0]!));
  });
});

describe("requestAirdrop", () => {
  it("sends lamports, as often as it is asked", async () => {
    const stage = new RpcStage();
    const to = addressFromPubkey(newKey());
    const signatures = new Set<string>();
    for (let i = 0; i < 5; i++) signatures.add(await stage.call("requestAirdrop", to, 1_000_000_000));
    expect(signatures.size).toBe(5);
    await stage.pass();
    expect(await stage.value("getBalance", to, { commitment: "confirmed" })).toBe(5_000_000_000);
  });

  it("fails if the faucet has not so much", async () => {
    const stage = new RpcStage({ faucetLamports: 1_000_000_000n });
    const error = await stage.error("requestAirdrop", addressFromPubkey(newKey()), 2_000_000_000);
    expect(error).toMatchObject({ code: -32603, message: expect.stringContaining("2000000000 lamports failed") });
    expect(await stage.error("requestAirdrop", "x", 1)).toMatchObject({ code: -32602 });
  });
});

describe("a ledger that fails", () => {
  class FailingLedger extends MemoryLedger {
    failsFrom = 3n;

    override append(...[block, changes, checkpoint]: Parameters<MemoryLedger["append"]>): void {
      if (checkpoint.slot >= this.failsFrom) throw new Error("no space left on device");
      super.append(block, changes, checkpoint);
    }
  }

  it("makes the node unhealthy", async () => {
    const stage = new RpcStage({ ledger: new FailingLedger(), votes: false });
    await stage.pass(2);
    expect(await stage.call("getHealth")).toBe("ok");
    stage.cluster.completeSlot();
    await expect(stage.cluster.settled()).rejects.toThrow("no space");
    const unhealthy = { code: -32005, message: "Node is unhealthy", data: { numSlotsBehind: null } };
    expect(await stage.error("getHealth")).toEqual(unhealthy);
    const transaction = transfer(stage.payer, newKey(), AMOUNT, stage.cluster.view("processed").blockhash);
    expect(
      await stage.error("sendTransaction", base64Of(transaction), { ...BASE64, preflightCommitment: "processed" }),
    ).toEqual(unhealthy);
    expect(await stage.error("requestAirdrop", addressFromPubkey(newKey()), 1_000_000)).toEqual(unhealthy);
    // What was kept can be read.
    expect(await stage.call("getSlot", { commitment: "processed" })).toBe(2);
  });

  it("is told to who waits for the block of a transaction", async () => {
    const ledger = new FailingLedger();
    ledger.failsFrom = 1n;
    const stage = new RpcStage({ ledger, votes: false, instant: true });
    const transaction = transfer(stage.payer, newKey(), AMOUNT, stage.cluster.view("processed").blockhash);
    expect(await stage.error("sendTransaction", base64Of(transaction), BASE64)).toMatchObject({ code: -32005 });
  });
});

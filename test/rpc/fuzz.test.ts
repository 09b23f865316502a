import fc from "fast-check";
import { beforeAll, describe, expect, it } from "vitest";
import { base58Encode } from "../../src/base/base58.js";
import { base64Encode } from "../../src/base/base64.js";
import { readJson } from "../../src/base/json.js";
import { METHODS } from "../../src/rpc/methods.js";
import type { Reader } from "../../src/rpc/params.js";
import { addressFromPubkey } from "../../src/solana/pubkey.js";
import { encodeTransaction } from "../../src/solana/transaction.js";
import { transfer } from "../cluster/support.js";
import { newKey } from "../helpers/transactions.js";
import { bodyOf, RpcStage } from "./stage.js";

const stage = new RpcStage({ slotsPerEpoch: 64n });
let transaction: Uint8Array;
beforeAll(async () => {
  const signed = transfer(stage.payer, newKey(), 1_000_000n, stage.cluster.view("processed").blockhash);
  transaction = encodeTransaction(signed);
  stage.cluster.send(signed);
  await stage.pass(3);
});

/** What may be asked for at most, in milliseconds, on a busy machine. */
const PATIENCE = 5_000;

async function answers(body: string): Promise<void> {
  const begin = performance.now();
  const reply = await stage.rpc.handle(body);
  expect(performance.now() - begin).toBeLessThan(PATIENCE);
  // Bugs would be told as internal errors, which nobody can take for anything else.
  expect(stage.bugs).toEqual([]);
  if (reply === undefined) return;
  const data = readJson(reply);
  for (const one of Array.isArray(data) ? data : [data]) expectReply(one as Record<string, unknown>);
}

function expectReply(reply: Record<string, unknown>): void {
  expect("id" in reply).toBe(true);
  expect("result" in reply).toBe(!("error" in reply));
  if (!("error" in reply)) return;
  expect(reply.error).toMatchObject({ code: expect.any(Number), message: expect.any(String) });
  expect((reply.error as { message: string }).message).not.toBe("Internal error");
}

/** Text that some parameter may take. */
const plausibleText = fc.oneof(
  fc.constantFrom(...["processed", "confirmed", "finalized", "base58", "base64", "jsonParsed", "json", "binary"]),
  fc.constantFrom(...["base64+zstd", "full", "none", "accounts", "signatures", "circulating", "tokenAccountState"]),
  fc.constantFrom(
    "11111111111111111111111111111111",
    "TokenkegQfeZyiNwAJbNbGKPFXCWuBvf9Ss623VQ5DA",
    "Vote111111111111111111111111111111111111111",
  ),
  fc.constant(null).map(() => addressFromPubkey(stage.payer.publicKey)),
  fc.uint8Array({ minLength: 32, maxLength: 32 }).map(base58Encode),
  fc.uint8Array({ minLength: 64, maxLength: 64 }).map(base58Encode),
  fc.uint8Array({ maxLength: 300 }).map(base64Encode),
  mutatedTransaction(),
  fc.string(),
);

/** A transaction with some bytes changed. */
function mutatedTransaction(): fc.Arbitrary<string> {
  const change = fc.tuple(fc.nat(1231), fc.nat(255));
  return fc.tuple(fc.array(change, { maxLength: 4 }), fc.nat(300)).map(([changes, cut]) => {
    const bytes = transaction.slice(0, cut > 250 ? cut : undefined);
    for (const [index, value] of changes) if (index < bytes.length) bytes[index] = value;
    return base64Encode(bytes);
  });
}

const number = fc.oneof(
  fc.integer({ min: -2, max: 70 }),
  fc.integer(),
  fc.double({ noNaN: true }),
  fc.constantFrom(Number.MAX_SAFE_INTEGER, 2 ** 53, 2 ** 64, -(2 ** 64), 1e300),
);
const scalar = fc.oneof(plausibleText, number, fc.boolean(), fc.constant(null));

/** A value that a reader may take, or is near to that. */
function valueFor(reader: Reader<unknown>): fc.Arbitrary<unknown> {
  const options: fc.Arbitrary<unknown>[] = [scalar, fc.array(scalar, { maxLength: 3 }), fc.jsonValue({ maxDepth: 2 })];
  if (reader.takes.startsWith("string")) options.push(plausibleText, plausibleText);
  if (reader.takes.includes("u64") || reader.takes.includes("usize")) options.push(number, number);
  if (reader.takes.startsWith("[")) options.push(fc.array(plausibleText, { maxLength: 5 }));
  for (const fields of [reader.fields]) {
    if (fields === undefined) continue;
    const members = Object.fromEntries(Object.entries(fields).map(([key, field]) => [key, valueFor(field)]));
    const config = fc.record(members, { requiredKeys: [] });
    options.push(config, config, config);
  }
  options.push(fc.record({ mint: plausibleText }), fc.record({ programId: plausibleText }));
  options.push(fc.array(fc.record({ memcmp: fc.record({ offset: number, bytes: plausibleText }) }), { maxLength: 2 }));
  return fc.oneof(...options);
}

describe("whatever comes", () => {
  it("any text is answered", { timeout: 120_000 }, async () => {
    await fc.assert(fc.asyncProperty(fc.string({ unit: "binary", maxLength: 2_000 }), answers), { numRuns: 500 });
  });

  it("any JSON is answered", async () => {
    await fc.assert(fc.asyncProperty(fc.json(), answers), { numRuns: 500 });
  });

  it("anything near to a call is answered", async () => {
    const call = fc.record(
      {
        jsonrpc: fc.oneof(fc.constant("2.0"), scalar),
        id: scalar,
        method: fc.oneof(fc.constantFrom(...Object.keys(METHODS)), scalar),
        params: fc.jsonValue({ maxDepth: 3 }),
        other: scalar,
      },
      { requiredKeys: [] },
    );
    const body = fc.oneof(call, fc.array(call, { maxLength: 4 })).map((value) => JSON.stringify(value));
    await fc.assert(fc.asyncProperty(body, answers), { numRuns: 500 });
  });

  it.each(Object.keys(METHODS))("%s answers", async (name) => {
    const readers = Object.values(METHODS[name]!.parameters);
    const params = fc.tuple(...readers.map((reader) => valueFor(reader as Reader<unknown>)));
    const some = fc.tuple(params, fc.nat(readers.length + 1)).map(([all, count]) => [...all, 1].slice(0, count));
    await fc.assert(
      fc.asyncProperty(some, (values) => answers(bodyOf(name, values as never))),
      { numRuns: 60 },
    );
  });
});

describe("every method says what it takes", () => {
  it("by name, in words", () => {
    for (const { parameters } of Object.values(METHODS)) {
      for (const [name, reader] of Object.entries(parameters)) {
        expect(name).toMatch(/^[a-z][A-Za-z]+$/);
        expect(reader.takes).not.toBe("");
        for (const field of Object.values(reader.fields ?? {})) expect((field as Reader<unknown>).takes).not.toBe("");
      }
    }
  });
});

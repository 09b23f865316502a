import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { readJson, writeJson } from "../../src/base/json.js";
import * as ids from "../../src/solana/program-ids.js";
import { addressFromPubkey, type Pubkey } from "../../src/solana/pubkey.js";
import { decodeTransaction } from "../../src/solana/transaction.js";
import { encodeTransactionWithStatusMeta } from "../../src/transaction-status/encode-transaction.js";
import type { UiTransactionEncoding } from "../../src/transaction-status/encoding.js";
import { parseInstruction } from "../../src/transaction-status/parse-instruction.js";
import { LEGACY, META, signed } from "./fixtures.js";
import { ACCOUNTS, partiallyDecoded } from "./parse/known.js";

const RUNS = 3000;

const PROGRAMS: readonly (readonly [name: string, id: Pubkey, tagBytes: number])[] = [
  ["address-lookup-table", ids.ADDRESS_LOOKUP_TABLE_PROGRAM_ID, 4],
  ["spl-associated-token-account", ids.ASSOCIATED_TOKEN_PROGRAM_ID, 1],
  ["spl-memo", ids.MEMO_PROGRAM_ID, 1],
  ["bpf-loader", ids.LOADER_V2_ID, 4],
  ["bpf-upgradeable-loader", ids.LOADER_V3_ID, 4],
  ["stake", ids.STAKE_PROGRAM_ID, 4],
  ["system", ids.SYSTEM_PROGRAM_ID, 4],
  ["vote", ids.VOTE_PROGRAM_ID, 4],
  ["spl-token", ids.TOKEN_PROGRAM_ID, 1],
  ["spl-token", ids.TOKEN_2022_PROGRAM_ID, 1],
];

/** Bytes that often are an instruction's number, and often small numbers, as lengths are. */
const instructionData = (tagBytes: number) =>
  fc
    .tuple(
      fc.oneof(fc.nat(48), fc.nat(255)),
      fc.oneof(fc.uint8Array({ maxLength: 260 }), fc.array(fc.nat(3), { maxLength: 120 })),
    )
    .map(([number, rest]) => Uint8Array.of(number, ...new Array(tagBytes - 1).fill(0), ...rest));

describe.each(PROGRAMS)("random instructions of %s", (name, id, tagBytes) => {
  test("are parsed or partially decoded, and are JSON", () => {
    let parsedCount = 0;
    fc.assert(
      fc.property(instructionData(tagBytes), fc.nat(ACCOUNTS.length), (data, count) => {
        const accounts = Uint8Array.from({ length: count }, (_, i) => i);
        const shown = parseInstruction({ programIdIndex: ACCOUNTS.length, accounts, data }, [...ACCOUNTS, id], 2);
        expect(() => readJson(writeJson(shown))).not.toThrow();
        if (shown.parsed === undefined) {
          expect(shown).toEqual({ ...partiallyDecoded(id, data, count), stackHeight: 2 });
          return;
        }
        parsedCount++;
        expect(shown).toMatchObject({ program: name, programId: addressFromPubkey(id), stackHeight: 2 });
      }),
      { numRuns: RUNS },
    );
    expect(parsedCount).toBeGreaterThan(0);
  });
});

const ENCODINGS: readonly UiTransactionEncoding[] = ["binary", "base58", "base64", "json", "jsonParsed"];

test("random transactions have JSON in every encoding", () => {
  const instruction = fc.record({
    programIdIndex: fc.nat(2),
    accounts: fc.uint8Array({ max: 2, maxLength: 5 }),
    data: fc.uint8Array({ maxLength: 40 }),
  });
  fc.assert(
    fc.property(fc.array(instruction, { maxLength: 4 }), (instructions) => {
      const transaction = signed({ ...LEGACY, instructions });
      for (const encoding of ENCODINGS) {
        const encoded = encodeTransactionWithStatusMeta(transaction, META, encoding, undefined, true);
        expect(encoded.ok && readJson(writeJson(encoded.value))).toHaveProperty("transaction");
        if (!encoded.ok || encoding !== "base64") continue;
        const [base64] = encoded.value.transaction as readonly string[];
        const decoded = decodeTransaction(Uint8Array.from(Buffer.from(base64 ?? "", "base64")));
        expect(decoded).toMatchObject({ ok: true, transaction: { message: { instructions } } });
      }
    }),
    { numRuns: 300 },
  );
});

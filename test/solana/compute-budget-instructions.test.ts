import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  readBudgetRequests,
  resolveLimits,
  type TransactionLimits,
} from "../../src/solana/compute-budget-instructions.js";
import { SOLANA_1_10_LIMITS } from "../../src/solana/era-limits.js";
import type { TransactionError } from "../../src/solana/errors.js";
import { FEATURE_PRESETS } from "../../src/solana/feature-presets.js";
import { FeatureSet } from "../../src/solana/feature-set.js";
import type { Instruction } from "../../src/solana/instruction.js";
import { compileMessage } from "../../src/solana/message/compile.js";
import type { Message, TransactionConfig } from "../../src/solana/message/message.js";
import * as ids from "../../src/solana/program-ids.js";
import { resolveFeatures } from "../../src/solana/runtime-features.js";
import { encodeTransaction, makeTransaction } from "../../src/solana/transaction.js";
import { Agave, newAgave, simulate } from "./oracle.js";

const mainnet = resolveFeatures(FEATURE_PRESETS.mainnet.features());
const noFeatures = resolveFeatures(new FeatureSet());
const feePayer = new Uint8Array(32).fill(3);
const blockhash = new Uint8Array(32);

const call = (programId: Uint8Array, ...data: number[]): Instruction => ({
  programId,
  accounts: [],
  data: Uint8Array.from(data),
});
const budget = (...data: number[]) => call(ids.COMPUTE_BUDGET_PROGRAM_ID, ...data);
const le = (value: bigint | number, length: number) =>
  Array.from({ length }, (_, i) => Number((BigInt(value) >> BigInt(8 * i)) & 255n));
const heap = (bytes: number) => budget(1, ...le(bytes, 4));
const units = (limit: number) => budget(2, ...le(limit, 4));
const price = (microLamports: bigint) => budget(3, ...le(microLamports, 8));
const loaded = (bytes: number) => budget(4, ...le(bytes, 4));
const other = call(new Uint8Array(32).fill(77));

const messageOf = (instructions: readonly Instruction[]) => compileMessage({ feePayer, instructions, blockhash });

function limitsOf(
  instructions: readonly Instruction[] | Message,
  features = mainnet,
): TransactionLimits | TransactionError {
  const message = "version" in instructions ? instructions : messageOf(instructions);
  const read = readBudgetRequests(message);
  if (!read.ok) return read.error;
  const resolved = resolveLimits(message, read.requests, features);
  return resolved.ok ? resolved.limits : resolved.error;
}

const DEFAULTS: TransactionLimits = {
  computeUnitLimit: 0,
  heapSize: 32768,
  loadedAccountsDataSizeLimit: 64 * 1024 * 1024,
  priorityFeeLamports: 0n,
};
const invalid = (index: number) => ({ InstructionError: [index, "InvalidInstructionData"] });

describe("legacy and v0: the cases of Agave's compute-budget-instruction", () => {
  const cases: [string, Instruction[], Partial<TransactionLimits> | object | string][] = [
    ["nothing", [], {}],
    ["a limit", [units(1), other], { computeUnitLimit: 1 }],
    ["a limit above the most", [units(1_400_001), other], { computeUnitLimit: 1_400_000 }],
    ["a limit last", [other, other, other, units(1)], { computeUnitLimit: 1 }],
    ["a limit of 0", [units(0), other], { computeUnitLimit: 0 }],
    ["a price", [units(1), price(42n)], { computeUnitLimit: 1, priorityFeeLamports: 1n }],
    [
      "a price without a limit",
      [price(1_000_000n), other],
      { computeUnitLimit: 203_000, priorityFeeLamports: 203_000n },
    ],
    [
      "the highest price",
      [units(1_000_000), price(2n ** 64n - 1n)],
      { computeUnitLimit: 1_000_000, priorityFeeLamports: 2n ** 64n - 1n },
    ],
    [
      "a fee beyond u64",
      [units(1_400_000), price(2n ** 64n - 1n)],
      { computeUnitLimit: 1_400_000, priorityFeeLamports: 2n ** 64n - 1n },
    ],
    ["a heap", [heap(40 * 1024), other], { computeUnitLimit: 203_000, heapSize: 40 * 1024 }],
    ["the largest heap", [other, heap(256 * 1024)], { computeUnitLimit: 203_000, heapSize: 256 * 1024 }],
    ["a heap of odd size", [heap(40 * 1024 + 1), other], invalid(0)],
    ["too small a heap", [heap(31 * 1024), other], invalid(0)],
    ["too large a heap", [other, heap(256 * 1024 + 1)], invalid(1)],
    ["a heap of 257 KiB", [other, heap(257 * 1024)], invalid(1)],
    ["a loaded size", [loaded(1), other], { computeUnitLimit: 203_000, loadedAccountsDataSizeLimit: 1 }],
    ["too large a loaded size", [loaded(2 ** 32 - 1), other], { computeUnitLimit: 203_000 }],
    ["a loaded size of 0", [loaded(0), other], "InvalidLoadedAccountsDataSizeLimit"],
    ["the bad heap before the loaded size of 0", [loaded(0), heap(1)], invalid(1)],
    ["two limits", [other, units(1), units(2)], { DuplicateInstruction: 2 }],
    ["two equal limits", [units(1), units(1)], { DuplicateInstruction: 1 }],
    ["two heaps", [heap(32768), heap(32768), other], { DuplicateInstruction: 1 }],
    ["two prices", [price(0n), price(0n)], { DuplicateInstruction: 1 }],
    ["two loaded sizes", [loaded(0), loaded(0)], { DuplicateInstruction: 1 }],
    ["a duplicate before a bad heap", [heap(1), heap(1)], { DuplicateInstruction: 1 }],
    ["no data", [budget()], invalid(0)],
    ["tag 0", [budget(0, 1, 0, 0, 0, 1, 0, 0, 0)], invalid(0)],
    ["tag 5", [budget(5, 0, 0, 0, 0)], invalid(0)],
    ["short data", [other, budget(2, 1, 0, 0)], invalid(1)],
    ["a short price", [budget(3, 1, 0, 0, 0, 0, 0, 0)], invalid(0)],
    ["data that goes on", [budget(2, 1, 0, 0, 0, 99, 99)], { computeUnitLimit: 1 }],
    ["seven others", new Array(7).fill(other), { computeUnitLimit: 1_400_000 }],
    ["eight others", new Array(8).fill(other), { computeUnitLimit: 1_400_000 }],
  ];
  test.each(cases)("%s", (_, instructions, expected) => {
    const whole = typeof expected === "string" || "DuplicateInstruction" in expected || "InstructionError" in expected;
    expect(limitsOf(instructions)).toEqual(whole ? expected : { ...DEFAULTS, ...expected });
  });
});

describe("default units", () => {
  const unitsFor = (id: Uint8Array, features = mainnet) =>
    (limitsOf([call(id, 1)], features) as TransactionLimits).computeUnitLimit;
  test.each([
    ["system", ids.SYSTEM_PROGRAM_ID, 3000],
    ["loader v1", ids.LOADER_V1_ID, 3000],
    ["loader v2", ids.LOADER_V2_ID, 3000],
    ["loader v3", ids.LOADER_V3_ID, 3000],
    ["loader v4", ids.LOADER_V4_ID, 3000],
    ["secp256k1", ids.SECP256K1_PROGRAM_ID, 3000],
    ["ed25519", ids.ED25519_PROGRAM_ID, 3000],
    ["secp256r1", ids.SECP256R1_PROGRAM_ID, 200_000],
    ["vote", ids.VOTE_PROGRAM_ID, 200_000],
    ["stake", ids.STAKE_PROGRAM_ID, 200_000],
    ["address lookup table", ids.ADDRESS_LOOKUP_TABLE_PROGRAM_ID, 200_000],
    ["zk elgamal", ids.ZK_ELGAMAL_PROOF_PROGRAM_ID, 200_000],
    ["token", ids.TOKEN_PROGRAM_ID, 200_000],
  ])("%s", (_, id, expected) => expect(unitsFor(id)).toBe(expected));
  test("vote was a builtin before SIMD-0387", () => expect(unitsFor(ids.VOTE_PROGRAM_ID, noFeatures)).toBe(3000));
  test("compute budget instructions count as builtins", () => {
    expect(limitsOf([heap(32768), price(0n), other])).toMatchObject({ computeUnitLimit: 206_000 });
  });
  test("in 2022 every instruction but these had 200,000", () => {
    const message = messageOf([heap(32768), call(ids.SYSTEM_PROGRAM_ID, 1), other]);
    const read = readBudgetRequests(message);
    if (!read.ok) expect.fail("unreadable");
    const resolved = resolveLimits(message, read.requests, noFeatures, SOLANA_1_10_LIMITS.defaultUnits);
    expect(resolved).toMatchObject({ ok: true, limits: { computeUnitLimit: 400_000 } });
  });
});

describe("v1", () => {
  const v1 = (config: TransactionConfig, instructions: Instruction[] = [other]) =>
    compileMessage({ feePayer, instructions, blockhash, version: 1, config });
  test("what is absent is zero, except the heap", () => {
    expect(limitsOf(v1({}))).toEqual({ ...DEFAULTS, loadedAccountsDataSizeLimit: 0 });
  });
  test("what is there holds, capped", () => {
    const config = {
      computeUnitLimit: 2_000_000,
      loadedAccountsDataSizeLimit: 2 ** 32 - 1,
      heapSize: 65536,
      priorityFeeLamports: 7n,
    };
    expect(limitsOf(v1(config))).toEqual({
      computeUnitLimit: 1_400_000,
      heapSize: 65536,
      loadedAccountsDataSizeLimit: 64 * 1024 * 1024,
      priorityFeeLamports: 7n,
    });
  });
  test("compute budget instructions ask nothing, malformed ones included", () => {
    expect(limitsOf(v1({ computeUnitLimit: 5 }, [units(9), units(9), budget(0)]))).toMatchObject({
      computeUnitLimit: 5,
    });
  });
  test("a bad heap fails", () => expect(limitsOf(v1({ heapSize: 1 }))).toBe("SanitizeFailure"));
});

describe("against Agave", () => {
  const memo = { ...call(ids.MEMO_PROGRAM_ID, 0x68, 0x69) };
  const agave = newAgave();
  agave.setAccount(feePayer, new Agave.Account(10n ** 15n, new Uint8Array(0), ids.SYSTEM_PROGRAM_ID, false, 0n));
  const small = fc.oneof(
    fc.constantFrom(0, 1, 32767, 32768, 65536, 262144, 263168, 1_399_999, 1_400_001),
    fc.nat(0xffffffff),
  );
  const anyInstruction = fc.oneof(
    small.map(heap),
    // A limit that leaves the memo program enough to run.
    fc.integer({ min: 50_000, max: 2_000_000 }).map(units),
    fc.bigInt({ min: 0n, max: 100_000n }).map(price),
    fc.oneof(fc.constant(0), fc.integer({ min: 2_000_000, max: 2 ** 32 - 1 })).map(loaded),
    fc.uint8Array({ maxLength: 10 }).map((data) => budget(...data)),
    fc
      .constantFrom(ids.VOTE_PROGRAM_ID, ids.SYSTEM_PROGRAM_ID, ids.STAKE_PROGRAM_ID, ids.LOADER_V3_ID)
      .map((id) => call(id, 9)),
  );

  test("errors and unit limits are the same", () => {
    const seen = { ok: 0, duplicate: 0, instruction: 0, loaded: 0 };
    fc.assert(
      fc.property(fc.array(anyInstruction, { maxLength: 4 }), (instructions) => {
        const message = messageOf([memo, ...instructions]);
        const wire = encodeTransaction(makeTransaction(message, [new Uint8Array(64)]));
        const { error, logs } = simulate(agave, wire);
        const ours = limitsOf(message);
        if (typeof ours === "object" && "computeUnitLimit" in ours) {
          // The memo program reports the meter that it started with.
          const line = logs.find((line) => /^Program Memo\w+ consumed/.test(line));
          expect(line?.match(/of (\d+) compute units/)?.[1]).toBe(String(ours.computeUnitLimit));
          seen.ok++;
        } else if (typeof ours === "object" && "InstructionError" in ours) {
          expect(logs).toEqual([]);
          expect(error).toEqual({ InstructionErrorAt: ours.InstructionError[0] });
          seen.instruction++;
        } else {
          expect(logs).toEqual([]);
          expect(error).toEqual(ours);
          seen[ours === "InvalidLoadedAccountsDataSizeLimit" ? "loaded" : "duplicate"]++;
        }
      }),
      { numRuns: 1500 },
    );
    expect(Math.min(seen.ok, seen.duplicate, seen.instruction, seen.loaded), JSON.stringify(seen)).toBeGreaterThan(20);
  });

  test("the priority fee is the same", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 100_000, max: 1_400_000 }),
        fc.bigInt({ min: 0n, max: 10n ** 12n }),
        (limit, microLamports) => {
          const payer = new Uint8Array(32).fill(9);
          const start = 10n ** 16n;
          agave.setAccount(payer, new Agave.Account(start, new Uint8Array(0), ids.SYSTEM_PROGRAM_ID, false, 0n));
          const message = compileMessage({
            feePayer: payer,
            instructions: [units(limit), price(microLamports)],
            blockhash,
          });
          agave.sendVersionedTransaction(
            encodeTransaction(makeTransaction(message, [crypto.getRandomValues(new Uint8Array(64))])),
          );
          const fee = start - (agave.getBalance(payer) ?? 0n);
          expect(fee).toBe(5000n + (limitsOf(message) as TransactionLimits).priorityFeeLamports);
        },
      ),
      { numRuns: 100 },
    );
  });
});

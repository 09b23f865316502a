import { concatBytes } from "../../../base/bytes.js";
import type { Instruction } from "../../../solana/instruction.js";
import { COMPUTE_BUDGET_PROGRAM_ID } from "../../../solana/program-ids.js";
import { u8, u32, u64 } from "../bytes.js";
import type { Grammar } from "../grammar/grammar.js";
import { meta } from "../grammar/pool.js";
import type { Random } from "../random.js";
import { memo } from "./memo.js";
import { transfer } from "./system.js";

function budget(...fields: readonly Uint8Array[]): Instruction {
  return { programId: COMPUTE_BUDGET_PROGRAM_ID, accounts: [], data: concatBytes(...fields) };
}

const heap = (bytes: number) => budget(u8(1), u32(bytes));
export const unitLimit = (units: number) => budget(u8(2), u32(units));
const unitPrice = (microLamports: bigint) => budget(u8(3), u64(microLamports));
const loadedSize = (bytes: number) => budget(u8(4), u32(bytes));

/** Requests that let a transaction run: each at most once, all of them generous. */
export function budgetInstructions(random: Random): Instruction[] {
  const requests: Instruction[] = [];
  if (random.oneIn(2)) requests.push(unitLimit(random.between(400_000, 1_400_000)));
  if (random.oneIn(2)) requests.push(unitPrice(BigInt(random.below(100_000))));
  if (random.oneIn(3)) requests.push(heap(1024 * random.between(32, 256)));
  if (random.oneIn(3)) requests.push(loadedSize(random.between(4_000_000, 64 * 1024 * 1024)));
  return random.shuffle(requests);
}

/** A limit that runs out somewhere on the way. */
export function tightLimit(random: Random): number {
  return Math.floor(2 ** (random.below(1700) / 100));
}

/** Requests of any kind, near the limits, twice, or malformed. */
function anyRequest(random: Random): Instruction {
  switch (random.below(9)) {
    case 0:
      return heap(random.pick([0, 1024, 32 * 1024, 33 * 1024, 32 * 1024 + 1, 256 * 1024, 257 * 1024, 2 ** 32 - 1]));
    case 1:
      return unitLimit(random.pick([0, 1, 149, 150, 300, 450, 3000, 1_400_000, 1_400_001, 2 ** 32 - 1]));
    case 2:
      return unitPrice(random.oneIn(2) ? BigInt(random.below(10_000_000)) : random.u64());
    case 3:
      return loadedSize(random.pick([0, 1, 64, 200, 2000, 20_000, 120_000, 64 * 1024 * 1024, 2 ** 32 - 1]));
    case 4:
      return budget(u8(random.pick([0, 5, 255])), u32(random.below(100_000)), u32(1));
    case 5:
      return budget(u8(random.between(1, 4)), random.bytes(random.below(12)));
    case 6:
      return { ...unitLimit(200_000), accounts: [meta(COMPUTE_BUDGET_PROGRAM_ID)] };
    case 7:
      return budget();
    default:
      return unitLimit(random.between(500, 100_000));
  }
}

/** Requests around a transfer and a memo, so that limits have something to limit. */
export const computeBudgetGrammar: Grammar = {
  name: "compute-budget",
  makers: {
    "one request": [6, ({ random }) => [anyRequest(random)]],
    "two requests": [3, ({ random }) => [anyRequest(random), anyRequest(random)]],
    "good requests": [4, ({ random }) => budgetInstructions(random)],
    "request and transfer": [8, (pool) => [anyRequest(pool.random), transfer(pool.payer(), pool.newKey(), 2_000_000n)]],
    "transfer and request": [4, (pool) => [transfer(pool.payer(), pool.newKey(), 2_000_000n), anyRequest(pool.random)]],
    "request and memo": [8, (pool) => [anyRequest(pool.random), memo(pool)]],
  },
};

import { describe, expect, test } from "vitest";
import {
  A,
  B,
  C,
  CUES,
  type Cue,
  cpiStage,
  expectEnding,
  perform,
  type Row,
  seedsOf,
  unitsBetween,
  V3,
} from "../../helpers/cast.js";
import { named } from "../../helpers/names.js";
import type { CallOptions, Meta } from "../../helpers/puppet.js";
import { type Act, MAX_UNITS, type Played } from "../../helpers/stage.js";
import { meta } from "../../helpers/transactions.js";

// What a call costs beside what its callee uses: 946, the instruction, the infos, and each account's data; every part
// rounded down by itself (Agave: execution_budget.rs, invoke_units and cpi_bytes_per_unit; cpi.rs).

const INVOKE = 946;
const NOTHING = new Uint8Array(0);
/** Accounts of nobody in particular. */
const [of249, of250, of999, of1000, another] = [249, 250, 999, 1000, 249].map((length, i) => {
  return { key: named(`${i}: ${length} bytes`), length };
});

const stage = cpiStage();
for (const { key, length } of [of249, of250, of999, of1000, another]) stage.set(key, { data: new Uint8Array(length) });
const bytesOfC = stage.house.account(C)!.data.length / 2;

interface Price {
  readonly name: string;
  readonly metas?: readonly Meta[];
  readonly data?: Uint8Array;
  readonly options?: (cue: Cue) => CallOptions;
  /** Units beyond `INVOKE`. */
  readonly extra: number;
}

const times = (count: number, { key } = of249) => Array<Meta>(count).fill(meta(key));
const metas = (count: number, extra: number): Price => ({ name: `${count} metas`, metas: times(count), extra });
const data = (length: number, extra: number): Price => {
  return { name: `${length} bytes of data`, data: new Uint8Array(length), extra };
};
const infos = (count: number, extra: number): Price => {
  return { name: `${count} infos`, options: () => ({ infos: Array(count).fill(of249.key) }), extra };
};
const account = (one: typeof of249, extra: number): Price => {
  return { name: `an account of ${one.length} bytes`, metas: times(1, one), extra };
};
const withoutInfos = () => ({ infos: [] });

const prices: Price[] = [
  { name: "nothing but the call", extra: 0 },
  data(249, 0),
  data(250, 1),
  data(10_240, 40),
  metas(7, 0),
  metas(8, 1),
  metas(255, 34),
  { name: "249 bytes of data and 7 metas, two floors", data: new Uint8Array(249), metas: times(7), extra: 0 },
  infos(3, 0),
  infos(4, 1),
  infos(255, 81),
  account(of249, 0),
  account(of250, 1),
  account(of999, 3),
  account(of1000, 4),
  { name: "two accounts of 249 bytes, two floors", metas: [...times(1), ...times(1, another)], extra: 0 },
  { name: "accounts of 250 and 1000 bytes", metas: [...times(1, of250), ...times(1, of1000)], extra: 5 },
  { name: "an account of 1000 bytes in three metas, once", metas: times(3, of1000), extra: 4 },
  { name: "an info that no meta asks for", options: () => ({ infos: [of1000.key] }), extra: 0 },
  { name: "an executable", metas: [meta(C)], options: withoutInfos, extra: Math.floor(bytesOfC / 250) },
  {
    name: "an executable twice, once",
    metas: [meta(C), meta(C)],
    options: withoutInfos,
    extra: Math.floor(bytesOfC / 250),
  },
  { name: "an executable of loader v3, 36 bytes", metas: [meta(V3)], options: withoutInfos, extra: 0 },
  {
    name: "16 groups of seeds",
    options: ({ caller }) => ({ signers: Array(16).fill(seedsOf(caller, [Uint8Array.of(1)])) }),
    extra: 0,
  },
];

const held = [
  ...[of249, of250, of999, of1000, another].map(({ key }) => meta(key)),
  ...[A, B, C, V3].map((key) => meta(key)),
];

/** What the puppet executes between the two lines that say what remains, with the 100 units of the second line. */
const OVERHEAD = { c: 140, rust: 141 };

describe.each(CUES)("$caller calls with structs of $abi", (cue) => {
  const priceOf = (played: Played) => unitsBetween(played) - played.consumed[0].units - OVERHEAD[cue.abi];

  for (const price of prices) {
    test(`${price.name}: ${INVOKE} + ${price.extra}`, () => {
      const played = perform(stage, { accounts: () => held, part: partOf(price, cue) }, cue);
      expect(played.error).toBeNull();
      expect(priceOf(played)).toBe(INVOKE + price.extra);
    });
  }

  test("an account that was 500 bytes long and is 249 by its info", () => {
    const shrunk = named(`${cue.caller}'s 500 bytes`);
    stage.set(shrunk, { owner: named(cue.caller), data: new Uint8Array(500) });
    const part: Row["part"] = (p) =>
      p.noteLength(shrunk, 249).call(B, [meta(shrunk, "w")], NOTHING, { measured: true });
    expect(priceOf(perform(stage, { accounts: () => [meta(shrunk, "w"), meta(B)], part }, cue))).toBe(INVOKE);
  });

  // The last unit that a call needs: with one less the meter is emptied and nothing is called.
  for (const price of [prices[0], data(10_240, 40), metas(255, 34), infos(255, 81), account(of1000, 4)]) {
    test(`${price.name}, and only what it costs remains`, () => {
      const { error, lines } = performWith(price, cue, INVOKE + price.extra);
      expect(error).toEqual({ InstructionError: [0, "ProgramFailedToComplete"] });
      expect(lines).toContain("Program B invoke [2]");
    });

    test(`${price.name}, and one unit less remains`, () => {
      const played = performWith(price, cue, INVOKE + price.extra - 1);
      const log = [played.lines[1]];
      expectEnding(played, cue.caller, {
        log,
        error: "ComputationalBudgetExceeded",
        failed: "Computational budget exceeded",
      });
      expect(played.computeUnits).toBe(played.consumed[0].of);
      expect(played.consumed[0].units).toBe(played.consumed[0].of);
    });
  }
});

// As old clusters had it, and their transactions of 1232 bytes.
describe.each([
  ["solana-1.10", Math.floor(bytesOfC / 250)],
  ["nexis", 0],
] as const)("%s: 1000 and the data of accounts", (preset, executable) => {
  const stage = cpiStage(preset);
  stage.set(of1000.key, { data: new Uint8Array(1000) });
  const accounts = [meta(of1000.key), meta(B), meta(C)];

  test.each<Price>([
    data(250, 0),
    account(of1000, 4),
    { name: "an executable", metas: [meta(C)], options: withoutInfos, extra: executable },
  ])("$name: 1000 + $extra", (price) => {
    const cue: Cue = { caller: "A", abi: "c" };
    const act: Act = { program: A, accounts, part: (p) => partOf(price, cue)(p, cue) };
    const played = stage.play({ acts: [act], version: "legacy" });
    const units = unitsBetween(played) - played.consumed[0].units - OVERHEAD.c;
    expect([played.error, units]).toEqual([null, 1000 + price.extra]);
  });
});

test("an instruction with its metas is too large where that is limited", () => {
  const stage = cpiStage("mainnet", { alone: { computeBudget: { maxCpiInstructionSize: 1280 } } });
  stage.set(of249.key, { data: new Uint8Array(249) });
  const accounts = () => [meta(of249.key), meta(B)];
  const play = (length: number) => {
    const part: Row["part"] = (p) => p.call(B, times(2), new Uint8Array(length));
    return perform(stage, { accounts, part }, { caller: "A", abi: "c" }).lines.at(-1);
  };
  const before = "Program A failed: Invoked an instruction with data that is too large";
  expect(play(1280 - 67)).toBe(`${before} (1281 > 1280)`);
  expect(play(1280 - 68)).not.toContain(before);
});

function partOf({ metas = [], data = NOTHING, options }: Price, cue: Cue): Row["part"] {
  return (p) => p.call(B, metas, data, { ...options?.(cue), measured: true });
}

/** Performs with so many units that `remaining` are left when the call begins. */
function performWith(price: Price, cue: Cue, remaining: number): Played {
  const row = { accounts: () => held, part: partOf(price, cue) };
  const [first] = perform(stage, row, cue).logs.flatMap((line) => /^Program consumption: (\d+)/.exec(line)?.[1] ?? []);
  const used = MAX_UNITS - Number(first) + (cue.abi === "c" ? 17 : 18);
  return perform(stage, row, cue, used + remaining);
}

import { describe, expect, test } from "vitest";
import { COMPUTE_BUDGET_PROGRAM_ID } from "../../../src/solana/program-ids.js";
import type { Pubkey } from "../../../src/solana/pubkey.js";
import { A, B, C, callOften, cpiStage, OTHER_GATES } from "../../helpers/cast.js";
import type { Abi, Part } from "../../helpers/puppet.js";
import { MAX_UNITS, type Played, type Stage } from "../../helpers/stage.js";
import { meta } from "../../helpers/transactions.js";
import { LARGE, type Offence, offences, Plan } from "./offences.js";

// Two things are wrong with one call: the step that comes first decides. Every pair of offences that do not exclude
// each other.

const withLarge = (stage: Stage) => stage.set(LARGE, { data: new Uint8Array(300) });
const stage = withLarge(cpiStage());
/** Room for the structs of the largest calls. */
const HEAP_BYTES = 64 * 1024;

const HELD = [...new Plan().metas, ...[A, B, C, COMPUTE_BUDGET_PROGRAM_ID].map((program) => meta(program))];

function perform(plan: Plan, abi: Abi, on = stage): Played {
  const play = (units: number) => {
    const [first, ...rest] = plan.callers;
    const part: Part = (p) => {
      if (plan.fillsTrace) callOften(p, 63 - rest.length);
      nest(plan, rest)(p);
    };
    return on.play({ abi, units, heap: HEAP_BYTES, acts: [{ program: first, accounts: HELD, part }] });
  };
  if (plan.remaining === undefined) return play(MAX_UNITS);
  const measured = play(MAX_UNITS).logs.flatMap((line) => /^Program consumption: (\d+)/.exec(line)?.[1] ?? []);
  // What the puppet executes from that line to the call.
  const used = MAX_UNITS - Number(measured[0]) + (abi === "c" ? 17 : 18);
  return play(used + plan.remaining());
}

function nest(plan: Plan, [next, ...rest]: readonly Pubkey[]): Part {
  if (next !== undefined) return (p) => p.call(next, HELD, nest(plan, rest));
  return (a) => {
    for (const part of plan.before) part(a);
    a.call(plan.callee, plan.metas, plan.data, {
      infos: plan.infos,
      changeInfos: (infos) =>
        infos.map((info, i) => plan.infoChanges.reduce((each, change) => change(each, plan.infos[i]), info)),
      signers: plan.signers,
      poke: (call) => plan.pokes.flatMap((poke) => poke(call)),
      args: (args) => plan.args.reduce((each, change) => change(each), args),
      measured: plan.remaining !== undefined,
    });
  };
}

/** Structs of this size do not fit the data of a call, by which offences of the stack are arranged. */
const TOO_LONG_TO_NEST = ["256 metas", "10,241 bytes of data", "256 infos"];
const NESTED = ["a program that is on the stack already", "a stack of five"];

function areCompatible(one: Offence, other: Offence): boolean {
  const names = [one.name, other.name];
  if (names.some((name) => TOO_LONG_TO_NEST.includes(name)) && names.some((name) => NESTED.includes(name)))
    return false;
  return !one.changes.some((change) => other.changes.includes(change));
}

function committing(...offences: readonly Offence[]): Plan {
  const plan = new Plan();
  for (const offence of offences) offence.commit(plan);
  return plan;
}

const ABIS = ["c", "rust"] as const;
const offencesIn = (abi: Abi) => offences.filter(({ only }) => only === undefined || only === abi);

describe.each(ABIS)("structs of %s", (abi) => {
  test("a call without offence", () => {
    expect(perform(committing(), abi).error).toBeNull();
  });

  for (const [i, first] of offencesIn(abi).entries()) {
    test(first.name, () => {
      expectOffence(perform(committing(first), abi), first);
    });

    for (const second of offencesIn(abi)
      .slice(i + 1)
      .filter((other) => areCompatible(first, other))) {
      test(`${first.name}, before ${second.name}`, () => {
        expectOffence(perform(committing(first, second), abi), first);
      });
    }
  }
});

// Gates change the order from the infos on.
describe.each(OTHER_GATES)("with %s", (_, gates) => {
  const other = withLarge(cpiStage(gates()));

  test.each(ABIS)("structs of %s", (abi) => {
    const all = offencesIn(abi);
    const late = all.slice(all.findIndex(({ name }) => name === "infos that end in the input region"));
    for (const [i, first] of late.entries()) {
      for (const second of late.slice(i + 1)) {
        if (!areCompatible(first, second)) continue;
        try {
          perform(committing(first, second), abi, other);
        } catch (difference) {
          throw new Error(`${first.name}, and ${second.name}`, { cause: difference });
        }
      }
    }
  });
});

function expectOffence({ error, lines }: Played, { error: expected, failed }: Offence): void {
  expect(error).toEqual({ InstructionError: [0, expected] });
  const line = lines.find((line) => line.startsWith("Program A failed: "))!;
  const text = line.slice("Program A failed: ".length);
  if (typeof failed === "string") expect(text).toBe(failed);
  else expect(text).toMatch(failed);
}

import { type FuzzOptions, makeWorld } from "./fuzzing.js";
import { Oracle } from "./oracle.js";
import type { Outcome } from "./outcome.js";
import { base64, encodeOutcome, type RecordedCases, recordAccounts } from "./recorded-cases.js";
import { keysOf } from "./touched-keys.js";

/** Plays a world on the oracle alone up to the last of some cases, and records these. */
export function recordCases(options: FuzzOptions, world: number, cases: readonly number[]): RecordedCases {
  const [first, last] = [Math.min(...cases), Math.max(...cases)];
  const wires = play(options, world, last).wires;
  const recorded = cases.map((index) => wires[index]).filter((wire) => wire !== undefined);
  const { settings } = makeWorld(options, world);
  const before = play(options, world, first - 1).oracle;
  const fresh = new Oracle(settings);
  const accounts = recordAccounts(recorded, before, fresh);
  const expiredBlockhashes = countBlockhashes(fresh, before);
  const transactions = recorded.map((wire) => {
    const outcome: Outcome = before.send(wire, keysOf(wire, before) ?? []);
    return { wire: base64(wire), expected: encodeOutcome(outcome) };
  });
  return { ...settings, expiredBlockhashes, accounts, transactions };
}

function play(options: FuzzOptions, world: number, last: number) {
  const { campaign, settings } = makeWorld(options, world);
  const oracle = new Oracle(settings);
  const wires: (Uint8Array | undefined)[] = [];
  campaign.prepare(oracle);
  for (let index = 0; index <= last; index++) {
    const next = campaign.next(oracle);
    const keys = "wire" in next ? keysOf(next.wire, oracle) : undefined;
    wires.push("wire" in next && keys !== undefined ? next.wire : undefined);
    if (!("wire" in next)) next.act(oracle);
    else if (keys !== undefined) oracle.send(next.wire, keys);
  }
  return { oracle, wires };
}

function countBlockhashes(from: Oracle, to: Oracle): number {
  let count = 0;
  for (; Buffer.compare(from.blockhash(), to.blockhash()) !== 0; count++) from.expireBlockhash();
  return count;
}

// Going back.
import { SYSTEM_PROGRAM_ID } from "../../dist/solana/program-ids.js";
import { agree } from "../measure/agree.mjs";
import { prepare, stateOf } from "../measure/compare.mjs";
import { median, ratioOf } from "../measure/statistics.mjs";
import { takeTurns, time } from "../measure/turns.mjs";
import { CallgateSide, LiteSvmSide } from "../sides/index.mjs";
import { key } from "../wire.mjs";
import { RENT, repeated, SYSTEM_TRANSFER } from "./workloads.mjs";

/** How often Callgate does it in a round, because once takes microseconds. */
const TIMES = 2000;

function manyAccounts(count) {
  return Array.from({ length: count }, (_, i) => [key(10_000 + i), { lamports: RENT, owner: SYSTEM_PROGRAM_ID }]);
}

/** A snapshot, one transfer, and back again; LiteSVM's way is to write all its state and to read it again. */
async function snapshotAndRevert(effort) {
  const accounts = manyAccounts(effort.quick ? 100 : 10_000);
  const workload = { ...repeated(SYSTEM_TRANSFER), accounts: [...repeated(SYSTEM_TRANSFER).accounts, ...accounts] };
  const sides = [new CallgateSide(), new LiteSvmSide()];
  for (const side of sides) prepare(side, workload);
  const [ours, theirs] = sides;
  const transaction = theirs.input(SYSTEM_TRANSFER);
  const last = [];
  const rounds = [
    () => {
      for (let i = 0; i < TIMES; i++) {
        const snapshot = ours.svm.snapshot();
        last[0] = ours.send(SYSTEM_TRANSFER);
        ours.svm.revert(snapshot);
      }
    },
    () => {
      const bytes = theirs.svm.toBytes();
      last[1] = theirs.send(transaction);
      theirs.svm = theirs.svm.constructor.fromBytes(bytes);
    },
  ];
  const times = await takeTurns(2, (i) => time(rounds[i]), effort);
  agree(sides.map((side, i) => ({ side: side.name, state: stateOf(side, last[i], workload) })));
  const us = [times[0].map((ms) => (ms * 1000) / TIMES), times[1].map((ms) => ms * 1000)];
  return { ...ratioOf(us[1], us[0]), oursUs: median(us[0]), litesvmUs: median(us[1]) };
}

export const SNAPSHOT_ROWS = [
  { name: "snapshot and revert around a transfer, 10,000 accounts", aim: 1000, run: snapshotAndRevert },
];

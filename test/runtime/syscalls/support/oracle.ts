import litesvm from "litesvm/dist/internal.js";
import { U64_MAX } from "../../../../src/base/u64.js";
import { ACCOUNT_LAMPORTS, activeGates, loaderOf, type Outcome, PAYER, PREAMBLE_LOGS, type Scene } from "./scene.js";

// litesvm, which is Agave.

const machines = new Map<string, litesvm.LiteSvm>();

/** Runs a transaction in litesvm. */
export function runInOracle(scene: Scene, transaction: Uint8Array): Outcome {
  const svm = oracleMachine(scene);
  const accounts = scene.accounts ?? [];
  for (const { id, owner, data } of accounts) {
    svm.setAccount(id, new litesvm.Account(ACCOUNT_LAMPORTS, data, owner, false, U64_MAX));
  }
  const result = svm.sendLegacyTransaction(transaction);
  const failed = result instanceof litesvm.FailedTransactionMetadata;
  const meta = failed ? result.meta() : result;
  return {
    logs: meta.logs().slice(PREAMBLE_LOGS),
    computeUnits: Number(meta.computeUnitsConsumed()),
    error: failed ? String(result.err()) : null,
    returnData: Buffer.from(meta.returnData().data()).toString("hex"),
    accounts: accounts.map(({ id }) => Buffer.from(svm.getAccount(id)!.data()).toString("hex")),
  };
}

/** The machine of a scene, made once. */
export function oracleMachine(scene: Scene): litesvm.LiteSvm {
  let svm = machines.get(scene.name);
  if (svm === undefined) {
    svm = new litesvm.LiteSvm();
    activate(svm, scene);
    svm.setSigverify(false);
    svm.setBlockhashCheck(false);
    svm.setTransactionHistory(0n);
    svm.setLogBytesLimit(null);
    setSysvars(svm);
    svm.airdrop(PAYER, 1_000_000_000_000n);
    for (const program of scene.programs) svm.addProgramWithLoader(program.id, program.elf, loaderOf(program));
    machines.set(scene.name, svm);
  }
  return svm;
}

function activate(svm: litesvm.LiteSvm, scene: Scene): void {
  if (scene.gates === undefined && scene.without === undefined) return;
  const features = new litesvm.FeatureSet();
  for (const { id } of activeGates(scene)) features.activate(id, 0n);
  svm.setFeatureSet(features);
  svm.setBuiltins();
}

/** Sysvars of which every byte tells. */
function setSysvars(svm: litesvm.LiteSvm): void {
  svm.setClock(new litesvm.Clock(0x0102_0304n, 0x1112_1314_1516_1718n, 0x2122n, 0x3132n, -0x4142_4344n));
  svm.setEpochSchedule(new litesvm.EpochSchedule(8192n, 0x5152_5354n, true, 8n, 8160n));
  const blockhash = "8qbHbw2BbbTHBW1sbeqakYXVKRQM8Ne7pLK7m6CVfeR";
  svm.setEpochRewards(new litesvm.EpochRewards(0x61n, 0x62n, blockhash, 2n ** 127n + 3n, 0x65n, 0x64n, true));
  svm.setLastRestartSlot(0x7172_7374n);
}

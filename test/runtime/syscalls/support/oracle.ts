import litesvm from "litesvm/dist/internal.js";
import {
  activeGates,
  bytes,
  DEFAULT_COMPUTE_UNIT_LIMIT,
  machineName,
  type Outcome,
  PAYER,
  PROGRAM_ID,
  type Probe,
  probeData,
  probeLoader,
  probeVersion,
} from "./probe.js";
import { probeElf } from "./probe-program.js";

// Runs a probe in litesvm, which is Agave.

const machines = new Map<string, litesvm.LiteSvm>();

export function runInOracle(probe: Probe): Outcome {
  const svm = machineFor(probe);
  const budget = new litesvm.ComputeBudget();
  budget.computeUnitLimit = BigInt(probe.computeUnitLimit ?? DEFAULT_COMPUTE_UNIT_LIMIT);
  svm.setComputeBudget(budget);
  const result = svm.sendLegacyTransaction(transaction(probeData(probe)));
  const failed = result instanceof litesvm.FailedTransactionMetadata;
  const meta = failed ? result.meta() : result;
  return {
    logs: meta.logs(),
    computeUnits: Number(meta.computeUnitsConsumed()),
    error: failed ? String(result.err()) : null,
    returnData: Buffer.from(meta.returnData().data()).toString("hex"),
  };
}

/** One machine for each syscall, loader and set of gates, made once. */
function machineFor(probe: Probe): litesvm.LiteSvm {
  const name = machineName(probe);
  let svm = machines.get(name);
  if (svm === undefined) {
    svm = new litesvm.LiteSvm();
    if (probe.gates !== undefined || probe.without !== undefined) activate(svm, probe);
    svm.setSigverify(false);
    svm.setBlockhashCheck(false);
    svm.setTransactionHistory(0n);
    svm.setLogBytesLimit(null);
    setSysvars(svm);
    svm.airdrop(PAYER, 1_000_000_000_000n);
    svm.addProgramWithLoader(PROGRAM_ID, probeElf(probe.syscall, probeVersion(probe)), probeLoader(probe));
    machines.set(name, svm);
  }
  return svm;
}

function activate(svm: litesvm.LiteSvm, probe: Probe): void {
  const features = new litesvm.FeatureSet();
  for (const { id } of activeGates(probe)) features.activate(id, 0n);
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

/** A legacy transaction with one instruction for the probe's program, not signed. */
function transaction(data: Uint8Array): Uint8Array {
  const blockhash = new Uint8Array(32);
  const message = bytes([1, 0, 1, 2], PAYER, PROGRAM_ID, blockhash, [1, 1, 0], shortVec(data.length), data);
  return bytes([1], new Uint8Array(64), message);
}

function shortVec(length: number): number[] {
  return length < 0x80 ? [length] : [(length & 0x7f) | 0x80, ...shortVec(length >> 7)];
}

/** The data of an account of the machine that runs this probe. */
export function oracleAccountData(probe: Probe, id: Uint8Array): Uint8Array | undefined {
  return machineFor(probe).getAccount(id)?.data();
}

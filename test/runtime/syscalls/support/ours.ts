import { DEFAULT_ENGINE, type EngineName } from "../../../../src/sbpf/engines.js";
import { FeatureSet } from "../../../../src/solana/feature-set.js";
import * as ids from "../../../../src/solana/program-ids.js";
import { createSvm, type Svm, type TransactionError } from "../../../../src/svm/index.js";
import { oracleMachine } from "./oracle.js";
import { ACCOUNT_LAMPORTS, activeGates, loaderOf, type Outcome, PAYER, PREAMBLE_LOGS, type Scene } from "./scene.js";

const machines = new Map<string, Svm>();

const SYSVARS = [
  ids.SYSVAR_CLOCK_ID,
  ids.SYSVAR_EPOCH_REWARDS_ID,
  ids.SYSVAR_EPOCH_SCHEDULE_ID,
  ids.SYSVAR_LAST_RESTART_SLOT_ID,
  ids.SYSVAR_RECENT_BLOCKHASHES_ID,
  ids.SYSVAR_RENT_ID,
  ids.SYSVAR_SLOT_HASHES_ID,
  ids.SYSVAR_STAKE_HISTORY_ID,
];

/** Runs a transaction in Callgate. */
export function runInOurs(scene: Scene, transaction: Uint8Array, engine?: EngineName): Outcome {
  const svm = ourMachine(scene, engine);
  const accounts = scene.accounts ?? [];
  // Past the door, which refuses sysvars that nobody could read.
  for (const { id, owner, data } of accounts) {
    svm.bank.setAccount(id, { lamports: ACCOUNT_LAMPORTS, data, owner, executable: false, rentEpoch: 0n });
  }
  const result = svm.sendTransaction(transaction);
  return {
    logs: result.logs.slice(PREAMBLE_LOGS),
    computeUnits: result.computeUnitsConsumed,
    error: result.ok ? null : errorText(result.error),
    returnData: Buffer.from(result.returnData?.data ?? []).toString("hex"),
    accounts: accounts.map(({ id }) => Buffer.from(svm.getAccount(id)!.data).toString("hex")),
  };
}

/** The machine of a scene, made once, with litesvm's sysvars. */
export function ourMachine(scene: Scene, engine: EngineName = DEFAULT_ENGINE): Svm {
  const name = `${engine} ${scene.name}`;
  let svm = machines.get(name);
  if (svm === undefined) {
    const features = new FeatureSet();
    for (const { id } of activeGates(scene)) features.activate(id, 0n);
    svm = createSvm({
      engine,
      features,
      compat: "litesvm",
      signatureVerification: false,
      blockhashCheck: false,
      transactionHistory: 0,
      logBytesLimit: null,
      programs: false,
    });
    for (const id of SYSVARS) {
      const account = oracleMachine(scene).getAccount(id);
      if (account !== null) svm.setAccount(id, { lamports: 1n, data: account.data(), owner: ids.SYSVAR_PROGRAM_ID });
    }
    svm.airdrop(PAYER, 1_000_000_000_000n);
    for (const program of scene.programs) {
      svm.setAccount(program.id, {
        lamports: 10n ** 9n,
        data: program.elf,
        owner: loaderOf(program),
        executable: true,
      });
    }
    machines.set(name, svm);
  }
  return svm;
}

/** As litesvm prints it. */
function errorText(error: TransactionError): string {
  if (typeof error === "string") return `TransactionErrorFieldless.${error}`;
  if (!("InstructionError" in error)) return JSON.stringify(error);
  const [index, reason] = error.InstructionError;
  const text = typeof reason === "string" ? reason : `Custom(${reason.Custom})`;
  return `TransactionErrorInstructionError { index: ${index}, error: ${text} }`;
}

import type { Environment } from "../../../../src/runtime/environment.js";
import { DEFAULT_EXECUTION_COST, defaultExecutionBudget } from "../../../../src/runtime/execution-budget.js";
import { InstructionContext, NO_CALLER } from "../../../../src/runtime/instruction-context.js";
import { InvokeContext } from "../../../../src/runtime/invoke-context.js";
import { LogCollector } from "../../../../src/runtime/log-collector.js";
import type { Builtin } from "../../../../src/runtime/program-cache.js";
import { createLoader } from "../../../../src/runtime/syscalls/registry.js";
import { SysvarCache } from "../../../../src/runtime/sysvar-cache.js";
import { TransactionAccount, TransactionAccounts } from "../../../../src/runtime/transaction-accounts.js";
import { TransactionContext } from "../../../../src/runtime/transaction-context.js";
import { executeProgram } from "../../../../src/runtime/vm.js";
import { Executable } from "../../../../src/sbpf/executable.js";
import { interpreter } from "../../../../src/sbpf/interpreter/interpreter.js";
import type { Account } from "../../../../src/solana/account.js";
import { FeatureSet } from "../../../../src/solana/feature-set.js";
import { type Pubkey, pubkeyEqual } from "../../../../src/solana/pubkey.js";
import { resolveFeatures } from "../../../../src/solana/runtime-features.js";
import { oracleAccountData } from "./oracle.js";
import {
  activeGates,
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

// Runs a probe in Callgate's runtime, without the transaction around it.

interface Machine {
  readonly environment: Environment;
  readonly executable: Executable;
}

const machines = new Map<string, Machine>();

export function runInOurs(probe: Probe): Outcome {
  const { environment, executable } = machineFor(probe);
  const loader = probeLoader(probe);
  const program: Builtin = { name: "probe", process: (context) => executeProgram(context, executable) };
  const accounts = new TransactionAccounts([
    new TransactionAccount(PAYER, account(new Uint8Array(32), false)),
    new TransactionAccount(PROGRAM_ID, account(loader, true)),
  ]);
  const transaction = new TransactionContext(accounts, environment.sysvars.rent, 5, 64, 1);
  const deduplicationMap = new Uint16Array(accounts.length).fill(NO_CALLER);
  transaction.configure(new InstructionContext(transaction, 0, 1, [], deduplicationMap, probeData(probe), NO_CALLER));
  const log = new LogCollector(null);
  const computeUnitLimit = probe.computeUnitLimit ?? DEFAULT_COMPUTE_UNIT_LIMIT;
  const context = new InvokeContext(
    transaction,
    {
      find: (id: Pubkey) => (pubkeyEqual(id, loader) ? { kind: "Builtin", builtin: program } : undefined),
      storeModifiedEntry: () => {},
    },
    environment,
    { ...defaultExecutionBudget(false), computeUnitLimit },
    log,
  );
  const error = context.processTopLevelInstruction([]);
  return {
    logs: log.messages,
    computeUnits: computeUnitLimit - context.meter.remaining,
    error: error === undefined ? null : `TransactionErrorInstructionError { index: 0, error: ${errorText(error)} }`,
    returnData: Buffer.from(transaction.returnData.data).toString("hex"),
  };
}

function errorText(error: unknown): string {
  return typeof error === "string" ? error : JSON.stringify(error);
}

function account(owner: Pubkey, executable: boolean): Account {
  return { lamports: 1_000_000_000n, data: new Uint8Array(0), owner, executable, rentEpoch: 0n };
}

function machineFor(probe: Probe): Machine {
  const name = machineName(probe);
  let machine = machines.get(name);
  if (machine === undefined) {
    const environment = environmentFor(probe);
    const executable = Executable.fromElf(probeElf(probe.syscall, probeVersion(probe)), environment.executionLoader);
    executable.verify();
    machine = { environment, executable };
    machines.set(name, machine);
  }
  return machine;
}

function environmentFor(probe: Probe): Environment {
  const set = new FeatureSet();
  for (const { id } of activeGates(probe)) set.activate(id, 0n);
  const features = resolveFeatures(set);
  const budget = defaultExecutionBudget(false);
  return {
    blockhash: new Uint8Array(32),
    blockhashLamportsPerSignature: 5000n,
    features,
    cost: DEFAULT_EXECUTION_COST,
    sysvars: new SysvarCache((id) => oracleAccountData(probe, id)),
    epochStake: { total: 0n, forVoteAccount: () => 0n },
    engine: interpreter,
    executionLoader: createLoader(features, budget, "execution"),
    deploymentLoader: createLoader(features, budget, "deployment"),
    extensionLoader: createLoader(features, budget, "extension"),
    precompile: () => undefined,
  };
}

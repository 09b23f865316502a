import { EbpfError } from "../sbpf/errors.js";
import { Executable } from "../sbpf/executable.js";
import type { LoaderEnvironment } from "../sbpf/loader.js";
import { readBudgetRequests, resolveLimits } from "../solana/compute-budget-instructions.js";
import { transactionErrorText } from "../solana/errors.js";
import type { Message } from "../solana/message/message.js";
import type { Pubkey } from "../solana/pubkey.js";
import { minimumBalance } from "../solana/sysvars/rent.js";
import type { Bank } from "../svm/bank.js";
import { calculateFee } from "../svm/fee.js";
import { programElf } from "../svm/program-elf.js";
import { programLoadersFor } from "../svm/program-loaders.js";
import type { Svm } from "../svm/svm.js";
import { functionNames } from "../trace/names/function-names.js";
import type { LoadFault, ProgramCode, ProgramState, World } from "./world.js";

/** What a VM knows, as it stands now: a transaction that failed has changed nothing of it but its payer. */
export function worldOf({ bank }: Svm): World {
  return {
    account: (key) => bank.accounts.get(key),
    describe: bank.describe,
    code: (key) => codeOf(bank, key),
    program: (key) => programState(bank, key),
    deployFault: (elf) => loadFault(elf, deploymentLoader(bank)),
    chain: {
      slot: bank.currentSlot,
      latestBlockhash: bank.blockhashes.latest,
      maxBlockhashAge: bank.compat.blockhashAge,
      blockhashAge: (blockhash) => {
        const recent = bank.blockhashes.recent(bank.compat.blockhashAge + 1);
        const age = recent.findIndex((known) => known.every((byte, i) => byte === blockhash[i]));
        return age < 0 ? undefined : age;
      },
      feeOf: (message) => feeOf(bank, message),
      minimumBalance: (dataLength) => minimumBalance(bank.rent, dataLength),
      earlierError(signature) {
        const earlier = bank.history.get(signature);
        return earlier && { error: earlier.ok ? null : transactionErrorText(earlier.error) };
      },
    },
  };
}

function feeOf({ features, settings }: Bank, message: Message): bigint | undefined {
  const read = readBudgetRequests(message);
  if (!read.ok) return undefined;
  const resolved = resolveLimits(message, read.requests, features, settings.limits.defaultUnits);
  return resolved.ok ? calculateFee(message, resolved.limits.priorityFeeLamports) : undefined;
}

function codeOf(bank: Bank, key: Pubkey): ProgramCode | undefined {
  const elf = programElf(bank, key);
  const entry = bank.programs.find(key);
  if (entry?.kind !== "Loaded" || entry.runner !== undefined || elf === undefined) return undefined;
  return { executable: entry.executable, functionNames: functionNames(elf) };
}

function programState(bank: Bank, key: Pubkey): ProgramState {
  const entry = bank.programs.find(key);
  switch (entry?.kind) {
    case undefined:
      return { kind: "none" };
    case "Builtin":
    case "Loaded":
      return { kind: "runs" };
    case "Closed":
      return { kind: "closed" };
    case "DelayVisibility":
      return { kind: "delayVisibility", slot: bank.currentSlot };
    case "FailedVerification": {
      const fault = loadFault(programElf(bank, key) ?? new Uint8Array(0), bank.executionLoader);
      return fault === undefined ? { kind: "runs" } : { kind: "failedVerification", fault };
    }
  }
}

function deploymentLoader({ features, settings, defaultBudget }: Bank): LoaderEnvironment {
  return programLoadersFor(features, settings.computeBudget ?? defaultBudget).deploymentLoader;
}

/** What loading and verifying an ELF file fails with. */
function loadFault(elf: Uint8Array, loader: LoaderEnvironment): LoadFault | undefined {
  let executable: Executable | undefined;
  try {
    executable = Executable.fromElf(elf, loader);
    executable.verify();
    return undefined;
  } catch (thrown) {
    if (thrown instanceof EbpfError) return { error: thrown, executable };
    throw thrown;
  }
}

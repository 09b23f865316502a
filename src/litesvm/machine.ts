import { generateKeypair, type Keypair } from "../crypto/ed25519.js";
import type { InvokeContext } from "../runtime/invoke-context.js";
import { DEFAULT_CONFIG } from "../sbpf/config.js";
import { Loader } from "../sbpf/loader.js";
import { FEATURE_PRESETS } from "../solana/feature-presets.js";
import { FeatureSet } from "../solana/feature-set.js";
import { SYSTEM_PROGRAM_ID } from "../solana/program-ids.js";
import { Bank } from "../svm/bank.js";
import { bundledProgramsFor } from "../svm/bundled-programs.js";
import {
  GENESIS_BLOCKHASH,
  placeBuiltins,
  placeBundledPrograms,
  placeFeatureAccounts,
  placePrecompiles,
  placeSysvars,
} from "../svm/genesis.js";
import { resolveOptions, type SvmOptions } from "../svm/options.js";
import { HistoryCapacity } from "./history-capacity.js";

/** What a `LiteSVM` stands for: a bank that behaves as LiteSVM, and what LiteSVM has beside one. */
export interface Machine {
  readonly bank: Bank;
  readonly historyCapacity: HistoryCapacity;
  /** The account that airdrops come from. */
  readonly airdropKeypair: Keypair;
}

/** Where programs load before there are builtins: no syscall is there (LiteSVM, accounts_db.rs). */
const LOADER_WITHOUT_SYSCALLS = new Loader<InvokeContext>(DEFAULT_CONFIG);

const DEFAULT_AIRDROP_LAMPORTS = 1_000_000n * 1_000_000_000n;

/** `LiteSVM.default()`: nothing is there, no gate is active, nothing is checked. */
export function bareMachine(airdropKeypair: Keypair = generateKeypair()): Machine {
  const environment = { loader: LOADER_WITHOUT_SYSCALLS, builtins: [] };
  const options = { features: new FeatureSet(), signatureVerification: false, blockhashCheck: false };
  return makeMachine(options, airdropKeypair, environment);
}

/** `new LiteSVM()`: mainnet's gates and programs, every check on. */
export function standardMachine(): Machine {
  const machine = makeMachine({ features: FEATURE_PRESETS.mainnet.features() }, generateKeypair());
  const { bank } = machine;
  placeBuiltins(bank);
  setAirdropBalance(machine, DEFAULT_AIRDROP_LAMPORTS);
  placeSysvars(bank);
  placeFeatureAccounts(bank);
  placeBundledPrograms(bank, bundledProgramsFor(bank.featureSet));
  placePrecompiles(bank);
  return machine;
}

function makeMachine(
  options: SvmOptions,
  airdropKeypair: Keypair,
  environment?: ConstructorParameters<typeof Bank>[4],
): Machine {
  const historyCapacity = new HistoryCapacity();
  const transactionHistory = historyCapacity.value;
  const { featureSet, compat, settings } = resolveOptions({ ...options, compat: "litesvm", transactionHistory });
  return {
    bank: new Bank(featureSet, compat, settings, GENESIS_BLOCKHASH, environment),
    historyCapacity,
    airdropKeypair,
  };
}

export function setAirdropBalance({ bank, airdropKeypair }: Machine, lamports: bigint): void {
  bank.setAccount(airdropKeypair.publicKey, {
    lamports,
    data: new Uint8Array(0),
    owner: SYSTEM_PROGRAM_ID,
    executable: false,
    rentEpoch: 0n,
  });
}

/** How many results are kept; LiteSVM's map of results decides. */
export function setHistoryCapacity({ bank, historyCapacity }: Machine, capacity: number): void {
  bank.history.keepOldest(historyCapacity.set(capacity, bank.history.size));
  bank.setTransactionHistory(historyCapacity.value);
}

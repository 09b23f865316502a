import { concatBytes } from "../base/bytes.js";
import { sha256 } from "../crypto/sha256.js";
import type { Program } from "../program/program.js";
import { RENT_EXEMPT_RENT_EPOCH } from "../solana/account.js";
import { FEATURE_PRESETS, type FeaturePresetName } from "../solana/feature-presets.js";
import { FeatureSet } from "../solana/feature-set.js";
import { SYSTEM_PROGRAM_ID } from "../solana/program-ids.js";
import type { Pubkey } from "../solana/pubkey.js";
import { makeEpochSchedule } from "../solana/sysvars/epoch-schedule.js";
import type { StoredAccount } from "../svm/accounts-store.js";
import type { ProgramOptions } from "../svm/add-program.js";
import type { Genesis } from "../svm/genesis.js";
import { Svm } from "../svm/svm.js";
import type { ClusterKeys } from "./keys.js";
import { placeMemoV4 } from "./memo-v4.js";
import { placeNativeMint } from "./native-mint.js";
import type { ClusterOptions } from "./options.js";
import { placeValidator } from "./validator-accounts.js";

/** What is there from genesis on. */
export type GenesisAccount =
  | { readonly address: Pubkey; readonly account: StoredAccount }
  /** A program, deployed in slot 0. */
  | { readonly address: Pubkey; readonly program: Uint8Array | Program; readonly options?: ProgramOptions };

const LAMPORTS_PER_SOL = 1_000_000_000n;
/** As solana-test-validator has them (test-validator/src/lib.rs). */
const FAUCET_LAMPORTS = 1_000_000n * LAMPORTS_PER_SOL;
const IDENTITY_LAMPORTS = 500n * LAMPORTS_PER_SOL;

/** A VM in slot 0 of a new cluster, with the accounts of its validator and its faucet. */
export function makeGenesis(
  options: ClusterOptions,
  keys: ClusterKeys,
  unixTimestamp: bigint,
  genesisHash: Uint8Array = newGenesisHash(keys, unixTimestamp),
): Svm {
  const svm = new Svm(
    {
      features: featuresSinceGenesis(options.features ?? "mainnet"),
      recordBalances: true,
      // Only so that a transaction is refused when it comes again; results are kept by the ledger.
      transactionHistory: 1,
      ...(options.computeUnitLimit === undefined
        ? {}
        : { computeBudget: { computeUnitLimit: options.computeUnitLimit } }),
      ...(options.logBytesLimit === undefined ? {} : { logBytesLimit: options.logBytesLimit }),
      ...(options.engine === undefined ? {} : { engine: options.engine }),
      ...(options.signatureBackend === undefined ? {} : { signatureBackend: options.signatureBackend }),
      ...(options.idls === undefined ? {} : { idls: options.idls }),
    },
    genesisOf(options, unixTimestamp, genesisHash),
  );
  placeNode(svm, options, keys);
  placeNativeMint(svm);
  placeMemoV4(svm);
  for (const given of options.genesisAccounts ?? []) {
    if ("program" in given) svm.addProgram(given.address, given.program, given.options);
    else svm.bank.hostSetAccount(given.address, given.account);
  }
  return svm;
}

/** The validator's accounts, and the faucet's. */
export function placeNode(svm: Svm, options: ClusterOptions, keys: ClusterKeys): void {
  place(svm, keys.identity.publicKey, IDENTITY_LAMPORTS);
  place(svm, keys.faucet.publicKey, options.faucetLamports ?? FAUCET_LAMPORTS);
  placeValidator(svm, keys);
}

function genesisOf({ slotsPerEpoch }: ClusterOptions, unixTimestamp: bigint, blockhash: Uint8Array): Genesis {
  // A test validator's epochs do not warm up.
  const epochSchedule = makeEpochSchedule(slotsPerEpoch, slotsPerEpoch, false);
  return { slot: 0n, blockhash, epochSchedule, unixTimestamp };
}

/** DIVERGES: Agave hashes its whole genesis configuration; this is as much this cluster's own. */
function newGenesisHash(keys: ClusterKeys, unixTimestamp: bigint): Uint8Array {
  const seed = new TextEncoder().encode(`callgate genesis ${unixTimestamp}`);
  return sha256(concatBytes(seed, keys.identity.publicKey, keys.voteAccount.publicKey, keys.faucet.publicKey));
}

function featuresSinceGenesis(given: FeatureSet | FeaturePresetName): FeatureSet {
  const source = typeof given === "string" ? FEATURE_PRESETS[given].features() : given;
  const features = new FeatureSet();
  for (const id of source.activeFeatures()) features.activate(id, 0n);
  return features;
}

function place(svm: Svm, key: Pubkey, lamports: bigint): void {
  svm.bank.hostSetAccount(key, {
    lamports,
    data: new Uint8Array(0),
    owner: SYSTEM_PROGRAM_ID,
    executable: false,
    rentEpoch: RENT_EXEMPT_RENT_EPOCH,
  });
}

import type { ValidatorOptions } from "../../../server/validator.js";
import { FEATURE_PRESETS } from "../../../solana/feature-presets.js";
import { FeatureSet } from "../../../solana/feature-set.js";
import { addressOrKeypair } from "./addresses.js";
import type { ValidatorFlags } from "./flags.js";
import { genesisAccounts, lamportsOf } from "./genesis-flags.js";

const MILLISECONDS_PER_TICK = 6.25;

/** What flags ask for. Throws a CommandError that names the flag or the file that is wrong. */
export async function validatorOptions(flags: ValidatorFlags): Promise<ValidatorOptions> {
  return {
    ledgerPath: flags.ledger === false ? undefined : flags.ledger,
    reset: flags.reset ?? false,
    maxTransactions: flags.limitLedgerSize,
    slotMilliseconds: slotMilliseconds(flags),
    host: flags.bindAddress,
    rpcPort: flags.rpcPort,
    access: {
      allowedOrigins: flags.allowOrigin.includes("any") ? "any" : flags.allowOrigin,
      allowedHosts: flags.allowHost,
    },
    rpc: {
      ...(flags.maxBodySize === undefined ? {} : { maxRequestBodyBytes: flags.maxBodySize }),
      ...(flags.maxBatch === undefined ? {} : { maxBatchLength: flags.maxBatch }),
    },
    cluster: {
      features: features(flags),
      trace: flags.trace,
      instant: flags.instant ?? false,
      votes: flags.votes,
      faucetLamports: lamportsOf(flags.faucetSol),
      genesisAccounts: await genesisAccounts(flags),
      ...(flags.computeUnitLimit === undefined ? {} : { computeUnitLimit: flags.computeUnitLimit }),
      ...(flags.logMessagesBytesLimit === undefined ? {} : { logBytesLimit: flags.logMessagesBytesLimit }),
      ...(flags.slotsPerEpoch === undefined ? {} : { slotsPerEpoch: flags.slotsPerEpoch }),
    },
  };
}

function slotMilliseconds({ slotTime, ticksPerSlot }: ValidatorFlags): number {
  return slotTime ?? (ticksPerSlot === undefined ? 400 : ticksPerSlot * MILLISECONDS_PER_TICK);
}

function features({ features: name, deactivateFeature }: ValidatorFlags): FeatureSet {
  const set = name === "all" ? FeatureSet.allEnabled() : FEATURE_PRESETS[name].features();
  for (const address of deactivateFeature) set.deactivate(addressOrKeypair(address, "--deactivate-feature"));
  return set;
}

import type { GenesisAccount } from "../../../cluster/genesis.js";
import { cloneAccounts, cloneFeatureSet } from "../../../rpc/fork/clone.js";
import { Remote } from "../../../rpc/fork/remote.js";
import type { ValidatorOptions } from "../../../server/validator.js";
import { FEATURE_PRESETS } from "../../../solana/feature-presets.js";
import type { FeatureSet } from "../../../solana/feature-set.js";
import { clusterUrl } from "../cluster-url.js";
import { CommandError } from "../failure.js";
import { addressOrKeypair } from "./addresses.js";
import type { ValidatorFlags } from "./flags.js";
import { genesisAccounts, lamportsOf } from "./genesis-flags.js";

const MILLISECONDS_PER_TICK = 6.25;

/** What flags ask for. Throws a CommandError that names the flag or the file that is wrong. */
export async function validatorOptions(flags: ValidatorFlags): Promise<ValidatorOptions> {
  const remote = remoteOf(flags);
  return {
    warpSlot: await warpSlot(flags, remote),
    forkUrl: flags.fork ? remote?.url : undefined,
    ledgerPath: flags.ledger === false ? undefined : flags.ledger,
    reset: flags.reset ?? false,
    maxTransactions: flags.limitLedgerSize,
    snapshotPath: flags.fromSnapshot,
    slotMilliseconds: slotMilliseconds(flags),
    host: flags.bindAddress,
    rpcPort: flags.rpcPort,
    access: {
      allowedOrigins: flags.allowOrigin.includes("any") ? "any" : flags.allowOrigin,
      allowedHosts: flags.allowHost,
    },
    limits: { maxRequestBodyBytes: flags.maxBodySize },
    rpc: {
      maxRequestBodyBytes: flags.maxBodySize,
      ...(flags.maxBatch === undefined ? {} : { maxBatchLength: flags.maxBatch }),
    },
    cluster: {
      features: remote !== undefined && flags.cloneFeatureSet ? await cloneFeatureSet(remote) : features(flags),
      trace: flags.trace,
      instant: flags.instant ?? false,
      votes: flags.votes,
      faucetLamports: lamportsOf(flags.faucetSol),
      faucetCaps: {
        perRequestLamports: capOf(flags.faucetPerRequestSolCap),
        perTimeLamports: capOf(flags.faucetPerTimeSolCap),
        timeSliceMilliseconds: flags.faucetTimeSliceSecs * 1000,
      },
      genesisAccounts: [
        ...(remote === undefined ? [] : await clones(remote, flags)),
        ...(await genesisAccounts(flags)),
      ],
      ...(flags.computeUnitLimit === undefined ? {} : { computeUnitLimit: flags.computeUnitLimit }),
      ...(flags.logMessagesBytesLimit === undefined ? {} : { logBytesLimit: flags.logMessagesBytesLimit }),
      ...(flags.slotsPerEpoch === undefined ? {} : { slotsPerEpoch: flags.slotsPerEpoch }),
    },
  };
}

/** The cluster that flags take something from. Throws a CommandError if they name none. */
function remoteOf(flags: ValidatorFlags): Remote | undefined {
  if (flags.url !== undefined) return new Remote(clusterUrl(flags.url));
  const asking = [
    flags.fork && "--fork",
    flags.cloneFeatureSet && "--clone-feature-set",
    flags.clone.length > 0 && "--clone",
    flags.maybeClone.length > 0 && "--maybe-clone",
    flags.cloneUpgradeableProgram.length > 0 && "--clone-upgradeable-program",
    flags.deepCloneAddressLookupTable.length > 0 && "--deep-clone-address-lookup-table",
  ].find(Boolean);
  if (asking) throw new CommandError(`${asking} needs --url: the cluster to take from`);
  return undefined;
}

function clones(remote: Remote, flags: ValidatorFlags): Promise<GenesisAccount[]> {
  const keys = (flag: string, texts: readonly string[]) => texts.map((text) => addressOrKeypair(text, flag));
  return cloneAccounts(remote, {
    accounts: keys("--clone", flags.clone),
    optionalAccounts: keys("--maybe-clone", flags.maybeClone),
    programs: keys("--clone-upgradeable-program", flags.cloneUpgradeableProgram),
    lookupTables: keys("--deep-clone-address-lookup-table", flags.deepCloneAddressLookupTable),
  });
}

/** Without a slot: the one that the cluster of --url is in (solana-test-validator.rs). */
async function warpSlot({ warpSlot: slot }: ValidatorFlags, remote: Remote | undefined): Promise<bigint | undefined> {
  if (slot !== true) return slot;
  if (remote === undefined)
    throw new CommandError("--warp-slot without a slot needs --url: the cluster whose slot it is");
  const current = await remote.call("getSlot", []);
  if (typeof current === "number" && Number.isSafeInteger(current)) return BigInt(current);
  throw new CommandError(`${remote.url} answered getSlot with something else than a slot`);
}

function capOf(sol: number | undefined): bigint | undefined {
  return sol === undefined ? undefined : lamportsOf(sol);
}

function slotMilliseconds({ slotTime, ticksPerSlot }: ValidatorFlags): number {
  return slotTime ?? (ticksPerSlot === undefined ? 400 : ticksPerSlot * MILLISECONDS_PER_TICK);
}

function features({ features: name, deactivateFeature }: ValidatorFlags): FeatureSet {
  const set = FEATURE_PRESETS[name].features();
  for (const address of deactivateFeature) set.deactivate(addressOrKeypair(address, "--deactivate-feature"));
  return set;
}

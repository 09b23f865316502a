import { type Command, InvalidArgumentError, Option } from "commander";
import { FEATURE_PRESETS, type FeaturePresetName } from "../../../solana/feature-presets.js";

/** What was asked for on the command line; solana-test-validator's flags mean the same here. */
export interface ValidatorFlags {
  readonly ledger: string | false;
  readonly reset?: true;
  readonly quiet?: true;
  readonly log?: true;
  readonly rpcPort: number;
  readonly bindAddress: string;
  readonly mint?: string;
  readonly bpfProgram: readonly string[];
  readonly upgradeableProgram: readonly string[];
  readonly program: readonly string[];
  readonly setup?: string;
  readonly account: readonly string[];
  readonly accountDir: readonly string[];
  readonly ticksPerSlot?: number;
  readonly slotTime?: number;
  readonly instant?: true;
  readonly votes: boolean;
  readonly slotsPerEpoch?: bigint;
  readonly warpSlot?: bigint | true;
  readonly limitLedgerSize?: number;
  readonly fromSnapshot?: string;
  readonly faucetSol: number;
  readonly faucetPerRequestSolCap?: number;
  readonly faucetPerTimeSolCap?: number;
  readonly faucetTimeSliceSecs: number;
  readonly features: FeaturePresetName;
  readonly deactivateFeature: readonly string[];
  readonly computeUnitLimit?: number;
  readonly logMessagesBytesLimit?: number;
  readonly trace: "all" | "failed" | "none";
  readonly allowOrigin: readonly string[];
  readonly allowHost: readonly string[];
  readonly maxBodySize: number;
  readonly maxBatch?: number;
  readonly url?: string;
  readonly fork?: true;
  readonly clone: readonly string[];
  readonly maybeClone: readonly string[];
  readonly cloneUpgradeableProgram: readonly string[];
  readonly deepCloneAddressLookupTable: readonly string[];
  readonly cloneFeatureSet?: true;
}

/** Agave's 50 KiB have no room for a program, which callgate_replaceProgram brings in base64: at most 10 MiB of ELF. */
const MAX_BODY_BYTES = 16 * 1024 * 1024;

/** Adds every flag to a command. */
export function addValidatorFlags(command: Command): Command {
  command
    .option("-l, --ledger <dir>", "where blocks and accounts are kept", "test-ledger")
    .option("--no-ledger", "keeps everything in memory")
    .option("-r, --reset", "starts again from genesis, if the ledger is there already")
    .addOption(new Option("-q, --quiet", "prints nothing but errors").conflicts("log"))
    .addOption(new Option("--log", "prints the log of every transaction").conflicts("quiet"))
    .option("--rpc-port <port>", "of JSON-RPC; the next one is that of subscriptions", port, 8899)
    .option("--bind-address <host>", "the address to listen on", "127.0.0.1")
    .option("--mint <address>", "has the faucet's lamports as well at genesis")
    .option("--bpf-program <address file...>", "a program that is there at genesis, for good", many)
    .option("--upgradeable-program <address file authority...>", "the same, upgradeable by somebody or none", many)
    .option("--program <address module...>", "a program in TypeScript, which a JavaScript module exports", many)
    .option("--setup <module>", "a module whose function `setup` sends the first transactions")
    .option("--account <address file...>", "an account as `solana account --output json` writes it", many)
    .option("--account-dir <dir...>", "all accounts of the JSON files in a folder", many)
    .option("--slot-time <milliseconds>", "how long a slot takes (default: 400)", positive)
    .option("--ticks-per-slot <ticks>", "the same in ticks of 6.25 ms", positive)
    .addOption(
      new Option("--instant", "a block for each transaction, final at once").conflicts(["slotTime", "ticksPerSlot"]),
    )
    .option("--no-votes", "no vote transactions in the blocks")
    .option("--slots-per-epoch <slots>", "at least 32 (default: 432000)", slot)
    .option("-w, --warp-slot [slot]", "goes on in a later slot; without one, in that of --url", slot)
    .option("--limit-ledger-size <transactions>", "how many the ledger keeps (default: 100000)", count)
    .option("--from-snapshot <file>", "begins a new ledger with what `callgate snapshot` wrote")
    .option("--faucet-sol <sol>", "what the faucet has at genesis", positive, 1_000_000)
    .option("--faucet-per-request-sol-cap <sol>", "the most of an airdrop", positive)
    .option("--faucet-per-time-sol-cap <sol>", "the most of all airdrops in a time slice", positive)
    .option("--faucet-time-slice-secs <seconds>", "how long a time slice is", positive, 60)
    .addOption(
      new Option("--features <preset>", "the feature gates that are active")
        .choices(Object.keys(FEATURE_PRESETS))
        .default("mainnet"),
    )
    .option("--deactivate-feature <address...>", "a gate that is not", many)
    .option("--compute-unit-limit <units>", "what every transaction may use, whatever it asks for", count)
    .option("--log-messages-bytes-limit <bytes>", "how much log a transaction keeps", count)
    .addOption(
      new Option("--trace <which>", "transactions whose trace is kept")
        .choices(["all", "failed", "none"])
        .default("all"),
    )
    .option("--allow-origin <origin...>", "web pages that may use this cluster, or any", many)
    .option("--allow-host <name...>", "names under which it may be asked", many)
    .option("--max-body-size <bytes>", "of a request", count, MAX_BODY_BYTES)
    .option("--max-batch <calls>", "in a request", count)
    .option("-u, --url <url>", "a cluster to take accounts from: a URL, or mainnet-beta, testnet, devnet, localhost")
    .option("--fork", "fetches accounts from there when they are first asked for")
    .option("-c, --clone <address...>", "copies an account from there", many)
    .option("--maybe-clone <address...>", "the same, if it exists", many)
    .option("--clone-upgradeable-program <address...>", "copies a program and its code", many)
    .option("--deep-clone-address-lookup-table <address...>", "copies a table and the accounts it lists", many)
    .option("--clone-feature-set", "has the gates of that cluster");
  // Not by way of defaults, which would stand in the help as [].
  for (const option of command.options) if (option.variadic) command.setOptionValue(option.attributeName(), []);
  for (const flag of IGNORED_FLAGS) command.addOption(new Option(flag).hideHelp());
  return command;
}

/** What makes sense only for a node among others. They are taken, and said to do nothing. */
const IGNORED_FLAGS = [
  "--faucet-port <port>",
  "--gossip-port <port>",
  "--gossip-host <host>",
  "--dynamic-port-range <range>",
  "--advertised-ip <host>",
  "--account-index <index...>",
  "--inflation-fixed <rate>",
  "--enable-rpc-bigtable-ledger-storage",
  "--enable-bigtable-ledger-upload",
  "--rpc-bigtable-instance <name>",
  "--rpc-bigtable-app-profile-id <id>",
  "--limit-blockstore-size <shreds>",
  "--geyser-plugin-config <file...>",
  "--transaction-account-lock-limit <accounts>",
  "--enable-scheduler-bindings",
  "--rpc-pubsub-enable-block-subscription",
  "--rpc-pubsub-enable-vote-subscription",
  "--enable-extended-tx-metadata-storage",
  "-C, --config <file>",
];

/** Of those, the ones that were given, as they are written. */
export function ignoredFlags(command: Command): string[] {
  return IGNORED_FLAGS.map((flag) => new Option(flag))
    .filter((option) => command.getOptionValueSource(option.attributeName()) === "cli")
    .map(({ long }) => long!);
}

/** What only genesis knows of (solana-test-validator.rs, "argument ignored, ledger already exists"). */
const GENESIS_FLAGS = [
  ...["mint", "bpfProgram", "upgradeableProgram", "account", "accountDir", "clone", "maybeClone"],
  ...["cloneUpgradeableProgram", "deepCloneAddressLookupTable", "cloneFeatureSet"],
  ...["slotsPerEpoch", "faucetSol", "features", "deactivateFeature"],
];

/** Of those, the ones that were given, as they are written. */
export function genesisFlags(command: Command): string[] {
  return command.options
    .filter((option) => GENESIS_FLAGS.includes(option.attributeName()))
    .filter((option) => command.getOptionValueSource(option.attributeName()) === "cli")
    .map(({ long }) => long!);
}

function many(value: string, earlier: readonly string[]): readonly string[] {
  return [...earlier, value];
}

function count(text: string): number {
  const value = Number(text);
  if (!/^\d+$/.test(text) || !Number.isSafeInteger(value)) throw new InvalidArgumentError("It is no whole number.");
  return value;
}

function positive(text: string): number {
  const value = Number(text);
  if (text.trim() === "" || !(value > 0 && value < Number.MAX_SAFE_INTEGER)) {
    throw new InvalidArgumentError("It is no number above 0.");
  }
  return value;
}

function port(text: string): number {
  const value = count(text);
  if (value > 65_534) throw new InvalidArgumentError("Ports end at 65535, and two are needed.");
  return value;
}

function slot(text: string): bigint {
  if (!/^\d{1,19}$/.test(text)) throw new InvalidArgumentError("It is no slot number.");
  return BigInt(text);
}

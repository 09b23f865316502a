import { Cluster } from "../cluster/cluster.js";
import { MemoryLedger } from "../cluster/memory-ledger.js";
import type { ClusterOptions } from "../cluster/options.js";
import { DEFAULT_SLOT_MILLISECONDS, SlotClock } from "../cluster/slot-clock.js";
import type { RpcContext } from "../rpc/context.js";
import { Fork } from "../rpc/fork/fork.js";
import { Remote } from "../rpc/fork/remote.js";
import { Rpc, type RpcOptions } from "../rpc/rpc.js";
import { SubscriptionHub } from "../rpc/subscriptions/hub.js";
import { rpcVersion } from "../rpc/version.js";
import type { AccessOptions } from "./access.js";
import { forkRecord } from "./fork-record.js";
import { type LedgerFolder, openLedgerFolder } from "./ledger-folder/ledger-folder.js";
import type { ServerLimits } from "./limits.js";
import { type RpcServer, startRpcServer } from "./rpc-server.js";
import { importSnapshot } from "./snapshot-file.js";

/** How a validator is to be; everything has a default. */
export interface ValidatorOptions {
  /** Where its ledger lies; without one it keeps everything in memory. */
  readonly ledgerPath?: string | undefined;
  /** Whether a ledger that is there is deleted first. */
  readonly reset?: boolean;
  /** Transactions that a ledger on disk keeps at most, votes included; the oldest blocks go first. Default 100,000. */
  readonly maxTransactions?: number | undefined;
  /** A file with what a new ledger begins with. */
  readonly snapshotPath?: string | undefined;
  /** Goes on in this slot. Throws `invalid-slot` if the ledger is past it. */
  readonly warpSlot?: bigint | undefined;
  readonly cluster?: Omit<ClusterOptions, "ledger">;
  /** Default 400. */
  readonly slotMilliseconds?: number;
  readonly host?: string;
  readonly rpcPort?: number;
  readonly limits?: Partial<ServerLimits>;
  readonly access?: Partial<AccessOptions>;
  readonly rpc?: RpcOptions;
  /** A cluster whose accounts are fetched when they are first asked for. */
  readonly forkUrl?: string | undefined;
  /** Told of what should never happen. */
  readonly onError?: (error: unknown) => void;
}

/** A cluster that answers on sockets. */
export interface Validator {
  readonly cluster: Cluster;
  readonly rpc: Rpc;
  readonly server: RpcServer;
  readonly clock: SlotClock;
  readonly folder: LedgerFolder | undefined;
  /** Whether it goes on with a ledger that was there: what the options say of genesis has no effect then. */
  readonly isResumed: boolean;
  /** Stops the slots, finishes what is under way, closes sockets and ledger. */
  close(): Promise<void>;
}

/** Opens the ledger, starts the cluster and serves it. Throws what `openLedgerFolder` and `startRpcServer` throw. */
export async function startValidator(options: ValidatorOptions = {}): Promise<Validator> {
  const folder = openFolder(options);
  try {
    return await serve(options, folder);
  } catch (error) {
    await folder?.close();
    throw error;
  }
}

/** About 10 hours of empty slots, or half a gigabyte of transfers with their traces. */
const MAX_TRANSACTIONS = 100_000;

function openFolder({
  ledgerPath,
  reset = false,
  maxTransactions = MAX_TRANSACTIONS,
}: ValidatorOptions): LedgerFolder | undefined {
  if (ledgerPath === undefined) return undefined;
  return openLedgerFolder(ledgerPath, { reset, maxTransactions });
}

async function serve(options: ValidatorOptions, folder: LedgerFolder | undefined): Promise<Validator> {
  const ledger = folder?.ledger ?? new MemoryLedger();
  if (options.snapshotPath !== undefined) await importSnapshot(ledger, options.snapshotPath);
  const isResumed = ledger.checkpoint !== undefined;
  const keys = { ...folder?.keypairs, ledger };
  const cluster = new Cluster({ ...keys, ...options.cluster });
  if (options.warpSlot !== undefined) cluster.warpToSlot(options.warpSlot);
  const { slotMilliseconds = DEFAULT_SLOT_MILLISECONDS } = options;
  const clock = new SlotClock(cluster, slotMilliseconds);
  const base: RpcContext = { cluster, version: rpcVersion(), slotMilliseconds, clock };
  const context = { ...base, ...forkOf(cluster, options) };
  const onBug = (bug: unknown) => options.onError?.(bug);
  const rpc = new Rpc(context, { ...options.rpc, onBug });
  const hub = new SubscriptionHub(context, { onBug });
  const { host, rpcPort, limits, access, onError } = options;
  const server = await startRpcServer(defined({ rpc, hub, host, rpcPort, limits, access, onError }));
  if (!cluster.instant) clock.start();
  return { cluster, rpc, server, clock, folder, isResumed, close: () => close(server, clock, cluster, folder) };
}

/** Gets missing accounts from elsewhere, if that is asked for. */
function forkOf(cluster: Cluster, { forkUrl, ledgerPath }: ValidatorOptions): Partial<RpcContext> {
  if (forkUrl === undefined) return {};
  const record = ledgerPath === undefined ? undefined : forkRecord(ledgerPath, forkUrl);
  return { prepare: new Fork(cluster, new Remote(forkUrl), record).prepare };
}

async function close(
  server: RpcServer,
  clock: SlotClock,
  cluster: Cluster,
  folder: LedgerFolder | undefined,
): Promise<void> {
  clock.stop();
  await server.close();
  await cluster.close();
  await folder?.close();
}

/** Without the members that are undefined: optional ones must be absent. */
function defined<T extends object>(members: { readonly [K in keyof T]: T[K] | undefined }): T {
  return Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined)) as T;
}

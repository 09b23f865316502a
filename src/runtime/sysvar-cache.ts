import {
  SYSVAR_CLOCK_ID,
  SYSVAR_EPOCH_REWARDS_ID,
  SYSVAR_EPOCH_SCHEDULE_ID,
  SYSVAR_FEES_ID,
  SYSVAR_LAST_RESTART_SLOT_ID,
  SYSVAR_RECENT_BLOCKHASHES_ID,
  SYSVAR_RENT_ID,
  SYSVAR_SLOT_HASHES_ID,
  SYSVAR_STAKE_HISTORY_ID,
} from "../solana/program-ids.js";
import { type Pubkey, pubkeyEqual } from "../solana/pubkey.js";
import { type Clock, decodeClock } from "../solana/sysvars/clock.js";
import { decodeEpochRewards, type EpochRewards } from "../solana/sysvars/epoch-rewards.js";
import { decodeEpochSchedule, type EpochSchedule } from "../solana/sysvars/epoch-schedule.js";
import { decodeFees, type Fees } from "../solana/sysvars/fees.js";
import { decodeLastRestartSlot, type LastRestartSlot } from "../solana/sysvars/last-restart-slot.js";
import { decodeRecentBlockhashes, type RecentBlockhashes } from "../solana/sysvars/recent-blockhashes.js";
import { decodeRent, type Rent } from "../solana/sysvars/rent.js";
import { decodeSlotHashes, type SlotHashes } from "../solana/sysvars/slot-hashes.js";
import { decodeStakeHistory, type StakeHistory } from "../solana/sysvars/stake-history.js";
import { fail } from "./failure.js";
import type { InvokeContext } from "./invoke-context.js";

/** How one sysvar is found and read; `decode` gives undefined for data that is no such sysvar. */
interface SysvarSource<T> {
  readonly id: Pubkey;
  readonly decode: (data: Uint8Array) => T | undefined;
  /** Whether `sol_get_sysvar` may read its bytes. */
  readonly readableByPrograms: boolean;
}

function source<T>(
  id: Pubkey,
  decode: (data: Uint8Array) => T | undefined,
  readableByPrograms = true,
): SysvarSource<T> {
  return { id, decode, readableByPrograms };
}

const SOURCES = {
  clock: source<Clock>(SYSVAR_CLOCK_ID, decodeClock),
  epochSchedule: source<EpochSchedule>(SYSVAR_EPOCH_SCHEDULE_ID, decodeEpochSchedule),
  epochRewards: source<EpochRewards>(SYSVAR_EPOCH_REWARDS_ID, decodeEpochRewards),
  rent: source<Rent>(SYSVAR_RENT_ID, decodeRent),
  slotHashes: source<SlotHashes>(SYSVAR_SLOT_HASHES_ID, decodeSlotHashes),
  stakeHistory: source<StakeHistory>(SYSVAR_STAKE_HISTORY_ID, decodeStakeHistory),
  lastRestartSlot: source<LastRestartSlot>(SYSVAR_LAST_RESTART_SLOT_ID, decodeLastRestartSlot),
  fees: source<Fees>(SYSVAR_FEES_ID, decodeFees, false),
  recentBlockhashes: source<RecentBlockhashes>(SYSVAR_RECENT_BLOCKHASHES_ID, decodeRecentBlockhashes, false),
} as const;

/** The cached sysvars, by the name of their getter. */
export type SysvarName = keyof typeof SOURCES;
type SysvarValue<N extends SysvarName> = (typeof SOURCES)[N] extends SysvarSource<infer T> ? T : never;

const READABLE_NAMES = (Object.keys(SOURCES) as SysvarName[]).filter((name) => SOURCES[name].readableByPrograms);

/** A sysvar of this cache: its value and the account data it was read from, or neither. */
interface CachedSysvar<T> {
  readonly value: T | undefined;
  readonly data: Uint8Array | undefined;
}

/**
 * The sysvars as one block's transactions see them (Agave: program-runtime/src/sysvar_cache.rs, SysvarCache). Each is
 * read and decoded when first asked for; an account that is absent or malformed counts as no sysvar. Make a new cache
 * when a sysvar account changes.
 */
export class SysvarCache {
  readonly #cached: { [N in SysvarName]?: CachedSysvar<SysvarValue<N>> } = {};
  readonly #getAccountData: (id: Pubkey) => Uint8Array | undefined;

  /** @param getAccountData the data of the account with this id, undefined if there is none; it must not change. */
  constructor(getAccountData: (id: Pubkey) => Uint8Array | undefined) {
    this.#getAccountData = getAccountData;
  }

  /** The account data that `sol_get_sysvar` reads, trailing bytes included; undefined for what is not cached. */
  buffer(id: Pubkey): Uint8Array | undefined {
    const name = READABLE_NAMES.find((candidate) => pubkeyEqual(SOURCES[candidate].id, id));
    return name === undefined ? undefined : this.#find(name).data;
  }

  /** The account data of a sysvar; UnsupportedSysvar when it is absent or malformed. */
  data(name: SysvarName): Uint8Array {
    return this.#find(name).data ?? fail("UnsupportedSysvar");
  }

  // Each of these fails with UnsupportedSysvar when the sysvar is absent or malformed.

  get clock(): Clock {
    return this.#get("clock");
  }

  get epochSchedule(): EpochSchedule {
    return this.#get("epochSchedule");
  }

  get epochRewards(): EpochRewards {
    return this.#get("epochRewards");
  }

  get rent(): Rent {
    return this.#get("rent");
  }

  get slotHashes(): SlotHashes {
    return this.#get("slotHashes");
  }

  get stakeHistory(): StakeHistory {
    return this.#get("stakeHistory");
  }

  get lastRestartSlot(): LastRestartSlot {
    return this.#get("lastRestartSlot");
  }

  get fees(): Fees {
    return this.#get("fees");
  }

  get recentBlockhashes(): RecentBlockhashes {
    return this.#get("recentBlockhashes");
  }

  #get<N extends SysvarName>(name: N): SysvarValue<N> {
    return this.#find(name).value ?? fail("UnsupportedSysvar");
  }

  #find<N extends SysvarName>(name: N): CachedSysvar<SysvarValue<N>> {
    return this.#cached[name] ?? this.#read(name);
  }

  #read<N extends SysvarName>(name: N): CachedSysvar<SysvarValue<N>> {
    const { id, decode } = SOURCES[name] as unknown as SysvarSource<SysvarValue<N>>;
    const data = this.#getAccountData(id);
    const value = data === undefined ? undefined : decode(data);
    const cached = { value, data: value === undefined ? undefined : data };
    (this.#cached as Record<SysvarName, CachedSysvar<SysvarValue<N>>>)[name] = cached;
    return cached;
  }
}

// Builtins that once read a sysvar from an account still demand that account (Agave: sysvar_cache.rs,
// get_sysvar_with_account_check): MissingAccount without it, InvalidArgument for another, then as the getter.

export function clockWithAccountCheck(context: InvokeContext, index: number): Clock {
  checkSysvarAccount(context, index, "clock");
  return context.environment.sysvars.clock;
}

export function rentWithAccountCheck(context: InvokeContext, index: number): Rent {
  checkSysvarAccount(context, index, "rent");
  return context.environment.sysvars.rent;
}

export function slotHashesWithAccountCheck(context: InvokeContext, index: number): SlotHashes {
  checkSysvarAccount(context, index, "slotHashes");
  return context.environment.sysvars.slotHashes;
}

export function recentBlockhashesWithAccountCheck(context: InvokeContext, index: number): RecentBlockhashes {
  checkSysvarAccount(context, index, "recentBlockhashes");
  return context.environment.sysvars.recentBlockhashes;
}

export function stakeHistoryWithAccountCheck(context: InvokeContext, index: number): StakeHistory {
  checkSysvarAccount(context, index, "stakeHistory");
  return context.environment.sysvars.stakeHistory;
}

function checkSysvarAccount(context: InvokeContext, index: number, name: SysvarName): void {
  const key = context.transaction.currentInstruction.keyOfAccount(index);
  if (!pubkeyEqual(key, SOURCES[name].id)) fail("InvalidArgument");
}

import { concatBytes } from "../../../base/bytes.js";
import { U64_MAX } from "../../../base/u64.js";
import type { AccountMeta, Instruction } from "../../../solana/instruction.js";
import { type AddressLookupTable, decodeLookupTable } from "../../../solana/lookup-table.js";
import { findProgramAddress } from "../../../solana/program-derived-address.js";
import {
  ADDRESS_LOOKUP_TABLE_PROGRAM_ID,
  SYSTEM_PROGRAM_ID,
  SYSVAR_SLOT_HASHES_ID,
} from "../../../solana/program-ids.js";
import type { Pubkey } from "../../../solana/pubkey.js";
import { decodeSlotHashes } from "../../../solana/sysvars/slot-hashes.js";
import { u8, u32, u64 } from "../bytes.js";
import type { Grammar, Maker } from "../grammar/grammar.js";
import { meta, type Pool } from "../grammar/pool.js";
import { memo } from "./memo.js";
import { transfer } from "./system.js";
import { nextSlotWithHashes } from "./sysvars.js";

function instruction(tag: number, accounts: readonly AccountMeta[], ...fields: readonly Uint8Array[]): Instruction {
  return { programId: ADDRESS_LOOKUP_TABLE_PROGRAM_ID, accounts, data: concatBytes(u32(tag), ...fields) };
}

interface KnownTable extends AddressLookupTable {
  readonly key: Pubkey;
}

function tables(pool: Pool): KnownTable[] {
  return pool.owned(ADDRESS_LOOKUP_TABLE_PROGRAM_ID).flatMap(({ key, data }) => {
    const decoded = decodeLookupTable(data);
    return decoded.ok ? [{ key, ...decoded.table }] : [];
  });
}

/** Of a slot that SlotHashes has, mostly. */
function create(pool: Pool): Instruction[] {
  const { random, clock } = pool;
  const authority = pool.wallet();
  const recent = (decodeSlotHashes(pool.dataOf(SYSVAR_SLOT_HASHES_ID)) ?? []).slice(0, 20);
  const slot = recent.length === 0 || random.oneIn(12) ? clock.slot : random.pick(recent).slot;
  const derived = findProgramAddress([authority, u64(slot)], ADDRESS_LOOKUP_TABLE_PROGRAM_ID)!;
  const key = random.oneIn(30) ? pool.newKey() : derived.address;
  const bump = random.oneIn(30) ? derived.bump - 1 : derived.bump;
  const accounts = [meta(key, "w"), meta(authority, random.oneIn(3) ? "s" : "")];
  return [instruction(0, [...accounts, meta(pool.payer(), "sw"), meta(SYSTEM_PROGRAM_ID)], u64(slot), u8(bump))];
}

function over(make: (pool: Pool, table: KnownTable) => readonly Instruction[] | undefined): Maker {
  return (pool) => {
    const known = tables(pool);
    return known.length === 0 ? undefined : make(pool, pool.random.pick(known));
  };
}

/** Mostly a table that is not deactivated and not frozen. */
function overUsable(make: (pool: Pool, table: KnownTable) => readonly Instruction[]): Maker {
  return (pool) => {
    const known = tables(pool);
    const usable = known.filter(({ deactivationSlot, authority }) => deactivationSlot === U64_MAX && authority);
    const some = usable.length > 0 && !pool.random.oneIn(10) ? usable : known;
    return some.length === 0 ? undefined : make(pool, pool.random.pick(some));
  };
}

function authorityOf(pool: Pool, { authority }: KnownTable): AccountMeta {
  return meta(authority === undefined || pool.random.oneIn(25) ? pool.wallet() : authority, "s");
}

function extend(pool: Pool, table: KnownTable): Instruction[] {
  const { random } = pool;
  const count = random.oneIn(12) ? random.pick([0, 30, 200, 256]) : random.between(1, 8);
  const keys = Array.from({ length: count }, () => (random.oneIn(8) ? random.bytes(32) : pool.anyKey()));
  const claimed = BigInt(random.oneIn(40) ? count + 1 : count);
  const payer = random.oneIn(6) ? [] : [meta(pool.payer(), "sw"), meta(SYSTEM_PROGRAM_ID)];
  return [instruction(2, [meta(table.key, "w"), authorityOf(pool, table), ...payer], u64(claimed), ...keys)];
}

function close(pool: Pool, table: KnownTable): Instruction[] {
  const to = pool.random.oneIn(20) ? table.key : pool.wallet();
  return [instruction(4, [meta(table.key, "w"), authorityOf(pool, table), meta(to, "w")])];
}

/** Deactivated tables first. */
function closeOne(pool: Pool): readonly Instruction[] | undefined {
  const deactivated = tables(pool).filter(({ deactivationSlot }) => deactivationSlot !== U64_MAX);
  if (deactivated.length === 0) return pool.random.oneIn(5) ? over(close)(pool) : undefined;
  return close(pool, pool.random.pick(deactivated));
}

/** Names addresses of tables, which a v0 message then looks up. */
function useTables(pool: Pool): Instruction[] | undefined {
  const addresses = tables(pool).flatMap((table) => table.addresses);
  if (addresses.length === 0) return undefined;
  const named = Array.from({ length: pool.random.between(1, 6) }, () => pool.random.pick(addresses));
  const [first] = named;
  const move = transfer(pool.payer(), first, BigInt(pool.random.below(3_000_000)));
  const extra = named.map((key) => meta(key, pool.random.oneIn(3) ? "w" : ""));
  return pool.random.oneIn(3)
    ? [
        { ...memo(pool), accounts: [] },
        { ...move, accounts: [...move.accounts, ...extra] },
      ]
    : [{ ...move, accounts: [...move.accounts, ...extra] }];
}

export const lookupTableGrammar: Grammar = {
  name: "lookup-table",
  makers: {
    createTable: [7, create],
    extend: [10, overUsable(extend)],
    freeze: [1, overUsable((pool, table) => [instruction(1, [meta(table.key, "w"), authorityOf(pool, table)])])],
    deactivate: [2, overUsable((pool, table) => [instruction(3, [meta(table.key, "w"), authorityOf(pool, table)])])],
    close: [3, closeOne],
    useTables: [16, useTables],
    "unknown instruction": [1, over((_, { key }) => [instruction(5, [meta(key, "w")])])],
  },
  host: { "slot hashes": [15, nextSlotWithHashes] },
};

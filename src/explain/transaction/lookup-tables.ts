import { decodeLookupTable } from "../../solana/lookup-table.js";
import { ADDRESS_LOOKUP_TABLE_PROGRAM_ID } from "../../solana/program-ids.js";
import { addressFromPubkey, pubkeyEqual } from "../../solana/pubkey.js";
import type { Case } from "../case.js";
import type { Facts, Fix, Told } from "../model.js";
import { plural } from "../words.js";

/** Each table of the message, with what there is at its address. */
function tables(told: Case) {
  return told.transaction.message.addressTableLookups.map(({ accountKey, writableIndexes, readonlyIndexes }) => {
    const account = told.world.account(accountKey);
    const decoded = account && decodeLookupTable(account.data);
    return {
      address: addressFromPubkey(accountKey),
      account,
      table: decoded?.ok ? decoded.table : undefined,
      indexes: [...writableIndexes, ...readonlyIndexes],
    };
  });
}

type Table = ReturnType<typeof tables>[number];

function tell(
  told: Case,
  code: string,
  title: string,
  wrong: readonly Table[],
  describe: (table: Table) => string,
  advice: string,
  fix?: Fix,
): Told {
  const shown = wrong.length > 0 ? wrong : tables(told);
  const facts: Facts = { tables: shown.map(({ address }) => address) };
  return { code, title, facts, words: [...shown.map(describe), advice], fix };
}

export function explainMissingTable(told: Case): Told {
  const missing = tables(told).filter(
    ({ account, table }) => account === undefined || table === undefined || isOff(table),
  );
  return tell(
    told,
    "lookup-table-not-found",
    "a lookup table is not there",
    missing,
    ({ address, table }) =>
      table === undefined
        ? `Lookup table ${address} does not exist.`
        : `Lookup table ${address} was deactivated in slot ${table.deactivationSlot}.`,
    "Create the table and wait a slot, or put the accounts into the message itself.",
    inlined(missing),
  );
}

/** What a table that is off still says. */
function inlined(tables: readonly Table[]): Fix | undefined {
  if (tables.length === 0 || tables.some(({ table }) => table === undefined)) return undefined;
  return { kind: "inlineLookupTables", tables: tables.map(({ address }) => address) };
}

const NEVER = 0xffff_ffff_ffff_ffffn;

function isOff({ deactivationSlot }: NonNullable<Table["table"]>): boolean {
  return deactivationSlot !== NEVER;
}

export function explainTableOwner(told: Case): Told {
  const foreign = tables(told).filter(
    ({ account }) => account !== undefined && !pubkeyEqual(account.owner, ADDRESS_LOOKUP_TABLE_PROGRAM_ID),
  );
  return tell(
    told,
    "invalid-lookup-table-owner",
    "an account in the place of a lookup table is none",
    foreign,
    ({ address, account }) =>
      `${address} belongs to ${account === undefined ? "nobody known" : told.name(addressFromPubkey(account.owner))}, not to the Address Lookup Table program.`,
    "Name the address of a lookup table.",
  );
}

export function explainTableData(told: Case): Told {
  const unreadable = tables(told).filter(({ account, table }) => account !== undefined && table === undefined);
  return tell(
    told,
    "invalid-lookup-table-data",
    "a lookup table cannot be read",
    unreadable,
    ({ address, account }) => `${address} holds ${plural(account?.data.length ?? 0, "byte")} that are no lookup table.`,
    "The table was never initialised, or was damaged: create another.",
  );
}

export function explainTableIndex(told: Case): Told {
  const short = tables(told).filter(({ table, indexes }) => indexes.some((index) => index >= usable(told, table)));
  return tell(
    told,
    "invalid-lookup-table-index",
    "a lookup table has no entry at an index",
    short,
    ({ address, table, indexes }) =>
      `Lookup table ${address} has ${plural(usable(told, table), "usable entry", "usable entries")}; the message asks for index ${indexes.filter((index) => index >= usable(told, table)).join(", ")}.`,
    "Extend the table first; entries can be used from the slot after the one in which they were added.",
    whenUsable(told, short),
  );
}

/** The next slot, if the entries were added in this one. */
function whenUsable(told: Case, short: readonly Table[]): Fix | undefined {
  const isThere = ({ table, indexes }: Table) => indexes.every((index) => index < (table?.addresses.length ?? 0));
  const slot = told.world.chain?.slot;
  if (slot === undefined || short.length === 0 || !short.every(isThere)) return undefined;
  return { kind: "waitForSlot", slot: String(slot + 1n) };
}

/** Entries added in this slot do not count yet. */
function usable(told: Case, table: Table["table"]): number {
  if (table === undefined) return 0;
  return table.lastExtendedSlot === told.world.chain?.slot ? table.lastExtendedSlotStartIndex : table.addresses.length;
}

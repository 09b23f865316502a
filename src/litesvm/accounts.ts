import { U64_MAX } from "../base/u64.js";
import { MAX_PERMITTED_DATA_LENGTH } from "../solana/account.js";
import * as ids from "../solana/program-ids.js";
import { type Pubkey, pubkeyEqual } from "../solana/pubkey.js";
import { decodeFees } from "../solana/sysvars/fees.js";
import { minimumBalance } from "../solana/sysvars/rent.js";
import type { StoredAccount } from "../svm/accounts-store.js";
import type { Bank } from "../svm/bank.js";
import { SYSVARS, type SysvarName } from "../svm/sysvar-table.js";
import { bindingError } from "./arguments.js";
import { checkProgram, isProgram } from "./programs.js";

/**
 * Stores an account that the host sets. Throws for a program that does not load and for a sysvar that cannot be read
 * (LiteSVM, accounts_db.rs, `add_account`).
 * DIVERGES: after a sysvar that it refused, LiteSVM's programs no longer find the old one.
 */
export function setAccount(bank: Bank, key: Pubkey, account: StoredAccount): void {
  if (isProgram(key, account)) checkProgram(bank, account);
  else checkSysvar(key, account.data);
  bank.setAccount(key, account);
  bank.programs.accountWasSet(key, account);
}

/** The sysvars that LiteSVM reads when they are set, by the names in its errors. */
const CHECKED_SYSVARS: readonly (readonly [name: string, id: Pubkey, decode: (data: Uint8Array) => unknown])[] = [
  sysvar("Clock", "clock"),
  sysvar("EpochRewards", "epochRewards"),
  sysvar("EpochSchedule", "epochSchedule"),
  ["Fees", ids.SYSVAR_FEES_ID, decodeFees],
  sysvar("LastRestartSlot", "lastRestartSlot"),
  sysvar("RecentBlockhashes", "recentBlockhashes"),
  sysvar("Rent", "rent"),
  sysvar("SlotHashes", "slotHashes"),
  sysvar("StakeHistory", "stakeHistory"),
];

function sysvar(name: string, key: SysvarName): readonly [string, Pubkey, (data: Uint8Array) => unknown] {
  return [name, SYSVARS[key].id, SYSVARS[key].decode];
}

function checkSysvar(key: Pubkey, data: Uint8Array): void {
  for (const [name, id, decode] of CHECKED_SYSVARS) {
    if (!pubkeyEqual(id, key) || decode(data) !== undefined) continue;
    throw bindingError("GenericFailure", `Failed to set account: Invalid ${name} sysvar data.`);
  }
}

/** Lamports that make an account with so many bytes of data rent-exempt, at least 1; u64::MAX if nothing does. */
export function minimumExemptBalance(bank: Bank, dataLength: bigint): bigint {
  if (dataLength > MAX_PERMITTED_DATA_LENGTH) return U64_MAX;
  const balance = minimumBalance(bank.rent, Number(dataLength));
  return balance === 0n ? 1n : balance;
}

/** The mints of wrapped SOL for each of the token programs that is there. */
export function placeNativeMints(bank: Bank): void {
  for (const [mint, program] of NATIVE_MINTS) {
    if (bank.accounts.get(program) === undefined) continue;
    const data = new Uint8Array(MINT_BYTES);
    data[DECIMALS_OFFSET] = 9;
    data[IS_INITIALIZED_OFFSET] = 1;
    const lamports = minimumBalance(bank.rent, data.length);
    setAccount(bank, mint, { lamports, data, owner: program, executable: false, rentEpoch: 0n });
  }
}

const NATIVE_MINTS: readonly (readonly [mint: Pubkey, program: Pubkey])[] = [
  [ids.NATIVE_MINT_ID, ids.TOKEN_PROGRAM_ID],
  [ids.NATIVE_MINT_2022_ID, ids.TOKEN_2022_PROGRAM_ID],
];

// spl-token's `Mint`: no authorities, no supply.
const MINT_BYTES = 82;
const DECIMALS_OFFSET = 44;
const IS_INITIALIZED_OFFSET = 45;

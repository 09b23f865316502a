import { CallgateError } from "../base/errors.js";
import { SYSVAR_PROGRAM_ID } from "../solana/program-ids.js";
import type { Pubkey } from "../solana/pubkey.js";
import { minimumBalance } from "../solana/sysvars/rent.js";
import type { Bank } from "./bank.js";
import { fullSysvarData, SYSVARS, type SysvarName, type Sysvars, sysvarData } from "./sysvar-table.js";

/** A sysvar's value as its account has it. Throws `missing-sysvar` when the account is absent or malformed. */
export function readSysvar<N extends SysvarName>(bank: Bank, name: N): Sysvars[N] {
  const value = bank.sysvar(name);
  if (value !== undefined) return value;
  throw new CallgateError("missing-sysvar", `the sysvar ${name} has no account, or one that is none`, { name });
}

/** Writes a sysvar's account; the next transaction sees it. */
export function setSysvar<N extends SysvarName>(bank: Bank, name: N, value: Sysvars[N]): void {
  placeSysvarAccount(bank, SYSVARS[name].id, sysvarData(name, value));
}

export function placeSysvarAccount(bank: Bank, id: Pubkey, value: Uint8Array): void {
  const { keepsRoomInSysvars } = bank.compat;
  const data = keepsRoomInSysvars ? fullSysvarData(id, value) : value;
  const lamports = keepsRoomInSysvars ? lamportsWithRent(bank, id, data.length) : 1n;
  bank.setAccount(id, { lamports, data, owner: SYSVAR_PROGRAM_ID, executable: false, rentEpoch: 0n });
}

/** What the account has, or the rent for its size if that is more (Agave: bank.rs, `adjust_sysvar_balance_for_rent`). */
function lamportsWithRent(bank: Bank, id: Pubkey, dataLength: number): bigint {
  const lamports = bank.getAccount(id)?.lamports ?? 1n;
  const rent = minimumBalance(bank.rent, dataLength);
  return lamports > rent ? lamports : rent;
}

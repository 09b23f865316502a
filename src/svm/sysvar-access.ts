import { CallgateError } from "../base/errors.js";
import { SYSVAR_PROGRAM_ID } from "../solana/program-ids.js";
import type { Pubkey } from "../solana/pubkey.js";
import type { Bank } from "./bank.js";
import { SYSVARS, type SysvarName, type Sysvars, sysvarData } from "./sysvar-table.js";

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

export function placeSysvarAccount(bank: Bank, id: Pubkey, data: Uint8Array): void {
  bank.setAccount(id, { lamports: 1n, data, owner: SYSVAR_PROGRAM_ID, executable: false, rentEpoch: 0n });
}

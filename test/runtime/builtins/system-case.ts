import type { Account } from "../../../src/solana/account.js";
import type { AccountMeta, Instruction } from "../../../src/solana/instruction.js";
import { SYSTEM_PROGRAM_ID } from "../../../src/solana/program-ids.js";
import type { Pubkey } from "../../../src/solana/pubkey.js";
import { account, key } from "../harness.js";

export const PAYER = key(7);
export const PAYER_ACCOUNT = [PAYER, account({ lamports: 10n ** 15n })] as const;

export const TAG = {
  createAccount: 0,
  assign: 1,
  transfer: 2,
  createAccountWithSeed: 3,
  advanceNonce: 4,
  withdrawNonce: 5,
  initializeNonce: 6,
  authorizeNonce: 7,
  allocate: 8,
  allocateWithSeed: 9,
  assignWithSeed: 10,
  transferWithSeed: 11,
  upgradeNonce: 12,
  createAccountAllowPrefund: 13,
} as const;

/** Bincode of a system instruction: bigints are u64, texts have their length before them, bytes stand as they are. */
export function systemData(tag: number, ...fields: readonly (bigint | string | Uint8Array)[]): Uint8Array {
  const parts = fields.flatMap((field) => {
    if (typeof field === "bigint") return [...u64(field)];
    if (typeof field === "string") return [...u64(BigInt(Buffer.byteLength(field))), ...Buffer.from(field)];
    return [...field];
  });
  return Uint8Array.from([tag, 0, 0, 0, ...parts]);
}

function u64(value: bigint): Uint8Array {
  const bytes = new Uint8Array(8);
  new DataView(bytes.buffer).setBigUint64(0, value, true);
  return bytes;
}

export function system(metas: readonly AccountMeta[], data: Uint8Array): Instruction {
  return { programId: SYSTEM_PROGRAM_ID, accounts: metas, data };
}

// How an instruction names an account: w writable, s signer.
export const ws = (pubkey: Pubkey): AccountMeta => ({ pubkey, isSigner: true, isWritable: true });
export const w = (pubkey: Pubkey): AccountMeta => ({ pubkey, isSigner: false, isWritable: true });
export const s = (pubkey: Pubkey): AccountMeta => ({ pubkey, isSigner: true, isWritable: false });
export const r = (pubkey: Pubkey): AccountMeta => ({ pubkey, isSigner: false, isWritable: false });

export type AccountEntry = readonly [Pubkey, Account];

import type { AccountMeta as SolanaAccountMeta } from "../solana/instruction.js";
import type { Pubkey } from "../solana/pubkey.js";

export type { Instruction } from "../solana/instruction.js";

/** An account that an instruction names, and the rights that it asks for (solana-instruction, AccountMeta). */
export type AccountMeta = SolanaAccountMeta;

export const AccountMeta = {
  /** An account that the callee may write (`AccountMeta::new`). */
  writable(pubkey: Pubkey, isSigner = false): AccountMeta {
    return { pubkey, isSigner, isWritable: true };
  },

  /** An account that the callee only reads (`AccountMeta::new_readonly`). */
  readonly(pubkey: Pubkey, isSigner = false): AccountMeta {
    return { pubkey, isSigner, isWritable: false };
  },
} as const;

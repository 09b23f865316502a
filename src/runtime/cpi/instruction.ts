import type { Pubkey } from "../../solana/pubkey.js";

/** An account that a CPI asks for, with the rights it asks for. */
export interface CpiAccountMeta {
  readonly key: Pubkey;
  readonly isSigner: boolean;
  readonly isWritable: boolean;
}

/** An instruction that a program or builtin wants to call. */
export interface CpiInstruction {
  readonly programId: Pubkey;
  readonly accounts: readonly CpiAccountMeta[];
  readonly data: Uint8Array;
}

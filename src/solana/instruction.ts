import type { Pubkey } from "./pubkey.js";

/** An account that an instruction names, and how (solana-instruction `AccountMeta`). */
export interface AccountMeta {
  readonly pubkey: Pubkey;
  readonly isSigner: boolean;
  readonly isWritable: boolean;
}

/** An instruction with its keys spelled out (solana-instruction `Instruction`). */
export interface Instruction {
  readonly programId: Pubkey;
  readonly accounts: readonly AccountMeta[];
  readonly data: Uint8Array;
}

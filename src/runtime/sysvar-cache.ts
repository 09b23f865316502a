import type { Pubkey } from "../solana/pubkey.js";

/** placeholder until decoders land: replaced by the syscalls engineer */
export interface SysvarCacheShape {
  buffer(id: Pubkey): Uint8Array | undefined;
}

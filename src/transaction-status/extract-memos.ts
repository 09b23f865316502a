import type { Pubkey } from "../solana/pubkey.js";
import type { CompiledInstruction } from "../solana/message/message.js";

/** "[length] text" of each memo, joined by "; "; null if there is none (Agave, `extract_and_fmt_memos`). */
export declare function extractMemos(
  instructions: readonly CompiledInstruction[],
  accountKeys: readonly Pubkey[],
): string | null;

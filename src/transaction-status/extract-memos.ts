import { decodeUtf8 } from "../base/utf8.js";
import type { CompiledInstruction } from "../solana/message/message.js";
import { MEMO_PROGRAM_ID, MEMO_V1_PROGRAM_ID, MEMO_V4_PROGRAM_ID } from "../solana/program-ids.js";
import { includesPubkey, type Pubkey } from "../solana/pubkey.js";

const MEMO_PROGRAMS: readonly Pubkey[] = [MEMO_V1_PROGRAM_ID, MEMO_PROGRAM_ID, MEMO_V4_PROGRAM_ID];

/**
 * "[bytes] text" of each of a transaction's own memos, joined by "; "; null if there is none (Agave,
 * `extract_and_fmt_memos`). `accountKeys` are all of the transaction's.
 */
export function extractMemos(
  instructions: readonly CompiledInstruction[],
  accountKeys: readonly Pubkey[],
): string | null {
  const memos = instructions.filter(({ programIdIndex }) => {
    const programId = accountKeys[programIdIndex];
    return programId !== undefined && includesPubkey(MEMO_PROGRAMS, programId);
  });
  return memos.length === 0 ? null : memos.map(({ data }) => formatMemo(data)).join("; ");
}

function formatMemo(data: Uint8Array): string {
  return `[${data.length}] ${decodeUtf8(data) ?? "(unparseable)"}`;
}

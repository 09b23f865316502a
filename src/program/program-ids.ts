import * as ids from "../solana/program-ids.js";

// Copies: programs write into bytes, and the runtime's own stay its own.

export const SYSTEM_PROGRAM_ID = ids.SYSTEM_PROGRAM_ID.slice();
export const TOKEN_PROGRAM_ID = ids.TOKEN_PROGRAM_ID.slice();
export const TOKEN_2022_PROGRAM_ID = ids.TOKEN_2022_PROGRAM_ID.slice();
export const ASSOCIATED_TOKEN_PROGRAM_ID = ids.ASSOCIATED_TOKEN_PROGRAM_ID.slice();
export const MEMO_PROGRAM_ID = ids.MEMO_PROGRAM_ID.slice();
export const STAKE_PROGRAM_ID = ids.STAKE_PROGRAM_ID.slice();
export const LOADER_V3_PROGRAM_ID = ids.LOADER_V3_ID.slice();

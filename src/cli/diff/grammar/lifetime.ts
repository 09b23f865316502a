import type { Instruction } from "../../../solana/instruction.js";
import { decodeNonceState, NONCE_STATE_BYTES, type NonceData, type NonceState } from "../../../solana/nonce.js";
import { SYSTEM_PROGRAM_ID, SYSVAR_RECENT_BLOCKHASHES_ID } from "../../../solana/program-ids.js";
import type { Pubkey } from "../../../solana/pubkey.js";
import { u32 } from "../bytes.js";
import { meta, type Pool } from "./pool.js";

/** A nonce account that is initialized. */
export interface KnownNonce extends NonceData {
  readonly key: Pubkey;
  readonly lamports: bigint;
  readonly version: NonceState["version"];
}

export function nonces(pool: Pool): KnownNonce[] {
  return pool.owned(SYSTEM_PROGRAM_ID).flatMap(({ key, lamports, data }) => {
    const state = data.length === NONCE_STATE_BYTES ? decodeNonceState(data) : undefined;
    return state?.data === undefined ? [] : [{ key, lamports, version: state.version, ...state.data }];
  });
}

export function advanceNonce(nonce: Pubkey, authority: Pubkey): Instruction {
  const accounts = [meta(nonce, "w"), meta(SYSVAR_RECENT_BLOCKHASHES_ID), meta(authority, "s")];
  return { programId: SYSTEM_PROGRAM_ID, accounts, data: u32(4) };
}

import { PUBKEY_BYTES, type Pubkey } from "../solana/pubkey.js";
import { copyBytes } from "./arguments.js";
import { requireFrame } from "./frame.js";

/** Bytes that a program can return (solana-cpi, MAX_RETURN_DATA). */
export const MAX_RETURN_DATA = 1024;

/** Leaves data for the caller, at most 1024 bytes; the last program that does so counts (solana-cpi, set_return_data). */
export function setReturnData(data: Uint8Array): void {
  const frame = requireFrame("setReturnData");
  const copy = copyBytes(data, "setReturnData", "data");
  frame.syscall("sol_set_return_data", frame.scratch().put(copy), copy.length);
}

/** What the last callee returned, and which program that was; undefined for nothing (solana-cpi, get_return_data). */
export function getReturnData(): [programId: Pubkey, data: Uint8Array] | undefined {
  const frame = requireFrame("getReturnData");
  const scratch = frame.scratch();
  const data = scratch.reserve(MAX_RETURN_DATA);
  const programId = scratch.reserve(PUBKEY_BYTES);
  const length = Number(frame.syscall("sol_get_return_data", data, MAX_RETURN_DATA, programId));
  return length === 0 ? undefined : [frame.load(programId, PUBKEY_BYTES), frame.load(data, length)];
}

import { LOADER_V3_BYTES } from "../../../solana/loader-v3-state.js";
import type { InvokeContext } from "../../invoke-context.js";
import { BUFFER_AUTHORITY, checkAuthority } from "./authority.js";
import { getState } from "./loader-state.js";
import { refuse } from "./refuse.js";

/**
 * Writes a piece of a program, `offset` bytes from the program's beginning.
 * Accounts: [writable] the buffer, [signer] its authority.
 */
export function write(context: InvokeContext, offset: number, bytes: Uint8Array): void {
  const instruction = context.transaction.currentInstruction;
  instruction.checkNumberOfAccounts(2);
  const buffer = instruction.borrow(0);
  const state = getState(buffer);
  if (state.kind !== "buffer") refuse(context, "InvalidAccountData", "Invalid Buffer account");
  checkAuthority(context, state.authority, 1, BUFFER_AUTHORITY);
  const data = buffer.dataMut();
  const start = LOADER_V3_BYTES.buffer + offset;
  const end = start + bytes.length;
  if (data.length < end) refuse(context, "AccountDataTooSmall", `Write overflow: ${data.length} < ${end}`);
  data.set(bytes, start);
  buffer.release();
}

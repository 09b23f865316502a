import { LOADER_V3_BYTES } from "../../../solana/loader-v3-state.js";
import { pubkeyEqual } from "../../../solana/pubkey.js";
import type { BorrowedAccount } from "../../borrowed-account.js";
import type { InvokeContext } from "../../invoke-context.js";
import { getState } from "./loader-state.js";
import { refuse } from "./refuse.js";

/**
 * Checks the buffer that a program is deployed or upgraded from.
 *
 * @param authorityIndex the account that must be the buffer's authority and sign.
 * @returns the length of the program in it, at least 1.
 */
export function checkSourceBuffer(context: InvokeContext, buffer: BorrowedAccount, authorityIndex: number): number {
  const instruction = context.transaction.currentInstruction;
  if (!buffer.isWritable) refuse(context, "InvalidArgument", "Buffer account not writeable");
  if (!pubkeyEqual(buffer.owner, instruction.programKey)) {
    refuse(context, "IncorrectProgramId", "Buffer account not owned by loader");
  }
  const state = getState(buffer);
  if (state.kind !== "buffer") refuse(context, "InvalidArgument", "Invalid Buffer account");
  const { authority } = state;
  if (authority === undefined || !pubkeyEqual(authority, instruction.keyOfAccount(authorityIndex))) {
    refuse(context, "IncorrectAuthority", "Buffer and upgrade authority don't match");
  }
  if (!instruction.isSigner(authorityIndex)) {
    refuse(context, "MissingRequiredSignature", "Upgrade authority did not sign");
  }
  const programLength = buffer.data.length - LOADER_V3_BYTES.buffer;
  if (programLength <= 0) refuse(context, "InvalidAccountData", "Buffer account too small");
  return programLength;
}

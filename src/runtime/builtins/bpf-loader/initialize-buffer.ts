import type { InvokeContext } from "../../invoke-context.js";
import { getState, setState } from "./loader-state.js";
import { refuse } from "./refuse.js";

/** Accounts: [writable] the buffer, its authority. */
export function initializeBuffer(context: InvokeContext): void {
  const instruction = context.transaction.currentInstruction;
  instruction.checkNumberOfAccounts(2);
  const buffer = instruction.borrow(0);
  if (getState(buffer).kind !== "uninitialized") {
    refuse(context, "AccountAlreadyInitialized", "Buffer account already initialized");
  }
  setState(buffer, { kind: "buffer", authority: instruction.keyOfAccount(1) });
  buffer.release();
}

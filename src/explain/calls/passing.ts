import type { Address } from "../../solana/pubkey.js";
import type { Frame } from "../../trace/model.js";
import type { Case } from "../case.js";
import type { Fix } from "../model.js";

/** The caller of a frame passes it an account, with a right; undefined for an instruction of the transaction. */
export function passing(told: Case, frame: Frame, address: Address, right?: "signer" | "writable"): Fix | undefined {
  const caller = told.caller(frame);
  if (caller === undefined) return undefined;
  const rights = { isSigner: right === "signer", isWritable: right === "writable" };
  return { kind: "passAccount", program: caller.program, callee: frame.program, address, ...rights };
}

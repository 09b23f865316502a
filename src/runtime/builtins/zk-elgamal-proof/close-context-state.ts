import { SYSTEM_PROGRAM_ID, ZK_ELGAMAL_PROOF_PROGRAM_ID } from "../../../solana/program-ids.js";
import { pubkeyEqual } from "../../../solana/pubkey.js";
import { fail } from "../../failure.js";
import type { InvokeContext } from "../../invoke-context.js";
import { readContextStateMeta, UNINITIALIZED } from "./context-state.js";

/**
 * Gives a context state account's lamports away and the account back to the system program. Accounts: the context
 * state, the receiver, the authority (Agave: programs/zk-elgamal-proof/src/lib.rs, process_close_proof_context).
 */
export function processCloseContextState(context: InvokeContext): void {
  const instruction = context.transaction.currentInstruction;
  if (!instruction.isSigner(2)) fail("MissingRequiredSignature");
  const authority = instruction.keyOfAccount(2);
  if (pubkeyEqual(instruction.keyOfAccount(0), instruction.keyOfAccount(1))) fail("InvalidInstructionData");

  const account = instruction.borrow(0);
  if (!pubkeyEqual(account.owner, ZK_ELGAMAL_PROOF_PROGRAM_ID)) fail("InvalidAccountOwner");
  const meta = readContextStateMeta(account.data);
  if (meta.proofType === UNINITIALIZED) fail("UninitializedAccount");
  if (!pubkeyEqual(authority, meta.authority)) fail("InvalidAccountOwner");

  const receiver = instruction.borrow(1);
  receiver.checkedAddLamports(account.lamports);
  account.setLamports(0n);
  account.setDataLength(0);
  account.setOwner(SYSTEM_PROGRAM_ID);
  receiver.release();
  account.release();
}

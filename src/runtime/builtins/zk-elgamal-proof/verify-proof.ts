import { viewOf } from "../../../base/bytes.js";
import { ZK_ELGAMAL_PROOF_PROGRAM_ID } from "../../../solana/program-ids.js";
import { pubkeyEqual } from "../../../solana/pubkey.js";
import { fail } from "../../failure.js";
import type { InvokeContext } from "../../invoke-context.js";
import { encodeContextState, readContextStateMeta, UNINITIALIZED } from "./context-state.js";
import { type ProofType, verifyProofData } from "./proof-types.js";

/** The instruction's number and the offset of the proof data in an account. */
const LENGTH_WITH_PROOF_ACCOUNT = 5;

/**
 * Verifies a proof from the instruction's data or, if these are 5 bytes, from its first account; then, if two more
 * accounts are given, keeps what was proved in the first of them, under the authority of the second (Agave:
 * programs/zk-elgamal-proof/src/lib.rs, process_verify_proof).
 */
export function processVerifyProof(context: InvokeContext, type: ProofType): void {
  const instruction = context.transaction.currentInstruction;
  const fromAccount = instruction.data.length === LENGTH_WITH_PROOF_ACCOUNT;
  const proved = fromAccount ? verifyFromAccount(context, type) : verifyFromInstruction(context, type);
  const stateIndex = fromAccount ? 1 : 0;
  if (instruction.accounts.length >= stateIndex + 2) storeContextState(context, type, proved, stateIndex);
}

/** Gives what was proved. */
function verifyFromAccount(context: InvokeContext, type: ProofType): Uint8Array {
  const instruction = context.transaction.currentInstruction;
  const account = instruction.borrow(0);
  const start = viewOf(instruction.data).getUint32(1, true);
  const end = start + type.contextSize + type.proofSize;
  if (end > account.data.length) fail("InvalidAccountData");
  const proved = verify(context, type, account.data.subarray(start, end));
  account.release();
  return proved;
}

function verifyFromInstruction(context: InvokeContext, type: ProofType): Uint8Array {
  const data = context.transaction.currentInstruction.data.subarray(1);
  if (data.length !== type.contextSize + type.proofSize) {
    context.log("invalid proof data");
    fail("InvalidInstructionData");
  }
  return verify(context, type, data);
}

/** Gives what was proved. */
function verify(context: InvokeContext, type: ProofType, data: Uint8Array): Uint8Array {
  const refusal = verifyProofData(type, data);
  if (refusal !== undefined) {
    context.log(`proof verification failed: ${refusal}`);
    fail("InvalidInstructionData");
  }
  return data.subarray(0, type.contextSize);
}

function storeContextState(context: InvokeContext, type: ProofType, proved: Uint8Array, stateIndex: number): void {
  const instruction = context.transaction.currentInstruction;
  const authorityAccount = instruction.borrow(stateIndex + 1);
  const authority = authorityAccount.key;
  authorityAccount.release();
  const account = instruction.borrow(stateIndex);
  if (!pubkeyEqual(account.owner, ZK_ELGAMAL_PROOF_PROGRAM_ID)) fail("InvalidAccountOwner");
  if (readContextStateMeta(account.data).proofType !== UNINITIALIZED) fail("AccountAlreadyInitialized");
  const state = encodeContextState({ authority, proofType: type.number }, proved);
  if (account.data.length !== state.length) fail("InvalidAccountData");
  account.setDataFromSlice(state);
  account.release();
}

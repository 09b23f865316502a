import { type Process, requireSigned } from "./invocation.js";
import { requireVoteState, writeVoteState } from "./state/account.js";

/** Accounts: the vote account, the new node, the withdrawer; both sign. */
export function updateValidatorIdentity(): Process {
  return ({ context, account, signers }) => {
    const instruction = context.transaction.currentInstruction;
    instruction.checkNumberOfAccounts(2);
    const nodePubkey = instruction.keyOfAccount(1);
    const state = requireVoteState(account);
    requireSigned(signers, state.authorizedWithdrawer);
    requireSigned(signers, nodePubkey);
    state.nodePubkey = nodePubkey;
    // Once collectors can be chosen (SIMD-0232) block revenue no longer follows the node.
    if (!context.environment.features.customCommissionCollector) state.blockRevenueCollector = nodePubkey;
    writeVoteState(account, state);
  };
}

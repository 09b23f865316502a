import type { Part } from "../call.js";

/**
 * The next account: the sysvar through which the token program finds a proof in another instruction, or, if the offset
 * of that instruction is 0, the account that keeps what was proven.
 */
export const proofAccount: Part = (call) => {
  call.nameAccount(call.info.proofInstructionOffset === 0 ? "proofContextStateAccount" : "instructionsSysvar");
};

/**
 * The same for several proofs, each with its own offset in the info; the sysvar comes once, before the others. `after`
 * accounts at least are left for what follows, however few there are.
 */
export const proofAccounts =
  (proofs: readonly string[], after = 1): Part =>
  (call) => {
    const isInAccount = (proof: string) => call.info[`${proof}InstructionOffset`] === 0;
    const names = proofs.filter(isInAccount).map((proof) => `${proof}ContextStateAccount`);
    if (!proofs.every(isInAccount)) names.unshift("instructionsSysvar");
    for (const name of names) if (call.accountsLeft > after) call.nameAccount(name);
  };

import { MEMO_PROGRAM_ID } from "../program-ids.js";
import { cpiFunctions } from "./functions.js";
import { restOfText } from "./token-base.js";

/** The Memo program (anchor-spl, memo). */
export const memo = cpiFunctions([MEMO_PROGRAM_ID], {
  /** The remaining accounts sign the memo. */
  buildMemo: { discriminator: [], accounts: {}, args: { memo: restOfText }, remaining: "signers" },
});

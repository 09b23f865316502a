import { MEMO_PROGRAM_ID } from "../program-ids.js";
import { cpiFunctions } from "./functions.js";
import { memoLayouts } from "./layouts/memo.js";

/** The Memo program (anchor-spl, memo). */
export const memo = cpiFunctions([MEMO_PROGRAM_ID], memoLayouts());

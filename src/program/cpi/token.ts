import { TOKEN_2022_PROGRAM_ID, TOKEN_PROGRAM_ID } from "../program-ids.js";
import { cpiFunctions } from "./functions.js";
import { tokenLayouts } from "./layouts/token.js";
import { tokenBase } from "./layouts/token-base.js";

/** The Token program. */
export const token = cpiFunctions([TOKEN_PROGRAM_ID], tokenLayouts());

/** The Token program or Token-2022, whichever the context names (anchor-spl, token_interface). */
export const tokenInterface = cpiFunctions([TOKEN_PROGRAM_ID, TOKEN_2022_PROGRAM_ID], tokenBase());

import { u64 } from "../codec/scalars.js";
import { TOKEN_2022_PROGRAM_ID, TOKEN_PROGRAM_ID } from "../program-ids.js";
import { cpiFunctions } from "./functions.js";
import { readonly } from "./layout.js";
import { tokenBase } from "./token-base.js";

/** The Token program. */
export const token = cpiFunctions([TOKEN_PROGRAM_ID], {
  ...tokenBase,
  getAccountDataSize: { discriminator: [21], accounts: { mint: readonly }, args: {}, returns: u64 },
});

/** The Token program or Token-2022, whichever the context names (anchor-spl, token_interface). */
export const tokenInterface = cpiFunctions([TOKEN_PROGRAM_ID, TOKEN_2022_PROGRAM_ID], tokenBase);

import { TOKEN_2022_PROGRAM_ID } from "../program-ids.js";
import { cpiFunctions } from "./functions.js";
import { token2022Layouts } from "./layouts/token-2022.js";

/**
 * Token-2022, its extensions and its metadata and groups; names are those of anchor-spl's `token_2022` and
 * `token_2022_extensions`, without the token program among the accounts, which the context names; those of confidential
 * transfers, which anchor-spl lacks, are those of @solana-program/token-2022.
 */
export const token2022 = cpiFunctions([TOKEN_2022_PROGRAM_ID], token2022Layouts());

import type { Pubkey } from "../../solana/pubkey.js";
import { ASSOCIATED_TOKEN_PROGRAM_ID } from "../program-ids.js";
import { findProgramAddress } from "../pubkey.js";
import { cpiFunctions } from "./functions.js";
import { associatedTokenAccountLayouts } from "./layouts/associated-token.js";

/**
 * The Associated Token program; accounts are named as in anchor-spl's `associated_token`, those of `recoverNested` as in
 * its generated client (spl-associated-token-account, AssociatedTokenAccountInstruction).
 */
export const associatedTokenAccount = cpiFunctions([ASSOCIATED_TOKEN_PROGRAM_ID], associatedTokenAccountLayouts());

/** A wallet's token account for a mint (get_associated_token_address_with_program_id). */
export function getAssociatedTokenAddress(wallet: Pubkey, mint: Pubkey, tokenProgram: Pubkey): Pubkey {
  return findProgramAddress([wallet, tokenProgram, mint], ASSOCIATED_TOKEN_PROGRAM_ID)[0];
}

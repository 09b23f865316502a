import { STAKE_PROGRAM_ID } from "../program-ids.js";
import { cpiFunctions } from "./functions.js";
import { stakeLayouts } from "./layouts/stake.js";

/**
 * The Stake program; accounts are named as in anchor-spl's `stake` where it has the instruction
 * (solana-stake-interface, StakeInstruction).
 */
export const stake = cpiFunctions([STAKE_PROGRAM_ID], stakeLayouts());

import { SYSTEM_PROGRAM_ID } from "../program-ids.js";
import { cpiFunctions } from "./functions.js";
import { systemLayouts } from "./layouts/system.js";

/** The System program; accounts are named as in anchor-lang's `system_program` (solana-system-interface, SystemInstruction). */
export const system = cpiFunctions([SYSTEM_PROGRAM_ID], systemLayouts());

import { fail } from "../../failure.js";
import type { InvokeContext } from "../../invoke-context.js";
import type { Builtin } from "../../program-cache.js";
import {
  allocateAccount,
  allocateAccountWithSeed,
  assignAccount,
  assignAccountWithSeed,
  transferLamports,
  transferLamportsWithSeed,
} from "./change.js";
import { createAccount, createAccountAllowPrefund, createAccountWithSeed } from "./create.js";
import {
  advanceNonceAccount,
  authorizeNonceAccount,
  initializeNonceAccount,
  upgradeNonceAccount,
  withdrawNonceAccount,
} from "./nonce.js";
import { InstructionReader } from "./system-instruction.js";

const COMPUTE_UNITS = 150;

/** Reads an instruction's fields, all of them before anything else, and carries it out. */
type Handler = (context: InvokeContext, fields: InstructionReader) => void;

/** By the instruction's number (solana-system-interface, `SystemInstruction`). */
const HANDLERS: readonly Handler[] = [
  createAccount,
  assignAccount,
  transferLamports,
  createAccountWithSeed,
  advanceNonceAccount,
  withdrawNonceAccount,
  initializeNonceAccount,
  authorizeNonceAccount,
  allocateAccount,
  allocateAccountWithSeed,
  assignAccountWithSeed,
  transferLamportsWithSeed,
  upgradeNonceAccount,
  createAccountAllowPrefund,
];

/** The system program (Agave: programs/system/src/system_processor.rs, Entrypoint). */
export const systemProgram: Builtin = {
  name: "solana_system_program",
  process(context) {
    context.consumeForBuiltin(COMPUTE_UNITS);
    const reader = new InstructionReader(context.transaction.currentInstruction.data);
    const handler = HANDLERS[reader.variant()] ?? fail("InvalidInstructionData");
    handler(context, reader);
  },
};

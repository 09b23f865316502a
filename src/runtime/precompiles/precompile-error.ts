import type { InstructionError } from "../../solana/errors.js";

/** What precompiles fail with (solana-precompile-error, `PrecompileError`). */
export const PRECOMPILE_ERRORS = {
  InvalidPublicKey: { Custom: 0 },
  InvalidRecoveryId: { Custom: 1 },
  InvalidSignature: { Custom: 2 },
  InvalidDataOffsets: { Custom: 3 },
  InvalidInstructionDataSize: { Custom: 4 },
} as const satisfies Record<string, InstructionError>;

import type { InstructionError } from "../../../solana/errors.js";

/** The system program's own errors (solana-system-interface, `SystemError`). */
export const SYSTEM_ERRORS = {
  AccountAlreadyInUse: { Custom: 0 },
  ResultWithNegativeLamports: { Custom: 1 },
  InvalidAccountDataLength: { Custom: 3 },
  AddressWithSeedMismatch: { Custom: 5 },
  NonceNoRecentBlockhashes: { Custom: 6 },
  NonceBlockhashNotExpired: { Custom: 7 },
} as const satisfies Record<string, InstructionError>;

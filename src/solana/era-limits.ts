/**
 * Limits and prices of a period which no gate of Agave 4.3 expresses any more. Where a gate also speaks (CPI nesting,
 * account infos), the lower of the two holds.
 */
export interface EraLimits {
  readonly budget: {
    /** Height of the instruction stack: 1 for a top-level instruction, one more for each nested CPI. */
    readonly maxInstructionStackDepth: number;
    /** Instructions that a transaction may start, CPIs included. */
    readonly maxInstructionTraceLength: number;
    readonly maxCpiInstructionAccounts: number;
    /** Bytes. */
    readonly maxCpiInstructionDataLength: number;
    readonly maxCpiAccountInfos: number;
    /** Bytes of a CPI's data and account metas (34 each) together; undefined: only the two limits above. */
    readonly maxCpiInstructionSize: number | undefined;
  };
  readonly cost: {
    /** Compute units of one CPI. */
    readonly invokeUnits: number;
    /** Bytes that one compute unit buys. */
    readonly cpiBytesPerUnit: number;
    /** Bytes charged for each account meta of a CPI. */
    readonly cpiAccountMetaByteSize: number;
    /** Bytes charged for each account info passed to a CPI. */
    readonly cpiAccountInfoByteSize: number;
    /** Bytes charged for each byte of a CPI's instruction data: 1 or 0. */
    readonly cpiInstructionDataByteSize: number;
    /** Bytes charged for each byte of an executable account named by a CPI: 1 or 0. */
    readonly cpiExecutableByteSize: number;
  };
  /** Compute units that a transaction gets for each instruction when it does not ask. */
  readonly defaultUnits: {
    readonly computeBudgetInstruction: number;
    readonly builtinInstruction: number;
    readonly otherInstruction: number;
  };
  /** Whether builtins charge their fixed compute units. */
  readonly builtinsConsumeUnits: boolean;
}

/** Today's (Agave 4.3, program-runtime/src/execution_budget.rs and cpi.rs). */
export const AGAVE_4_3_LIMITS: EraLimits = {
  budget: {
    maxInstructionStackDepth: 9,
    maxInstructionTraceLength: 64,
    maxCpiInstructionAccounts: 255,
    maxCpiInstructionDataLength: 10 * 1024,
    maxCpiAccountInfos: 255,
    maxCpiInstructionSize: undefined,
  },
  cost: {
    invokeUnits: 946,
    cpiBytesPerUnit: 250,
    cpiAccountMetaByteSize: 34,
    cpiAccountInfoByteSize: 80,
    cpiInstructionDataByteSize: 1,
    cpiExecutableByteSize: 1,
  },
  defaultUnits: { computeBudgetInstruction: 3000, builtinInstruction: 3000, otherInstruction: 200_000 },
  builtinsConsumeUnits: true,
};

/**
 * Solana 1.10's (program-runtime/src/compute_budget.rs: stack height 5, invoke_units 1000, max_cpi_instruction_size
 * 1280; programs/bpf_loader/src/syscalls.rs: account infos while 32 bytes each fit in 1280, which is 40; account data
 * is charged, instruction data and metas are not).
 */
export const SOLANA_1_10_LIMITS: EraLimits = {
  budget: {
    maxInstructionStackDepth: 5,
    maxInstructionTraceLength: Number.MAX_SAFE_INTEGER,
    maxCpiInstructionAccounts: 255,
    maxCpiInstructionDataLength: 1280,
    maxCpiAccountInfos: 40,
    maxCpiInstructionSize: 1280,
  },
  cost: {
    invokeUnits: 1000,
    cpiBytesPerUnit: 250,
    cpiAccountMetaByteSize: 0,
    cpiAccountInfoByteSize: 0,
    cpiInstructionDataByteSize: 0,
    cpiExecutableByteSize: 1,
  },
  defaultUnits: { computeBudgetInstruction: 0, builtinInstruction: 200_000, otherInstruction: 200_000 },
  builtinsConsumeUnits: false,
};

/** Nexis's, which runs Solana 1.9.29 with later fixes: as 1.10, but executables cost nothing in a CPI. */
export const NEXIS_LIMITS: EraLimits = {
  ...SOLANA_1_10_LIMITS,
  cost: { ...SOLANA_1_10_LIMITS.cost, cpiExecutableByteSize: 0 },
};

import type { Builtin } from "../program-cache.js";

/**
 * The ZK token proof program, the ElGamal one's predecessor: all that is left of it does nothing and, as it charges
 * nothing, ends in BuiltinProgramsMustConsumeComputeUnits (Agave: programs/zk-token-proof/src/lib.rs). Its gate is
 * active nowhere.
 */
export const zkTokenProofProgram: Builtin = { name: "zk_token_proof_program", process: () => {} };

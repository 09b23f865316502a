import { fail } from "../../failure.js";
import type { Builtin } from "../../program-cache.js";
import { processCloseContextState } from "./close-context-state.js";
import { proofTypeNumbered } from "./proof-types.js";
import { processVerifyProof } from "./verify-proof.js";

const CLOSE_CONTEXT_STATE = 0;
const CLOSE_CONTEXT_STATE_COMPUTE_UNITS = 3_300;

/**
 * The ZK ElGamal proof program (Agave: programs/zk-elgamal-proof/src/lib.rs, Entrypoint). Disabled by a gate in 2025;
 * another enables it again.
 */
export const zkElgamalProofProgram: Builtin = {
  name: "zk_elgamal_proof_program",
  process(context) {
    const { disableZkElgamalProofProgram, reenableZkElgamalProofProgram } = context.environment.features;
    if (disableZkElgamalProofProgram && !reenableZkElgamalProofProgram) {
      context.log("zk-elgamal-proof program is temporarily disabled");
      fail("InvalidInstructionData");
    }
    const number = context.transaction.currentInstruction.data[0];
    if (number === CLOSE_CONTEXT_STATE) {
      context.consumeForBuiltin(CLOSE_CONTEXT_STATE_COMPUTE_UNITS);
      context.log("CloseContextState");
      processCloseContextState(context);
      return;
    }
    const type = (number === undefined ? undefined : proofTypeNumbered(number)) ?? fail("InvalidInstructionData");
    context.consumeForBuiltin(type.computeUnits);
    context.log(type.name);
    processVerifyProof(context, type);
  },
};

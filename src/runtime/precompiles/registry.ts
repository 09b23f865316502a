import { ED25519_PROGRAM_ID, SECP256K1_PROGRAM_ID, SECP256R1_PROGRAM_ID } from "../../solana/program-ids.js";
import { type Pubkey, pubkeyEqual } from "../../solana/pubkey.js";
import type { Precompile } from "../environment.js";
import { InstructionFailure } from "../failure.js";
import { verifyEd25519 } from "./ed25519.js";
import { verifySecp256k1 } from "./secp256k1.js";
import { verifySecp256r1 } from "./secp256r1.js";
import type { InstructionDatas } from "./signature-offsets.js";

/** Fails by throwing InstructionFailure. */
type Verify = (data: Uint8Array, instructionDatas: InstructionDatas) => void;

/** The precompiles; no gate enables any of them any more (Agave: precompiles/src/lib.rs, PRECOMPILES). */
const PRECOMPILES: readonly { readonly id: Pubkey; readonly precompile: Precompile }[] = [
  { id: SECP256K1_PROGRAM_ID, precompile: outcomeOf(verifySecp256k1) },
  { id: ED25519_PROGRAM_ID, precompile: outcomeOf(verifyEd25519) },
  { id: SECP256R1_PROGRAM_ID, precompile: outcomeOf(verifySecp256r1) },
];

/** The ids of all precompiles. */
export const PRECOMPILE_IDS: readonly Pubkey[] = PRECOMPILES.map(({ id }) => id);

/** The precompile with this id, if it is one. */
export function precompileFor(programId: Pubkey): Precompile | undefined {
  for (const { id, precompile } of PRECOMPILES) if (pubkeyEqual(id, programId)) return precompile;
  return undefined;
}

function outcomeOf(verify: Verify): Precompile {
  return (data, instructionDatas) => {
    try {
      verify(data, instructionDatas);
      return undefined;
    } catch (thrown) {
      if (thrown instanceof InstructionFailure) return thrown.error;
      throw thrown;
    }
  };
}

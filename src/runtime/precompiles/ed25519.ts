import { isSignatureWellFormed, verifyStrict } from "../../crypto/ed25519.js";
import { isOnCurve } from "../../crypto/is-on-curve.js";
import { fail } from "../failure.js";
import { PRECOMPILE_ERRORS } from "./precompile-error.js";
import { checkedRecordCount, type InstructionDatas, recordAt } from "./signature-offsets.js";

const PUBLIC_KEY_SIZE = 32;

/** Verifies the signatures that the data point at (Agave: precompiles/src/ed25519.rs, verify). */
export function verifyEd25519(data: Uint8Array, instructionDatas: InstructionDatas): void {
  const count = checkedRecordCount(data);
  for (let i = 0; i < count; i++) {
    const record = recordAt(data, instructionDatas, i, PUBLIC_KEY_SIZE);
    const signature = record.signature();
    if (!isSignatureWellFormed(signature)) fail(PRECOMPILE_ERRORS.InvalidSignature);
    const publicKey = record.publicKey();
    if (!isOnCurve(publicKey)) fail(PRECOMPILE_ERRORS.InvalidPublicKey);
    if (!verifyStrict(signature, record.message(), publicKey)) fail(PRECOMPILE_ERRORS.InvalidSignature);
  }
}

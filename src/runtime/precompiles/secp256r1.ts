import {
  isSecp256r1PublicKey,
  isSecp256r1Signature,
  verifySecp256r1 as verifySignature,
} from "../../crypto/secp256r1.js";
import { fail } from "../failure.js";
import { PRECOMPILE_ERRORS } from "./precompile-error.js";
import { checkedRecordCount, type InstructionDatas, recordAt } from "./signature-offsets.js";

const MAX_SIGNATURES = 8;
const COMPRESSED_PUBLIC_KEY_SIZE = 33;

/** Verifies the signatures, 1 to 8, that the data point at (Agave: precompiles/src/secp256r1.rs, verify). */
export function verifySecp256r1(data: Uint8Array, instructionDatas: InstructionDatas): void {
  const count = checkedRecordCount(data);
  if (count === 0 || count > MAX_SIGNATURES) fail(PRECOMPILE_ERRORS.InvalidInstructionDataSize);
  for (let i = 0; i < count; i++) {
    const record = recordAt(data, instructionDatas, i, COMPRESSED_PUBLIC_KEY_SIZE);
    const signature = record.signature();
    const publicKey = record.publicKey();
    const message = record.message();
    if (!isSecp256r1Signature(signature)) fail(PRECOMPILE_ERRORS.InvalidSignature);
    if (!isSecp256r1PublicKey(publicKey)) fail(PRECOMPILE_ERRORS.InvalidPublicKey);
    if (!verifySignature(signature, message, publicKey)) fail(PRECOMPILE_ERRORS.InvalidSignature);
  }
}

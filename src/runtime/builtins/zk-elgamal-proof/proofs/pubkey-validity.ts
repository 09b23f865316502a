import { pedersenBlindingPoint } from "../../../../crypto/proof-generators.js";
import type { FieldReader } from "./field-reader.js";
import { SigmaVerification } from "./sigma-verification.js";

/** The prover knows the secret key of a public key. */
export function verifyPubkeyValidity(context: FieldReader, proof: FieldReader): void {
  const run = new SigmaVerification("PubkeyValidity", "pubkey-validity-instruction");
  const pubkey = context.publicKey();
  const y = run.encodedPoint(proof);
  const z = run.scalar(proof);

  run.append("pubkey", pubkey.bytes);
  run.separate("pubkey-proof");
  run.rejectIdentity(pubkey);
  run.appendNonIdentity("Y", y);
  const c = run.challenge("c");
  run.check(1n, [
    [
      [z, pedersenBlindingPoint()],
      [-c, pubkey.point],
      [-1n, run.decompress(y)],
    ],
  ]);
}

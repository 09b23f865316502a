import { pedersenBlindingPoint } from "../../../../crypto/proof-generators.js";
import type { FieldReader } from "./field-reader.js";
import { SigmaVerification } from "./sigma-verification.js";

/** A ciphertext encrypts zero. */
export function verifyZeroCiphertext(context: FieldReader, proof: FieldReader): void {
  const run = new SigmaVerification("ZeroCiphertext", "zero-ciphertext-instruction");
  const pubkey = context.publicKey();
  const ciphertext = context.ciphertext(1);
  const [yP, yD] = [run.encodedPoint(proof), run.encodedPoint(proof)];
  const z = run.scalar(proof);

  const handle = ciphertext.handles[0]!;
  run.rejectIdentity(pubkey, ciphertext.commitment, handle);
  run.append("pubkey", pubkey.bytes);
  run.append("ciphertext", ciphertext.bytes);
  run.separate("zero-ciphertext-proof");
  run.appendNonIdentity("Y_P", yP);
  run.append("Y_D", yD);
  const c = run.challenge("c");
  run.appendScalar("z", z);
  const w = run.challenge("w");
  run.check(w, [
    [
      [z, pubkey.point],
      [-c, pedersenBlindingPoint()],
      [-1n, run.decompress(yP)],
    ],
    [
      [z, handle.point],
      [-c, ciphertext.commitment.point],
      [-1n, run.decompress(yD)],
    ],
  ]);
}

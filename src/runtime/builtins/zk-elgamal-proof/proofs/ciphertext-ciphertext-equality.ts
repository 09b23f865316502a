import { pedersenBlindingPoint } from "../../../../crypto/proof-generators.js";
import { RistrettoPoint } from "../../../../crypto/ristretto-group.js";
import type { FieldReader } from "./field-reader.js";
import { SigmaVerification } from "./sigma-verification.js";

/** Two ciphertexts, under two public keys, encrypt the same amount. */
export function verifyCiphertextCiphertextEquality(context: FieldReader, proof: FieldReader): void {
  const run = new SigmaVerification("Equality", "ciphertext-ciphertext-equality-instruction");
  const [firstPubkey, secondPubkey] = [context.publicKey(), context.publicKey()];
  const [first, second] = [context.ciphertext(1), context.ciphertext(1)];
  const y = [0, 1, 2, 3].map(() => run.encodedPoint(proof));
  const [zS, zX, zR] = [run.scalar(proof), run.scalar(proof), run.scalar(proof)];

  // The second ciphertext may be the identity: a zero balance is.
  run.rejectIdentity(firstPubkey, secondPubkey, first.commitment, first.handles[0]!);
  run.append("first-pubkey", firstPubkey.bytes);
  run.append("second-pubkey", secondPubkey.bytes);
  run.append("first-ciphertext", first.bytes);
  run.append("second-ciphertext", second.bytes);
  run.separate("ciphertext-ciphertext-equality-proof");
  for (const [i, bytes] of y.entries()) run.appendNonIdentity(`Y_${i}`, bytes);
  const c = run.challenge("c");
  run.appendScalar("z_s", zS);
  run.appendScalar("z_x", zX);
  run.appendScalar("z_r", zR);
  const w = run.challenge("w");
  const [y0, y1, y2, y3] = y.map((bytes) => run.decompress(bytes));
  run.check(w, [
    [
      [zS, firstPubkey.point],
      [-c, pedersenBlindingPoint()],
      [-1n, y0!],
    ],
    [
      [zX, RistrettoPoint.base()],
      [zS, first.handles[0]!.point],
      [-c, first.commitment.point],
      [-1n, y1!],
    ],
    [
      [zX, RistrettoPoint.base()],
      [zR, pedersenBlindingPoint()],
      [-c, second.commitment.point],
      [-1n, y2!],
    ],
    [
      [zR, secondPubkey.point],
      [-c, second.handles[0]!.point],
      [-1n, y3!],
    ],
  ]);
}

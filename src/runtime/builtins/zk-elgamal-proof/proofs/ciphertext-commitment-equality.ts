import { pedersenBlindingPoint } from "../../../../crypto/proof-generators.js";
import { RistrettoPoint } from "../../../../crypto/ristretto-group.js";
import type { FieldReader } from "./field-reader.js";
import { SigmaVerification } from "./sigma-verification.js";

/** A ciphertext and a commitment hold the same amount. */
export function verifyCiphertextCommitmentEquality(context: FieldReader, proof: FieldReader): void {
  const run = new SigmaVerification("Equality", "ciphertext-commitment-equality-instruction");
  const pubkey = context.publicKey();
  const ciphertext = context.ciphertext(1);
  const commitment = context.commitment();
  const y = [0, 1, 2].map(() => run.encodedPoint(proof));
  const [zS, zX, zR] = [run.scalar(proof), run.scalar(proof), run.scalar(proof)];

  const handle = ciphertext.handles[0]!;
  run.rejectIdentity(pubkey, ciphertext.commitment, handle, commitment);
  run.append("pubkey", pubkey.bytes);
  run.append("ciphertext", ciphertext.bytes);
  run.append("commitment", commitment.bytes);
  run.separate("ciphertext-commitment-equality-proof");
  for (const [i, bytes] of y.entries()) run.appendNonIdentity(`Y_${i}`, bytes);
  const c = run.challenge("c");
  run.appendScalar("z_s", zS);
  run.appendScalar("z_x", zX);
  run.appendScalar("z_r", zR);
  const w = run.challenge("w");
  const [y0, y1, y2] = y.map((bytes) => run.decompress(bytes));
  run.check(w, [
    [
      [zS, pubkey.point],
      [-c, pedersenBlindingPoint()],
      [-1n, y0!],
    ],
    [
      [zX, RistrettoPoint.base()],
      [zS, handle.point],
      [-c, ciphertext.commitment.point],
      [-1n, y1!],
    ],
    [
      [zX, RistrettoPoint.base()],
      [zR, pedersenBlindingPoint()],
      [-c, commitment.point],
      [-1n, y2!],
    ],
  ]);
}

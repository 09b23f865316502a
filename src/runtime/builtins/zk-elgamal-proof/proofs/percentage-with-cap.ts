import { pedersenBlindingPoint } from "../../../../crypto/proof-generators.js";
import { RistrettoPoint } from "../../../../crypto/ristretto-group.js";
import type { FieldReader } from "./field-reader.js";
import { SigmaVerification } from "./sigma-verification.js";

/** A committed fee is the maximum, or the percentage of an amount that two more commitments say. */
export function verifyPercentageWithCap(context: FieldReader, proof: FieldReader): void {
  const run = new SigmaVerification("PercentageWithCap", "percentage-with-cap-instruction");
  const [percentage, delta, claimed] = [context.commitment(), context.commitment(), context.commitment()];
  const maxValue = context.u64();
  const yMaxBytes = run.encodedPoint(proof);
  const [zMax, cMax] = [run.scalar(proof), run.scalar(proof)];
  const [yDeltaBytes, yClaimedBytes] = [run.encodedPoint(proof), run.encodedPoint(proof)];
  const [zX, zDelta, zClaimed] = [run.scalar(proof), run.scalar(proof), run.scalar(proof)];

  run.rejectIdentity(percentage, delta, claimed);
  run.append("percentage-commitment", percentage.bytes);
  run.append("delta-commitment", delta.bytes);
  run.append("claimed-commitment", claimed.bytes);
  run.appendU64("max-value", maxValue);
  run.separate("percentage-with-cap-proof");
  run.appendNonIdentity("Y_max_proof", yMaxBytes);
  run.appendNonIdentity("Y_delta", yDeltaBytes);
  run.appendNonIdentity("Y_claimed", yClaimedBytes);
  const [yMax, yDelta, yClaimed] = [yMaxBytes, yDeltaBytes, yClaimedBytes].map((bytes) => run.decompress(bytes));
  const c = run.challenge("c");
  run.appendScalar("z_max", zMax);
  run.appendScalar("c_max_proof", cMax);
  run.appendScalar("z_x", zX);
  run.appendScalar("z_delta_real", zDelta);
  run.appendScalar("z_claimed", zClaimed);
  const w = run.challenge("w");
  const cEquality = c - cMax;
  run.check(w, [
    [
      [cMax, percentage.point],
      [-cMax * maxValue, RistrettoPoint.base()],
      [-zMax, pedersenBlindingPoint()],
      [1n, yMax!],
    ],
    [
      [zX, RistrettoPoint.base()],
      [zDelta, pedersenBlindingPoint()],
      [-cEquality, delta.point],
      [-1n, yDelta!],
    ],
    [
      [zX, RistrettoPoint.base()],
      [zClaimed, pedersenBlindingPoint()],
      [-cEquality, claimed.point],
      [-1n, yClaimed!],
    ],
  ]);
}

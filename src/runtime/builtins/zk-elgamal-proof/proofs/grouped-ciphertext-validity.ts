import { pedersenBlindingPoint } from "../../../../crypto/proof-generators.js";
import { RistrettoPoint } from "../../../../crypto/ristretto-group.js";
import type { Ciphertext, Element, FieldReader } from "./field-reader.js";
import { SigmaVerification, type Term } from "./sigma-verification.js";

type HandleCount = 2 | 3;
const PUBKEY_LABELS = ["first-pubkey", "second-pubkey", "third-pubkey"] as const;

/** The commitment of a ciphertext and its handles, one for each public key. */
interface GroupedPoints {
  readonly commitment: RistrettoPoint;
  readonly handles: readonly RistrettoPoint[];
}

/** The fields of a validity proof. */
interface ValidityProof {
  /** One for the commitment, one for each handle. */
  readonly y: readonly Uint8Array[];
  readonly zR: bigint;
  readonly zX: bigint;
}

/** A ciphertext under several public keys is well-formed. The last key, the auditor's, may be the identity. */
export function verifyGroupedCiphertextValidity(handles: HandleCount) {
  return (context: FieldReader, proof: FieldReader): void => {
    const run = newRun(`grouped-ciphertext-validity-${handles}-handles-instruction`);
    const pubkeys = readPubkeys(context, handles);
    const ciphertext = context.ciphertext(handles);
    const validityProof = readProof(run, proof, handles);

    run.rejectIdentity(...pubkeys.slice(0, -1), ciphertext.commitment);
    appendPubkeys(run, pubkeys);
    run.append("grouped-ciphertext", ciphertext.bytes);
    verifyDirect(run, pubkeys, pointsOf(ciphertext), validityProof);
  };
}

/** The same of two ciphertexts, the low and the high part of an amount, at once. */
export function verifyBatchedGroupedCiphertextValidity(handles: HandleCount) {
  return (context: FieldReader, proof: FieldReader): void => {
    const run = newRun(`batched-grouped-ciphertext-validity-${handles}-handles-instruction`);
    const pubkeys = readPubkeys(context, handles);
    const [low, high] = [context.ciphertext(handles), context.ciphertext(handles)];
    const validityProof = readProof(run, proof, handles);

    run.rejectIdentity(...pubkeys.slice(0, -1), low.commitment, high.commitment);
    appendPubkeys(run, pubkeys);
    run.append("grouped-ciphertext-lo", low.bytes);
    run.append("grouped-ciphertext-hi", high.bytes);
    run.separate("batched-validity-proof");
    run.appendU64("handles", BigInt(handles));
    const t = run.challenge("t");
    verifyDirect(run, pubkeys, combine(pointsOf(low), pointsOf(high), t), validityProof);
  };
}

function newRun(instructionLabel: string): SigmaVerification {
  return new SigmaVerification("ValidityProof", instructionLabel);
}

function readPubkeys(context: FieldReader, count: number): Element[] {
  return Array.from({ length: count }, () => context.publicKey());
}

function appendPubkeys(run: SigmaVerification, pubkeys: readonly Element[]): void {
  for (const [i, { bytes }] of pubkeys.entries()) run.append(PUBKEY_LABELS[i]!, bytes);
}

function readProof(run: SigmaVerification, proof: FieldReader, handles: number): ValidityProof {
  const y = Array.from({ length: handles + 1 }, () => run.encodedPoint(proof));
  return { y, zR: run.scalar(proof), zX: run.scalar(proof) };
}

function pointsOf({ commitment, handles }: Ciphertext): GroupedPoints {
  return { commitment: commitment.point, handles: handles.map(({ point }) => point) };
}

function combine(low: GroupedPoints, high: GroupedPoints, t: bigint): GroupedPoints {
  return {
    commitment: low.commitment.addScaled(high.commitment, t),
    handles: low.handles.map((handle, i) => handle.addScaled(high.handles[i]!, t)),
  };
}

function verifyDirect(
  run: SigmaVerification,
  pubkeys: readonly Element[],
  { commitment, handles }: GroupedPoints,
  { y, zR, zX }: ValidityProof,
): void {
  run.separate("validity-proof");
  run.appendU64("handles", BigInt(handles.length));
  const last = handles.length;
  y.forEach((bytes, i) => {
    // The last belongs to the last public key and is the identity when that is.
    if (i === last) run.append(`Y_${i}`, bytes);
    else run.appendNonIdentity(`Y_${i}`, bytes);
  });
  const c = run.challenge("c");
  run.appendScalar("z_r", zR);
  run.appendScalar("z_x", zX);
  const w = run.challenge("w");
  const yPoints = y.map((bytes) => run.decompress(bytes));
  const opening: Term[] = [
    [zR, pedersenBlindingPoint()],
    [zX, RistrettoPoint.base()],
    [-c, commitment],
    [-1n, yPoints[0]!],
  ];
  const decryptions = handles.map((handle, i): Term[] => [
    [zR, pubkeys[i]!.point],
    [-c, handle],
    [-1n, yPoints[i + 1]!],
  ]);
  run.check(w, [opening, ...decryptions]);
}

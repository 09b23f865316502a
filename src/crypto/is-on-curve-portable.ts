import { type FieldLimbs, LIMBS, limbsFromBytes, multiply } from "./field25519.js";
import { jacobi } from "./jacobi.js";

/** p = 2^255 - 19. */
const P = Int32Array.of(0xffffed, ...new Array<number>(LIMBS - 2).fill(0xffffff), 0x7fff);

/** The curve's d = -121665/121666. */
const D = Float64Array.of(
  0x5978a3,
  0x4dca13,
  0xab75eb,
  0x4141d8,
  0x700a4d,
  0xe89800,
  0x797779,
  0x8cc740,
  0x6ffe73,
  0x6cee2b,
  0x5203,
);

const y2: FieldLimbs = new Float64Array(LIMBS);
const u: FieldLimbs = new Float64Array(LIMBS);
const v: FieldLimbs = new Float64Array(LIMBS);
const a = new Int32Array(LIMBS);
const n = new Int32Array(LIMBS);

/** What `isOnCurve` says, in plain JavaScript: for hosts that compile no WebAssembly. */
export function isOnCurvePortable(bytes: Uint8Array): boolean {
  limbsFromBytes(y2, bytes);
  multiply(y2, y2, y2);
  multiply(v, D, y2);
  v[0]! += 1;
  for (let i = 0; i < LIMBS; i++) u[i] = y2[i]! + P[i]!;
  u[0]! -= 1;
  multiply(u, u, v);
  a.set(u);
  n.set(P);
  return jacobi(a, n) !== -1;
}

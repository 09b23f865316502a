import type { CurveFormulas } from "./curve-module.js";
import { CURVE_D, FIELD_25519 } from "./prime-field.js";

// Hisil, Wong, Carter, Dawson, "Twisted Edwards Curves Revisited", 3.1 and 3.3 with a = -1; K = 2d.

const ADD = `
  A = Y1 - X1
  B = Y2 - X2
  A = A * B
  B = Y1 + X1
  C = Y2 + X2
  B = B * C
  C = T1 * K
  C = C * T2
  D = Z1 + Z1
  D = D * Z2
  E = B - A
  F = D - C
  G = D + C
  H = B + A
  X3 = E * F
  Y3 = G * H
  T3 = E * H
  Z3 = F * G`;

/** The same with -X2 and -T2. */
const SUBTRACT = ADD.replace("B = Y2 - X2", "B = Y2 + X2")
  .replace("C = Y2 + X2", "C = Y2 - X2")
  .replace("F = D - C", "F = D + C")
  .replace("G = D + C", "G = D - C");

const DOUBLE = `
  A = X1²
  B = Y1²
  C = Z1²
  C = C + C
  H = A + B
  E = X1 + Y1
  E = E²
  E = H - E
  G = A - B
  F = C + G
  X3 = E * F
  Y3 = G * H
  T3 = E * H
  Z3 = F * G`;

/** edwards25519 in extended coordinates: x = X/Z, y = Y/Z and xy = T/Z. */
export const EDWARDS: CurveFormulas = {
  field: FIELD_25519,
  coordinates: "XYZT",
  add: ADD,
  subtract: SUBTRACT,
  double: DOUBLE,
  doubleAgain: DOUBLE.replace("T3 = E * H\n", ""),
  constant: (2n * CURVE_D) % FIELD_25519.prime,
};

import type { CurveFormulas } from "./curve-module.js";
import { primeField } from "./prime-field.js";

// Renes, Costello, Batina, "Complete addition formulas for prime order elliptic curves", algorithms 7 and 9 (a = 0), in
// an order and with signs that keep sums small; K = 3b = 21.

const ADD = `
  A = X1 * X2
  B = Y1 * Y2
  C = Z1 * Z2
  D = X1 + Y1
  E = X2 + Y2
  D = D * E
  E = A + B
  D = D - E
  E = Y1 + Z1
  F = Y2 + Z2
  E = E * F
  F = B + C
  E = E - F
  F = X1 + Z1
  G = X2 + Z2
  F = F * G
  G = A + C
  F = F - G
  G = A + A
  G = G + A
  A = O - G
  C = C * K
  G = B + C
  B = B - C
  F = F * K
  H = E * F
  I = D * B
  X3 = I - H
  F = F * A
  B = B * G
  Y3 = B - F
  A = A * D
  G = G * E
  Z3 = G - A`;

/** The same with -Y2. */
const SUBTRACT = `
  J = O - Y2${ADD.replaceAll("Y2", "J")}`;

const DOUBLE = `
  A = Y1²
  B = Y1 * Z1
  C = Z1²
  C = C * K
  D = A + A
  B = B + B
  H = D * B
  D = D + D
  J = O - C
  J = D * J
  J = J + J
  E = A + C
  F = C + C
  F = F + C
  F = A - F
  E = F * E
  G = X1 * Y1
  G = G + G
  X3 = F * G
  Y3 = E - J
  G = O - H
  Z3 = H - G`;

/** secp256k1 in projective coordinates: x = X/Z, y = Y/Z. */
export const SECP256K1: CurveFormulas = {
  field: primeField(2n ** 256n - 2n ** 32n - 977n, 256n),
  coordinates: "XYZ",
  add: ADD,
  subtract: SUBTRACT,
  double: DOUBLE,
  doubleAgain: DOUBLE,
  constant: 21n,
};

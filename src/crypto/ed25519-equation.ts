import { bytesEqual } from "../base/bytes.js";
import { isCanonical } from "./ed25519-encoding.js";
import { KeyMultiples } from "./ed25519-key-multiples.js";
import {
  dropSign,
  halfSizeScalars,
  type Limbs,
  multiplyModuloOrder,
  newLimbs,
  readModuloOrder,
  readScalar,
  SCALAR_BYTES,
  writeScalar,
} from "./ed25519-scalars.js";
import { type Multiples, type PairedPoints, type PairedTerm, pairedPoints } from "./paired-points.js";

/** Parts of a scalar, each with multiples of its own, so that all need few doublings. */
const PARTS = 8;
const PART_BYTES = 4;
const HALF_BYTES = (PARTS / 2) * PART_BYTES;
const BASE_WIDTH = 9;
const KEY_WIDTH = 6;
/** Digits of a point that is multiplied only once. */
const WIDTH = 5;
/** Of the negative base point: y = 4/5, and x is odd. */
const MINUS_BASE = Uint8Array.from({ length: 32 }, (_, i) => (i === 0 ? 0x58 : i === 31 ? 0xe6 : 0x66));

/** Whether s·B - k·A encodes to R: found out in generated WebAssembly. */
export class Ed25519Equation {
  readonly #sum: number;
  readonly #minusA: number;
  readonly #minusR: number;
  readonly #base: readonly Multiples[];
  /** s or v·s, k or u, and v. */
  readonly #forBase = new Uint8Array(SCALAR_BYTES);
  readonly #forA = new Uint8Array(SCALAR_BYTES);
  readonly #forR = new Uint8Array(SCALAR_BYTES);
  readonly #scalar = newLimbs();
  readonly #newTerms: readonly [PairedTerm, PairedTerm, PairedTerm, PairedTerm];
  readonly #keys: KeyMultiples<KnownKey>;

  constructor(private readonly points: PairedPoints) {
    [this.#sum, this.#minusA, this.#minusR] = [points.newPoint(), points.newPoint(), points.newPoint()];
    this.#base = this.#newParts(BASE_WIDTH);
    this.#newTerms = [
      newTerm(this.#base[0]!, this.#forBase, 0, HALF_BYTES),
      newTerm(this.#base[PARTS / 2]!, this.#forBase, HALF_BYTES, HALF_BYTES),
      newTerm(points.newMultiples(WIDTH), this.#forA),
      newTerm(points.newMultiples(WIDTH), this.#forR),
    ];
    this.#keys = new KeyMultiples(() => this.#newKey());
    points.decodeNegatives(this.#sum, MINUS_BASE, this.#minusR, MINUS_BASE);
    this.#fillParts(this.#base, this.#sum);
  }

  /** For s below the order and k, any 64 bytes, little-endian: the hash. */
  holds(publicKey: Uint8Array, r: Uint8Array, s: Uint8Array, k: Uint8Array): boolean {
    const known = this.#find(publicKey);
    readModuloOrder(this.#scalar, k);
    return known === undefined ? this.#holdsForNew(publicKey, r, s) : this.#holdsForKnown(known, r, s);
  }

  /** Whether the multiples of a key are kept. Asking counts as a use of the key. */
  knows(publicKey: Uint8Array): boolean {
    return this.#find(publicKey) !== undefined;
  }

  #find(publicKey: Uint8Array): KnownKey | undefined {
    return this.#keys.of(publicKey, (key) => this.#fillKey(key, publicKey));
  }

  #holdsForKnown({ terms }: KnownKey, r: Uint8Array, s: Uint8Array): boolean {
    this.#forBase.set(s);
    writeScalar(this.#forA, this.#scalar);
    this.points.sum(this.#sum, terms);
    return bytesEqual(this.points.encode(this.#sum), r);
  }

  /** v·s·B - u·A - v·R = 0, which says the same with half the doublings. */
  #holdsForNew(publicKey: Uint8Array, r: Uint8Array, s: Uint8Array): boolean {
    const { points } = this;
    if (!isCanonical(r) || !points.decodeNegatives(this.#minusA, publicKey, this.#minusR, r)) return false;
    const [low, high, termOfA, termOfR] = this.#newTerms;
    points.fillMultiples(termOfA.multiples, this.#minusA);
    points.fillMultiples(termOfR.multiples, this.#minusR);
    const { u, v } = halfSizeScalars(this.#scalar);
    setFactor(termOfA, u);
    setFactor(termOfR, v);
    readScalar(this.#scalar, s);
    multiplyModuloOrder(this.#scalar, v, this.#scalar);
    writeScalar(this.#forBase, this.#scalar);
    low.isNegative = high.isNegative = termOfR.isNegative;
    points.sum(this.#sum, this.#newTerms);
    return points.isIdentity(this.#sum);
  }

  #newKey(): KnownKey {
    const parts = this.#newParts(KEY_WIDTH);
    return { parts, terms: [...termsOf(this.#base, this.#forBase), ...termsOf(parts, this.#forA)] };
  }

  #fillKey({ parts }: KnownKey, publicKey: Uint8Array): boolean {
    if (!this.points.decodeNegatives(this.#minusA, publicKey, this.#minusR, publicKey)) return false;
    this.#fillParts(parts, this.#minusA);
    return true;
  }

  #newParts(width: number): Multiples[] {
    return Array.from({ length: PARTS }, () => this.points.newMultiples(width));
  }

  /** Makes the multiples of a point, which is lost, times what each part of a scalar counts. */
  #fillParts(parts: readonly Multiples[], point: number): void {
    for (const [part, multiples] of parts.entries()) {
      if (part > 0) this.points.field.ops.doublePoint(point, 8 * PART_BYTES);
      this.points.fillMultiples(multiples, point);
    }
  }
}

/** A key whose multiples there are, and what it makes a sum of. */
interface KnownKey {
  readonly parts: readonly Multiples[];
  readonly terms: readonly PairedTerm[];
}

function termsOf(parts: readonly Multiples[], scalar: Uint8Array): PairedTerm[] {
  return parts.map((multiples, part) => newTerm(multiples, scalar, part * PART_BYTES, PART_BYTES));
}

function newTerm(multiples: Multiples, scalar: Uint8Array, start = 0, length = 0): PairedTerm {
  return { multiples, isNegative: false, scalar, start, length };
}

/** Gives a term its factor, which loses its sign. */
function setFactor(term: PairedTerm, factor: Limbs): void {
  term.isNegative = dropSign(factor);
  term.length = writeScalar(term.scalar, factor);
}

let equation: Ed25519Equation | null | undefined;

/** The one of this process; null where the host compiles no WebAssembly with vectors. */
export function ed25519Equation(): Ed25519Equation | null {
  if (equation === undefined) {
    const points = pairedPoints();
    equation = points && new Ed25519Equation(points);
  }
  return equation;
}

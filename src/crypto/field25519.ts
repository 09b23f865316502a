/**
 * Integers modulo 2^255 - 19 as eleven limbs of 24 bits, little-endian, in doubles: eleven products of two limbs add up
 * exactly, and three bytes are one limb. Values lie below 2^264 and need not be reduced.
 */
export type FieldLimbs = Float64Array;

export const LIMBS = 11;
const LIMB = 2 ** 24;
const PER_LIMB = 2 ** -24;

/** 2^264 modulo 2^255 - 19. */
const FOLD = 9728;

const product = new Float64Array(2 * LIMBS);

/** The 255 low bits of 32 bytes; values from 2^255 - 19 up are taken as they are. */
export function limbsFromBytes(out: FieldLimbs, bytes: Uint8Array): void {
  for (let i = 0; i < LIMBS - 1; i++) out[i] = bytes[3 * i]! | (bytes[3 * i + 1]! << 8) | (bytes[3 * i + 2]! << 16);
  out[LIMBS - 1] = bytes[30]! | ((bytes[31]! & 0x7f) << 8);
}

/** out = a * b; the limbs of one factor may go up to 2^25. `out` may be a factor. */
export function multiply(out: FieldLimbs, a: FieldLimbs, b: FieldLimbs): void {
  product.fill(0);
  for (let i = 0; i < LIMBS; i++) {
    const limb = a[i]!;
    for (let j = 0; j < LIMBS; j++) product[i + j]! += limb * b[j]!;
  }
  for (let i = 0; i < 2 * LIMBS - 1; i++) {
    const carry = Math.floor(product[i]! * PER_LIMB);
    product[i]! -= carry * LIMB;
    product[i + 1]! += carry;
  }
  for (let i = 0; i < LIMBS; i++) out[i] = product[i]! + product[i + LIMBS]! * FOLD;
  carryAround(out);
}

/** Brings every limb back below 2^24. */
function carryAround(out: FieldLimbs): void {
  let carry: number;
  do {
    carry = 0;
    for (let i = 0; i < LIMBS; i++) {
      const limb = out[i]! + carry;
      carry = Math.floor(limb * PER_LIMB);
      out[i] = limb - carry * LIMB;
    }
    out[0]! += carry * FOLD;
  } while (carry > 0);
}

const ALPHABET = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";
const NOT_A_DIGIT = 255;
const DIGIT_OF_CODE = new Uint8Array(128).fill(NOT_A_DIGIT);
for (let digit = 0; digit < 58; digit++) DIGIT_OF_CODE[ALPHABET.charCodeAt(digit)] = digit;

/** Four base58 digits or three bytes at a time: the product of the two stays an exact double. */
const FOUR_DIGITS = 58 ** 4;
const THREE_BYTES = 2 ** 24;

/** `bytes` in base58 (Bitcoin's alphabet). Quadratic in the length. */
export function base58Encode(bytes: Uint8Array): string {
  let zeros = 0;
  while (zeros < bytes.length && bytes[zeros] === 0) zeros++;
  const limbs: number[] = [];
  for (let start = zeros; start < bytes.length; start += 3) {
    const end = Math.min(start + 3, bytes.length);
    let chunk = 0;
    for (let i = start; i < end; i++) chunk = chunk * 256 + bytes[i];
    multiplyAdd(limbs, 256 ** (end - start), chunk, FOUR_DIGITS);
  }
  let digits = "";
  for (let limb of limbs) {
    for (let i = 0; i < 4; i++) {
      digits = ALPHABET[limb % 58] + digits;
      limb = Math.floor(limb / 58);
    }
  }
  return "1".repeat(zeros) + digits.replace(/^1+/, "");
}

/** The bytes that `text` spells in base58, or undefined when it has other characters. Quadratic in the length. */
export function base58Decode(text: string): Uint8Array | undefined {
  let zeros = 0;
  while (zeros < text.length && text[zeros] === "1") zeros++;
  const limbs: number[] = [];
  for (let start = zeros; start < text.length; start += 4) {
    const end = Math.min(start + 4, text.length);
    let chunk = 0;
    for (let i = start; i < end; i++) {
      const code = text.charCodeAt(i);
      const digit = code < 128 ? DIGIT_OF_CODE[code] : NOT_A_DIGIT;
      if (digit === NOT_A_DIGIT) return undefined;
      chunk = chunk * 58 + digit;
    }
    multiplyAdd(limbs, 58 ** (end - start), chunk, THREE_BYTES);
  }
  return joinBytes(zeros, limbs);
}

/** `limbs = limbs * factor + addend`, least significant limb first. */
function multiplyAdd(limbs: number[], factor: number, addend: number, base: number): void {
  let carry = addend;
  for (let i = 0; i < limbs.length; i++) {
    const product = limbs[i] * factor + carry;
    carry = Math.floor(product / base);
    limbs[i] = product - carry * base;
  }
  for (; carry > 0; carry = Math.floor(carry / base)) limbs.push(carry % base);
}

/** `zeros` zero bytes, then the number in `limbs` of three bytes without leading zeros. */
function joinBytes(zeros: number, limbs: readonly number[]): Uint8Array {
  const top = limbs.length === 0 ? 0 : limbs[limbs.length - 1];
  const topBytes = top >= 0x10000 ? 3 : top >= 0x100 ? 2 : top > 0 ? 1 : 0;
  const bytes = new Uint8Array(zeros + Math.max(0, limbs.length - 1) * 3 + topBytes);
  for (let i = bytes.length - 1, limb = 0; i >= zeros; limb++) {
    let rest = limbs[limb];
    for (let k = 0; k < 3 && i >= zeros; k++, i--) {
      bytes[i] = rest & 0xff;
      rest >>>= 8;
    }
  }
  return bytes;
}

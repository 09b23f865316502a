/** Whether y, the bits below the highest, is less than p = 2^255 - 19. */
export function isReduced(encoding: Uint8Array): boolean {
  if (encoding[0]! < 0xed || (encoding[31]! & 0x7f) !== 0x7f) return true;
  for (let i = 1; i < 31; i++) if (encoding[i] !== 0xff) return true;
  return false;
}

/** Whether a point's encoding is the one that it is written with: y is less than p, and x = 0 has no sign. */
export function isCanonical(encoding: Uint8Array): boolean {
  return isReduced(encoding) && !((encoding[31]! & 0x80) !== 0 && isPlusOrMinusOne(encoding));
}

/** Whether y is 1 or p - 1, which is where x = 0. */
function isPlusOrMinusOne(encoding: Uint8Array): boolean {
  const [first, last] = [encoding[0]!, encoding[31]! & 0x7f];
  const rest = encoding[1]!;
  if (!(first === 1 && rest === 0 && last === 0) && !(first === 0xec && rest === 0xff && last === 0x7f)) return false;
  for (let i = 2; i < 31; i++) if (encoding[i] !== rest) return false;
  return true;
}

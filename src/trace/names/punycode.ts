const BASE = 36;
const FIRST = 128;
const MAX_CODE_POINT = 0x10ffff;

/** A name of more than ASCII out of its ASCII part and the rest (RFC 3492); undefined if that is none. */
export function decodePunycode(ascii: string, encoded: string): string | undefined {
  const points = Array.from(ascii, (character) => character.codePointAt(0)!);
  let [point, place, bias, at] = [FIRST, 0, 72, 0];
  while (at < encoded.length) {
    const start = place;
    for (let [weight, k] = [1, BASE]; ; k += BASE) {
      const digit = digitOf(encoded.charCodeAt(at++));
      if (digit === undefined) return undefined;
      place += digit * weight;
      if (place > Number.MAX_SAFE_INTEGER / BASE) return undefined;
      const threshold = Math.min(Math.max(k - bias, 1), 26);
      if (digit < threshold) break;
      weight *= BASE - threshold;
    }
    const count = points.length + 1;
    bias = adapted(place - start, count, start === 0);
    point += Math.trunc(place / count);
    place %= count;
    if (point > MAX_CODE_POINT) return undefined;
    points.splice(place++, 0, point);
  }
  return String.fromCodePoint(...points);
}

function digitOf(code: number): number | undefined {
  if (code >= 0x61 && code <= 0x7a) return code - 0x61;
  return code >= 0x30 && code <= 0x39 ? code - 0x30 + 26 : undefined;
}

function adapted(delta: number, count: number, isFirst: boolean): number {
  let rest = Math.trunc(delta / (isFirst ? 700 : 2));
  rest += Math.trunc(rest / count);
  let k = 0;
  for (; rest > 455; k += BASE) rest = Math.trunc(rest / 35);
  return k + Math.trunc((36 * rest) / (rest + 38));
}

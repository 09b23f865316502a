const ALPHABET = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";

/** The value of each ASCII character, -1 where it is no digit. */
const VALUES = new Int8Array(128).fill(-1);
for (let value = 0; value < ALPHABET.length; value++) VALUES[ALPHABET.charCodeAt(value)] = value;

/** Digits are taken in groups whose value is a safe integer. */
const GROUP = 9;
const GROUP_BASE = 58n ** 9n;

/** `bytes` in base58 (Bitcoin's alphabet). Quadratic in the length. */
export function base58Encode(bytes: Uint8Array): string {
  let zeros = 0;
  while (bytes[zeros] === 0) zeros++;
  let digits = "";
  for (let rest = bigIntOf(bytes); rest > 0n; rest /= GROUP_BASE) {
    let group = Number(rest % GROUP_BASE);
    const isFirst = rest < GROUP_BASE;
    for (let i = 0; i < GROUP && !(isFirst && group === 0); i++) {
      digits = ALPHABET[group % 58] + digits;
      group = Math.floor(group / 58);
    }
  }
  return ALPHABET[0]!.repeat(zeros) + digits;
}

/** The bytes that `text` spells in base58, or undefined when it has other characters. Quadratic in the length. */
export function base58Decode(text: string): Uint8Array | undefined {
  let value = 0n;
  for (let start = 0; start < text.length; start += GROUP) {
    const end = Math.min(start + GROUP, text.length);
    let group = 0;
    for (let i = start; i < end; i++) {
      const digit = VALUES[text.charCodeAt(i)] ?? -1;
      if (digit < 0) return undefined;
      group = group * 58 + digit;
    }
    value = value * (end - start === GROUP ? GROUP_BASE : 58n ** BigInt(end - start)) + BigInt(group);
  }
  let zeros = 0;
  while (text[zeros] === ALPHABET[0]) zeros++;
  return bytesOf(value, zeros);
}

function bigIntOf(bytes: Uint8Array): bigint {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const words = bytes.length >>> 3;
  let value = 0n;
  for (let i = 0; i < words; i++) value = (value << 64n) | view.getBigUint64(i * 8);
  for (let i = words * 8; i < bytes.length; i++) value = (value << 8n) | BigInt(bytes[i]!);
  return value;
}

/** `value` in as few bytes as hold it, big-endian, behind `zeros` zeros. */
function bytesOf(value: bigint, zeros: number): Uint8Array {
  const words: bigint[] = [];
  for (let rest = value; rest > 0n; rest >>= 64n) words.push(BigInt.asUintN(64, rest));
  const view = new DataView(new ArrayBuffer(words.length * 8));
  for (let i = 0; i < words.length; i++) view.setBigUint64((words.length - 1 - i) * 8, words[i]!);
  const padded = new Uint8Array(view.buffer);
  let first = 0;
  while (padded[first] === 0) first++;
  const bytes = new Uint8Array(zeros + padded.length - first);
  bytes.set(padded.subarray(first), zeros);
  return bytes;
}

// The methods of typed arrays, taken once: code that V8 optimizes in the background calls to look each of them up.
const { set, slice, subarray } = Uint8Array.prototype;

/** `target.set(source, offset)`. */
export function setBytes(target: Uint8Array, source: Uint8Array, offset: number): void {
  set.call(target, source, offset);
}

/** `bytes.slice(start, end)`. */
export function sliceBytes(bytes: Uint8Array, start: number, end: number): Uint8Array<ArrayBuffer> {
  return slice.call(bytes, start, end);
}

/** `bytes.subarray(start, end)`. */
export function subBytes(bytes: Uint8Array, start: number, end: number): Uint8Array {
  return subarray.call(bytes, start, end);
}

/** From this length on it is worth while to compare by words. */
const LONG_BYTES = 256;

/** Whether two byte strings are equal. */
export function bytesEqual(a: Uint8Array, b: Uint8Array): boolean {
  if (a.length !== b.length) return false;
  if (a.length >= LONG_BYTES) return firstDifference(a, b, 0) === a.length;
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false;
  return true;
}

/** Where two byte strings first differ, from an index on; where the shorter ends, if they do not before. */
export function firstDifference(a: Uint8Array, b: Uint8Array, from: number): number {
  const length = Math.min(a.length, b.length);
  let i = from;
  if (length - i >= LONG_BYTES && (a.byteOffset & 3) === 0 && (b.byteOffset & 3) === 0) {
    const [wordsOfA, wordsOfB] = [wordsOf(a, length), wordsOf(b, length)];
    let word = (i + 3) >> 2;
    for (; i < word << 2; i++) if (a[i] !== b[i]) return i;
    while (word < wordsOfA.length && wordsOfA[word] === wordsOfB[word]) word++;
    i = word << 2;
  }
  while (i < length && a[i] === b[i]) i++;
  return i;
}

/** The whole words of the first bytes. */
function wordsOf(bytes: Uint8Array, length: number): Int32Array {
  return new Int32Array(bytes.buffer, bytes.byteOffset, length >> 2);
}

/** The parts one after the other, in a new array. */
export function concatBytes(...parts: readonly Uint8Array[]): Uint8Array {
  let length = 0;
  for (const part of parts) length += part.length;
  const out = new Uint8Array(length);
  let offset = 0;
  for (const part of parts) {
    out.set(part, offset);
    offset += part.length;
  }
  return out;
}

/** A little-endian view on `bytes`. */
export function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

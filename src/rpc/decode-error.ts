/** What bs58 says about text that is no base58 (its `decode::Error`, as `{:?}` shows it). */
export function base58Error(text: string): string {
  const index = [...text].findIndex((character) => !BASE58.includes(character));
  const character = [...text][index] ?? "";
  if (character.charCodeAt(0) > 0x7f) return `NonAsciiCharacter { index: ${index} }`;
  const shown = character === "'" || character === "\\" ? `\\${character}` : character;
  return `InvalidCharacter { character: '${CONTROLS[character] ?? shown}', index: ${index} }`;
}

const BASE58 = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";
const CONTROLS: Readonly<Record<string, string>> = { "\n": "\\n", "\r": "\\r", "\t": "\\t", "\0": "\\0" };

const BASE64 = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
const PADDING = "=".charCodeAt(0);

/** What the crate base64 says about text that is no canonical base64 (its `DecodeError`, as `{:?}` shows it). */
export function base64Error(text: string): string {
  const bytes = new TextEncoder().encode(text);
  const last = bytes.length - 1;
  if (bytes.length % 4 === 1 && bytes[last] !== PADDING && !isDigit(bytes[last]!)) return invalidByte(last, bytes);
  const suffix = Math.max(0, Math.ceil(bytes.length / 4) - 1) * 4;
  const invalid = bytes.findIndex((byte, i) => i < suffix && !isDigit(byte));
  return invalid >= 0 ? invalidByte(invalid, bytes) : suffixError(bytes, suffix);
}

/** Of the last four digits, or fewer. */
function suffixError(bytes: Uint8Array, suffix: number): string {
  let firstPadding = -1;
  for (let i = suffix; i < bytes.length; i++) {
    if (bytes[i] === PADDING) {
      if (i - suffix < 2) return invalidByte(firstPadding < 0 ? i : firstPadding, bytes);
      if (firstPadding < 0) firstPadding = i;
    } else if (firstPadding >= 0) return invalidByte(firstPadding, bytes);
    else if (!isDigit(bytes[i]!)) return invalidByte(i, bytes);
  }
  const end = firstPadding < 0 ? bytes.length : firstPadding;
  if (end - suffix < 2) return `InvalidLength(${end})`;
  return bytes.length % 4 === 0 ? `InvalidLastSymbol(${end - 1}, ${bytes[end - 1]})` : "InvalidPadding";
}

function isDigit(byte: number): boolean {
  return BASE64.includes(String.fromCharCode(byte));
}

function invalidByte(index: number, bytes: Uint8Array): string {
  return `InvalidByte(${index}, ${bytes[index]})`;
}

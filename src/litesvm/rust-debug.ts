/** Text as Rust's `{:?}` prints it (core, `impl Debug for str`). */
export function debugText(text: string): string {
  return `"${text.replace(/["\\]|\p{C}|\p{Z}|\p{Grapheme_Extend}/gu, escapeCharacter)}"`;
}

const ESCAPES: Readonly<Record<string, string>> = {
  '"': '\\"',
  "\\": "\\\\",
  "\n": "\\n",
  "\r": "\\r",
  "\t": "\\t",
  "\0": "\\0",
  " ": " ",
};

function escapeCharacter(character: string): string {
  return ESCAPES[character] ?? `\\u{${character.codePointAt(0)!.toString(16)}}`;
}

/** Numbers as `{:?}` prints a slice of them. */
export function debugList(values: Iterable<unknown>): string {
  return `[${[...values].join(", ")}]`;
}

/** A struct with named fields, printed already. */
export function debugStruct(name: string, fields: Readonly<Record<string, unknown>>): string {
  const entries = Object.entries(fields).map(([field, value]) => `${field}: ${value}`);
  return `${name} { ${entries.join(", ")} }`;
}

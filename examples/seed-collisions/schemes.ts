import { ProgramError, sha256 } from "callgate/program";

/** The seeds of the record of a name in a space. */
export type Scheme = (space: string, name: string) => Uint8Array[];

const utf8 = new TextEncoder();
const SEPARATOR = utf8.encode("/");
const MAX_SEED_BYTES = 32;

/** Text one after the other: "bank" and "ana" make the same bytes as "ban" and "kana". */
export const careless: Scheme = (space, name) => [textOf(space), textOf(name)];

/** The remedy of the documents, which is one only because neither text may have the separator in it. */
export const separated: Scheme = (space, name) => {
  if (space.includes("/") || name.includes("/")) throw new ProgramError("InvalidArgument");
  return [textOf(space), SEPARATOR, textOf(name)];
};

/** Seeds of a fixed length: whatever is in the texts, the first seed ends after 32 bytes, the second after 64. */
export const hashed: Scheme = (space, name) => [sha256(textOf(space)), sha256(textOf(name))];

function textOf(text: string): Uint8Array {
  const bytes = utf8.encode(text);
  if (bytes.length === 0 || bytes.length > MAX_SEED_BYTES) throw new ProgramError("InvalidArgument");
  return bytes;
}

import { concatBytes } from "../../base/bytes.js";
import type { Pubkey } from "../../solana/pubkey.js";
import type { Codec } from "../codec/codec.js";
import { encodeFields, type Fields, type ObjectOf, readFields, struct } from "../codec/containers.js";
import { discriminatorOf } from "./names.js";

/** What accounts of a program hold (anchor-lang, #[account]). */
export interface AccountType<T> {
  readonly name: string;
  /** What the data begins with. */
  readonly discriminator: readonly number[];
  /** The owner; by default the program that declares the account. */
  readonly owner: Pubkey | undefined;
  /** How long the data must be, in bytes; by default any length that the value fits into. */
  readonly dataLength: number | undefined;
  /** In a struct, what follows the discriminator. */
  readonly fields: Fields;
  readonly codec: Codec<T>;
}

/**
 * Declares what accounts hold: a discriminator, Anchor's unless `options` say another, and the fields in borsh or in any
 * other codec.
 */
export function accountType<const F extends Fields>(
  name: string,
  fields: F,
  options: { readonly discriminator?: readonly number[]; readonly owner?: Pubkey; readonly dataLength?: number } = {},
): AccountType<ObjectOf<F>> {
  const { discriminator = discriminatorOf("account", name), owner, dataLength } = options;
  return { name, discriminator, owner, dataLength, fields, codec: struct(name, fields) };
}

/** The value that follows the discriminator; bytes after it are nobody's business. Throws an Error. */
export function readAccount<T>(type: AccountType<T>, data: Uint8Array): T {
  const { dataLength = data.length } = type;
  if (data.length !== dataLength) throw new Error(`expected ${dataLength} bytes, got ${data.length}`);
  return readFields(type.fields, data, type.discriminator.length)[0] as T;
}

/** The discriminator and the value. Throws `invalid-argument`. */
export function writeAccount<T>(type: AccountType<T>, value: T): Uint8Array {
  return concatBytes(Uint8Array.from(type.discriminator), encodeFields(type.fields, value));
}

import type { Pubkey } from "../../solana/pubkey.js";
import type { AnyCodec } from "../codec/codec.js";
import { findProgramAddress } from "../pubkey.js";
import { utf8Bytes } from "../text.js";
import { Account } from "./account.js";
import type { ConstraintOf, Seed } from "./constraints.js";
import type { Loading } from "./loading.js";

/** An account's derived address and its bump; from the seeds and the bump it signs. */
export interface Derived {
  readonly address: Pubkey;
  readonly bump: number;
  readonly signerSeeds: readonly Uint8Array[];
}

/** Derives the address that a `pda` constraint asks for. */
export function derive({ seeds, program }: ConstraintOf<"pda">, loading: Loading): Derived {
  const bytes = seeds.map((seed) => seedBytes(seed, loading));
  const [address, bump] = findProgramAddress(bytes, program ?? loading.programId);
  return { address, bump, signerSeeds: [...bytes, Uint8Array.of(bump)] };
}

function seedBytes(seed: Seed, loading: Loading): Uint8Array {
  if (typeof seed === "string") return utf8Bytes(seed, "pda", "a seed");
  if (seed instanceof Uint8Array) return seed;
  if ("arg" in seed) return valueBytes(loading.instruction.args[seed.arg], loading.args[seed.arg]);
  if (seed.field === undefined) return loading.info(seed.account).key;
  const holder = loading.accounts.get(seed.account);
  if (!(holder instanceof Account)) throw new Error(`the account ${seed.account} was not read yet`);
  return valueBytes(holder.type.fields[seed.field], (holder.value as Record<string, unknown>)[seed.field]);
}

/** As Anchor's clients take values for seeds: text and bytes without their length, all else as it is encoded. */
function valueBytes(codec: AnyCodec, value: unknown): Uint8Array {
  if (typeof value === "string" && codec.idlType === "string") return utf8Bytes(value, "pda", "a seed");
  if (value instanceof Uint8Array) return value;
  return Uint8Array.from(codec.encode(value as never));
}

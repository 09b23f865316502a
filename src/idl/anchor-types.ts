import type { AccountRole } from "../program/cpi/layout.js";
import type { Decoder, Encoder, Pubkey } from "../program/index.js";
import type { CamelCase } from "./camel-case.js";

/** What of an Anchor IDL the types are made of: of 0.30 and later, and of those before. */
export interface AnchorIdlShape {
  readonly instructions: readonly AnchorInstructionShape[];
  readonly types?: readonly AnchorTypeDefShape[];
}

interface AnchorInstructionShape {
  readonly name: string;
  readonly accounts: readonly { readonly name: string }[];
  readonly args: readonly { readonly name: string; readonly type: unknown }[];
  readonly returns?: unknown;
}

interface AnchorTypeDefShape {
  readonly name: string;
  readonly type: unknown;
}

/** The layouts of an Anchor IDL's instructions, for typed calls. */
export type AnchorLayouts<I extends AnchorIdlShape> = {
  readonly [D in I["instructions"][number] as CamelCase<D["name"]>]: {
    readonly discriminator: readonly number[];
    readonly accounts: {
      readonly [A in Leaves<D["accounts"][number]> as CamelCase<A["name"]>]: A extends
        | { readonly optional: true }
        | { readonly isOptional: true }
        ? AccountRole & { readonly optional: "programId" }
        : AccountRole;
    };
    readonly args: {
      readonly [F in D["args"][number] as CamelCase<F["name"]>]: Encoder<AnchorValue<F["type"], TypesOf<I>>>;
    };
  } & (D extends { readonly returns: infer R extends {} }
    ? { readonly returns: Decoder<AnchorValue<R, TypesOf<I>>> }
    : unknown);
};

/** Before 0.30 the types of accounts stand with the accounts. */
type TypesOf<I extends AnchorIdlShape> =
  | (I extends { readonly types: readonly (infer T)[] } ? T : never)
  | (I extends { readonly accounts: readonly (infer A)[] } ? Extract<A, AnchorTypeDefShape> : never);

/** The accounts of groups of accounts too. */
type Leaves<A> = A extends { readonly accounts: readonly (infer B)[] }
  ? Leaves<B>
  : A extends { readonly name: string }
    ? A
    : never;

type Small = "u8" | "i8" | "u16" | "i16" | "u32" | "i32" | "f32" | "f64";
type Large = "u64" | "i64" | "u128" | "i128";

/** The value of a type of an Anchor IDL; `Defs` are the named types. */
export type AnchorValue<T, Defs> = T extends Small
  ? number
  : T extends Large
    ? bigint
    : T extends "bool"
      ? boolean
      : T extends "string"
        ? string
        : T extends "bytes"
          ? Uint8Array
          : T extends "pubkey" | "publicKey"
            ? Pubkey
            : T extends { readonly option: infer X } | { readonly coption: infer X }
              ? AnchorValue<X, Defs> | null
              : T extends { readonly vec: infer X } | { readonly array: readonly [infer X, unknown] }
                ? readonly AnchorValue<X, Defs>[]
                : T extends { readonly defined: infer R }
                  ? DefinedValue<Find<Defs, NameOf<R>>, Defs>
                  : unknown;

type NameOf<R> = R extends { readonly name: infer N } ? N : R;
type Find<Defs, N> = Defs extends { readonly name: N; readonly type: infer T } ? T : never;

type DefinedValue<T, Defs> = T extends { readonly kind: "struct"; readonly fields: infer F }
  ? FieldsValue<F, Defs>
  : T extends { readonly kind: "enum"; readonly variants: readonly (infer V)[] }
    ? EnumValue<V, Defs>
    : T extends { readonly kind: "type"; readonly alias: infer A }
      ? AnchorValue<A, Defs>
      : unknown;

type FieldsValue<F, Defs> = F extends readonly { readonly name: string; readonly type: unknown }[]
  ? { readonly [X in F[number] as CamelCase<X["name"]>]: AnchorValue<X["type"], Defs> }
  : F extends readonly unknown[]
    ? { readonly [K in keyof F]: AnchorValue<F[K], Defs> }
    : Record<never, never>;

/** Names where no variant has fields, else objects with the name as `__kind`. */
type EnumValue<V, Defs> = [Extract<V, { readonly fields: readonly unknown[] }>] extends [never]
  ? V extends { readonly name: infer N extends string }
    ? CamelCase<N>
    : never
  : V extends { readonly name: infer N extends string }
    ? { readonly __kind: N } & (V extends { readonly fields: infer F }
        ? F extends readonly { readonly name: string; readonly type: unknown }[]
          ? FieldsValue<F, Defs>
          : { readonly fields: FieldsValue<F, Defs> }
        : unknown)
    : never;

import type { AccountRole } from "../program/cpi/layout.js";
import type { Encoder, Pubkey } from "../program/index.js";

/** What of a Codama IDL the types are made of. */
export interface CodamaIdlShape {
  readonly kind: "rootNode";
  readonly program: {
    readonly instructions: readonly CodamaInstructionShape[];
    readonly definedTypes: readonly { readonly name: string; readonly type: unknown }[];
  };
}

interface CodamaInstructionShape {
  readonly name: string;
  readonly accounts: readonly { readonly name: string }[];
  readonly arguments: readonly { readonly name: string; readonly type: unknown }[];
}

/** The layouts of a Codama IDL's instructions, for typed calls. */
export type CodamaLayouts<I extends CodamaIdlShape> = {
  readonly [D in I["program"]["instructions"][number] as D["name"]]: {
    readonly discriminator: readonly number[];
    readonly accounts: {
      readonly [A in D["accounts"][number] as A["name"]]: RoleOf<A>;
    };
    readonly args: {
      readonly [F in D["arguments"][number] as F extends { readonly defaultValueStrategy: "omitted" }
        ? never
        : F["name"]]: Encoder<
        | CodamaValue<F["type"], I["program"]["definedTypes"][number]>
        | (F extends { readonly defaultValue: object } ? undefined : never)
      >;
    };
  };
};

type RoleOf<A> = AccountRole &
  (A extends { readonly isOptional: true } ? { readonly optional: "programId" } : unknown) &
  (A extends { readonly isSigner: "either" } ? { readonly multisig: true } : unknown);

type Large = "u64" | "i64" | "u128" | "i128";
type Node<K extends string> = { readonly kind: K };
/** Nodes that say how bytes lie, not what the value is. */
type Wrapper = Node<
  | "fixedSizeTypeNode"
  | "sizePrefixTypeNode"
  | "sentinelTypeNode"
  | "hiddenPrefixTypeNode"
  | "hiddenSuffixTypeNode"
  | "preOffsetTypeNode"
  | "postOffsetTypeNode"
>;
type Maybe = Node<"optionTypeNode" | "zeroableOptionTypeNode" | "remainderOptionTypeNode">;

/** The value of a type node; `Defs` are the defined types. */
export type CodamaValue<T, Defs> = T extends Node<"numberTypeNode"> & { readonly format: infer F }
  ? F extends Large
    ? bigint
    : number
  : T extends Node<"amountTypeNode" | "solAmountTypeNode" | "dateTimeTypeNode"> & { readonly number: infer N }
    ? CodamaValue<N, Defs>
    : T extends Node<"booleanTypeNode">
      ? boolean
      : T extends Node<"stringTypeNode">
        ? string
        : T extends Node<"bytesTypeNode">
          ? Uint8Array
          : T extends Node<"publicKeyTypeNode">
            ? Pubkey
            : T extends Wrapper & { readonly type: infer X }
              ? CodamaValue<X, Defs>
              : T extends Maybe & { readonly item: infer X }
                ? CodamaValue<X, Defs> | null
                : T extends Node<"arrayTypeNode" | "setTypeNode"> & { readonly item: infer X }
                  ? readonly CodamaValue<X, Defs>[]
                  : T extends Node<"tupleTypeNode"> & { readonly items: infer X }
                    ? { readonly [K in keyof X]: CodamaValue<X[K], Defs> }
                    : T extends Node<"structTypeNode"> & { readonly fields: readonly (infer X)[] }
                      ? StructValue<X, Defs>
                      : T extends Node<"enumTypeNode"> & { readonly variants: readonly (infer V)[] }
                        ? EnumValue<V, Defs>
                        : T extends Node<"definedTypeLinkNode"> & { readonly name: infer N }
                          ? CodamaValue<Find<Defs, N>, Defs>
                          : unknown;

type Find<Defs, N> = Defs extends { readonly name: N; readonly type: infer T } ? T : never;
type Field = { readonly name: string; readonly type: unknown };
type StructValue<X, Defs> = { readonly [F in Extract<X, Field> as F["name"]]: CodamaValue<F["type"], Defs> };

/** Names where no variant has fields, else objects with the name as `__kind`. */
type EnumValue<V, Defs> = [Exclude<V, Node<"enumEmptyVariantTypeNode">>] extends [never]
  ? V extends { readonly name: infer N }
    ? N
    : never
  : V extends { readonly name: infer N extends string }
    ? { readonly __kind: Capitalize<N> } & (V extends { readonly struct: infer S }
        ? CodamaValue<S, Defs>
        : V extends { readonly tuple: infer S }
          ? { readonly fields: CodamaValue<S, Defs> }
          : unknown)
    : never;

/** A type as IDLs of Anchor 0.30 and later write it (anchor-lang-idl-spec, IdlType). */
export type IdlType =
  | IdlPrimitive
  | { readonly option: IdlType }
  | { readonly vec: IdlType }
  | { readonly array: readonly [IdlType, number] }
  | { readonly defined: { readonly name: string } };

export type IdlPrimitive =
  | "bool"
  | "u8"
  | "i8"
  | "u16"
  | "i16"
  | "u32"
  | "i32"
  | "f32"
  | "u64"
  | "i64"
  | "f64"
  | "u128"
  | "i128"
  | "bytes"
  | "string"
  | "pubkey";

/** A named field (IdlField). */
export interface IdlField {
  readonly name: string;
  readonly type: IdlType;
}

/** A type that has a name (IdlTypeDef). */
export interface IdlTypeDef {
  readonly name: string;
  readonly type:
    | { readonly kind: "struct"; readonly fields: readonly IdlField[] }
    | {
        readonly kind: "enum";
        readonly variants: readonly { readonly name: string; readonly fields?: readonly IdlField[] }[];
      };
}

import { base64Encode } from "../../base/base64.js";
import { camelCase } from "../../base/camel-case.js";
import { isBytes } from "../../base/untrusted.js";
import type { AnyCodec } from "../../program/codec/codec.js";
import type { IdlField, IdlType, IdlTypeDef } from "../../program/codec/idl-type.js";
import { addressFromPubkey, PUBKEY_BYTES } from "../../solana/pubkey.js";
import type { JsonValue } from "../model.js";

/** A value as a trace shows it; its type tells keys from other bytes. */
export function jsonValue(value: unknown, { idlType, idlTypeDefs }: Pick<AnyCodec, "idlType" | "idlTypeDefs">) {
  return valueOfType(value, idlType, idlTypeDefs);
}

function valueOfType(value: unknown, type: IdlType, defs: readonly IdlTypeDef[]): JsonValue {
  if (typeof type === "object" && !isAbsent(value)) {
    if ("option" in type) return valueOfType(value, type.option, defs);
    if ("defined" in type) return definedValue(value, type.defined.name, defs);
    if (Array.isArray(value)) {
      const inner = "vec" in type ? type.vec : type.array[0];
      return value.map((one) => valueOfType(one, inner, defs));
    }
  }
  if (type === "pubkey" && isBytes(value) && value.length === PUBKEY_BYTES) return addressFromPubkey(value);
  return plainValue(value);
}

function definedValue(value: unknown, name: string, defs: readonly IdlTypeDef[]): JsonValue {
  const type = defs.find((def) => def.name === name)?.type;
  if (type === undefined || typeof value !== "object" || value === null) return plainValue(value);
  if (type.kind === "struct") return fieldsOf(value, type.fields, defs);
  const kind = "__kind" in value ? String(value.__kind) : "";
  const fields = type.variants.find((variant) => variant.name === kind)?.fields ?? [];
  return { __kind: kind, ...fieldsOf(value, fields, defs) };
}

function fieldsOf(value: object, fields: readonly IdlField[], defs: readonly IdlTypeDef[]) {
  const values = value as Readonly<Record<string, unknown>>;
  // IDLs write names with underscores.
  const field = (name: string) => values[name] ?? values[camelCase(name)];
  return Object.fromEntries(fields.map(({ name, type }) => [name, valueOfType(field(name), type, defs)]));
}

/** A value of which nothing more is known: bytes are base64, big numbers decimal text. */
export function plainValue(value: unknown): JsonValue {
  if (isAbsent(value)) return null;
  if (isBytes(value)) return base64Encode(value);
  switch (typeof value) {
    case "boolean":
    case "string":
      return value;
    case "number":
      return Number.isFinite(value) ? value : String(value);
    case "object":
      if (Array.isArray(value)) return value.map(plainValue);
      return Object.fromEntries(Object.entries(value as object).map(([name, field]) => [name, plainValue(field)]));
    default:
      return String(value);
  }
}

function isAbsent(value: unknown): value is null | undefined {
  return value === null || value === undefined;
}

import { CallgateError } from "../../base/errors.js";
import { describe, isObject } from "../../base/untrusted.js";

/** A JSON Schema, or a part of one. */
export type Schema = { readonly [keyword: string]: unknown };

/** What a value in JSON must be: checked here, and written down as a JSON Schema. */
export interface Shape<T> {
  readonly schema: Schema;
  /** Throws `invalid-trace`, which says where. */
  check(value: unknown, path: string): void;
  /** Never there: it keeps shapes of different types apart. */
  readonly type?: T;
}

/** Throws `invalid-trace`. */
export function refuse(path: string, expected: string, came: unknown): never {
  const message = `${path}: expected ${expected}, got ${describe(came)}`;
  throw new CallgateError("invalid-trace", message, { path });
}

function simple<T>(expected: string, schema: Schema, accepts: (value: unknown) => boolean): Shape<T> {
  return {
    schema,
    check(value, path) {
      if (!accepts(value)) refuse(path, expected, value);
    },
  };
}

export const boolean: Shape<boolean> = simple(
  "true or false",
  { type: "boolean" },
  (value) => typeof value === "boolean",
);

export const text: Shape<string> = simple("text", { type: "string" }, (value) => typeof value === "string");

/** Text of a form. */
export function textLike<T extends string>(expected: string, pattern: string): Shape<T> {
  const form = new RegExp(pattern);
  const schema = { type: "string", pattern };
  return simple(expected, schema, (value) => typeof value === "string" && form.test(value));
}

export const integer: Shape<number> = simple("an integer", { type: "integer" }, Number.isSafeInteger);

export const count: Shape<number> = simple("an integer from 0 on", { type: "integer", minimum: 0 }, (value) => {
  return Number.isSafeInteger(value) && (value as number) >= 0;
});

/** Any value of JSON. */
export const anything: Shape<never> = simple("a value", {}, (value) => value !== undefined);

/** One of some values. */
export function oneOf<const V extends readonly (string | number | null)[]>(...values: V): Shape<V[number]> {
  const expected =
    values.length > 6 ? "one of the known names" : values.map((value) => JSON.stringify(value)).join(" or ");
  const schema = values.length === 1 ? { const: values[0] } : { enum: values };
  return simple(expected, schema, (value) => values.includes(value as V[number]));
}

export function nullable<T>(shape: Shape<T>): Shape<T | null> {
  return {
    schema: { anyOf: [shape.schema, { type: "null" }] },
    check(value, path) {
      if (value !== null) shape.check(value, path);
    },
  };
}

export function list<T>(shape: Shape<T>): Shape<readonly T[]> {
  return {
    schema: { type: "array", items: shape.schema },
    check(value, path) {
      if (!Array.isArray(value)) refuse(path, "an array", value);
      for (const [i, one] of value.entries()) shape.check(one, `${path}[${i}]`);
    },
  };
}

/** An array of two. */
export function pair<A, B>(first: Shape<A>, second: Shape<B>): Shape<readonly [A, B]> {
  return {
    schema: { type: "array", prefixItems: [first.schema, second.schema], minItems: 2, maxItems: 2 },
    check(value, path) {
      if (!Array.isArray(value) || value.length !== 2) refuse(path, "an array of 2", value);
      first.check(value[0], `${path}[0]`);
      second.check(value[1], `${path}[1]`);
    },
  };
}

/** An object whose properties all have one shape. */
export function dictionary<T>(shape: Shape<T>): Shape<{ readonly [name: string]: T }> {
  return {
    schema: { type: "object", additionalProperties: shape.schema },
    check(value, path) {
      if (!isObject(value) || Array.isArray(value)) refuse(path, "an object", value);
      for (const [name, one] of Object.entries(value)) shape.check(one, `${path}.${name}`);
    },
  };
}

export type Fields<T> = { readonly [K in keyof T]-?: Shape<T[K]> };

/** An object with at least these properties. */
export function object<T>(fields: Fields<T>): Shape<T> {
  const entries = Object.entries<Shape<unknown>>(fields as never);
  return {
    schema: {
      type: "object",
      required: entries.map(([name]) => name),
      properties: Object.fromEntries(entries.map(([name, { schema }]) => [name, schema])),
    },
    check(value, path) {
      if (!isObject(value) || Array.isArray(value)) refuse(path, "an object", value);
      const values = value as Readonly<Record<string, unknown>>;
      for (const [name, shape] of entries) shape.check(values[name], `${path}.${name}`);
    },
  };
}

type Kinds<T extends { readonly kind: string }> = {
  readonly [K in T["kind"]]: Fields<Omit<Extract<T, { readonly kind: K }>, "kind">>;
};

/** Objects that their `kind` tells apart. */
export function kinds<T extends { readonly kind: string }>(variants: Kinds<T>): Shape<T> {
  const shapes = new Map<unknown, Shape<unknown>>(
    Object.entries<Fields<unknown>>(variants as never).map(([kind, fields]) => [
      kind,
      object({ kind: oneOf(kind), ...(fields as object) } as never),
    ]),
  );
  return {
    schema: { oneOf: [...shapes.values()].map(({ schema }) => schema) },
    check(value, path) {
      if (!isObject(value)) refuse(path, "an object", value);
      const kind = "kind" in value ? value.kind : undefined;
      const shape = shapes.get(kind) ?? refuse(`${path}.kind`, `one of ${[...shapes.keys()].join(", ")}`, kind);
      shape.check(value, path);
    },
  };
}

/** Whichever of some shapes fits; `expected` says what they are. */
export function anyOf<T>(expected: string, ...shapes: readonly Shape<unknown>[]): Shape<T> {
  const fits = (value: unknown) =>
    shapes.some((shape) => {
      try {
        shape.check(value, "");
        return true;
      } catch {
        return false;
      }
    });
  return simple(expected, { anyOf: shapes.map(({ schema }) => schema) }, fits);
}

/** A shape that stands in the schema once, under a name; it may contain itself. */
export function named<T>(name: string, description: string, shape: () => Shape<T>): Shape<T> & Definition {
  let made: Shape<T> | undefined;
  const get = () => {
    made ??= shape();
    return made;
  };
  return {
    name,
    get definition() {
      return { description, ...get().schema };
    },
    schema: { $ref: `#/$defs/${name}` },
    check: (value, path) => get().check(value, path),
  };
}

export interface Definition {
  readonly name: string;
  readonly definition: Schema;
}

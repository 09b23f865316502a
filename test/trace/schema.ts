import { expect } from "vitest";

type Schema = { readonly [keyword: string]: unknown };

/**
 * Where a value breaks a JSON Schema, as the specification of draft 2020-12 says for the keywords that the schema of
 * traces uses. Knows nothing of how that schema was made.
 */
export function violations(root: Schema, value: unknown): string[] {
  return check(root, root, value, "$");
}

function check(root: Schema, schema: Schema, value: unknown, path: string): string[] {
  return Object.entries(schema).flatMap(([keyword, argument]) => {
    const rule = RULES[keyword];
    if (rule === undefined) throw new Error(`unknown keyword ${keyword}`);
    return rule(argument as never, value, path, (inner, one, at) => check(root, inner, one, at), root, schema);
  });
}

type Check = (schema: Schema, value: unknown, path: string) => string[];
type Rule = (argument: never, value: unknown, path: string, check: Check, root: Schema, schema: Schema) => string[];

const ANNOTATIONS = ["$schema", "$id", "title", "description", "$defs"];
const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);
const wrong = (holds: boolean, path: string, why: string) => (holds ? [] : [`${path}: ${why}`]);

const TYPES: Readonly<Record<string, (value: unknown) => boolean>> = {
  object: isObject,
  array: Array.isArray,
  string: (value) => typeof value === "string",
  boolean: (value) => typeof value === "boolean",
  integer: Number.isInteger,
  null: (value) => value === null,
};

const RULES: Readonly<Record<string, Rule>> = {
  ...Object.fromEntries(ANNOTATIONS.map((keyword) => [keyword, () => []])),
  $ref: (ref: string, value, path, check, root) => {
    const name = /^#\/\$defs\/(\w+)$/.exec(ref)?.[1];
    const definition = (root.$defs as Record<string, Schema>)[name!];
    expect(definition, ref).toBeDefined();
    return check(definition!, value, path);
  },
  type: (type: string, value, path) => wrong(TYPES[type]!(value), path, `no ${type}`),
  const: (one, value, path) => wrong(value === one, path, `not ${JSON.stringify(one)}`),
  enum: (values: readonly unknown[], value, path) => wrong(values.includes(value), path, "none of the values"),
  pattern: (pattern: string, value, path) =>
    wrong(typeof value !== "string" || new RegExp(pattern, "u").test(value), path, `not like ${pattern}`),
  minimum: (least: number, value, path) => wrong(typeof value !== "number" || value >= least, path, `below ${least}`),
  minItems: (least: number, value, path) => wrong(!Array.isArray(value) || value.length >= least, path, "too short"),
  maxItems: (most: number, value, path) => wrong(!Array.isArray(value) || value.length <= most, path, "too long"),
  items: (inner: Schema, value, path, check) =>
    Array.isArray(value) ? value.flatMap((one, i) => check(inner, one, `${path}[${i}]`)) : [],
  prefixItems: (inner: readonly Schema[], value, path, check) =>
    Array.isArray(value) ? inner.flatMap((schema, i) => check(schema, value[i], `${path}[${i}]`)) : [],
  required: (names: readonly string[], value, path) =>
    isObject(value) ? names.flatMap((name) => wrong(name in value, path, `without ${name}`)) : [],
  properties: (inner: Readonly<Record<string, Schema>>, value, path, check) =>
    isObject(value)
      ? Object.entries(inner).flatMap(([name, schema]) =>
          name in value ? check(schema, value[name], `${path}.${name}`) : [],
        )
      : [],
  additionalProperties: (inner: Schema, value, path, check, _root, { properties = {} }) =>
    isObject(value)
      ? Object.entries(value).flatMap(([name, one]) =>
          name in (properties as object) ? [] : check(inner, one, `${path}.${name}`),
        )
      : [],
  anyOf: (inner: readonly Schema[], value, path, check) => {
    const found = inner.map((schema) => check(schema, value, path));
    return found.some((violations) => violations.length === 0)
      ? []
      : [`${path}: fits nothing: ${found.flat().slice(0, 3)}`];
  },
  oneOf: (inner: readonly Schema[], value, path, check) => {
    const fitting = inner.filter((schema) => check(schema, value, path).length === 0).length;
    return wrong(fitting === 1, path, `fits ${fitting} of ${inner.length}`);
  },
};

import { CallgateError } from "../base/errors.js";
import { describe, isObject, readUntrusted } from "../base/untrusted.js";

/** What an option's value must be. */
export interface OptionCheck {
  /** In words. */
  readonly expected: string;
  readonly accepts: (value: unknown) => boolean;
}

export const BOOLEAN: OptionCheck = { expected: "true or false", accepts: (value) => typeof value === "boolean" };

/** For a value that is checked where it is used. */
export const ANYTHING: OptionCheck = { expected: "anything", accepts: () => true };

export const COUNT: OptionCheck = countUpTo(Number.MAX_SAFE_INTEGER);

export function countUpTo(most: number): OptionCheck {
  const expected = most === Number.MAX_SAFE_INTEGER ? "an integer from 0 on" : `an integer from 0 to ${most}`;
  return {
    expected,
    accepts: (value) => Number.isSafeInteger(value) && (value as number) >= 0 && (value as number) <= most,
  };
}

export function nameIn(table: object): OptionCheck {
  return {
    expected: `one of ${Object.keys(table).join(", ")}`,
    accepts: (value) => typeof value === "string" && Object.hasOwn(table, value),
  };
}

export function either(one: OptionCheck, other: OptionCheck): OptionCheck {
  return {
    expected: `${one.expected}, or ${other.expected}`,
    accepts: (value) => one.accepts(value) || other.accepts(value),
  };
}

/**
 * A copy of an options object, without those that are undefined. `path` goes before their names in messages. Throws
 * `invalid-option` for a name that is not in the table, or a value that its check does not accept.
 */
export function readOptions<T extends object>(
  options: T,
  checks: { readonly [N in keyof T]-?: OptionCheck },
  path = "",
): T {
  return readUntrusted("invalid-option", path === "" ? "the options" : `the options ${path}`, () => {
    if (!isObject(options)) throw invalidOption(path || "options", "an object", options);
    const copy: Record<string, unknown> = {};
    for (const [name, value] of Object.entries(options)) {
      if (!Object.hasOwn(checks, name)) throw unknownOption(path, name, checks);
      if (value === undefined) continue;
      const { expected, accepts } = checks[name as keyof T];
      if (!accepts(value)) throw invalidOption(path + name, expected, value);
      copy[name] = value;
    }
    return copy as T;
  });
}

function unknownOption(path: string, name: string, checks: object): CallgateError {
  const names = Object.keys(checks).join(", ");
  const message = `there is no option ${path}${describe(name)}; expected one of ${names}`;
  return new CallgateError("invalid-option", message, { option: path + name });
}

export function invalidOption(option: string, expected: string, came: unknown): CallgateError {
  return new CallgateError("invalid-option", `${option}: expected ${expected}, got ${describe(came)}`, { option });
}

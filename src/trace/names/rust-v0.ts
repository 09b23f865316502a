import { decodePunycode } from "./punycode.js";

/** Parts read before a symbol is given up: back references make short symbols long. */
const MAX_PARTS = 2_000;
const MAX_DEPTH = 200;

const BASIC_TYPES: Readonly<Record<string, string>> = {
  a: "i8",
  b: "bool",
  c: "char",
  d: "f64",
  e: "str",
  f: "f32",
  h: "u8",
  i: "isize",
  j: "usize",
  l: "i32",
  m: "u32",
  n: "i128",
  o: "u128",
  p: "_",
  s: "i16",
  t: "u16",
  u: "()",
  v: "...",
  x: "i64",
  y: "u64",
  z: "!",
};
const SPECIAL_NAMESPACES: Readonly<Record<string, string>> = { C: "closure", S: "shim" };

class Invalid extends Error {}

/** The path that a symbol of Rust's second form has behind `_R` (RFC 2603), without hashes; undefined if it is none. */
export function demangleV0(encoded: string): string | undefined {
  try {
    return new Reader(encoded).whole();
  } catch (thrown) {
    if (thrown instanceof Invalid) return undefined;
    throw thrown;
  }
}

class Reader {
  #at = 0;
  #parts = 0;
  #depth = 0;
  /** Lifetimes of the binders around. */
  #lifetimes = 0;

  constructor(private readonly text: string) {}

  /** A path, and perhaps the crate that needed it. */
  whole(): string {
    const path = this.#path(true);
    if (this.#at < this.text.length) this.#path(false);
    if (this.#at < this.text.length) throw new Invalid();
    return path;
  }

  #next(): string {
    return this.text[this.#at++] ?? invalid();
  }

  #eat(tag: string): boolean {
    if (this.text[this.#at] !== tag) return false;
    this.#at++;
    return true;
  }

  /** `read` one level deeper. */
  #within<T>(read: () => T): T {
    if (++this.#parts > MAX_PARTS || ++this.#depth > MAX_DEPTH) throw new Invalid();
    const result = read();
    this.#depth--;
    return result;
  }

  /** `read` at the earlier place that a back reference names; its tag is read already. */
  #back<T>(read: () => T): T {
    const start = this.#at - 1;
    const to = this.#base62();
    if (to >= start) throw new Invalid();
    const after = this.#at;
    this.#at = to;
    const result = this.#within(read);
    this.#at = after;
    return result;
  }

  #until(end: string, read: () => string): string[] {
    const list: string[] = [];
    while (!this.#eat(end)) list.push(read());
    return list;
  }

  #matched(pattern: RegExp): string {
    pattern.lastIndex = this.#at;
    const [found] = pattern.exec(this.text) ?? invalid();
    this.#at += found.length;
    return found;
  }

  /** Digits to the base 62 and an underscore, which alone is 0. */
  #base62(): number {
    const digits = this.#matched(/[0-9a-zA-Z]*_/y).slice(0, -1);
    if (digits === "") return 0;
    const value = Array.from(digits).reduce((sum, digit) => sum * 62 + digitOf(digit), 0) + 1;
    return Number.isFinite(value) ? value : invalid();
  }

  /** 0 without the tag. */
  #tagged(tag: string): number {
    return this.#eat(tag) ? this.#base62() + 1 : 0;
  }

  #identifier(): string {
    const isPunycode = this.#eat("u");
    const length = Number(this.#matched(/0|[1-9]\d*/y));
    this.#eat("_");
    const name = this.text.slice(this.#at, this.#at + length);
    if (name.length < length) throw new Invalid();
    this.#at += length;
    if (!isPunycode) return name;
    const split = name.lastIndexOf("_");
    return decodePunycode(name.slice(0, Math.max(split, 0)), name.slice(split + 1)) ?? invalid();
  }

  #path(isValue: boolean): string {
    return this.#within(() => {
      const tag = this.#next();
      switch (tag) {
        case "C":
          this.#tagged("s");
          return this.#identifier();
        case "N":
          return this.#nested(isValue);
        case "M":
        case "X":
          this.#tagged("s");
          this.#path(false);
          return this.#implementation(tag === "X");
        case "Y":
          return this.#implementation(true);
        case "I":
          return `${this.#path(isValue)}${isValue ? "::" : ""}<${this.#genericArguments().join(", ")}>`;
        case "B":
          return this.#back(() => this.#path(isValue));
        default:
          throw new Invalid();
      }
    });
  }

  #nested(isValue: boolean): string {
    const namespace = this.#next();
    const parent = this.#path(isValue);
    const number = this.#tagged("s");
    const name = this.#identifier();
    if (/[a-z]/.test(namespace)) return name === "" ? parent : `${parent}::${name}`;
    const special = SPECIAL_NAMESPACES[namespace] ?? namespace;
    return `${parent}::{${special}${name === "" ? "" : `:${name}`}#${number}}`;
  }

  #implementation(isOfTrait: boolean): string {
    const type = this.#type();
    return isOfTrait ? `<${type} as ${this.#path(false)}>` : `<${type}>`;
  }

  #genericArguments(): string[] {
    return this.#until("E", () => {
      if (this.#eat("L")) return this.#lifetime(this.#base62());
      return this.#eat("K") ? this.#constant() : this.#type();
    });
  }

  #lifetime(index: number): string {
    if (index === 0) return "'_";
    const depth = this.#lifetimes - index;
    if (depth < 0) throw new Invalid();
    return depth < 26 ? `'${String.fromCharCode(0x61 + depth)}` : `'_${depth}`;
  }

  /** `read` with the lifetimes that a binder brings, which go before. */
  #bound(read: () => string): string {
    const count = this.#tagged("G");
    if (count > MAX_PARTS) throw new Invalid();
    this.#lifetimes += count;
    const names = Array.from({ length: count }, (_, i) => this.#lifetime(count - i));
    const text = read();
    this.#lifetimes -= count;
    return names.length === 0 ? text : `for<${names.join(", ")}> ${text}`;
  }

  #type(): string {
    return this.#within(() => {
      const tag = this.#next();
      const basic = BASIC_TYPES[tag];
      if (basic !== undefined) return basic;
      switch (tag) {
        case "R":
        case "Q":
          return this.#reference(tag === "Q" ? "mut " : "");
        case "P":
          return `*const ${this.#type()}`;
        case "O":
          return `*mut ${this.#type()}`;
        case "S":
          return `[${this.#type()}]`;
        case "A":
          return `[${this.#type()}; ${this.#constant()}]`;
        case "T": {
          const types = this.#until("E", () => this.#type());
          return `(${types.join(", ")}${types.length === 1 ? "," : ""})`;
        }
        case "F":
          return this.#bound(() => this.#functionType());
        case "D":
          return this.#traitObject();
        case "B":
          return this.#back(() => this.#type());
        default:
          this.#at--;
          return this.#path(false);
      }
    });
  }

  #reference(mutable: string): string {
    const index = this.#eat("L") ? this.#base62() : 0;
    return `&${index === 0 ? "" : `${this.#lifetime(index)} `}${mutable}${this.#type()}`;
  }

  #functionType(): string {
    const unsafe = this.#eat("U") ? "unsafe " : "";
    const abi = this.#eat("K") ? `extern "${this.#eat("C") ? "C" : this.#identifier().replaceAll("_", "-")}" ` : "";
    const parameters = this.#until("E", () => this.#type());
    const result = this.#eat("u") ? "" : ` -> ${this.#type()}`;
    return `${unsafe}${abi}fn(${parameters.join(", ")})${result}`;
  }

  #traitObject(): string {
    const traits = this.#bound(() => this.#until("E", () => this.#trait()).join(" + "));
    if (!this.#eat("L")) throw new Invalid();
    const index = this.#base62();
    return `dyn ${traits}${index === 0 ? "" : ` + ${this.#lifetime(index)}`}`;
  }

  /** A trait with the types that are bound to its names. */
  #trait(): string {
    const path = this.#path(false);
    const bound: string[] = [];
    while (this.#eat("p")) bound.push(`${this.#identifier()} = ${this.#type()}`);
    if (bound.length === 0) return path;
    return path.endsWith(">") ? `${path.slice(0, -1)}, ${bound.join(", ")}>` : `${path}<${bound.join(", ")}>`;
  }

  #constant(): string {
    return this.#within(() => {
      if (this.#eat("B")) return this.#back(() => this.#constant());
      const type = this.#next();
      if (type === "p") return "_";
      const sign = /[aslxni]/.test(type) && this.#eat("n") ? "-" : "";
      const value = BigInt(`0x0${this.#matched(/[0-9a-f]*_/y).slice(0, -1)}`);
      if (type === "b") return value === 0n ? "false" : "true";
      if (type === "c") return value <= 0x10ffffn ? characterText(Number(value)) : invalid();
      return /[aslxnihtmyoj]/.test(type) ? `${sign}${value}` : invalid();
    });
  }
}

function characterText(point: number): string {
  return `'${JSON.stringify(String.fromCodePoint(point)).slice(1, -1)}'`;
}

function digitOf(digit: string): number {
  return "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ".indexOf(digit);
}

function invalid(): never {
  throw new Invalid();
}

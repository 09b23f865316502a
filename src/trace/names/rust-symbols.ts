import { demangleV0 } from "./rust-v0.js";

/** Added when code of several crates is optimized together. */
const LLVM_SUFFIX = /\.llvm\.[0-9A-F@]+$/;
/** Their parts, and what compilers add behind. */
const LEGACY = /^_ZN(.+)E((?:\.[\w.]+)?)$/;
const V0 = /^_R([A-Z]\w*)((?:\.[\w.]+)?)$/;
/** The crate's hash, which ends a path. */
const HASH = /^h[0-9a-f]+$/i;

const ESCAPES: Readonly<Record<string, string>> = {
  SP: "@",
  BP: "*",
  RF: "&",
  LT: "<",
  GT: ">",
  LP: "(",
  RP: ")",
  C: ",",
};

/** A function as its author wrote it, without hashes: of Rust's two forms of symbols. Others stay as they are. */
export function demangle(symbol: string): string {
  const kept = symbol.replace(LLVM_SUFFIX, "");
  return demangledBy(LEGACY, legacyPath, kept) ?? demangledBy(V0, demangleV0, kept) ?? symbol;
}

function demangledBy(form: RegExp, read: (path: string) => string | undefined, symbol: string): string | undefined {
  const [, path, suffix] = form.exec(symbol) ?? [];
  const name = path && read(path);
  return name && `${name}${suffix}`;
}

/** Each part after its length. Undefined for anything else, as C++'s types of arguments. */
function legacyPath(path: string): string | undefined {
  const parts: string[] = [];
  for (let rest = path; rest !== ""; ) {
    const digits = /^\d+/.exec(rest)?.[0] ?? "";
    const end = digits.length + Number(digits);
    if (Number(digits) === 0 || end > rest.length) return undefined;
    parts.push(rest.slice(digits.length, end));
    rest = rest.slice(end);
  }
  if (parts.length > 1 && HASH.test(parts.at(-1)!)) parts.pop();
  return parts.map(legacyPart).join("::");
}

function legacyPart(part: string): string {
  return part
    .replace(/^_\$/, "$")
    .replaceAll("..", "::")
    .replace(/\$(?:u([0-9a-f]{1,6})|([A-Z]{1,2}))\$/g, (escaped, code?: string, name?: string) => {
      if (name !== undefined) return ESCAPES[name] ?? escaped;
      const point = Number.parseInt(code!, 16);
      return point <= 0x10ffff ? String.fromCodePoint(point) : escaped;
    });
}

import { base58Decode } from "../base/base58.js";
import { base64Decode } from "../base/base64.js";
import { isObject } from "../base/untrusted.js";

type ReadBytes = (data: string) => Uint8Array | undefined;

const utf8: ReadBytes = (text) => new TextEncoder().encode(text);
const ENCODINGS: Readonly<Record<string, ReadBytes>> = {
  utf8,
  base16: (text) => Uint8Array.from(text.match(/../g) ?? [], (digits) => Number.parseInt(digits, 16)),
  base58: base58Decode,
  base64: base64Decode,
};

/** The constant seeds of all addresses that an IDL derives, wherever it does so: Codama's `constantPdaSeedNode`s. */
export function constantSeeds(node: unknown): Uint8Array[] {
  if (Array.isArray(node)) return node.flatMap(constantSeeds);
  if (!isObject(node)) return [];
  const seed =
    "kind" in node && node.kind === "constantPdaSeedNode" && "value" in node ? seedOf(node.value) : undefined;
  return seed === undefined ? Object.values(node).flatMap(constantSeeds) : [seed];
}

function seedOf(value: unknown): Uint8Array | undefined {
  const node = value as { kind?: string; string?: string; publicKey?: string; data?: string; encoding?: string };
  switch (node.kind) {
    case "stringValueNode":
      return utf8(node.string ?? "");
    case "publicKeyValueNode":
      return base58Decode(node.publicKey ?? "");
    case "bytesValueNode":
      return ENCODINGS[node.encoding ?? ""]?.(node.data ?? "");
    default:
      return undefined;
  }
}

import { base64Decode } from "../base/base64.js";
import { hexEncode } from "../base/hex.js";
import { type Address, addressFromPubkey, PUBKEY_BYTES } from "../solana/pubkey.js";
import type { Frame } from "../trace/model.js";
import type { Case } from "./case.js";

/** Bytes in hex, two digits each. */
export function hex(bytes: Uint8Array): string {
  return hexEncode(bytes).replace(/..(?=.)/g, "$& ");
}

/** The text that bytes spell, if all of them are printable ASCII. */
export function asciiOf(bytes: Uint8Array): string | undefined {
  if (bytes.length === 0 || !bytes.every((byte) => byte >= 0x20 && byte < 0x7f)) return undefined;
  return String.fromCharCode(...bytes);
}

/** What an address is called. */
type Naming = (address: Address) => string;

/** A seed as a person would write it: text, a key, a number, else hex. */
export function seedText(told: Case, bytes: Uint8Array, frame?: Frame): string {
  return spelledSeed(bytes, (address) => told.name(address, frame));
}

function spelledSeed(bytes: Uint8Array, nameOf: Naming): string {
  const text = asciiOf(bytes);
  if (text !== undefined && (bytes.length > 1 || /\w/.test(text)) && bytes.length !== 8) return JSON.stringify(text);
  if (bytes.length === PUBKEY_BYTES) return nameOf(addressFromPubkey(bytes));
  if (bytes.length === 0) return "(empty)";
  if (text !== undefined) return JSON.stringify(text);
  if ([1, 2, 4, 8].includes(bytes.length)) return `${littleEndian(bytes)} as u${bytes.length * 8}`;
  return `0x${hexEncode(bytes)}`;
}

/** Seeds with the bump, if the last of them is of one byte. */
export function seedsText(told: Case, seeds: readonly Uint8Array[], frame?: Frame): string {
  return spelledSeeds(seeds, (address) => told.name(address, frame));
}

export function spelledSeeds(seeds: readonly Uint8Array[], nameOf: Naming): string {
  const last = seeds.at(-1);
  const hasBump = seeds.length > 1 && last?.length === 1;
  const shown = hasBump ? seeds.slice(0, -1) : seeds;
  const texts = shown.map((seed) => spelledSeed(seed, nameOf));
  return `[${[...texts, ...(hasBump ? [`bump ${last[0]}`] : [])].join(", ")}]`;
}

function littleEndian(bytes: Uint8Array): bigint {
  return bytes.reduceRight((value, byte) => (value << 8n) | BigInt(byte), 0n);
}

export function bytesOf(seeds: readonly string[]): Uint8Array[] {
  return seeds.map((seed) => base64Decode(seed)!);
}

/** A frame as "instruction 2, of program Vault", or as "the call of "transfer" of Token by Vault". */
export function frameText(told: Case, frame: Frame): string {
  const caller = told.caller(frame);
  const program = told.name(frame.program);
  const name = frame.instruction === null ? undefined : JSON.stringify(frame.instruction.name);
  if (caller === undefined)
    return `instruction ${frame.instructionIndex}${name ? `, ${name}` : ""} of program ${program}`;
  return `the call of ${name ? `${name} of ` : ""}${program} by ${told.name(caller.program)}`;
}

export function plural(count: number | bigint, one: string, many = `${one}s`): string {
  return `${count} ${BigInt(count) === 1n ? one : many}`;
}

/** "1, 2 and 3". */
export function listed(texts: readonly string[], and = "and"): string {
  if (texts.length < 2) return texts.join("");
  return `${texts.slice(0, -1).join(", ")} ${and} ${texts.at(-1)}`;
}

/** A text of the runtime, which may list all bytes that it could not read. */
export function shortened(text: string): string {
  return text.length > MAX_TEXT ? `${text.slice(0, MAX_TEXT)}…` : text;
}

const MAX_TEXT = 200;

export function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

import type { AccountNode, DiscriminatorNode, InstructionNode, RootNode, StructFieldTypeNode } from "@codama/nodes";
import { type Codec, createCodec } from "@solana/kit";
import { base64Encode } from "../base/base64.js";
import { isObject } from "../base/untrusted.js";
import { addressFromPubkey, type Pubkey } from "../solana/pubkey.js";
import type { JsonValue } from "../trace/model.js";
import { plainValue } from "../trace/names/json-value.js";
import type { ProgramDescription } from "../trace/names/program-description.js";
import { Codecs } from "./codecs.js";
import { constantSeeds } from "./constant-seeds.js";
import { addressOf, readIdlWith, rootOf } from "./root.js";
import { bytesCodec, pubkeyCodec } from "./value-codecs.js";

/**
 * Reads an IDL of Anchor or of Codama, for traces: it tells what a program's instructions, accounts and errors are called.
 *
 * Throws `invalid-idl` for what is no IDL, or asks for a type that Codama has no codec for.
 *
 * @param programId another id than the IDL's, 32 bytes.
 */
export function readIdl(idl: object, programId?: Pubkey): ProgramDescription {
  return readIdlWith(() => describe(rootOf(idl), programId));
}

/** As traces show them: keys in base58, bytes in base64. */
const TEXTS = {
  pubkey: readAs(pubkeyCodec, (key) => addressFromPubkey(key as Pubkey)),
  bytes: readAs(bytesCodec, (bytes) => base64Encode(bytes as Uint8Array)),
};

function readAs(codec: Codec<unknown>, toText: (value: unknown) => string): Codec<unknown> {
  const read: Codec<unknown>["read"] = (bytes, offset) => {
    const [value, end] = codec.read(bytes, offset);
    return [toText(value), end];
  };
  return createCodec<unknown>({ ...codec, read } as Parameters<typeof createCodec<unknown>>[0]) as Codec<unknown>;
}

function describe(root: RootNode, programId: Pubkey | undefined): ProgramDescription {
  const codecs = new Codecs(root, TEXTS);
  const { program } = root;
  const id = programId ?? addressOf(program.publicKey);
  const instructions = program.instructions.map((node) => instructionReader(node, codecs));
  const accounts = program.accounts.map((node) => accountReader(node, codecs));
  return {
    address: id === undefined ? null : addressFromPubkey(id),
    name: program.name === "" ? null : program.name,
    instruction: (data, accountsGiven) => instructions.find(({ matches }) => matches(data))?.read(data, accountsGiven),
    account: (data) => accounts.find(({ matches }) => matches(data))?.read(data),
    error(code) {
      const found = program.errors.find((node) => node.code === code);
      return found && { name: found.name, message: found.message };
    },
    seeds: constantSeeds(program),
  };
}

function instructionReader(node: InstructionNode, codecs: Codecs) {
  const shown = node.arguments.map((argument) => ({
    name: argument.name,
    codec: codecs.field(node, argument),
    isShown: argument.defaultValueStrategy !== "omitted",
  }));
  const read = (data: Uint8Array, accountsGiven: number) => {
    const values: Record<string, JsonValue> = {};
    let offset = 0;
    for (const { name, codec, isShown } of shown) {
      const value = tryRead(codec, data, offset);
      if (value === undefined) break;
      if (isShown) values[name] = value[0];
      offset = value[1];
    }
    return { name: node.name, arguments: values, accountNames: accountNames(node, accountsGiven) };
  };
  return { matches: matcherOf(node, node.arguments, codecs), read };
}

/** Of the accounts that may be left out, the last are. */
function accountNames({ accounts, optionalAccountStrategy }: InstructionNode, given: number): string[] {
  if (optionalAccountStrategy !== "omitted") return accounts.map(({ name }) => name);
  let omitted = Math.max(accounts.length - given, 0);
  const kept = accounts.toReversed().filter(({ isOptional }) => isOptional !== true || omitted-- <= 0);
  return kept.toReversed().map(({ name }) => name);
}

function accountReader(node: AccountNode, codecs: Codecs) {
  const codec = codecs.account(node);
  const fields: readonly StructFieldTypeNode[] = node.data.kind === "structTypeNode" ? node.data.fields : [];
  const hidden = fields
    .filter(({ defaultValueStrategy }) => defaultValueStrategy === "omitted")
    .map(({ name }) => name);
  const isDiscriminated = (node.discriminators ?? []).length > 0;
  const matches = matcherOf(node, fields, codecs);
  return {
    // Without a discriminator any data might be this account.
    matches: (data: Uint8Array) => isDiscriminated && matches(data) && tryRead(codec, data, 0) !== undefined,
    read(data: Uint8Array) {
      const [value] = tryRead(codec, data, 0)!;
      const entries = Object.entries(isObject(value) ? value : {}).filter(([name]) => !hidden.includes(name as never));
      return { kind: node.name, fields: Object.fromEntries(entries) };
    },
  };
}

type Fields = InstructionNode["arguments"] | readonly StructFieldTypeNode[];

/** Whether data begin as those of an instruction or account do. */
function matcherOf(node: InstructionNode | AccountNode, fields: Fields, codecs: Codecs): (data: Uint8Array) => boolean {
  const given = node.discriminators ?? [];
  const checks =
    given.length > 0 ? given.map((one) => checkOf(node, one, fields, codecs)) : firstField(node, fields, codecs);
  return (data) => checks.every((check) => check(data));
}

type Check = (data: Uint8Array) => boolean;

function checkOf(
  node: InstructionNode | AccountNode,
  discriminator: DiscriminatorNode,
  fields: Fields,
  codecs: Codecs,
): Check {
  switch (discriminator.kind) {
    case "sizeDiscriminatorNode":
      return (data) => data.length === discriminator.size;
    case "constantDiscriminatorNode": {
      const { type, value } = discriminator.constant;
      const constant = { kind: "structFieldTypeNode", name: "", type, defaultValue: value } as never;
      return startsWith(codecs.defaultBytes(node, constant), discriminator.offset);
    }
    case "fieldDiscriminatorNode": {
      const field = fields.find(({ name }) => name === discriminator.name);
      if (field === undefined) throw new TypeError(`expected a field ${discriminator.name} in ${node.name}`);
      return startsWith(codecs.defaultBytes(node, field), discriminator.offset);
    }
  }
}

/** Where no discriminator is named, a first field that nobody gives tells as much. */
function firstField(node: InstructionNode | AccountNode, fields: Fields, codecs: Codecs): Check[] {
  const first = fields[0];
  return first?.defaultValueStrategy === "omitted" ? [startsWith(codecs.defaultBytes(node, first), 0)] : [];
}

function startsWith(bytes: Uint8Array | undefined, offset: number): Check {
  if (bytes === undefined) throw new TypeError("expected a value for a discriminator");
  return (data) => data.length >= offset + bytes.length && bytes.every((byte, i) => data[offset + i] === byte);
}

/** Undefined for bytes that spell no value. */
function tryRead(codec: Codec<unknown>, data: Uint8Array, offset: number): readonly [JsonValue, number] | undefined {
  try {
    const [value, end] = codec.read(data, offset);
    return [withoutOptions(value), end];
  } catch {
    return undefined;
  }
}

/** Kit wraps what may be absent. */
function withoutOptions(value: unknown): JsonValue {
  if (Array.isArray(value)) return value.map(withoutOptions);
  if (!isObject(value) || ArrayBuffer.isView(value)) return plainValue(value);
  if ("__option" in value) return "value" in value ? withoutOptions(value.value) : null;
  return Object.fromEntries(Object.entries(value).map(([name, field]) => [name, withoutOptions(field)]));
}

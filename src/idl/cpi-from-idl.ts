import type { InstructionAccountNode, InstructionNode, RootNode } from "@codama/nodes";
import { type Codec, unwrapOptionRecursively } from "@solana/kit";
import { cpiFunctions } from "../program/cpi/functions.js";
import type { AccountRole, InstructionLayout } from "../program/cpi/layout.js";
import type { CpiFunctions, Decoder } from "../program/index.js";
import type { Pubkey } from "../solana/pubkey.js";
import type { AnchorIdlShape, AnchorLayouts } from "./anchor-types.js";
import type { CodamaIdlShape, CodamaLayouts } from "./codama-types.js";
import { Codecs } from "./codecs.js";
import { addressOf, readIdlWith, rootOf } from "./root.js";
import { bytesCodec, pubkeyCodec } from "./value-codecs.js";

/** The functions of the program that an IDL describes. */
export type CpiFromIdl<I> = CpiFunctions<
  I extends CodamaIdlShape ? CodamaLayouts<I> : I extends AnchorIdlShape ? AnchorLayouts<I> : never
>;

/**
 * Makes the typed calls of the program that an IDL of Anchor or of Codama describes, as those of `token` are; names are in
 * camelCase. For the types the IDL must be a constant (`as const`, or a file of Anchor's `target/types`).
 *
 * Throws `invalid-idl` for what is no IDL, or asks for a type that Codama has no codec for.
 *
 * @param programId another id than the IDL's, 32 bytes.
 */
export function cpiFromIdl<const I extends AnchorIdlShape | CodamaIdlShape>(idl: I, programId?: Pubkey): CpiFromIdl<I> {
  return readIdlWith(() => {
    const root = rootOf(idl);
    const id = programId ?? addressOf(root.program.publicKey);
    return cpiFunctions(id === undefined ? [] : [id], layoutsOf(root, returnsOf(idl))) as never;
  });
}

const VALUES = { pubkey: pubkeyCodec, bytes: bytesCodec };

type Returns = ReadonlyMap<string, Decoder<unknown>>;

function layoutsOf(root: RootNode, returns: Returns): Record<string, InstructionLayout> {
  const codecs = new Codecs(root, VALUES);
  const layouts = root.program.instructions.map((node) => {
    const decoder = returns.get(node.name);
    const layout = layoutOf(node, codecs);
    return [node.name, decoder === undefined ? layout : { ...layout, returns: decoder }] as const;
  });
  return Object.fromEntries(layouts);
}

/**
 * What instructions of an IDL of Anchor return, by name. Codama has no node for it, and so is asked for an instruction that
 * takes the value as its argument.
 */
function returnsOf(idl: AnchorIdlShape | CodamaIdlShape): Returns {
  if (!("instructions" in idl)) return new Map();
  const returning = idl.instructions.filter(({ returns }) => returns !== undefined && returns !== null);
  if (returning.length === 0) return new Map();
  const taking = returning.map((each) => ({ ...each, accounts: [], args: [{ name: "value", type: each.returns }] }));
  const root = rootOf({ ...idl, instructions: taking });
  const codecs = new Codecs(root, VALUES);
  const decoders = root.program.instructions.map((node) => [node.name, decoderOf(codecs.lastArgument(node))] as const);
  return new Map(decoders);
}

/** Kit wraps what may be absent; here it is null. */
function decoderOf(codec: Codec<unknown>): Decoder<unknown> {
  return {
    read(bytes, offset) {
      const [value, end] = codec.read(bytes, offset);
      return [unwrapOptionRecursively(value), end];
    },
  };
}

function layoutOf(node: InstructionNode, codecs: Codecs): InstructionLayout {
  if (node.name.length === 0) throw new TypeError("expected a name for each instruction");
  const optional = node.optionalAccountStrategy === "omitted" ? "omitted" : "programId";
  const accounts = node.accounts.map((account) => [account.name, roleOf(account, optional)] as const);
  const args = node.arguments.map((argument) => [argument.name, codecs.encoder(node, argument)] as const);
  return { discriminator: [], accounts: Object.fromEntries(accounts), args: Object.fromEntries(args) };
}

function roleOf({ isSigner, isWritable, isOptional }: InstructionAccountNode, optional: "omitted" | "programId") {
  const role: AccountRole = {
    isSigner: isSigner !== false,
    isWritable,
    ...(isSigner === "either" && { multisig: true }),
    ...(isOptional && { optional }),
  };
  return role;
}

import { getNodeCodecVisitor, getValueNodeVisitor } from "@codama/dynamic-codecs";
import type { InstructionAccountNode, InstructionArgumentNode, InstructionNode, RootNode } from "@codama/nodes";
import { rootNodeFromAnchor } from "@codama/nodes-from-anchor";
import { getRecordLinkablesVisitor, LinkableDictionary, NodeStack, visit } from "@codama/visitors-core";
import { CallgateError } from "../base/errors.js";
import { describe, isObject, reasonOf } from "../base/untrusted.js";
import { cpiFunctions } from "../program/cpi/functions.js";
import type { AccountRole, InstructionLayout } from "../program/cpi/layout.js";
import type { CpiFunctions, Encoder } from "../program/index.js";
import { type Pubkey, pubkeyFromAddress } from "../solana/pubkey.js";
import type { AnchorIdlShape, AnchorLayouts } from "./anchor-types.js";
import type { CodamaIdlShape, CodamaLayouts } from "./codama-types.js";
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
  try {
    const root = rootOf(idl);
    const ids = programId ?? addressOf(root.program.publicKey);
    return cpiFunctions(ids === undefined ? [] : [ids], layoutsOf(root)) as never;
  } catch (cause) {
    throw new CallgateError("invalid-idl", `the IDL could not be read: ${reasonOf(cause)}`, { cause });
  }
}

function rootOf(idl: unknown): RootNode {
  if (!isObject(idl)) throw new TypeError(`expected an object, got ${describe(idl)}`);
  const isCodama = "kind" in idl && idl.kind === "rootNode";
  if (!isCodama && !("instructions" in idl && Array.isArray(idl.instructions))) {
    throw new TypeError("expected the root node of Codama, or an IDL of Anchor with its instructions");
  }
  return isCodama ? withLists(idl as RootNode) : rootNodeFromAnchor(idl as never);
}

/** Later versions of Codama leave out empty lists. */
function withLists({ program, ...root }: RootNode): RootNode {
  const lists = { accounts: [], definedTypes: [], errors: [], instructions: [], pdas: [] };
  const instructions = program.instructions.map((node) => ({
    ...node,
    accounts: node.accounts ?? [],
    arguments: node.arguments ?? [],
  }));
  return {
    ...root,
    additionalPrograms: root.additionalPrograms ?? [],
    program: { ...lists, ...program, instructions },
  };
}

/** IDLs of early Anchor name no address: their calls go to whatever program the context names. */
function addressOf(address: string): Pubkey | undefined {
  return address === "" ? undefined : pubkeyFromAddress(address);
}

function layoutsOf(root: RootNode): Record<string, InstructionLayout> {
  const codecs = new Codecs(root);
  return Object.fromEntries(root.program.instructions.map((node) => [node.name, layoutOf(node, codecs)]));
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

/** Codama's codecs of a program's arguments. */
class Codecs {
  readonly #root: RootNode;
  readonly #linkables = new LinkableDictionary();

  constructor(root: RootNode) {
    this.#root = root;
    visit(root, getRecordLinkablesVisitor(this.#linkables));
  }

  /** The encoder of an argument, which knows its default. */
  encoder(instruction: InstructionNode, argument: InstructionArgumentNode): Encoder<never> {
    const stack = new NodeStack([this.#root, this.#root.program, instruction]);
    const visitor = {
      ...getNodeCodecVisitor(this.#linkables, { stack }),
      visitPublicKeyType: () => pubkeyCodec,
      visitBytesType: () => bytesCodec,
    };
    const codec = visit(argument, visitor) as unknown as Encoder<unknown>;
    const { defaultValue, defaultValueStrategy } = argument;
    if (defaultValue === undefined) return codec as Encoder<never>;
    const codecVisitorFactory = () => visitor;
    const value: unknown = visit(
      defaultValue as never,
      getValueNodeVisitor(this.#linkables, { stack, codecVisitorFactory }),
    );
    const isFixed = defaultValueStrategy === "omitted";
    return { encode: (given: unknown) => codec.encode(isFixed || given === undefined ? value : given) };
  }
}

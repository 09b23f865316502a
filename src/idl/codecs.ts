import { getNodeCodecVisitor, getValueNodeVisitor } from "@codama/dynamic-codecs";
import type {
  AccountNode,
  BooleanTypeNode,
  InstructionArgumentNode,
  InstructionNode,
  NumberTypeNode,
  RootNode,
  StructFieldTypeNode,
} from "@codama/nodes";
import { getRecordLinkablesVisitor, LinkableDictionary, NodeStack, visit } from "@codama/visitors-core";
import type { Codec } from "@solana/kit";
import type { Encoder } from "../program/index.js";
import { checkedBoolean, checkedNumber } from "./checked-codecs.js";

/** Codecs that Callgate has in the place of Codama's. */
export interface ValueCodecs {
  readonly pubkey: Codec<unknown>;
  readonly bytes: Codec<unknown>;
}

/** What has a type, and perhaps a value that holds where none is given. */
type Field = InstructionArgumentNode | StructFieldTypeNode;

/** Codama's codecs of a program's arguments and accounts. */
export class Codecs {
  readonly #linkables = new LinkableDictionary();

  constructor(
    private readonly root: RootNode,
    private readonly values: ValueCodecs,
  ) {
    visit(root, getRecordLinkablesVisitor(this.#linkables));
  }

  /** The encoder of an argument, which knows its default. */
  encoder(instruction: InstructionNode, argument: InstructionArgumentNode): Encoder<never> {
    const codec = this.field(instruction, argument);
    if (argument.defaultValue === undefined) return codec as Encoder<never>;
    const value = this.#defaultOf(instruction, argument);
    const isFixed = argument.defaultValueStrategy === "omitted";
    return {
      encode: (given: unknown) => Uint8Array.from(codec.encode(isFixed || given === undefined ? value : given)),
    };
  }

  /** Of an argument of an instruction, or a field of an account. */
  field(holder: InstructionNode | AccountNode, { type }: Field): Codec<unknown> {
    return visit(type, this.#visitor(this.#stackTo(holder))) as unknown as Codec<unknown>;
  }

  /** Of the argument that comes last, which there must be. */
  lastArgument(instruction: InstructionNode): Codec<unknown> {
    return this.field(instruction, instruction.arguments.at(-1)!);
  }

  /** All data of an account. */
  account(account: AccountNode): Codec<unknown> {
    return visit(account.data, this.#visitor(this.#stackTo(account))) as unknown as Codec<unknown>;
  }

  /** The bytes of the value that holds where none is given; undefined if there is none. */
  defaultBytes(holder: InstructionNode | AccountNode, field: Field): Uint8Array | undefined {
    if (field.defaultValue === undefined) return undefined;
    return Uint8Array.from(this.field(holder, field).encode(this.#defaultOf(holder, field)));
  }

  #defaultOf(holder: InstructionNode | AccountNode, { defaultValue }: Field): unknown {
    const stack = this.#stackTo(holder);
    const codecVisitorFactory = () => this.#visitor(stack);
    return visit(defaultValue as never, getValueNodeVisitor(this.#linkables, { stack, codecVisitorFactory }));
  }

  #visitor(stack: NodeStack) {
    const codama = getNodeCodecVisitor(this.#linkables, { stack });
    return {
      ...codama,
      visitNumberType: (node: NumberTypeNode) => checkedNumber(node, codama.visitNumberType(node)) as never,
      visitBooleanType: (node: BooleanTypeNode) => checkedBoolean(visit(node, codama)) as never,
      visitPublicKeyType: () => this.values.pubkey as never,
      visitBytesType: () => this.values.bytes as never,
    };
  }

  #stackTo(holder: InstructionNode | AccountNode): NodeStack {
    return new NodeStack([this.root, this.root.program, holder]);
  }
}

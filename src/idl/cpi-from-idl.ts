import type { InstructionAccountNode, InstructionNode, RootNode } from "@codama/nodes";
import { cpiFunctions } from "../program/cpi/functions.js";
import type { AccountRole, InstructionLayout } from "../program/cpi/layout.js";
import type { CpiFunctions } from "../program/index.js";
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
    return cpiFunctions(id === undefined ? [] : [id], layoutsOf(root)) as never;
  });
}

function layoutsOf(root: RootNode): Record<string, InstructionLayout> {
  const codecs = new Codecs(root, { pubkey: pubkeyCodec, bytes: bytesCodec });
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

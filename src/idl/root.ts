import type { RootNode } from "@codama/nodes";
import { rootNodeFromAnchorWithoutDefaultVisitor } from "@codama/nodes-from-anchor";
import { CallgateError } from "../base/errors.js";
import { describe, isObject, reasonOf } from "../base/untrusted.js";
import { type Pubkey, pubkeyFromAddress } from "../solana/pubkey.js";

/** What `read` makes of an IDL. Throws `invalid-idl`. */
export function readIdlWith<T>(read: () => T): T {
  try {
    return read();
  } catch (cause) {
    throw new CallgateError("invalid-idl", `the IDL could not be read: ${reasonOf(cause)}`, { cause });
  }
}

/**
 * An IDL of Anchor or of Codama as Codama has it; of Anchor as it stands: Codama's own changes for clients would put the
 * fields of a struct in the place of the argument that it is.
 */
export function rootOf(idl: unknown): RootNode {
  if (!isObject(idl)) throw new TypeError(`expected an object, got ${describe(idl)}`);
  const isCodama = "kind" in idl && idl.kind === "rootNode";
  if (!isCodama && !("instructions" in idl && Array.isArray(idl.instructions))) {
    throw new TypeError("expected the root node of Codama, or an IDL of Anchor with its instructions");
  }
  return isCodama
    ? withLists(idl as RootNode)
    : rootNodeFromAnchorWithoutDefaultVisitor(withAccountTypes(idl as AnchorIdl) as never);
}

interface AnchorIdl {
  readonly types?: readonly { readonly name: string }[];
  readonly accounts?: readonly { readonly name: string; readonly type?: unknown }[];
}

/** Before Anchor 0.30 the types of accounts stood with the accounts alone, and arguments spoke of them too. */
function withAccountTypes<I extends AnchorIdl>(idl: I): I {
  const { types = [], accounts = [] } = idl;
  const isKnown = (name: string) => types.some((each) => each.name === name);
  const missing = accounts.filter(({ name, type }) => type !== undefined && !isKnown(name));
  return missing.length === 0 ? idl : { ...idl, types: [...types, ...missing] };
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

/** IDLs of early Anchor name no address. */
export function addressOf(address: string): Pubkey | undefined {
  return address === "" ? undefined : pubkeyFromAddress(address);
}

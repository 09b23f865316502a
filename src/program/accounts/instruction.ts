import type { Pubkey } from "../../solana/pubkey.js";
import type { AccountInfo } from "../account-info.js";
import type { Decoder } from "../borsh.js";
import type { AnyCodec } from "../codec/codec.js";
import type { Fields, ObjectOf } from "../codec/containers.js";
import { type Constraint, type Declarations, find, type Loaded, type Resolved } from "./constraints.js";

/** What a handler gets beside the arguments (anchor-lang, Context). */
export interface Context<A extends Declarations> {
  readonly programId: Pubkey;
  /** The declared accounts by name, checked. */
  readonly accounts: { readonly [K in keyof A]: Loaded<A[K]> };
  /** Those that came after the declared ones, unchecked. */
  readonly remainingAccounts: readonly AccountInfo[];
  /** The bumps of the accounts that are declared with `pda`. */
  readonly bumps: { readonly [K in keyof A as HasPda<A[K]> extends true ? K : never]: number };
}

type HasPda<C extends readonly Constraint[]> = [Extract<C[number], { kind: "pda" }>] extends [never] ? false : true;

/** An instruction of a declared program. */
export interface InstructionDefinition<A extends Declarations, F extends Fields, R> {
  /** What the instruction data begins with; by default Anchor's, the hash of the name. */
  readonly discriminator?: readonly number[];
  /** Accounts in their order, each with its constraints; `[]` for one that the handler checks by hand. */
  readonly accounts: A & Resolved<A>;
  /** Arguments in their order. Default none. */
  readonly args?: F;
  /** The layout of what the handler returns, which becomes the return data. */
  readonly returns?: AnyCodec & { encode(value: R): unknown };
  /** Runs when the accounts are as declared. Throws to fail: a ProgramError or one of the program's `errorCodes`. */
  handler(context: Context<A>, args: ObjectOf<F>): R;
}

/** A declared instruction, whatever its types. */
export interface AnyInstruction {
  readonly discriminator: readonly number[] | undefined;
  readonly accounts: Declarations;
  readonly args: Fields;
  readonly returns: AnyCodec | undefined;
  readonly handler: (context: never, args: never) => unknown;
}

/** An instruction with the types of its accounts and arguments. */
export interface DeclaredInstruction<A extends Declarations, F extends Fields, R> extends AnyInstruction {
  readonly accounts: A;
  readonly args: F;
  readonly returns: [undefined] extends [R] ? undefined : AnyCodec & Decoder<R>;
}

/** Declares an instruction, for `defineProgram`. */
export function instruction<
  const A extends Declarations,
  const F extends Fields = Readonly<Record<never, never>>,
  R = void,
>(definition: InstructionDefinition<A, F, R>): DeclaredInstruction<A, F, R> {
  const { accounts, discriminator, args = {} as F, returns, handler } = definition;
  return { accounts, discriminator, args, returns: returns as never, handler };
}

/** Whether an account's constraints ask for a writable account. */
export function asksToWrite(constraints: readonly Constraint[]): boolean {
  return constraints.some(({ kind }) => kind === "writable" || kind === "init" || kind === "close");
}

/** Whether an account's constraints ask for a signature; that of a new account that is no derived address too. */
export function asksToSign(constraints: readonly Constraint[]): boolean {
  if (find(constraints, "signer") !== undefined) return true;
  const isDerived = find(constraints, "pda") !== undefined || find(constraints, "associatedToken") !== undefined;
  return find(constraints, "init") !== undefined && !isDerived;
}

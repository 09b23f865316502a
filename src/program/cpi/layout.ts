import type { Decoder, Encoder } from "../borsh.js";

/** What an instruction asks of one of its accounts. */
export interface AccountRole {
  readonly isSigner: boolean;
  readonly isWritable: boolean;
  /** The account may be left out: it is left out of the instruction then, or the program's own id stands for it. */
  readonly optional?: "omitted" | "programId";
  /** A multisig account may sign in its place: see `multisig`. */
  readonly multisig?: true;
  /** The account is no account of the instruction: its key is an argument, see `keyOf`. */
  readonly keyOnly?: true;
}

export const readonly = { isSigner: false, isWritable: false } as const;
export const writable = { isSigner: false, isWritable: true } as const;
export const signer = { isSigner: true, isWritable: false } as const;
export const writableSigner = { isSigner: true, isWritable: true } as const;
/** A signer, or a multisig account of the Token programs with its signers. */
export const authority = { isSigner: true, isWritable: false, multisig: true } as const;
/** An account whose key is an argument. */
export const keyOnly = { isSigner: false, isWritable: false, keyOnly: true } as const;

/** The same role, of an account that may be left out of the instruction. */
export function optional<const R extends AccountRole>(role: R): R & { readonly optional: "omitted" } {
  return { ...role, optional: "omitted" };
}

/** In the place of an argument: the key of an account. */
export interface KeyOf {
  readonly keyOf: string;
}

/** An argument that is the key of the account of that name. */
export function keyOf(account: string): KeyOf {
  return { keyOf: account };
}

/** An instruction of a program: names, bytes and rights. The order of the properties is that of the instruction. */
export interface InstructionLayout {
  /** What the instruction data begins with. */
  readonly discriminator: readonly number[];
  readonly accounts: Readonly<Record<string, AccountRole>>;
  /** How the arguments follow one after the other. Any encoder of Kit will do. */
  readonly args: Readonly<Record<string, Encoder<never> | KeyOf>>;
  /** What remaining accounts are; by default their own rights are asked for. */
  readonly remaining?: "signers";
  /** What the instruction leaves as return data. */
  readonly returns?: Decoder<unknown>;
}

/** The arguments of an instruction by name. */
export type ArgsOf<L extends InstructionLayout> = {
  readonly [K in keyof L["args"] as L["args"][K] extends KeyOf ? never : K]: L["args"][K] extends Encoder<infer T>
    ? T
    : never;
};

/** None for an instruction without arguments. */
export type ArgList<L extends InstructionLayout> = keyof ArgsOf<L> extends never ? [] : [args: ArgsOf<L>];

/** What a call gives back. */
export type ReturnOf<L extends InstructionLayout> = L extends { readonly returns: Decoder<infer T> } ? T : undefined;

/** A multisig account of the Token programs, and those of its signers that sign. */
export interface Multisig<Given> {
  readonly multisig: Given;
  readonly signers: readonly Given[];
}

/** A multisig account of the Token programs in the place of an authority. */
export function multisig<Given>(account: Given, signers: readonly Given[]): Multisig<Given> {
  return { multisig: account, signers };
}

/** The accounts of an instruction by name, each given as a `Given`. */
export type AccountsOf<L extends InstructionLayout, Given> = {
  readonly [K in keyof L["accounts"] as IsOptional<L["accounts"][K]> extends true ? never : K]: Accepted<
    L["accounts"][K],
    Given
  >;
} & {
  readonly [K in keyof L["accounts"] as IsOptional<L["accounts"][K]> extends true ? K : never]?:
    | Accepted<L["accounts"][K], Given>
    | undefined;
};

type IsOptional<R> = R extends { readonly optional: string } ? true : false;
type Accepted<R, Given> = R extends { readonly multisig: true } ? Given | Multisig<Given> : Given;

/** Refuses names that `Expected` has not. */
export type NoOthers<A, Expected> = { readonly [K in Exclude<keyof A, keyof Expected>]: never };

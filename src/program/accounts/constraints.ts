import type { Pubkey } from "../../solana/pubkey.js";
import type { AccountInfo } from "../account-info.js";
import type { Account } from "./account.js";
import type { AccountType } from "./account-type.js";

/** A seed of an address: text, bytes, the key of an account, a field of one, or an argument. */
export type Seed<N extends string = string> =
  | string
  | Uint8Array
  | { readonly account: N; readonly field?: string }
  | { readonly arg: string };

/** What is declared of one account; `N` are the names of the accounts that it speaks of. */
export type Constraint<N extends string = string> =
  | { readonly kind: "signer" }
  | { readonly kind: "writable" }
  | { readonly kind: "duplicate" }
  | { readonly kind: "program"; readonly id: Pubkey }
  | { readonly kind: "address"; readonly id: Pubkey }
  | { readonly kind: "ownedBy"; readonly id: Pubkey }
  | { readonly kind: "account"; readonly type: AccountType<unknown> }
  | { readonly kind: "pda"; readonly seeds: readonly Seed<N>[]; readonly program: Pubkey | undefined }
  | AssociatedToken<N>
  | { readonly kind: "hasOne"; readonly account: N }
  | { readonly kind: "init"; readonly payer: N; readonly space: number }
  | { readonly kind: "close"; readonly to: N };

/** Token accounts that belong to a wallet and a mint. */
export interface AssociatedToken<N extends string = string> {
  readonly kind: "associatedToken";
  readonly mint: N;
  readonly authority: N;
  readonly tokenProgram: N | undefined;
}

export type ConstraintOf<K extends Constraint["kind"]> = Extract<Constraint, { readonly kind: K }>;

/** It signed: else AccountNotSigner. */
export const signer = { kind: "signer" } as const;
/** It may be written: else ConstraintMut. */
export const writable = { kind: "writable" } as const;
/** It may be another writable account of the instruction too: else ConstraintDuplicateMutableAccount. */
export const duplicate = { kind: "duplicate" } as const;

/** It is this program: else InvalidProgramId or InvalidProgramExecutable. */
export function program(id: Pubkey) {
  return { kind: "program", id } as const;
}

/** It has this address: else ConstraintAddress. */
export function address(id: Pubkey) {
  return { kind: "address", id } as const;
}

/** This program owns it: else ConstraintOwner. */
export function ownedBy(id: Pubkey) {
  return { kind: "ownedBy", id } as const;
}

/**
 * It holds a value of this type, which the handler gets as `Account<T>`: else AccountNotInitialized,
 * AccountOwnedByWrongProgram, AccountDiscriminatorNotFound, AccountDiscriminatorMismatch or AccountDidNotDeserialize.
 */
export function account<T>(type: AccountType<T>): { readonly kind: "account"; readonly type: AccountType<T> } {
  return { kind: "account", type };
}

/** Its address derives from these seeds and the highest bump that does, `ctx.bumps`: else ConstraintSeeds. */
export function pda<const N extends string = never>(seeds: readonly Seed<N>[], programId?: Pubkey) {
  return { kind: "pda", seeds, program: programId } as const;
}

/**
 * It is the associated token account of a wallet for a mint: else ConstraintTokenOwner, ConstraintAssociated or
 * ConstraintAssociatedTokenTokenProgram. Without `tokenProgram` the Token program is meant. With `init` it is created.
 */
export function associatedToken<const N extends string>(of: {
  readonly mint: N;
  readonly authority: N;
  readonly tokenProgram?: N;
}) {
  return { kind: "associatedToken", ...of, tokenProgram: of.tokenProgram } as const;
}

/** The field of that name in its value is the key of the account of that name: else ConstraintHasOne. */
export function hasOne<const N extends string>(name: N) {
  return { kind: "hasOne", account: name } as const;
}

/**
 * It is created before the handler runs, rent-exempt and owned by the program, also when it has lamports already; the
 * instruction must have the account `systemProgram`.
 */
export function init<const N extends string>(options: { readonly payer: N; readonly space?: number }) {
  return { kind: "init", payer: options.payer, space: options.space ?? 0 } as const;
}

/** After the handler its lamports go to that account, and it is no more; it may not be that account: ConstraintClose. */
export function close<const N extends string>(to: N) {
  return { kind: "close", to } as const;
}

/** The accounts of an instruction by name, each with its constraints. */
export type Declarations = Readonly<Record<string, readonly Constraint[]>>;

/** What a handler gets for an account. */
export type Loaded<C extends readonly Constraint[]> = [Extract<C[number], { kind: "account" }>] extends [never]
  ? AccountInfo
  : Extract<C[number], { kind: "account" }> extends { readonly type: AccountType<infer T> }
    ? Account<T>
    : never;

/** The names of accounts that a constraint speaks of; none where it could be any. */
type Mentioned<C> = string extends MentionedIn<C> ? never : MentionedIn<C>;
type MentionedIn<C> =
  | (C extends { readonly kind: "pda"; readonly seeds: readonly (infer S)[] }
      ? S extends { readonly account: infer N }
        ? N
        : never
      : never)
  | (C extends { readonly kind: "hasOne"; readonly account: infer N } ? N : never)
  | (C extends { readonly kind: "init"; readonly payer: infer N } ? N : never)
  | (C extends { readonly kind: "close"; readonly to: infer N } ? N : never)
  | (C extends { readonly kind: "associatedToken"; readonly mint: infer M; readonly authority: infer N }
      ? M | N
      : never);

/** Refuses constraints that speak of accounts that are not declared. */
export type Resolved<A extends Declarations> = {
  readonly [K in keyof A]: Mentioned<A[K][number]> extends keyof A ? A[K] : never;
};

/** The constraint of a kind, if there is one. */
export function find<K extends Constraint["kind"]>(
  constraints: readonly Constraint[],
  kind: K,
): ConstraintOf<K> | undefined {
  return constraints.find((constraint): constraint is ConstraintOf<K> => constraint.kind === kind);
}

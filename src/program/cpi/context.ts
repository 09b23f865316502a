import { CallgateError } from "../../base/errors.js";
import { describe, isBytes, isObject } from "../../base/untrusted.js";
import type { Pubkey } from "../../solana/pubkey.js";
import { type AccountInfo, accountStateOf } from "../account-info.js";
import { copyPubkey, refuseArgument } from "../arguments.js";

/** An account, or what holds one, as the declared accounts of an instruction do. */
export type HasAccountInfo = AccountInfo | { readonly info: AccountInfo };

/** The seeds of each address to sign for, the bumps included. */
export type SignerSeeds = readonly (readonly Uint8Array[])[];

/**
 * A call that is to be made: which program, with which accounts, and who signs (anchor-lang, CpiContext). Give it to the
 * function of an instruction: `token.transfer(CpiContext.new(tokenProgram, { from, to, authority }), { amount })`.
 */
export class CpiContext<Accounts extends object> {
  private constructor(
    readonly programId: Pubkey,
    readonly accounts: Accounts,
    readonly signerSeeds: SignerSeeds,
    readonly remainingAccounts: readonly HasAccountInfo[],
  ) {}

  /**
   * @param program the program's account or its id.
   * @param accounts by the names of the instruction.
   */
  static new<const A extends object>(program: HasAccountInfo | Pubkey, accounts: A): CpiContext<A> {
    return CpiContext.newWithSigner(program, accounts, []);
  }

  /** With addresses that the program itself signs for. */
  static newWithSigner<const A extends object>(
    program: HasAccountInfo | Pubkey,
    accounts: A,
    signerSeeds: SignerSeeds,
  ): CpiContext<A> {
    const id = isBytes(program) ? program : requireInfo(program, "CpiContext.new: the program").key;
    if (!isObject(accounts)) refuseArgument("CpiContext.new", "the accounts as an object", accounts);
    return new CpiContext(copyPubkey(id, "CpiContext.new", "the program's id"), accounts, signerSeeds, []);
  }

  /** The same call, signed for these addresses. */
  withSigner(signerSeeds: SignerSeeds): CpiContext<Accounts> {
    return new CpiContext(this.programId, this.accounts, signerSeeds, this.remainingAccounts);
  }

  /** The same call, with these accounts after the named ones. */
  withRemainingAccounts(remainingAccounts: readonly HasAccountInfo[]): CpiContext<Accounts> {
    return new CpiContext(this.programId, this.accounts, this.signerSeeds, remainingAccounts);
  }
}

/** The AccountInfo that was given, or that what was given holds. Throws `invalid-argument`. */
export function requireInfo(given: unknown, what: string): AccountInfo {
  const info: unknown =
    isObject(given) && accountStateOf(given) === undefined ? (given as { info?: unknown }).info : given;
  if (accountStateOf(info) !== undefined) return info as AccountInfo;
  throw new CallgateError("invalid-argument", `${what}: expected an AccountInfo, got ${describe(given)}`, { what });
}

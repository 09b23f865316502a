import type { Pubkey } from "../../solana/pubkey.js";
import { logPubkey, msg } from "../log.js";
import { ProgramError } from "../program-error.js";

/** Anchor's own errors, by their numbers and messages (anchor-lang-error, ErrorCode). */
const ANCHOR_ERRORS = {
  InstructionFallbackNotFound: [101, "Fallback functions are not supported"],
  InstructionDidNotDeserialize: [102, "The program could not deserialize the given instruction"],
  ConstraintMut: [2000, "A mut constraint was violated"],
  ConstraintHasOne: [2001, "A has one constraint was violated"],
  ConstraintOwner: [2004, "An owner constraint was violated"],
  ConstraintSeeds: [2006, "A seeds constraint was violated"],
  ConstraintAssociated: [2009, "An associated constraint was violated"],
  ConstraintClose: [2011, "A close constraint was violated"],
  ConstraintAddress: [2012, "An address constraint was violated"],
  ConstraintTokenOwner: [2015, "A token owner constraint was violated"],
  ConstraintAssociatedTokenTokenProgram: [2023, "An associated token account token program constraint was violated"],
  ConstraintDuplicateMutableAccount: [2040, "A duplicate mutable account constraint was violated"],
  AccountDiscriminatorNotFound: [3001, "No discriminator was found on the account"],
  AccountDiscriminatorMismatch: [3002, "Account discriminator did not match what was expected"],
  AccountDidNotDeserialize: [3003, "Failed to deserialize the account"],
  AccountDidNotSerialize: [3004, "Failed to serialize the account"],
  AccountNotEnoughKeys: [3005, "Not enough account keys given to the instruction"],
  AccountOwnedByWrongProgram: [3007, "The given account is owned by a different program than expected"],
  InvalidProgramId: [3008, "Program ID was not as expected"],
  InvalidProgramExecutable: [3009, "Program account is not executable"],
  AccountNotSigner: [3010, "The given account did not sign"],
  AccountNotInitialized: [3012, "The program expected this account to be already initialized"],
  DeclaredProgramIdMismatch: [4100, "The declared program id does not match the actual program id"],
  TryingToInitPayerAsProgramAccount: [4101, "You cannot/should not initialize the payer account as a program account"],
} as const satisfies Readonly<Record<string, readonly [number: number, message: string]>>;

export type AnchorErrorName = keyof typeof ANCHOR_ERRORS;

/** Where the numbers of a program's own errors begin (anchor-lang-error, ERROR_CODE_OFFSET). */
const ERROR_CODE_OFFSET = 6000;

/** An error with a name, a number and a message, of Anchor or of a program (anchor-lang-error, AnchorError). */
export class AnchorError extends ProgramError {
  constructor(
    readonly errorName: string,
    readonly code: number,
    readonly text: string,
    /** Whose account caused it. */
    readonly accountName?: string,
    /** What was compared. */
    readonly compared?: readonly [left: Pubkey, right: Pubkey],
  ) {
    super(code, text);
  }

  /** Logs it in Anchor's words (AnchorError::log). */
  log(): void {
    const cause = this.accountName === undefined ? "occurred" : `caused by account: ${this.accountName}`;
    msg(
      `AnchorError ${cause}. Error Code: ${this.errorName}. Error Number: ${this.code}. Error Message: ${this.text}.`,
    );
    if (this.compared === undefined) return;
    msg("Left:");
    logPubkey(this.compared[0]);
    msg("Right:");
    logPubkey(this.compared[1]);
  }
}

/** Throws one of Anchor's errors. */
export function fail(
  name: AnchorErrorName,
  accountName?: string,
  compared?: readonly [left: Pubkey, right: Pubkey],
): never {
  const [number, message] = ANCHOR_ERRORS[name];
  throw new AnchorError(name, number, message, accountName, compared);
}

/** Makes an error of a program's own, to throw. */
export interface ErrorCode {
  (): AnchorError;
  readonly code: number;
  readonly msg: string;
}

/**
 * The errors of a program, numbered from 6000 on (anchor-lang, error_code): `throw errors.TooLate()`.
 *
 * @param messages for each name.
 */
export function errorCodes<const M extends Readonly<Record<string, string>>>(
  messages: M,
): { readonly [K in keyof M]: ErrorCode } {
  const entries = Object.entries(messages).map(([name, text], i) => {
    const code = ERROR_CODE_OFFSET + i;
    return [name, Object.assign(() => new AnchorError(name, code, text), { code, msg: text })];
  });
  return Object.freeze(Object.fromEntries(entries));
}

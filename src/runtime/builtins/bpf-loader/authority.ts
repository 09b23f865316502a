import { type Pubkey, pubkeyEqual } from "../../../solana/pubkey.js";
import type { InvokeContext } from "../../invoke-context.js";
import { refuse } from "./refuse.js";

/** What the log says of an authority that is absent, another, or does not sign. */
interface AuthorityWords {
  readonly immutable: string;
  readonly incorrect: string;
  readonly unsigned: string;
}

export const BUFFER_AUTHORITY: AuthorityWords = {
  immutable: "Buffer is immutable",
  incorrect: "Incorrect buffer authority provided",
  unsigned: "Buffer authority did not sign",
};

export const UPGRADE_AUTHORITY: AuthorityWords = {
  immutable: "Program not upgradeable",
  incorrect: "Incorrect upgrade authority provided",
  unsigned: "Upgrade authority did not sign",
};

export const CLOSE_AUTHORITY: AuthorityWords = {
  immutable: "Account is immutable",
  incorrect: "Incorrect authority provided",
  unsigned: "Authority did not sign",
};

/** Checks that there is an authority, that it is the account at `index`, and that it signs; in this order. */
export function checkAuthority(
  context: InvokeContext,
  authority: Pubkey | undefined,
  index: number,
  words: AuthorityWords,
): void {
  const instruction = context.transaction.currentInstruction;
  if (authority === undefined) refuse(context, "Immutable", words.immutable);
  if (!pubkeyEqual(authority, instruction.keyOfAccount(index))) refuse(context, "IncorrectAuthority", words.incorrect);
  if (!instruction.isSigner(index)) refuse(context, "MissingRequiredSignature", words.unsigned);
}

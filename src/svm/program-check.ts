import type { TransactionAccount } from "../runtime/transaction-accounts.js";
import * as ids from "../solana/program-ids.js";
import { includesPubkey, pubkeyEqual } from "../solana/pubkey.js";
import type { Bank } from "./bank.js";
import { MISSING_ACCOUNT } from "./missing-account.js";
import { refuse } from "./refusal.js";
import type { SanitizedTransaction } from "./sanitize.js";

const PROGRAM_OWNERS = [ids.NATIVE_LOADER_ID, ids.LOADER_V3_ID, ids.LOADER_V2_ID, ids.LOADER_V1_ID, ids.LOADER_V4_ID];

/** Each program that the message runs must be there and belong to a loader (Agave: `load_transaction_accounts`). */
export function checkPrograms(
  bank: Bank,
  { message }: SanitizedTransaction,
  accounts: readonly TransactionAccount[],
): void {
  const check = bank.compat.ignoresExecutableFlag ? checkProgram : checkProgramAsLitesvm;
  for (const { programIdIndex } of message.instructions) check(bank, accounts[programIdIndex]!);
}

function checkProgram(bank: Bank, { key, original, owner }: TransactionAccount): void {
  // The instructions sysvar, which the transaction sees, counts only if it is stored.
  const isMissing = pubkeyEqual(key, ids.SYSVAR_INSTRUCTIONS_ID)
    ? bank.accounts.get(key) === undefined
    : original === MISSING_ACCOUNT;
  if (isMissing) refuse("ProgramAccountNotFound");
  if (!includesPubkey(PROGRAM_OWNERS, owner)) refuse("InvalidProgramForExecution");
}

/** LiteSVM: the flag decides, and the owner must be flagged too and belong to the native loader. */
function checkProgramAsLitesvm(bank: Bank, { key, executable, owner }: TransactionAccount): void {
  if (pubkeyEqual(key, ids.NATIVE_LOADER_ID)) return;
  if (!executable) refuse("InvalidProgramForExecution");
  if (pubkeyEqual(owner, ids.NATIVE_LOADER_ID)) return;
  const loader = bank.accounts.get(owner);
  const isLoader = loader?.executable === true && pubkeyEqual(loader.owner, ids.NATIVE_LOADER_ID);
  if (!isLoader) refuse("InvalidProgramForExecution");
}

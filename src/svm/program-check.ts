import * as ids from "../solana/program-ids.js";
import { type Pubkey, pubkeyEqual } from "../solana/pubkey.js";
import type { Bank } from "./bank.js";
import { refuse } from "./refusal.js";
import type { SanitizedTransaction } from "./sanitize.js";

const PROGRAM_OWNERS = [ids.LOADER_V3_ID, ids.NATIVE_LOADER_ID, ids.LOADER_V2_ID, ids.LOADER_V1_ID, ids.LOADER_V4_ID];

/** Each program that the message runs must be there and belong to a loader (Agave: `load_transaction_accounts`). */
export function checkPrograms(bank: Bank, { message, keys }: SanitizedTransaction): void {
  const check = bank.compat.ignoresExecutableFlag ? checkProgram : checkProgramAsLitesvm;
  for (const { programIdIndex } of message.instructions) check(bank, keys[programIdIndex]!);
}

function checkProgram(bank: Bank, programId: Pubkey): void {
  const account = bank.accounts.get(programId);
  if (account === undefined) refuse("ProgramAccountNotFound");
  if (!PROGRAM_OWNERS.some((id) => pubkeyEqual(id, account.owner))) refuse("InvalidProgramForExecution");
}

/** LiteSVM: the flag decides, and the owner must be flagged too and belong to the native loader. */
function checkProgramAsLitesvm(bank: Bank, programId: Pubkey): void {
  if (pubkeyEqual(programId, ids.NATIVE_LOADER_ID)) return;
  const account = bank.accounts.get(programId);
  if (account === undefined || !account.executable) refuse("InvalidProgramForExecution");
  if (pubkeyEqual(account.owner, ids.NATIVE_LOADER_ID)) return;
  const owner = bank.accounts.get(account.owner);
  const isLoader = owner?.executable === true && pubkeyEqual(owner.owner, ids.NATIVE_LOADER_ID);
  if (!isLoader) refuse("InvalidProgramForExecution");
}

import { TransactionAccount } from "../runtime/transaction-accounts.js";
import { decodeLoaderV3State } from "../solana/loader-v3-state.js";
import { isSigner } from "../solana/message/account-roles.js";
import { LOADER_V3_ID, SYSVAR_INSTRUCTIONS_ID, SYSVAR_PROGRAM_ID } from "../solana/program-ids.js";
import { includesPubkey, type Pubkey, pubkeyEqual } from "../solana/pubkey.js";
import { encodeInstructionsSysvar } from "../solana/sysvars/instructions.js";
import type { StoredAccount } from "./accounts-store.js";
import type { Bank } from "./bank.js";
import { normalizedRentEpoch } from "./fee-payer.js";
import type { LoadedSize } from "./loaded-size.js";
import { MISSING_ACCOUNT } from "./missing-account.js";
import { checkPrograms } from "./program-check.js";
import { refuse } from "./refusal.js";
import type { SanitizedTransaction } from "./sanitize.js";

/**
 * The accounts of a transaction in key order, the payer as it is without the fee. Their size is added up as they come
 * (Agave: account_loader.rs, `load_transaction_accounts`).
 */
export function loadAccounts(
  bank: Bank,
  tx: SanitizedTransaction,
  chargedPayer: StoredAccount,
  size: LoadedSize,
): TransactionAccount[] {
  const { keys, writable, message } = tx;
  const { rent } = bank;
  const programData = bank.compat.countsProgramData ? new ProgramDataCounter(bank, keys, size) : undefined;
  if (bank.compat.chargesLoadFailures) size.addLookupTables(message.addressTableLookups.length);
  const accounts: TransactionAccount[] = new Array(keys.length);
  for (let i = 0; i < keys.length; i++) {
    const key = keys[i]!;
    const isComputed = isInstructionsSysvar(key);
    const original = i === 0 ? chargedPayer : isComputed ? instructionsSysvar(bank, tx) : storedAccount(bank, key);
    if (original !== MISSING_ACCOUNT && !isComputed) size.addAccount(original.data.length);
    if (programData !== undefined) programData.count(original);
    const account = new TransactionAccount(key, original);
    if (writable[i]) account.rentEpoch = normalizedRentEpoch(original, rent);
    accounts[i] = account;
  }
  checkPrograms(bank, tx, accounts);
  return accounts;
}

function storedAccount(bank: Bank, key: Pubkey): StoredAccount {
  return bank.accounts.get(key) ?? MISSING_ACCOUNT;
}

function isInstructionsSysvar(key: Pubkey): boolean {
  return pubkeyEqual(key, SYSVAR_INSTRUCTIONS_ID);
}

/** Agave: `construct_instructions_account`. */
function instructionsSysvar(bank: Bank, { message, keys, writable }: SanitizedTransaction): StoredAccount {
  const data = encodeInstructionsSysvar(
    message.instructions.map(({ programIdIndex, accounts, data }) => ({
      programId: keys[programIdIndex]!,
      accounts: Array.from(accounts, (index) => ({
        pubkey: keys[index]!,
        isSigner: isSigner(message, index),
        isWritable: writable[index]!,
      })),
      data,
    })),
  );
  if (data === undefined) refuse(bank.compat.limitsForm ? "MaxLoadedAccountsDataSizeExceeded" : "SanitizeFailure");
  return { lamports: 0n, data, owner: SYSVAR_PROGRAM_ID, executable: false, rentEpoch: 0n };
}

/** Adds the programdata account of each upgradeable program, once, unless the transaction names it anyway. */
class ProgramDataCounter {
  readonly #counted: Pubkey[] = [];

  constructor(
    private readonly bank: Bank,
    private readonly keys: readonly Pubkey[],
    private readonly size: LoadedSize,
  ) {}

  count(account: StoredAccount): void {
    if (!pubkeyEqual(account.owner, LOADER_V3_ID)) return;
    const state = decodeLoaderV3State(account.data);
    if (state?.kind !== "program") return;
    const address = state.programDataAddress;
    if (includesPubkey(this.#counted, address) || includesPubkey(this.keys, address)) return;
    const programData = this.bank.accounts.get(address);
    if (programData === undefined) return;
    this.size.addAccount(programData.data.length);
    this.#counted.push(address);
  }
}

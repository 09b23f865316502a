import {
  type AccountInfo,
  borsh,
  deserialize,
  entrypoint,
  findProgramAddress,
  msg,
  nextAccountInfo,
  type Program,
  ProgramError,
  type Pubkey,
  pubkeyEqual,
  SYSTEM_PROGRAM_ID,
  serialize,
} from "callgate/program";
import { createAccount } from "../support/create-account.js";
import { transferSol, transferSolFromPda } from "./cpi-helpers.js";

const utf8 = new TextEncoder();
export const VAULT_SEED = utf8.encode("vault");
export const BALANCE_SEED = utf8.encode("balance");
const U64_MAX = 2n ** 64n - 1n;

/** What a user has in the vault. */
export const balanceCodec = borsh.struct("Balance", { user: borsh.pubkey, lamports: borsh.u64 });
const BALANCE_BYTES = 40;

/** The instructions, by the first byte of their data; a u64 of lamports follows. */
export const DEPOSIT = 0;
export const WITHDRAW = 1;

/** A bank with one vault for all users, and the same without the checks of the vault and of the signature. */
export const bank = bankThat({ checks: true });
export const carelessBank = bankThat({ checks: false });

function bankThat({ checks }: { readonly checks: boolean }): Program {
  return entrypoint((programId, accounts, data) => {
    const lamports = deserialize(borsh.u64, data.subarray(1));
    if (lamports === 0n) throw new ProgramError("InvalidArgument");
    if (data[0] === DEPOSIT) return deposit(programId, accounts, lamports, checks);
    if (data[0] === WITHDRAW) return withdraw(programId, accounts, lamports, checks);
    throw new ProgramError("InvalidInstructionData");
  });
}

/**
 * Puts a user's SOL into the vault, and opens an account for the user at the first time.
 *
 * Accounts:
 * 0. `[signer, writable]` user
 * 1. `[writable]` vault, at ["vault"]
 * 2. `[writable]` balance, at ["balance", user]
 * 3. `[]` System program
 *
 * Calls: System program, transfer (from the user to the vault), and at the first time createAccount.
 */
function deposit(programId: Pubkey, accounts: AccountInfo[], lamports: bigint, checks: boolean): void {
  const iterator = accounts.values();
  const user = nextAccountInfo(iterator);
  const vault = nextAccountInfo(iterator);
  const balance = nextAccountInfo(iterator);
  const systemProgram = nextAccountInfo(iterator);
  if (!user.isSigner) throw new ProgramError("MissingRequiredSignature");
  if (checks) requireAddress(vault, findProgramAddress([VAULT_SEED], programId)[0]);
  const [address, bump] = findProgramAddress([BALANCE_SEED, user.key], programId);
  requireAddress(balance, address);

  if (pubkeyEqual(balance.owner, SYSTEM_PROGRAM_ID)) {
    const seeds = [BALANCE_SEED, user.key, Uint8Array.of(bump)];
    createAccount({ payer: user, account: balance, systemProgram, space: BALANCE_BYTES, owner: programId, seeds });
    serialize(balanceCodec, { user: user.key, lamports: 0n }, balance.data);
  }
  const value = deserialize(balanceCodec, balance.data);
  const total = value.lamports + lamports;
  if (total > U64_MAX) throw new ProgramError("ArithmeticOverflow");
  serialize(balanceCodec, { ...value, lamports: total }, balance.data);
  transferSol(user, vault, systemProgram, lamports);
}

/**
 * Pays a user's SOL out of the vault.
 *
 * Accounts:
 * 0. `[signer]` user
 * 1. `[writable]` vault, at ["vault"]; the program signs for it
 * 2. `[writable]` balance of the user
 * 3. `[writable]` recipient
 * 4. `[]` System program
 *
 * Calls: System program, transfer (from the vault to the recipient).
 */
function withdraw(programId: Pubkey, accounts: AccountInfo[], lamports: bigint, checks: boolean): void {
  const iterator = accounts.values();
  const user = nextAccountInfo(iterator);
  const vault = nextAccountInfo(iterator);
  const balance = nextAccountInfo(iterator);
  const recipient = nextAccountInfo(iterator);
  const systemProgram = nextAccountInfo(iterator);
  if (checks && !user.isSigner) throw new ProgramError("MissingRequiredSignature");
  const [address, bump] = findProgramAddress([VAULT_SEED], programId);
  requireAddress(vault, address);
  if (!pubkeyEqual(balance.owner, programId)) throw new ProgramError("IncorrectProgramId");
  const value = deserialize(balanceCodec, balance.data);
  if (!pubkeyEqual(value.user, user.key)) throw new ProgramError("InvalidArgument");
  if (lamports > value.lamports) {
    // After the call it is too late to say so: a callee's error ends this program.
    msg(`asked for ${lamports} lamports, the balance is ${value.lamports}`);
    throw new ProgramError("InsufficientFunds");
  }
  serialize(balanceCodec, { ...value, lamports: value.lamports - lamports }, balance.data);
  transferSolFromPda(vault, recipient, systemProgram, lamports, [VAULT_SEED, Uint8Array.of(bump)]);
}

function requireAddress(account: AccountInfo, address: Pubkey): void {
  if (!pubkeyEqual(account.key, address)) throw new ProgramError("InvalidSeeds");
}

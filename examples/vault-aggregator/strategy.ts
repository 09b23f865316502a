import {
  account,
  borsh,
  cpiFunctions,
  program,
  signer,
  TOKEN_PROGRAM_ID,
  TokenAccount,
  writable,
} from "callgate/program";

/**
 * What every strategy can do, whoever wrote it. It works for a hand, an address that signs, and takes tokens from the hand's
 * purse or puts them there. It gets accounts of its own after these, which mean nothing to the caller.
 */
export const DEPOSIT = [1];
export const WITHDRAW = [2];
export const HARVEST = [3];

/** The accounts, as a strategy declares them. */
export const common = {
  hand: [signer],
  purse: [account(TokenAccount), writable],
  tokenProgram: [program(TOKEN_PROGRAM_ID)],
} as const;

/** The accounts, as a caller hands them over. */
const accounts = {
  hand: { isSigner: true, isWritable: false },
  purse: { isSigner: false, isWritable: true },
  tokenProgram: { isSigner: false, isWritable: false },
} as const;

/** The calls. */
export const strategy = cpiFunctions([], {
  /** Takes so many tokens. */
  deposit: { discriminator: DEPOSIT, accounts, args: { amount: borsh.u64 } },
  /** Gives so many tokens back, of those that were deposited, and says how many it gave. */
  withdraw: { discriminator: WITHDRAW, accounts, args: { amount: borsh.u64 }, returns: borsh.u64 },
  /** Gives what there is beyond the principal, and says how much that was. */
  harvest: { discriminator: HARVEST, accounts, args: { principal: borsh.u64 }, returns: borsh.u64 },
});

// What rows and children have in common: who pays, and what is sent.
import { SYSTEM_PROGRAM_ID, TOKEN_2022_PROGRAM_ID, TOKEN_PROGRAM_ID } from "../../dist/solana/program-ids.js";
import {
  feeAccountData,
  feeMintData,
  key,
  mintData,
  systemTransfer,
  token2022TransferChecked,
  tokenAccountData,
  tokenTransfer,
  wire,
} from "../wire.mjs";

export const PAYER = key(0);
export const OTHER = key(1);
export const PROGRAM = key(2);
export const MINT = key(3);
/** Lamports: enough for every fee, and enough for any account's rent. */
export const RICH = 10n ** 17n;
export const RENT = 10n ** 10n;

export const payer = [PAYER, { lamports: RICH, owner: SYSTEM_PROGRAM_ID }];
export const mint = [MINT, { lamports: RENT, owner: TOKEN_PROGRAM_ID, data: mintData(6) }];

export function tokenAccount(address, owner, amount, tokenMint = MINT) {
  return [address, { lamports: RENT, owner: TOKEN_PROGRAM_ID, data: tokenAccountData(tokenMint, owner, amount) }];
}

/**
 * The same transaction again and again.
 * @param {{ accounts?: readonly unknown[], programs?: readonly unknown[], count?: number }} setting beside the payer
 * @returns {import("../measure/compare.mjs").Workload}
 */
export function repeated(transaction, { accounts = [], programs = [], count = 100 } = {}) {
  return {
    accounts: [payer, ...accounts],
    programs,
    watched: [PAYER, OTHER, ...accounts.map(([address]) => address)],
    transactions: (wanted) => Array.from({ length: wanted }, () => transaction),
    count,
  };
}

export const SYSTEM_TRANSFER = wire(PAYER, systemTransfer(PAYER, OTHER, 1_000_000));

const [SOURCE, DESTINATION] = [key(4), key(5)];
export const TOKEN_ACCOUNTS = [tokenAccount(SOURCE, PAYER, 10n ** 15n), tokenAccount(DESTINATION, OTHER, 0)];
export const TOKEN_TRANSFER = wire(PAYER, tokenTransfer(SOURCE, DESTINATION, PAYER, 1));

const [FEE_MINT, FEE_SOURCE, FEE_DESTINATION] = [key(6), key(7), key(8)];
const feeAccount = (data) => ({ lamports: RENT, owner: TOKEN_2022_PROGRAM_ID, data });
export const FEE_ACCOUNTS = [
  [FEE_MINT, feeAccount(feeMintData(6, 100))],
  [FEE_SOURCE, feeAccount(feeAccountData(FEE_MINT, PAYER, 10n ** 15n))],
  [FEE_DESTINATION, feeAccount(feeAccountData(FEE_MINT, OTHER, 0))],
];
export const FEE_TRANSFER = wire(
  PAYER,
  token2022TransferChecked(FEE_SOURCE, FEE_MINT, FEE_DESTINATION, PAYER, 1000, 6),
);

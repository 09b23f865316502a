import type { Account } from "../solana/account.js";
import { INCINERATOR_ID } from "../solana/program-ids.js";
import { type Pubkey, pubkeyEqual } from "../solana/pubkey.js";
import { minimumBalance, type Rent } from "../solana/sysvars/rent.js";
import { refuse } from "./refusal.js";

/** What the rent rules ask of an account before and after a transaction. */
export type RentSubject = Pick<Account, "lamports" | "data" | "owner">;

/** Agave: svm/src/rent_calculator.rs, RentState. */
type RentState = "Uninitialized" | "RentPaying" | "RentExempt";

/** Refuses a transaction that leaves an account with too little for its size; the incinerator may keep what it gets. */
export function checkRentState(
  index: number,
  key: Pubkey,
  before: RentSubject,
  after: RentSubject,
  rent: Rent,
  relaxed: boolean,
): void {
  if (isRentTransitionAllowed(before, after, rent, relaxed) || pubkeyEqual(key, INCINERATOR_ID)) return;
  refuse({ InsufficientFundsForRent: { account_index: index } });
}

/**
 * Whether an account may go from one state to the other (Agave: svm/src/rent_calculator.rs and
 * transaction_account_state_info.rs). It may be gone, or rent-exempt. Otherwise:
 * - with SIMD-0392 (`relaxed`), whatever was there before may stay, if it kept its owner, did not grow, and holds no
 *   less than before;
 * - without it, one that was below the minimum already may stay there, if it kept its size and was not credited.
 */
export function isRentTransitionAllowed(
  before: RentSubject,
  after: RentSubject,
  rent: Rent,
  relaxed: boolean,
): boolean {
  if (rentState(after, rent) !== "RentPaying") return true;
  return relaxed ? isNoWorse(before, after) : isStillRentPaying(before, after, rent);
}

function isNoWorse(before: RentSubject, after: RentSubject): boolean {
  return (
    before.lamports > 0n &&
    after.lamports >= before.lamports &&
    after.data.length <= before.data.length &&
    pubkeyEqual(before.owner, after.owner)
  );
}

function isStillRentPaying(before: RentSubject, after: RentSubject, rent: Rent): boolean {
  return (
    rentState(before, rent) === "RentPaying" &&
    after.data.length === before.data.length &&
    after.lamports <= before.lamports
  );
}

function rentState({ lamports, data }: RentSubject, rent: Rent): RentState {
  if (lamports === 0n) return "Uninitialized";
  return lamports >= minimumBalance(rent, data.length) ? "RentExempt" : "RentPaying";
}

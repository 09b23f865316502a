import { type Account, RENT_EXEMPT_RENT_EPOCH } from "../solana/account.js";
import { NONCE_STATE_BYTES, systemAccountKind } from "../solana/nonce.js";
import { minimumBalance, type Rent } from "../solana/sysvars/rent.js";
import type { StoredAccount } from "./accounts-store.js";
import { refuse } from "./refusal.js";
import { isRentTransitionAllowed } from "./rent-state.js";

/** The fee payer as it is stored, and without the fee. */
export interface Payer {
  readonly stored: StoredAccount;
  readonly charged: StoredAccount;
}

/**
 * The fee payer without the fee, or why it cannot pay (Agave: account_loader.rs, `validate_fee_payer`). A nonce account
 * keeps what makes it rent-exempt; any payer may drop to nothing, not to less than its minimum.
 */
export function chargeFee(payer: StoredAccount | undefined, fee: bigint, rent: Rent, relaxed: boolean): Payer {
  if (payer === undefined || payer.lamports === 0n) refuse("AccountNotFound");
  const kind = systemAccountKind(payer);
  if (kind === undefined) refuse("InvalidAccountForFee");
  const reserved = kind === "nonce" ? minimumBalance(rent, NONCE_STATE_BYTES) : 0n;
  if (payer.lamports - reserved < fee) refuse("InsufficientFundsForFee");
  const { data, owner, executable } = payer;
  const lamports = payer.lamports - fee;
  const charged = { lamports, data, owner, executable, rentEpoch: normalizedRentEpoch(payer, rent) };
  if (!isRentTransitionAllowed(payer, charged, rent, relaxed))
    refuse({ InsufficientFundsForRent: { account_index: 0 } });
  return { stored: payer, charged };
}

/** The rent epoch that a writable account is loaded with (Agave: `update_rent_exempt_status_for_account`). */
export function normalizedRentEpoch({ lamports, data, rentEpoch }: Readonly<Account>, rent: Rent): bigint {
  if (rentEpoch === RENT_EXEMPT_RENT_EPOCH) return rentEpoch;
  return lamports >= minimumBalance(rent, data.length) ? RENT_EXEMPT_RENT_EPOCH : rentEpoch;
}

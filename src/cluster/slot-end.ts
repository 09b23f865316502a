import { RENT_EXEMPT_RENT_EPOCH } from "../solana/account.js";
import { INCINERATOR_ID, SYSTEM_PROGRAM_ID } from "../solana/program-ids.js";
import { addressFromPubkey, type Pubkey } from "../solana/pubkey.js";
import { minimumBalance } from "../solana/sysvars/rent.js";
import { addSlot } from "../solana/sysvars/slot-history.js";
import type { Bank } from "../svm/bank.js";
import { registerBlockhash } from "../svm/chain.js";
import { readSysvar, setSysvar } from "../svm/sysvar-access.js";
import type { Reward } from "../transaction-status/status-meta.js";

/** What the transactions of a slot paid, in lamports. */
export interface CollectedFees {
  /** For signatures. */
  base: bigint;
  priority: bigint;
}

/** Ends a slot: its hash counts from now on, the leader is paid, SlotHistory knows it (Agave: bank.rs, `freeze`). */
export function endSlot(
  bank: Bank,
  slot: bigint,
  blockhash: Uint8Array,
  fees: CollectedFees,
  leader: Pubkey,
): Reward[] {
  registerBlockhash(bank, blockhash);
  const rewards = payLeader(bank, fees, leader);
  if (bank.accounts.get(INCINERATOR_ID) !== undefined) bank.accounts.delete(INCINERATOR_ID);
  setSysvar(bank, "slotHistory", addSlot(readSysvar(bank, "slotHistory"), slot));
  return rewards;
}

const BURNED_PERCENT = 50n;

/**
 * Half of the signature fees is burned, the rest and all priority fees are the leader's, unless they would leave it
 * below its rent (Agave: runtime/src/bank/fee_distribution.rs, `distribute_transaction_fee_details`).
 */
function payLeader(bank: Bank, { base, priority }: CollectedFees, leader: Pubkey): Reward[] {
  const deposit = base - (base * BURNED_PERCENT) / 100n + priority;
  if (deposit === 0n) return [];
  const account = bank.accounts.get(leader) ?? EMPTY;
  const lamports = account.lamports + deposit;
  if (lamports < minimumBalance(bank.rent, account.data.length)) return [];
  bank.setAccount(leader, { ...account, lamports });
  const pubkey = addressFromPubkey(leader);
  return [{ pubkey, lamports: deposit, postBalance: lamports, rewardType: "Fee", commission: null }];
}

const EMPTY = {
  lamports: 0n,
  data: new Uint8Array(0),
  owner: SYSTEM_PROGRAM_ID,
  executable: false,
  rentEpoch: RENT_EXEMPT_RENT_EPOCH,
};

import { accountType, borsh, errorCodes, type SignerSeeds, type ValueOf } from "callgate/program";
import { mulDiv } from "../support/u64.js";

export const MAX_OUTCOMES = 4;
const Amounts = borsh.array(borsh.u64, MAX_OUTCOMES);

/** How a market stands: it takes stakes, somebody has won, or everybody gets back what they gave. */
export const OPEN = 0;
export const RESOLVED = 1;
export const VOID = 2;

/** A question with up to four outcomes; its address signs for the pot. */
export const Market = accountType("Market", {
  creator: borsh.pubkey,
  id: borsh.u64,
  /** Who says how it came out. */
  authority: borsh.pubkey,
  pot: borsh.pubkey,
  outcomes: borsh.u8,
  /** The first slot without stakes. */
  closeSlot: borsh.u64,
  /** From this slot on a market that is not resolved can be made void. */
  voidSlot: borsh.u64,
  state: borsh.u8,
  winner: borsh.u8,
  /** On each outcome. */
  stakes: Amounts,
  bump: borsh.u8,
});
export const MARKET_BYTES = 8 + 3 * 32 + 3 * 8 + 4 + 8 * MAX_OUTCOMES;

/** What somebody has staked. */
export const Stake = accountType("Stake", { market: borsh.pubkey, owner: borsh.pubkey, amounts: Amounts });
export const STAKE_BYTES = 8 + 2 * 32 + 8 * MAX_OUTCOMES;

export const errors = errorCodes({
  BadTerms: "A market needs two to four outcomes, and slots in their order",
  NoSuchOutcome: "There is no such outcome",
  ZeroAmount: "The amount is zero",
  Closed: "The market takes no more stakes",
  NotClosed: "The market still takes stakes",
  NotOpen: "The market has been decided",
  NotDecided: "The market has not been decided",
  TooEarly: "The authority has still time",
});

/** The seeds of a market. */
export function signerSeeds({ creator, id, bump }: ValueOf<typeof Market.codec>): SignerSeeds {
  return [[new TextEncoder().encode("market"), creator, borsh.u64.encode(id), Uint8Array.of(bump)]];
}

/** What an owner of these stakes gets: a part of the pot, rounded down, so that all together never get more than it. */
export function payoutOf(
  { state, winner, stakes }: Pick<ValueOf<typeof Market.codec>, "state" | "winner" | "stakes">,
  amounts: readonly bigint[],
): bigint {
  if (state === VOID) return sum(amounts);
  return mulDiv(sum(stakes), amounts[winner]!, stakes[winner]!);
}

export function sum(amounts: readonly bigint[]): bigint {
  return amounts.reduce((all, each) => all + each, 0n);
}

import { accountType, borsh, errorCodes, type Pubkey, type ValueOf } from "callgate/program";

export const STRATEGIES = 3;

/** What the weights are parts of. */
export const WHOLE = 10_000;

const Strategy = borsh.struct("Strategy", {
  /** All zeros until the manager has chosen one. */
  program: borsh.pubkey,
  /** Signs for the purse when this strategy is called, and for nothing else. */
  hand: borsh.pubkey,
  handBump: borsh.u8,
  purse: borsh.pubkey,
  /** Of each deposit, in 1/10,000. */
  weight: borsh.u16,
  /** How many accounts of its own the strategy has. */
  ownAccounts: borsh.u8,
  /** What was deposited there and not withdrawn. */
  principal: borsh.u64,
  isRetired: borsh.bool,
});
export type Strategy = ValueOf<typeof Strategy>;

export const Aggregator = accountType("Aggregator", {
  manager: borsh.pubkey,
  mint: borsh.pubkey,
  treasury: borsh.pubkey,
  shares: borsh.u64,
  /** When the earnings were last brought in. */
  harvestSlot: borsh.u64,
  bump: borsh.u8,
  strategies: borsh.array(Strategy, STRATEGIES),
});
export const AGGREGATOR_BYTES = 8 + 3 * 32 + 2 * 8 + 1 + STRATEGIES * (3 * 32 + 1 + 2 + 1 + 8 + 1);

/** Somebody's part of an aggregator. */
export const Position = accountType("Position", { aggregator: borsh.pubkey, owner: borsh.pubkey, shares: borsh.u64 });
export const POSITION_BYTES = 8 + 2 * 32 + 8;

export const errors = errorCodes({
  ZeroAmount: "The amount is zero, or comes to nothing",
  SlippageExceeded: "The outcome is worse than the limit",
  NotEnoughShares: "The position has fewer shares",
  PlaceTaken: "There is a strategy at this place, or no such place",
  TooMuchWeight: "The weights are more than the whole",
  WrongStrategy: "These are not the accounts of the strategy",
  SignerHandedOn: "A strategy would get a signature that it should not have",
  NotHarvested: "The earnings have to be brought in first",
  NotTaken: "The strategy did not take what it was handed",
  StrategyLied: "The strategy did not give what it says",
});

export const NOBODY: Pubkey = new Uint8Array(32);

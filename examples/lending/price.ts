import { type AccountInfo, Clock, deserialize, getReturnData, invoke, pubkeyEqual } from "callgate/program";
import { mulDiv } from "../support/u64.js";
import { errors } from "./market.js";
import { oracle, Price } from "./oracle.js";

const PRICE_UNIT = 1_000_000n;
const MAX_AGE_SLOTS = 25n;
/** The confidence is at most 2 % of the price. */
const MAX_CONFIDENCE_PERCENT = 2n;

/** Up to this much of its collateral's worth may be borrowed. */
const BORROW_PERCENT = 75n;
/** Beyond this much a loan can be liquidated. */
const LIQUIDATE_PERCENT = 80n;
/** Who liquidates gets collateral for so much of what they repay. */
const BONUS_PERCENT = 105n;

/**
 * Calls the oracle, with an account to read and no signature, and takes what it returned: if it was the oracle that
 * returned it, and it is fresh and certain enough.
 */
export function readPrice(oracleProgram: AccountInfo, feed: AccountInfo): Price {
  invoke(oracle.cpi.price.instruction(oracleProgram.key, { feed: feed.key }), [feed]);
  const returned = getReturnData();
  if (returned === undefined) throw errors.NoPrice();
  const [source, data] = returned;
  // Whatever the oracle calls may return data too: the last one counts.
  if (!pubkeyEqual(source, oracleProgram.key)) throw errors.NotFromOracle();
  const price = deserialize(Price, data);
  const now = Clock.get().slot;
  if (price.slot > now || now - price.slot > MAX_AGE_SLOTS) throw errors.StalePrice();
  if (price.price === 0n || price.confidence * 100n > price.price * MAX_CONFIDENCE_PERCENT) {
    throw errors.UncertainPrice();
  }
  return price;
}

/** What can be owed for so much collateral, if the price is as low as it may be. */
export function borrowLimit(collateral: bigint, { price, confidence }: Price): bigint {
  return mulDiv(collateral * (price - confidence), BORROW_PERCENT, 100n * PRICE_UNIT);
}

/** Whether more is owed than the collateral bears, even if the price is as high as it may be. */
export function canBeLiquidated(collateral: bigint, debt: bigint, { price, confidence }: Price): boolean {
  return debt * 100n * PRICE_UNIT > collateral * (price + confidence) * LIQUIDATE_PERCENT;
}

/** How much collateral somebody gets who repays so much. */
export function seizedFor(repaid: bigint, { price }: Price): bigint {
  return mulDiv(repaid * BONUS_PERCENT, PRICE_UNIT, 100n * price);
}

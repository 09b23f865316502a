import { displayFixedFloat } from "../../base/rust-float.js";
import { exp } from "./exp.js";
import { powerOfTen, trimUiAmount } from "./ui-amount-text.js";

const ONE_IN_BASIS_POINTS = 10_000;
const SECONDS_PER_YEAR = 60 * 60 * 24 * 365.24;
const I64_MAX = 0x7fffffffffffffffn;
/** `amount` with its interest, compounded continuously; undefined when a span of time exceeds an i64. */
export function interestBearingUiAmount(amount, decimals, { config, unixTimestamp }) {
  const { initializationTimestamp, preUpdateAverageRate, lastUpdateTimestamp, currentRate } = config;
  const preUpdate = growth(preUpdateAverageRate, initializationTimestamp, lastUpdateTimestamp);
  const postUpdate = growth(currentRate, lastUpdateTimestamp, unixTimestamp);
  if (preUpdate === undefined || postUpdate === undefined) return undefined;
  const scale = (preUpdate * postUpdate) / powerOfTen(decimals);
  return trimUiAmount(displayFixedFloat(Number(amount) * scale, decimals), decimals);
}
function growth(rate, from, to) {
  const seconds = to - from;
  if (seconds > I64_MAX || seconds < -I64_MAX - 1n) return undefined;
  return exp(Number(BigInt(rate) * seconds) / SECONDS_PER_YEAR / ONE_IN_BASIS_POINTS);
}
//# sourceMappingURL=interest-bearing-config.js.map

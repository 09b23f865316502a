import { displayFixedFloat } from "../../base/rust-float.js";
import { powerOfTen, trimUiAmount } from "./ui-amount-text.js";
export function scaledUiAmount(amount, decimals, { config, unixTimestamp }) {
  const isNew = unixTimestamp >= config.newMultiplierEffectiveTimestamp;
  const multiplier = (isNew ? config.newMultiplier : config.multiplier) / powerOfTen(decimals);
  return trimUiAmount(displayFixedFloat(Number(amount) * multiplier, decimals), decimals);
}
//# sourceMappingURL=scaled-ui-amount-config.js.map

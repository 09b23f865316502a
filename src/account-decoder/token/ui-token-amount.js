import { Float } from "../../base/json.js";
import { parseDisplayedFloat } from "../../base/rust-float.js";
import { interestBearingUiAmount } from "./interest-bearing-config.js";
import { scaledUiAmount } from "./scaled-ui-amount-config.js";
import { powerOfTen, realNumberStringTrimmed } from "./ui-amount-text.js";
/**
 * An amount as RPC methods write it: uiAmount, decimals, amount, uiAmountString. `amount` is in the mint's smallest unit,
 * u64 (Agave: account-decoder `token_amount_to_ui_amount_v3`).
 */
export function tokenAmountToUiAmount(amount, mint) {
  const { decimals } = mint;
  const { number, text } = uiAmount(amount, mint);
  return {
    uiAmount: number === undefined ? null : new Float(number),
    decimals,
    amount: amount.toString(),
    uiAmountString: text,
  };
}
function uiAmount(amount, { decimals, interestBearing, scaledUiAmount: scaled }) {
  if (interestBearing !== undefined) return fromText(interestBearingUiAmount(amount, decimals, interestBearing));
  if (scaled !== undefined) return fromText(scaledUiAmount(amount, decimals, scaled));
  return plainUiAmount(amount, decimals);
}
function fromText(text) {
  return text === undefined ? { number: undefined, text: "" } : { number: parseDisplayedFloat(text), text };
}
/** The largest power of ten that a usize holds. */
const MAX_EXPONENT = 19;
function plainUiAmount(amount, decimals) {
  const number = decimals <= MAX_EXPONENT ? Number(amount) / powerOfTen(decimals) : undefined;
  return { number, text: realNumberStringTrimmed(amount, decimals) };
}
//# sourceMappingURL=ui-token-amount.js.map

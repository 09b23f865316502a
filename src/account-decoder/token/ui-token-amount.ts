import { Float, type JsonObject } from "../../base/json.js";
import { parseDisplayedFloat } from "../../base/rust-float.js";
import { type InterestBearingConfig, interestBearingUiAmount } from "./interest-bearing-config.js";
import { type ScaledUiAmountConfig, scaledUiAmount } from "./scaled-ui-amount-config.js";
import { powerOfTen, realNumberStringTrimmed } from "./ui-amount-text.js";

/** What a token account does not say about its amounts (Agave: `SplTokenAdditionalDataV2`). */
export interface SplTokenAdditionalData {
  /** Of the mint, u8. */
  readonly decimals: number;
  readonly interestBearing?: AtTime<InterestBearingConfig> | undefined;
  /** Of no effect on a mint that bears interest. */
  readonly scaledUiAmount?: AtTime<ScaledUiAmountConfig> | undefined;
}

export interface AtTime<Config> {
  readonly config: Config;
  /** Of the clock: seconds since 1970, i64. */
  readonly unixTimestamp: bigint;
}

/**
 * An amount as RPC methods write it: uiAmount, decimals, amount, uiAmountString. `amount` is in the mint's smallest unit,
 * u64 (Agave: account-decoder `token_amount_to_ui_amount_v3`).
 */
export function tokenAmountToUiAmount(amount: bigint, mint: SplTokenAdditionalData): JsonObject {
  const { decimals } = mint;
  const { number, text } = uiAmount(amount, mint);
  return {
    uiAmount: number === undefined ? null : new Float(number),
    decimals,
    amount: amount.toString(),
    uiAmountString: text,
  };
}

interface UiAmount {
  readonly number: number | undefined;
  readonly text: string;
}

function uiAmount(amount: bigint, { decimals, interestBearing, scaledUiAmount: scaled }: SplTokenAdditionalData) {
  if (interestBearing !== undefined) return fromText(interestBearingUiAmount(amount, decimals, interestBearing));
  if (scaled !== undefined) return fromText(scaledUiAmount(amount, decimals, scaled));
  return plainUiAmount(amount, decimals);
}

function fromText(text: string | undefined): UiAmount {
  return text === undefined ? { number: undefined, text: "" } : { number: parseDisplayedFloat(text), text };
}

/** The largest power of ten that a usize holds. */
const MAX_EXPONENT = 19;

function plainUiAmount(amount: bigint, decimals: number): UiAmount {
  const number = decimals <= MAX_EXPONENT ? Number(amount) / powerOfTen(decimals) : undefined;
  return { number, text: realNumberStringTrimmed(amount, decimals) };
}

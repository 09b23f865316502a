import { ByteReader } from "../../base/byte-reader.js";
import { displayFixedFloat } from "../../base/rust-float.js";
import { PUBKEY_BYTES } from "../../solana/pubkey.js";
import { powerOfTen, trimUiAmount } from "./ui-amount-text.js";

/** What a mint's amounts are multiplied by, for show only (spl-token-2022-interface `ScaledUiAmountConfig`). */
export interface ScaledUiAmountConfig {
  /** f64: before `newMultiplierEffectiveTimestamp`, seconds since 1970, i64. */
  readonly multiplier: number;
  readonly newMultiplierEffectiveTimestamp: bigint;
  /** f64: from then on. */
  readonly newMultiplier: number;
}

/** spl-token-2022-interface `ExtensionType::ScaledUiAmount`. */
export const SCALED_UI_AMOUNT_CONFIG = 25;
const CONFIG_BYTES = 56;

/** Undefined when the extension's value has another length. */
export function readScaledUiAmountConfig(value: Uint8Array): ScaledUiAmountConfig | undefined {
  if (value.length !== CONFIG_BYTES) return undefined;
  const reader = new ByteReader(value, PUBKEY_BYTES);
  return {
    multiplier: reader.f64(),
    newMultiplierEffectiveTimestamp: reader.i64(),
    newMultiplier: reader.f64(),
  };
}

/** `amount` times the multiplier of the time, in whole smallest units. */
export function scaledUiAmount(
  amount: bigint,
  decimals: number,
  { config, unixTimestamp }: { readonly config: ScaledUiAmountConfig; readonly unixTimestamp: bigint },
): string {
  const isNew = unixTimestamp >= config.newMultiplierEffectiveTimestamp;
  const scaled = Math.trunc(Number(amount) * (isNew ? config.newMultiplier : config.multiplier));
  return trimUiAmount(displayFixedFloat(scaled / powerOfTen(decimals), decimals), decimals);
}

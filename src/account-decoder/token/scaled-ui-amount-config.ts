import { displayFixedFloat } from "../../base/rust-float.js";
import type { Pubkey } from "../../solana/pubkey.js";
import { powerOfTen, trimUiAmount } from "./ui-amount-text.js";

/** What a mint's amounts are multiplied by, for show only (spl-token-2022-interface `ScaledUiAmountConfig`). */
export interface ScaledUiAmountConfig {
  readonly authority: Pubkey | undefined;
  /** f64: before `newMultiplierEffectiveTimestamp`, seconds since 1970, i64. */
  readonly multiplier: number;
  readonly newMultiplierEffectiveTimestamp: bigint;
  /** f64: from then on. */
  readonly newMultiplier: number;
}

export function scaledUiAmount(
  amount: bigint,
  decimals: number,
  { config, unixTimestamp }: { readonly config: ScaledUiAmountConfig; readonly unixTimestamp: bigint },
): string {
  const isNew = unixTimestamp >= config.newMultiplierEffectiveTimestamp;
  const multiplier = (isNew ? config.newMultiplier : config.multiplier) / powerOfTen(decimals);
  return trimUiAmount(displayFixedFloat(Number(amount) * multiplier, decimals), decimals);
}

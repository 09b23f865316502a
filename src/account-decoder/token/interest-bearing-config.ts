import { ByteReader } from "../../base/byte-reader.js";
import { displayFixedFloat } from "../../base/rust-float.js";
import { PUBKEY_BYTES } from "../../solana/pubkey.js";
import { exp } from "./exp.js";
import { powerOfTen, trimUiAmount } from "./ui-amount-text.js";

/** How a mint's tokens bear interest, for show only (spl-token-2022-interface `InterestBearingConfig`). */
export interface InterestBearingConfig {
  /** Seconds since 1970, i64: since when. */
  readonly initializationTimestamp: bigint;
  /** Basis points a year, i16: until the last change of the rate. */
  readonly preUpdateAverageRate: number;
  readonly lastUpdateTimestamp: bigint;
  /** Basis points a year, i16: since then. */
  readonly currentRate: number;
}

const ONE_IN_BASIS_POINTS = 10_000;
const SECONDS_PER_YEAR = 60 * 60 * 24 * 365.24;
const I64_MAX = 0x7fff_ffff_ffff_ffffn;

/** spl-token-2022-interface `ExtensionType::InterestBearingConfig`. */
export const INTEREST_BEARING_CONFIG = 10;
const CONFIG_BYTES = 52;

/** Undefined when the extension's value has another length. */
export function readInterestBearingConfig(value: Uint8Array): InterestBearingConfig | undefined {
  if (value.length !== CONFIG_BYTES) return undefined;
  const reader = new ByteReader(value, PUBKEY_BYTES);
  return {
    initializationTimestamp: reader.i64(),
    preUpdateAverageRate: reader.i16(),
    lastUpdateTimestamp: reader.i64(),
    currentRate: reader.i16(),
  };
}

/** `amount` with its interest, compounded continuously; undefined when a span of time exceeds an i64. */
export function interestBearingUiAmount(
  amount: bigint,
  decimals: number,
  { config, unixTimestamp }: { readonly config: InterestBearingConfig; readonly unixTimestamp: bigint },
): string | undefined {
  const { initializationTimestamp, preUpdateAverageRate, lastUpdateTimestamp, currentRate } = config;
  const preUpdate = growth(preUpdateAverageRate, initializationTimestamp, lastUpdateTimestamp);
  const postUpdate = growth(currentRate, lastUpdateTimestamp, unixTimestamp);
  if (preUpdate === undefined || postUpdate === undefined) return undefined;
  const scale = (preUpdate * postUpdate) / powerOfTen(decimals);
  return trimUiAmount(displayFixedFloat(Number(amount) * scale, decimals), decimals);
}

function growth(rate: number, from: bigint, to: bigint): number | undefined {
  const seconds = to - from;
  if (seconds > I64_MAX || seconds < -I64_MAX - 1n) return undefined;
  return exp(Number(BigInt(rate) * seconds) / SECONDS_PER_YEAR / ONE_IN_BASIS_POINTS);
}

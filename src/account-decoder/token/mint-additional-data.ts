import { NATIVE_MINT_ID } from "../../solana/program-ids.js";
import { type Pubkey, pubkeyEqual } from "../../solana/pubkey.js";
import { extensionValue } from "./extensions-data.js";
import { INTEREST_BEARING_CONFIG, readInterestBearingConfig } from "./interest-bearing-config.js";
import { readScaledUiAmountConfig, SCALED_UI_AMOUNT_CONFIG } from "./scaled-ui-amount-config.js";
import { unpackMint } from "./state.js";
import type { AtTime, SplTokenAdditionalData } from "./ui-token-amount.js";

/** spl-token-interface, native_mint.rs `DECIMALS`. */
const NATIVE_MINT_DECIMALS = 9;

/**
 * What amounts of a mint look like at a time, in seconds since 1970; undefined when the data is no initialised mint's
 * (Agave: rpc/src/parsed_token_accounts.rs, `get_additional_mint_data`).
 */
export function readSplTokenAdditionalData(
  mintData: Uint8Array,
  unixTimestamp: bigint,
): SplTokenAdditionalData | undefined {
  const mint = unpackMint(mintData);
  if (mint === undefined) return undefined;
  const atTime = <Config>(
    type: number,
    read: (value: Uint8Array) => Config | undefined,
  ): AtTime<Config> | undefined => {
    const value = extensionValue(mint.extensions, type);
    const config = value && read(value);
    return config && { config, unixTimestamp };
  };
  return {
    decimals: mint.decimals,
    interestBearing: atTime(INTEREST_BEARING_CONFIG, readInterestBearingConfig),
    scaledUiAmount: atTime(SCALED_UI_AMOUNT_CONFIG, readScaledUiAmountConfig),
  };
}

/** Of wrapped SOL, whose mint need not be there (Agave: `get_mint_owner_and_additional_data`); undefined for others. */
export function nativeMintAdditionalData(mint: Pubkey): SplTokenAdditionalData | undefined {
  return pubkeyEqual(mint, NATIVE_MINT_ID) ? { decimals: NATIVE_MINT_DECIMALS } : undefined;
}

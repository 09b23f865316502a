import type { Json, JsonObject } from "../../base/json.js";
import { TOKEN_ACCOUNT_TYPE } from "../../solana/generic-token.js";
import { addressFromPubkey, type Pubkey } from "../../solana/pubkey.js";
import { parseExtensions } from "../token/extensions.js";
import {
  type TokenAccount,
  type TokenMint,
  type TokenMultisig,
  unpackMint,
  unpackMultisig,
  unpackTokenAccount,
} from "../token/state.js";
import { type SplTokenAdditionalData, tokenAmountToUiAmount } from "../token/ui-token-amount.js";

/**
 * An account, mint or multisig of a token program. An account is undefined without what is known of its mint (Agave:
 * account-decoder `parse_token_v3`).
 */
export function parseToken(data: Uint8Array, mintData: SplTokenAdditionalData | undefined): JsonObject | undefined {
  const account = unpackTokenAccount(data);
  if (account !== undefined) return mintData && { type: "account", info: accountInfo(account, mintData) };
  const mint = unpackMint(data);
  if (mint !== undefined) return { type: "mint", info: mintInfo(mint) };
  const multisig = unpackMultisig(data);
  return multisig && { type: "multisig", info: multisigInfo(multisig) };
}

function accountInfo(account: TokenAccount, mint: SplTokenAdditionalData): JsonObject {
  const { delegate, rentExemptReserve, closeAuthority } = account;
  return {
    mint: addressFromPubkey(account.mint),
    owner: addressFromPubkey(account.owner),
    tokenAmount: tokenAmountToUiAmount(account.amount, mint),
    delegate: delegate && addressFromPubkey(delegate),
    state: account.state,
    isNative: rentExemptReserve !== undefined,
    rentExemptReserve: rentExemptReserve === undefined ? undefined : tokenAmountToUiAmount(rentExemptReserve, mint),
    delegatedAmount: delegate && tokenAmountToUiAmount(account.delegatedAmount, mint),
    closeAuthority: closeAuthority && addressFromPubkey(closeAuthority),
    extensions: parseExtensions(account.extensions, TOKEN_ACCOUNT_TYPE.account),
  };
}

function mintInfo(mint: TokenMint): JsonObject {
  return {
    mintAuthority: addressOrNull(mint.mintAuthority),
    supply: mint.supply.toString(),
    decimals: mint.decimals,
    isInitialized: true,
    freezeAuthority: addressOrNull(mint.freezeAuthority),
    extensions: parseExtensions(mint.extensions, TOKEN_ACCOUNT_TYPE.mint),
  };
}

function multisigInfo({ numRequiredSigners, numValidSigners, signers }: TokenMultisig): JsonObject {
  return {
    numRequiredSigners,
    numValidSigners,
    isInitialized: true,
    signers: signers.filter((signer) => signer.some((byte) => byte !== 0)).map(addressFromPubkey),
  };
}

function addressOrNull(key: Pubkey | undefined): Json {
  return key === undefined ? null : addressFromPubkey(key);
}

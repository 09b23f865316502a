import { ByteReader } from "../../base/byte-reader.js";
import type { JsonObject } from "../../base/json.js";
import { TOKEN_ACCOUNT_TYPE } from "../../solana/generic-token.js";
import { extensionTypes, extensionValue, type TokenAccountType } from "./extensions-data.js";
import {
  accountState,
  aeCiphertext,
  bool,
  elGamalCiphertext,
  elGamalPubkey,
  type FieldType,
  f64Text,
  i16,
  i64,
  maybeNullElGamalPubkey,
  maybeNullPubkey,
  pubkey,
  struct,
  text,
  textPairs,
  u16,
  u64,
} from "./field-types.js";

interface ExtensionKind {
  /** As RPC methods write it (Agave: account-decoder-client-types `UiExtension`). */
  readonly name: string;
  readonly of: TokenAccountType;
  /** Undefined for an extension that is merely there. */
  readonly state?: FieldType;
}

const { mint, account } = TOKEN_ACCOUNT_TYPE;

const transferFee = struct({ epoch: u64, maximumFee: u64, transferFeeBasisPoints: u16 });

/** By their types (spl-token-2022-interface `ExtensionType`); 0 is none. */
const EXTENSIONS: readonly (ExtensionKind | undefined)[] = [
  undefined,
  {
    name: "transferFeeConfig",
    of: mint,
    state: struct({
      transferFeeConfigAuthority: maybeNullPubkey,
      withdrawWithheldAuthority: maybeNullPubkey,
      withheldAmount: u64,
      olderTransferFee: transferFee,
      newerTransferFee: transferFee,
    }),
  },
  { name: "transferFeeAmount", of: account, state: struct({ withheldAmount: u64 }) },
  { name: "mintCloseAuthority", of: mint, state: struct({ closeAuthority: maybeNullPubkey }) },
  {
    name: "confidentialTransferMint",
    of: mint,
    state: struct({
      authority: maybeNullPubkey,
      autoApproveNewAccounts: bool,
      auditorElgamalPubkey: maybeNullElGamalPubkey,
    }),
  },
  {
    name: "confidentialTransferAccount",
    of: account,
    state: struct({
      approved: bool,
      elgamalPubkey: elGamalPubkey,
      pendingBalanceLo: elGamalCiphertext,
      pendingBalanceHi: elGamalCiphertext,
      availableBalance: elGamalCiphertext,
      decryptableAvailableBalance: aeCiphertext,
      allowConfidentialCredits: bool,
      allowNonConfidentialCredits: bool,
      pendingBalanceCreditCounter: u64,
      maximumPendingBalanceCreditCounter: u64,
      expectedPendingBalanceCreditCounter: u64,
      actualPendingBalanceCreditCounter: u64,
    }),
  },
  { name: "defaultAccountState", of: mint, state: struct({ accountState }) },
  { name: "immutableOwner", of: account },
  { name: "memoTransfer", of: account, state: struct({ requireIncomingTransferMemos: bool }) },
  { name: "nonTransferable", of: mint },
  {
    name: "interestBearingConfig",
    of: mint,
    state: struct({
      rateAuthority: maybeNullPubkey,
      initializationTimestamp: i64,
      preUpdateAverageRate: i16,
      lastUpdateTimestamp: i64,
      currentRate: i16,
    }),
  },
  { name: "cpiGuard", of: account, state: struct({ lockCpi: bool }) },
  { name: "permanentDelegate", of: mint, state: struct({ delegate: maybeNullPubkey }) },
  { name: "nonTransferableAccount", of: account },
  { name: "transferHook", of: mint, state: struct({ authority: maybeNullPubkey, programId: maybeNullPubkey }) },
  { name: "transferHookAccount", of: account, state: struct({ transferring: bool }) },
  {
    name: "confidentialTransferFeeConfig",
    of: mint,
    state: struct({
      authority: maybeNullPubkey,
      withdrawWithheldAuthorityElgamalPubkey: elGamalPubkey,
      harvestToMintEnabled: bool,
      withheldAmount: elGamalCiphertext,
    }),
  },
  { name: "confidentialTransferFeeAmount", of: account, state: struct({ withheldAmount: elGamalCiphertext }) },
  {
    name: "metadataPointer",
    of: mint,
    state: struct({ authority: maybeNullPubkey, metadataAddress: maybeNullPubkey }),
  },
  {
    name: "tokenMetadata",
    of: mint,
    state: struct({
      updateAuthority: maybeNullPubkey,
      mint: pubkey,
      name: text,
      symbol: text,
      uri: text,
      additionalMetadata: textPairs,
    }),
  },
  { name: "groupPointer", of: mint, state: struct({ authority: maybeNullPubkey, groupAddress: maybeNullPubkey }) },
  {
    name: "tokenGroup",
    of: mint,
    state: struct({ updateAuthority: maybeNullPubkey, mint: pubkey, size: u64, maxSize: u64 }),
  },
  {
    name: "groupMemberPointer",
    of: mint,
    state: struct({ authority: maybeNullPubkey, memberAddress: maybeNullPubkey }),
  },
  { name: "tokenGroupMember", of: mint, state: struct({ mint: pubkey, group: pubkey, memberNumber: u64 }) },
  {
    name: "confidentialMintBurn",
    of: mint,
    state: struct({
      confidentialSupply: elGamalCiphertext,
      decryptableSupply: aeCiphertext,
      supplyElgamalPubkey: elGamalPubkey,
      pendingBurn: elGamalCiphertext,
    }),
  },
  {
    name: "scaledUiAmountConfig",
    of: mint,
    state: struct({
      authority: maybeNullPubkey,
      multiplier: f64Text,
      newMultiplierEffectiveTimestamp: i64,
      newMultiplier: f64Text,
    }),
  },
  { name: "pausableConfig", of: mint, state: struct({ authority: maybeNullPubkey, paused: bool }) },
  { name: "pausableAccount", of: account },
  { name: "permissionedBurnConfig", of: mint, state: struct({ authority: maybeNullPubkey }) },
];

/**
 * The extensions of an account or mint as RPC methods write them; undefined without any (Agave: account-decoder
 * `parse_extension`). Of two of a type the first is shown twice.
 */
export function parseExtensions(entries: Uint8Array, type: TokenAccountType): readonly JsonObject[] | undefined {
  const kinds = extensionTypes(entries, (number) => EXTENSIONS[number] !== undefined);
  return kinds.length === 0 ? undefined : kinds.map((number) => parseExtension(entries, type, number));
}

function parseExtension(entries: Uint8Array, type: TokenAccountType, number: number): JsonObject {
  const kind = EXTENSIONS[number];
  if (kind === undefined) return UNPARSEABLE;
  if (kind.state === undefined) return { extension: kind.name };
  const value = kind.of === type ? extensionValue(entries, number) : undefined;
  const state = value && readState(value, kind.state);
  return state === undefined ? UNPARSEABLE : { extension: kind.name, state };
}

const UNPARSEABLE = { extension: "unparseableExtension" };

function readState(value: Uint8Array, type: FieldType) {
  if (type.bytes !== undefined && type.bytes !== value.length) return undefined;
  const reader = new ByteReader(value);
  const state = type.read(reader);
  return reader.failure === undefined ? state : undefined;
}

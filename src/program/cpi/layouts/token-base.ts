import { type Pubkey, pubkeyEqual } from "../../../solana/pubkey.js";
import { codec } from "../../codec/codec.js";
import { enumeration, option } from "../../codec/containers.js";
import { pubkey, u8, u64 } from "../../codec/scalars.js";
import { SYSTEM_PROGRAM_ID } from "../../program-ids.js";
import { utf8Bytes } from "../../text.js";
import { authority, keyOf, keyOnly, readonly, writable } from "../layout.js";

/** What SetAuthority sets (spl-token, AuthorityType; from the fifth on of Token-2022). */
const authorityType = enumeration("AuthorityType", [
  "MintTokens",
  "FreezeAccount",
  "AccountOwner",
  "CloseAccount",
  "TransferFeeConfig",
  "WithheldWithdraw",
  "CloseMint",
  "InterestRate",
  "PermanentDelegate",
  "ConfidentialTransferMint",
  "TransferHookProgramId",
  "ConfidentialTransferFeeConfig",
  "MetadataPointer",
  "GroupPointer",
  "GroupMemberPointer",
  "ScaledUiAmount",
  "Pause",
  "PermissionedBurn",
]);

/** A public key or null, which is 32 zeros (spl-pod, OptionalNonZeroPubkey). */
export const nullablePubkey = codec<Pubkey | null>(
  "pubkey",
  (value) => (value === null ? SYSTEM_PROGRAM_ID : pubkey.encode(value)),
  (bytes, offset) => {
    const [value, end] = pubkey.read(bytes, offset);
    return [pubkeyEqual(value, SYSTEM_PROGRAM_ID) ? null : value, end];
  },
);

/** Text up to the end of the data. */
export const restOfText = codec<string>(
  "string",
  (value) => utf8Bytes(value, "encode", "the text"),
  (bytes, offset) => [new TextDecoder().decode(bytes.subarray(offset)), bytes.length],
);

const amount = { amount: u64 };
const amountAndDecimals = { amount: u64, decimals: u8 };
const mintArgs = { decimals: u8, authority: pubkey, freezeAuthority: option(pubkey) };

/** What both Token programs know; accounts are named as in anchor-spl's `token` (spl-token, TokenInstruction). */
export const tokenBase = () =>
  ({
    initializeMint: { discriminator: [0], accounts: { mint: writable, rent: readonly }, args: mintArgs },
    initializeAccount: {
      discriminator: [1],
      accounts: { account: writable, mint: readonly, authority: readonly, rent: readonly },
      args: {},
    },
    /** The signers are the remaining accounts. */
    initializeMultisig: { discriminator: [2], accounts: { multisig: writable, rent: readonly }, args: { m: u8 } },
    transfer: { discriminator: [3], accounts: { from: writable, to: writable, authority }, args: amount },
    approve: { discriminator: [4], accounts: { to: writable, delegate: readonly, authority }, args: amount },
    revoke: { discriminator: [5], accounts: { source: writable, authority }, args: {} },
    setAuthority: {
      discriminator: [6],
      accounts: { accountOrMint: writable, currentAuthority: authority },
      args: { authorityType, newAuthority: option(pubkey) },
    },
    mintTo: { discriminator: [7], accounts: { mint: writable, to: writable, authority }, args: amount },
    burn: { discriminator: [8], accounts: { from: writable, mint: writable, authority }, args: amount },
    closeAccount: { discriminator: [9], accounts: { account: writable, destination: writable, authority }, args: {} },
    freezeAccount: { discriminator: [10], accounts: { account: writable, mint: readonly, authority }, args: {} },
    thawAccount: { discriminator: [11], accounts: { account: writable, mint: readonly, authority }, args: {} },
    transferChecked: {
      discriminator: [12],
      accounts: { from: writable, mint: readonly, to: writable, authority },
      args: amountAndDecimals,
    },
    approveChecked: {
      discriminator: [13],
      accounts: { to: writable, mint: readonly, delegate: readonly, authority },
      args: amountAndDecimals,
    },
    mintToChecked: {
      discriminator: [14],
      accounts: { mint: writable, to: writable, authority },
      args: amountAndDecimals,
    },
    burnChecked: {
      discriminator: [15],
      accounts: { from: writable, mint: writable, authority },
      args: amountAndDecimals,
    },
    initializeAccount2: {
      discriminator: [16],
      accounts: { account: writable, mint: readonly, authority: keyOnly, rent: readonly },
      args: { authority: keyOf("authority") },
    },
    syncNative: { discriminator: [17], accounts: { account: writable }, args: {} },
    initializeAccount3: {
      discriminator: [18],
      accounts: { account: writable, mint: readonly, authority: keyOnly },
      args: { authority: keyOf("authority") },
    },
    /** The signers are the remaining accounts. */
    initializeMultisig2: { discriminator: [19], accounts: { multisig: writable }, args: { m: u8 } },
    initializeMint2: { discriminator: [20], accounts: { mint: writable }, args: mintArgs },
    initializeImmutableOwner: { discriminator: [22], accounts: { account: writable }, args: {} },
    /** `account` is the mint, here and in the next; anchor-spl calls it so. */
    amountToUiAmount: { discriminator: [23], accounts: { account: readonly }, args: amount, returns: restOfText },
    uiAmountToAmount: {
      discriminator: [24],
      accounts: { account: readonly },
      args: { uiAmount: restOfText },
      returns: u64,
    },
    withdrawExcessLamports: {
      discriminator: [38],
      accounts: { source: writable, destination: writable, authority },
      args: {},
    },
    unwrapLamports: {
      discriminator: [45],
      accounts: { source: writable, destination: writable, authority },
      args: { amount: option(u64) },
    },
  }) as const;

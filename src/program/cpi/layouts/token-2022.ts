import { concatBytes } from "../../../base/bytes.js";
import { codec } from "../../codec/codec.js";
import { enumeration, option } from "../../codec/containers.js";
import { f64, i16, i64, pubkey, u8, u16, u64 } from "../../codec/scalars.js";
import { authority, readonly, signer, writable, writableSigner } from "../layout.js";
import { confidential } from "./token-2022-confidential.js";
import { nullablePubkey, tokenBase } from "./token-base.js";
import { tokenGroup, tokenMetadata } from "./token-tlv.js";

/** Extensions by number, up to the end of the data (spl-token-2022, ExtensionType). */
const extensionTypes = codec<readonly number[]>(
  { vec: "u16" },
  (values) => concatBytes(...values.map((value) => u16.encode(value))),
  (bytes, offset) => {
    const values: number[] = [];
    for (let at = offset; at < bytes.length; at += 2) values.push(u16.read(bytes, at)[0]);
    return [values, bytes.length];
  },
);

/** An account's state (spl-token, AccountState). */
const accountState = enumeration("AccountState", ["Uninitialized", "Initialized", "Frozen"]);

const mint = writable;
const mintAndAuthority = { mint, authority };
const accountAndOwner = { account: writable, owner: authority };
const feeArgs = { transferFeeBasisPoints: u16, maximumFee: u64 };

/** A pointer of a mint to the account that holds some of its data. */
function pointer<const Name extends string>(extension: number, name: Name) {
  const address = { [name]: nullablePubkey } as { readonly [K in Name]: typeof nullablePubkey };
  return {
    initialize: {
      discriminator: [extension, 0],
      accounts: { mint },
      args: { authority: nullablePubkey, ...address },
    },
    update: { discriminator: [extension, 1], accounts: mintAndAuthority, args: address },
  };
}

const metadataPointer = pointer(39, "metadataAddress");
const groupPointer = pointer(40, "groupAddress");
const groupMemberPointer = pointer(41, "memberAddress");

const extensions = () =>
  ({
    getAccountDataSize: {
      discriminator: [21],
      accounts: { mint: readonly },
      args: { extensionTypes },
      returns: u64,
    },
    initializeMintCloseAuthority: {
      discriminator: [25],
      accounts: { mint },
      args: { closeAuthority: option(pubkey) },
    },
    transferFeeInitialize: {
      discriminator: [26, 0],
      accounts: { mint },
      args: { transferFeeConfigAuthority: option(pubkey), withdrawWithheldAuthority: option(pubkey), ...feeArgs },
    },
    transferCheckedWithFee: {
      discriminator: [26, 1],
      accounts: { source: writable, mint: readonly, destination: writable, authority },
      args: { amount: u64, decimals: u8, fee: u64 },
    },
    withdrawWithheldTokensFromMint: {
      discriminator: [26, 2],
      accounts: { mint, destination: writable, authority },
      args: {},
    },
    /** The accounts to withdraw from are the remaining accounts, and `numTokenAccounts` is how many they are. */
    withdrawWithheldTokensFromAccounts: {
      discriminator: [26, 3],
      accounts: { mint: readonly, destination: writable, authority },
      args: { numTokenAccounts: u8 },
    },
    /** The accounts to harvest from are the remaining accounts. */
    harvestWithheldTokensToMint: { discriminator: [26, 4], accounts: { mint }, args: {} },
    transferFeeSet: { discriminator: [26, 5], accounts: mintAndAuthority, args: feeArgs },
    defaultAccountStateInitialize: { discriminator: [28, 0], accounts: { mint }, args: { state: accountState } },
    defaultAccountStateUpdate: {
      discriminator: [28, 1],
      accounts: { mint, freezeAuthority: authority },
      args: { state: accountState },
    },
    reallocate: {
      discriminator: [29],
      accounts: { account: writable, payer: writableSigner, systemProgram: readonly, authority },
      args: { extensionTypes },
    },
    memoTransferInitialize: { discriminator: [30, 0], accounts: accountAndOwner, args: {} },
    memoTransferDisable: { discriminator: [30, 1], accounts: accountAndOwner, args: {} },
    createNativeMint: {
      discriminator: [31],
      accounts: { payer: writableSigner, nativeMint: writable, systemProgram: readonly },
      args: {},
    },
    initializeNonTransferableMint: { discriminator: [32], accounts: { mint }, args: {} },
    interestBearingMintInitialize: {
      discriminator: [33, 0],
      accounts: { mint },
      args: { rateAuthority: nullablePubkey, rate: i16 },
    },
    interestBearingMintUpdateRate: {
      discriminator: [33, 1],
      accounts: { mint, rateAuthority: authority },
      args: { rate: i16 },
    },
    cpiGuardEnable: { discriminator: [34, 0], accounts: accountAndOwner, args: {} },
    cpiGuardDisable: { discriminator: [34, 1], accounts: accountAndOwner, args: {} },
    permanentDelegateInitialize: { discriminator: [35], accounts: { mint }, args: { permanentDelegate: pubkey } },
    transferHookInitialize: {
      discriminator: [36, 0],
      accounts: { mint },
      args: { authority: nullablePubkey, transferHookProgramId: nullablePubkey },
    },
    transferHookUpdate: {
      discriminator: [36, 1],
      accounts: mintAndAuthority,
      args: { transferHookProgramId: nullablePubkey },
    },
    metadataPointerInitialize: metadataPointer.initialize,
    metadataPointerUpdate: metadataPointer.update,
    groupPointerInitialize: groupPointer.initialize,
    groupPointerUpdate: groupPointer.update,
    groupMemberPointerInitialize: groupMemberPointer.initialize,
    groupMemberPointerUpdate: groupMemberPointer.update,
    scaledUiAmountInitialize: {
      discriminator: [43, 0],
      accounts: { mint },
      args: { authority: nullablePubkey, multiplier: f64 },
    },
    scaledUiAmountUpdateMultiplier: {
      discriminator: [43, 1],
      accounts: mintAndAuthority,
      args: { multiplier: f64, effectiveTimestamp: i64 },
    },
    pausableInitialize: { discriminator: [44, 0], accounts: { mint }, args: { authority: pubkey } },
    pausablePause: { discriminator: [44, 1], accounts: mintAndAuthority, args: {} },
    pausableResume: { discriminator: [44, 2], accounts: mintAndAuthority, args: {} },
    permissionedBurnInitialize: { discriminator: [46, 0], accounts: { mint }, args: { authority: pubkey } },
    permissionedBurn: {
      discriminator: [46, 1],
      accounts: { account: writable, mint, permissionedBurnAuthority: signer, authority },
      args: { amount: u64 },
    },
    permissionedBurnChecked: {
      discriminator: [46, 2],
      accounts: { account: writable, mint, permissionedBurnAuthority: signer, authority },
      args: { amount: u64, decimals: u8 },
    },
  }) as const;

/** The instructions of token2022, made when they are first needed. */
export const token2022Layouts = () =>
  ({
    ...tokenBase(),
    ...extensions(),
    ...confidential(),
    ...tokenMetadata(),
    ...tokenGroup(),
  }) as const;

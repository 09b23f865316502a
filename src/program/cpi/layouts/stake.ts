import { bincodeString } from "../../codec/bincode.js";
import { type Codec, codec } from "../../codec/codec.js";
import { option, struct } from "../../codec/containers.js";
import { i64, pubkey, u32, u64 } from "../../codec/scalars.js";
import { keyOf, keyOnly, optional, readonly, signer, writable } from "../layout.js";

/** Which authority (StakeAuthorize). */
const stakeAuthorize: Codec<"Staker" | "Withdrawer"> = codec(
  { defined: { name: "StakeAuthorize" } },
  (value) => u32.encode(["Staker", "Withdrawer"].indexOf(value)),
  (bytes, offset) => {
    const [index, end] = u32.read(bytes, offset);
    if (index > 1) throw new Error(`expected a StakeAuthorize, 0 or 1, got ${index}`);
    return [index === 0 ? "Staker" : "Withdrawer", end];
  },
);
const authorized = struct("Authorized", { staker: pubkey, withdrawer: pubkey });
const lockup = struct("Lockup", { unixTimestamp: i64, epoch: u64, custodian: pubkey });
const lockupChecked = { unixTimestamp: option(i64), epoch: option(u64) };

const stakeAccount = writable;
/** Who signs for a change before the lockup is over. */
const custodian = optional(signer);
const move = { sourceStake: writable, destinationStake: writable, staker: signer } as const;

/** The instructions of stake, made when they are first needed. */
export const stakeLayouts = () =>
  ({
    initialize: {
      discriminator: [0, 0, 0, 0],
      accounts: { stake: stakeAccount, rent: readonly },
      args: { authorized, lockup },
    },
    authorize: {
      discriminator: [1, 0, 0, 0],
      accounts: { stake: stakeAccount, clock: readonly, authorized: signer, newAuthorized: keyOnly, custodian },
      args: { newAuthorized: keyOf("newAuthorized"), stakeAuthorize },
    },
    delegateStake: {
      discriminator: [2, 0, 0, 0],
      accounts: {
        stake: stakeAccount,
        vote: readonly,
        clock: readonly,
        stakeHistory: readonly,
        unused: readonly,
        staker: signer,
      },
      args: {},
    },
    split: {
      discriminator: [3, 0, 0, 0],
      accounts: { stake: stakeAccount, splitStake: writable, staker: signer },
      args: { lamports: u64 },
    },
    withdraw: {
      discriminator: [4, 0, 0, 0],
      accounts: {
        stake: stakeAccount,
        to: writable,
        clock: readonly,
        stakeHistory: readonly,
        withdrawer: signer,
        custodian,
      },
      args: { amount: u64 },
    },
    deactivateStake: {
      discriminator: [5, 0, 0, 0],
      accounts: { stake: stakeAccount, clock: readonly, staker: signer },
      args: {},
    },
    setLockup: {
      discriminator: [6, 0, 0, 0],
      accounts: { stake: stakeAccount, authority: signer },
      args: { ...lockupChecked, custodian: option(pubkey) },
    },
    merge: {
      discriminator: [7, 0, 0, 0],
      accounts: {
        destinationStake: writable,
        sourceStake: writable,
        clock: readonly,
        stakeHistory: readonly,
        staker: signer,
      },
      args: {},
    },
    authorizeWithSeed: {
      discriminator: [8, 0, 0, 0],
      accounts: { stake: stakeAccount, base: signer, clock: readonly, newAuthorized: keyOnly, custodian },
      args: {
        newAuthorized: keyOf("newAuthorized"),
        stakeAuthorize,
        authoritySeed: bincodeString,
        authorityOwner: pubkey,
      },
    },
    initializeChecked: {
      discriminator: [9, 0, 0, 0],
      accounts: { stake: stakeAccount, rent: readonly, staker: readonly, withdrawer: signer },
      args: {},
    },
    authorizeChecked: {
      discriminator: [10, 0, 0, 0],
      accounts: { stake: stakeAccount, clock: readonly, authorized: signer, newAuthorized: signer, custodian },
      args: { stakeAuthorize },
    },
    authorizeCheckedWithSeed: {
      discriminator: [11, 0, 0, 0],
      accounts: { stake: stakeAccount, base: signer, clock: readonly, newAuthorized: signer, custodian },
      args: { stakeAuthorize, authoritySeed: bincodeString, authorityOwner: pubkey },
    },
    setLockupChecked: {
      discriminator: [12, 0, 0, 0],
      accounts: { stake: stakeAccount, authority: signer, newAuthority: optional(signer) },
      args: lockupChecked,
    },
    getMinimumDelegation: { discriminator: [13, 0, 0, 0], accounts: {}, args: {}, returns: u64 },
    deactivateDelinquent: {
      discriminator: [14, 0, 0, 0],
      accounts: { stake: stakeAccount, delinquentVote: readonly, referenceVote: readonly },
      args: {},
    },
    moveStake: { discriminator: [16, 0, 0, 0], accounts: move, args: { lamports: u64 } },
    moveLamports: { discriminator: [17, 0, 0, 0], accounts: move, args: { lamports: u64 } },
  }) as const;

import { bincodeString } from "../../codec/bincode.js";
import { pubkey, u64 } from "../../codec/scalars.js";
import { keyOf, optional, readonly, signer, writable, writableSigner } from "../layout.js";

const seed = bincodeString;

/** The instructions of system, made when they are first needed. */
export const systemLayouts = () =>
  ({
    createAccount: {
      discriminator: [0, 0, 0, 0],
      accounts: { from: writableSigner, to: writableSigner },
      args: { lamports: u64, space: u64, owner: pubkey },
    },
    assign: {
      discriminator: [1, 0, 0, 0],
      accounts: { accountToAssign: writableSigner },
      args: { owner: pubkey },
    },
    transfer: {
      discriminator: [2, 0, 0, 0],
      accounts: { from: writableSigner, to: writable },
      args: { lamports: u64 },
    },
    createAccountWithSeed: {
      discriminator: [3, 0, 0, 0],
      accounts: { from: writableSigner, to: writable, base: signer },
      args: { base: keyOf("base"), seed, lamports: u64, space: u64, owner: pubkey },
    },
    advanceNonceAccount: {
      discriminator: [4, 0, 0, 0],
      accounts: { nonce: writable, recentBlockhashes: readonly, authorized: signer },
      args: {},
    },
    withdrawNonceAccount: {
      discriminator: [5, 0, 0, 0],
      accounts: { nonce: writable, to: writable, recentBlockhashes: readonly, rent: readonly, authorized: signer },
      args: { lamports: u64 },
    },
    initializeNonceAccount: {
      discriminator: [6, 0, 0, 0],
      accounts: { nonce: writable, recentBlockhashes: readonly, rent: readonly },
      args: { authority: pubkey },
    },
    authorizeNonceAccount: {
      discriminator: [7, 0, 0, 0],
      accounts: { nonce: writable, authorized: signer },
      args: { newAuthority: pubkey },
    },
    allocate: {
      discriminator: [8, 0, 0, 0],
      accounts: { accountToAllocate: writableSigner },
      args: { space: u64 },
    },
    allocateWithSeed: {
      discriminator: [9, 0, 0, 0],
      accounts: { accountToAllocate: writable, base: signer },
      args: { base: keyOf("base"), seed, space: u64, owner: pubkey },
    },
    assignWithSeed: {
      discriminator: [10, 0, 0, 0],
      accounts: { accountToAssign: writable, base: signer },
      args: { base: keyOf("base"), seed, owner: pubkey },
    },
    transferWithSeed: {
      discriminator: [11, 0, 0, 0],
      accounts: { from: writable, base: signer, to: writable },
      args: { lamports: u64, fromSeed: seed, fromOwner: pubkey },
    },
    upgradeNonceAccount: {
      discriminator: [12, 0, 0, 0],
      accounts: { nonce: writable },
      args: {},
    },
    createAccountAllowPrefund: {
      discriminator: [13, 0, 0, 0],
      accounts: { to: writableSigner, from: optional(writableSigner) },
      args: { lamports: u64, space: u64, owner: pubkey },
    },
  }) as const;

import { option, string, union } from "../../codec/containers.js";
import { bool, u64 } from "../../codec/scalars.js";
import { readonly, signer, writable } from "../layout.js";
import { nullablePubkey } from "./token-base.js";

// Discriminators are the first eight bytes of the SHA-256 of the interface's name and the instruction's.

/** Which field of a token's metadata. */
const field = union("Field", { Name: {}, Symbol: {}, Uri: {}, Key: { key: string } });

/** spl-token-metadata-interface. */
export const tokenMetadata = () =>
  ({
    tokenMetadataInitialize: {
      discriminator: [210, 225, 30, 162, 88, 184, 77, 141],
      accounts: { metadata: writable, updateAuthority: readonly, mint: readonly, mintAuthority: signer },
      args: { name: string, symbol: string, uri: string },
    },
    tokenMetadataUpdateField: {
      discriminator: [221, 233, 49, 45, 181, 202, 220, 200],
      accounts: { metadata: writable, updateAuthority: signer },
      args: { field, value: string },
    },
    tokenMetadataRemoveKey: {
      discriminator: [234, 18, 32, 56, 89, 141, 37, 181],
      accounts: { metadata: writable, updateAuthority: signer },
      args: { idempotent: bool, key: string },
    },
    tokenMetadataUpdateAuthority: {
      discriminator: [215, 228, 166, 228, 84, 100, 86, 123],
      accounts: { metadata: writable, currentAuthority: signer },
      args: { newAuthority: nullablePubkey },
    },
    /** Leaves the metadata as return data: see `getReturnData`. */
    tokenMetadataEmit: {
      discriminator: [250, 166, 180, 250, 13, 12, 184, 70],
      accounts: { metadata: readonly },
      args: { start: option(u64), end: option(u64) },
    },
  }) as const;

/** spl-token-group-interface. */
export const tokenGroup = () =>
  ({
    tokenGroupInitialize: {
      discriminator: [121, 113, 108, 39, 54, 51, 0, 4],
      accounts: { group: writable, mint: readonly, mintAuthority: signer },
      args: { updateAuthority: nullablePubkey, maxSize: u64 },
    },
    tokenGroupUpdateMaxSize: {
      discriminator: [108, 37, 171, 143, 248, 30, 18, 110],
      accounts: { group: writable, updateAuthority: signer },
      args: { maxSize: u64 },
    },
    tokenGroupUpdateAuthority: {
      discriminator: [161, 105, 88, 1, 237, 221, 216, 203],
      accounts: { group: writable, currentAuthority: signer },
      args: { newAuthority: nullablePubkey },
    },
    tokenMemberInitialize: {
      discriminator: [152, 32, 222, 176, 223, 237, 116, 134],
      accounts: {
        member: writable,
        memberMint: readonly,
        memberMintAuthority: signer,
        group: writable,
        groupUpdateAuthority: signer,
      },
      args: {},
    },
  }) as const;

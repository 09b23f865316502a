import { bincodeBytes, bincodeLength } from "../../codec/bincode.js";
import { u32 } from "../../codec/scalars.js";
import { optional, readonly, signer, writable, writableSigner } from "../layout.js";

/** The instructions of loaderV3, made when they are first needed. */
export const loaderV3Layouts = () =>
  ({
    initializeBuffer: {
      discriminator: [0, 0, 0, 0],
      accounts: { buffer: writable, authority: optional(readonly) },
      args: {},
    },
    write: {
      discriminator: [1, 0, 0, 0],
      accounts: { buffer: writable, authority: signer },
      args: { offset: u32, bytes: bincodeBytes },
    },
    deployWithMaxDataLen: {
      discriminator: [2, 0, 0, 0],
      accounts: {
        payer: writableSigner,
        programData: writable,
        program: writable,
        buffer: writable,
        rent: readonly,
        clock: readonly,
        systemProgram: readonly,
        authority: signer,
      },
      args: { maxDataLen: bincodeLength },
    },
    upgrade: {
      discriminator: [3, 0, 0, 0],
      accounts: {
        programData: writable,
        program: writable,
        buffer: writable,
        spill: writable,
        rent: readonly,
        clock: readonly,
        authority: signer,
      },
      args: {},
    },
    setAuthority: {
      discriminator: [4, 0, 0, 0],
      accounts: { account: writable, currentAuthority: signer, newAuthority: optional(readonly) },
      args: {},
    },
    close: {
      discriminator: [5, 0, 0, 0],
      accounts: {
        account: writable,
        recipient: writable,
        authority: optional(signer),
        program: optional(writable),
      },
      args: {},
    },
    extendProgram: {
      discriminator: [6, 0, 0, 0],
      accounts: {
        programData: writable,
        program: writable,
        systemProgram: optional(readonly),
        payer: optional(writableSigner),
      },
      args: { additionalBytes: u32 },
    },
    setAuthorityChecked: {
      discriminator: [7, 0, 0, 0],
      accounts: { account: writable, currentAuthority: signer, newAuthority: signer },
      args: {},
    },
  }) as const;

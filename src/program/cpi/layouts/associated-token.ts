import { readonly, writable, writableSigner } from "../layout.js";

const creation = {
  payer: writableSigner,
  associatedToken: writable,
  authority: readonly,
  mint: readonly,
  systemProgram: readonly,
  tokenProgram: readonly,
} as const;

/** The instructions of associatedTokenAccount, made when they are first needed. */
export const associatedTokenAccountLayouts = () =>
  ({
    create: { discriminator: [0], accounts: creation, args: {} },
    createIdempotent: { discriminator: [1], accounts: creation, args: {} },
    recoverNested: {
      discriminator: [2],
      accounts: {
        nestedAssociatedAccountAddress: writable,
        nestedTokenMintAddress: readonly,
        destinationAssociatedAccountAddress: writable,
        ownerAssociatedAccountAddress: readonly,
        ownerTokenMintAddress: readonly,
        walletAddress: writableSigner,
        tokenProgram: readonly,
      },
      args: {},
    },
  }) as const;

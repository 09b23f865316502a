import {
  associatedTokenAccount,
  borsh,
  CpiContext,
  defineProgram,
  instruction,
  program,
  Rent,
  SYSTEM_PROGRAM_ID,
  signer,
  system,
  writable,
} from "../../../src/program/index.js";

// Two programs of Metaplex that its toolbox calls, as its clients declare them: a new cluster has neither.

/** Creates accounts with the rent that is asked for today. */
export const systemExtras = defineProgram({
  name: "mpl_system_extras",
  instructions: {
    createAccountWithRent: instruction({
      discriminator: [0],
      args: { space: borsh.u64, programId: borsh.pubkey },
      accounts: {
        payer: [signer, writable],
        newAccount: [signer, writable],
        systemProgram: [program(SYSTEM_PROGRAM_ID)],
      },
      handler({ accounts: { payer, newAccount, systemProgram } }, { space, programId }) {
        const lamports = Rent.get().minimumBalance(Number(space));
        const context = CpiContext.new(systemProgram, { from: payer, to: newAccount });
        system.createAccount(context, { lamports, space, owner: programId });
      },
    }),
  },
});

/** Creates associated token accounts that are not there. */
export const tokenExtras = defineProgram({
  name: "mpl_token_extras",
  instructions: {
    createTokenIfMissing: instruction({
      discriminator: [0],
      accounts: {
        payer: [signer, writable],
        token: [],
        mint: [],
        owner: [],
        ata: [writable],
        systemProgram: [program(SYSTEM_PROGRAM_ID)],
        tokenProgram: [],
        ataProgram: [],
      },
      handler({ accounts: { payer, mint, owner, ata, systemProgram, tokenProgram, ataProgram } }) {
        const accounts = { payer, associatedToken: ata, authority: owner, mint, systemProgram, tokenProgram };
        associatedTokenAccount.createIdempotent(CpiContext.new(ataProgram, accounts));
      },
    }),
  },
});

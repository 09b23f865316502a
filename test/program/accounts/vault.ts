import {
  type AccountInfo,
  account,
  accountType,
  borsh,
  CpiContext,
  close,
  defineProgram,
  errorCodes,
  hasOne,
  init,
  instruction,
  pda,
  program,
  SYSTEM_PROGRAM_ID,
  signer,
  system,
  writable,
} from "../../../src/program/index.js";

/** A purse for each authority and name, which keeps lamports and a count. */
const Vault = accountType("Vault", { authority: borsh.pubkey, total: borsh.u64, name: borsh.string });
export const SPACE = 8 + 32 + 8 + 4 + 16;

export const errors = errorCodes({ NothingToDeposit: "There is nothing to deposit", TooMuch: "It is too much" });

const vaultOf = pda(["vault", { account: "authority" }, { arg: "name" }]);

export const vault = defineProgram({
  name: "vault",
  errors,
  instructions: {
    openVault: instruction({
      args: { name: borsh.string },
      accounts: {
        vault: [init({ payer: "authority", space: SPACE }), account(Vault), vaultOf],
        authority: [signer, writable],
        systemProgram: [program(SYSTEM_PROGRAM_ID)],
      },
      handler({ accounts }, { name }) {
        accounts.vault.value = { authority: accounts.authority.key, total: 0n, name };
      },
    }),
    deposit: instruction({
      args: { amount: borsh.u64 },
      accounts: {
        vault: [
          account(Vault),
          writable,
          hasOne("authority"),
          pda(["vault", { account: "authority" }, { account: "vault", field: "name" }]),
        ],
        authority: [signer, writable],
        systemProgram: [program(SYSTEM_PROGRAM_ID)],
      },
      returns: borsh.u64,
      handler({ accounts: { vault, authority, systemProgram } }, { amount }) {
        if (amount === 0n) throw errors.NothingToDeposit();
        vault.value.total += amount;
        system.transfer(CpiContext.new(systemProgram, { from: authority, to: vault }), { lamports: amount });
        return vault.value.total;
      },
    }),
    closeVault: instruction({
      accounts: {
        vault: [account(Vault), close("authority"), hasOne("authority")],
        authority: [signer, writable],
      },
      handler: () => {},
    }),
    /** What is not declared is checked by hand; a discriminator of its own. */
    peek: instruction({
      discriminator: [7],
      accounts: { vault: [account(Vault)], any: [] },
      returns: borsh.string,
      handler({ accounts, remainingAccounts, programId }) {
        const any: AccountInfo = accounts.any;
        if (any.isSigner || programId.length !== 32) throw errors.TooMuch();
        return `${accounts.vault.value.name} ${remainingAccounts.length}`;
      },
    }),
  },
});

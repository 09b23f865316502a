import {
  account,
  accountType,
  borsh,
  type Context,
  CpiContext,
  defineProgram,
  hasOne,
  instruction,
  type Pubkey,
  program,
  TokenAccount,
  writable,
} from "callgate/program";
import { min, mulDivUp } from "../../support/u64.js";
import { Position, tokensFor, Vault, vault as vaultProgram } from "../../vault/program.js";
import { common, DEPOSIT, HARVEST, WITHDRAW } from "../strategy.js";

/**
 * Puts the tokens into the vault of the example of that name, which stands at `vaultProgramId`. The hand owns the position
 * there; this program only hands its signature on.
 */
export function makeIntoVault(vaultProgramId: Pubkey) {
  const TheVault = accountType("Vault", Vault.fields, { owner: vaultProgramId });
  const ThePosition = accountType("Position", Position.fields, { owner: vaultProgramId });
  const accounts = {
    ...common,
    vaultProgram: [program(vaultProgramId)],
    vault: [account(TheVault), writable, hasOne("tokens")],
    tokens: [account(TokenAccount), writable],
    position: [account(ThePosition), writable, hasOne("vault")],
  } as const;

  type Accounts = Context<typeof accounts>["accounts"];

  const deposit = instruction({
    discriminator: DEPOSIT,
    args: { amount: borsh.u64 },
    accounts,
    handler({ accounts }, { amount }) {
      vaultProgram.cpi.deposit(contextOf(accounts), { amount, minimumShares: 0n });
    },
  });

  const withdraw = instruction({
    discriminator: WITHDRAW,
    args: { amount: borsh.u64 },
    accounts,
    returns: borsh.u64,
    handler({ accounts }, { amount }) {
      const { vault, tokens, position } = accounts;
      const shares = mulDivUp(amount, vault.value.shares + 1n, tokens.value.amount + 1n);
      return take(accounts, min(shares, position.value.shares));
    },
  });

  const harvest = instruction({
    discriminator: HARVEST,
    args: { principal: borsh.u64 },
    accounts,
    returns: borsh.u64,
    handler({ accounts }, { principal }) {
      const { vault, tokens, position } = accounts;
      const kept = mulDivUp(principal, vault.value.shares + 1n, tokens.value.amount + 1n);
      const shares = position.value.shares - kept;
      const amount = shares > 0n ? tokensFor(shares, vault.value.shares, tokens.value.amount) : 0n;
      return amount > 0n ? take(accounts, shares) : 0n;
    },
  });

  return defineProgram({ name: "into-vault", instructions: { deposit, withdraw, harvest } });

  function contextOf({ vaultProgram, vault, tokens, position, purse, hand, tokenProgram }: Accounts) {
    const named = { vault, tokens, position, ownerTokens: purse, owner: hand, tokenProgram };
    return CpiContext.new(vaultProgram, named);
  }

  /** How many tokens so many shares were. */
  function take(accounts: Accounts, shares: bigint): bigint {
    const { purse } = accounts;
    const before = purse.value.amount;
    vaultProgram.cpi.withdraw(contextOf(accounts), { shares, minimumAmount: 0n });
    purse.reload();
    return purse.value.amount - before;
  }
}

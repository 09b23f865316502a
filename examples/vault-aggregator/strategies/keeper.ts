import {
  account,
  associatedToken,
  borsh,
  CpiContext,
  defineProgram,
  instruction,
  pda,
  TokenAccount,
  token,
  writable,
} from "callgate/program";
import { common, DEPOSIT, HARVEST, WITHDRAW } from "../strategy.js";

const accounts = {
  ...common,
  mint: [],
  keeper: [pda(["keeper", { account: "hand" }])],
  kept: [account(TokenAccount), writable, associatedToken({ mint: "mint", authority: "keeper" })],
} as const;

/** Keeps the tokens, and earns nothing. Has no state: each hand has a token account of its own. */
export const keeper = defineProgram({
  name: "keeper",
  instructions: {
    deposit: instruction({
      discriminator: DEPOSIT,
      args: { amount: borsh.u64 },
      accounts,
      handler({ accounts: { hand, purse, tokenProgram, kept } }, { amount }) {
        token.transfer(CpiContext.new(tokenProgram, { from: purse, to: kept, authority: hand }), { amount });
      },
    }),
    withdraw: instruction({
      discriminator: WITHDRAW,
      args: { amount: borsh.u64 },
      accounts,
      returns: borsh.u64,
      handler({ accounts: { hand, purse, tokenProgram, keeper, kept }, bumps }, { amount }) {
        const seeds = [new TextEncoder().encode("keeper"), hand.key, Uint8Array.of(bumps.keeper)];
        const transfer = { from: kept, to: purse, authority: keeper };
        token.transfer(CpiContext.newWithSigner(tokenProgram, transfer, [seeds]), { amount });
        return amount;
      },
    }),
    harvest: instruction({
      discriminator: HARVEST,
      args: { principal: borsh.u64 },
      accounts,
      returns: borsh.u64,
      handler: () => 0n,
    }),
  },
});

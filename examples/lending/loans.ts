import {
  account,
  borsh,
  CpiContext,
  type HasAccountInfo,
  hasOne,
  instruction,
  program,
  type SignerSeeds,
  signer,
  TOKEN_PROGRAM_ID,
  TokenAccount,
  token,
  writable,
} from "callgate/program";
import { min, u64 } from "../support/u64.js";
import { errors, Loan, Market, signerSeeds } from "./market.js";
import { borrowLimit, canBeLiquidated, readPrice, seizedFor } from "./price.js";

const tokens = [account(TokenAccount), writable] as const;
const tokenProgram = [program(TOKEN_PROGRAM_ID)] as const;
const ownLoan = [account(Loan), writable, hasOne("market"), hasOne("owner")] as const;

/** Collateral that moves between its owner and the market. */
const withCollateral = {
  market: [account(Market), hasOne("collateralVault")],
  collateralVault: tokens,
  loan: ownLoan,
  ownerCollateral: tokens,
  owner: [signer],
  tokenProgram,
} as const;

const oracleAccounts = { oracleProgram: [], feed: [] } as const;

export const deposit = instruction({
  args: { amount: borsh.u64 },
  accounts: withCollateral,
  handler({ accounts: { collateralVault, loan, ownerCollateral, owner, tokenProgram } }, { amount }) {
    move(tokenProgram, { from: ownerCollateral, to: collateralVault, authority: owner }, amount);
    loan.value.collateral = u64(loan.value.collateral + amount);
  },
});

export const withdraw = instruction({
  args: { amount: borsh.u64 },
  accounts: {
    ...withCollateral,
    market: [account(Market), hasOne("collateralVault"), hasOne("oracleProgram"), hasOne("feed")],
    ...oracleAccounts,
  },
  handler({ accounts }, { amount }) {
    const { market, collateralVault, loan, ownerCollateral, tokenProgram, oracleProgram, feed } = accounts;
    if (amount > loan.value.collateral) throw errors.TooMuch();
    loan.value.collateral -= amount;
    // Who owes nothing needs no price: an oracle that is silent does not keep their collateral.
    if (loan.value.debt > 0n) {
      const limit = borrowLimit(loan.value.collateral, readPrice(oracleProgram, feed));
      if (loan.value.debt > limit) throw errors.NotEnoughCollateral();
    }
    const transfer = { from: collateralVault, to: ownerCollateral, authority: market };
    move(tokenProgram, transfer, amount, signerSeeds(market.value));
  },
});

export const borrow = instruction({
  args: { amount: borsh.u64 },
  accounts: {
    market: [account(Market), hasOne("loanVault"), hasOne("oracleProgram"), hasOne("feed")],
    loanVault: tokens,
    loan: ownLoan,
    ownerTokens: tokens,
    owner: [signer],
    tokenProgram,
    ...oracleAccounts,
  },
  handler({ accounts }, { amount }) {
    const { market, loanVault, loan, ownerTokens, tokenProgram, oracleProgram, feed } = accounts;
    const debt = u64(loan.value.debt + amount);
    if (debt > borrowLimit(loan.value.collateral, readPrice(oracleProgram, feed))) throw errors.NotEnoughCollateral();
    const transfer = { from: loanVault, to: ownerTokens, authority: market };
    move(tokenProgram, transfer, amount, signerSeeds(market.value));
    loan.value.debt = debt;
  },
});

/** Anybody may repay a loan. */
export const repay = instruction({
  args: { amount: borsh.u64 },
  accounts: {
    market: [account(Market), hasOne("loanVault")],
    loanVault: tokens,
    loan: [account(Loan), writable, hasOne("market")],
    payerTokens: tokens,
    payer: [signer],
    tokenProgram,
  },
  handler({ accounts: { loanVault, loan, payerTokens, payer, tokenProgram } }, { amount }) {
    if (amount > loan.value.debt) throw errors.TooMuch();
    move(tokenProgram, { from: payerTokens, to: loanVault, authority: payer }, amount);
    loan.value.debt -= amount;
  },
});

/** Anybody may repay a half of a loan that its collateral no longer bears, and gets collateral for it. */
export const liquidate = instruction({
  args: { amount: borsh.u64, minimumSeized: borsh.u64 },
  accounts: {
    market: [account(Market), hasOne("collateralVault"), hasOne("loanVault"), hasOne("oracleProgram"), hasOne("feed")],
    collateralVault: tokens,
    loanVault: tokens,
    loan: [account(Loan), writable, hasOne("market")],
    payerTokens: tokens,
    payerCollateral: tokens,
    payer: [signer],
    tokenProgram,
    ...oracleAccounts,
  },
  handler({ accounts }, { amount, minimumSeized }) {
    const { market, collateralVault, loanVault, loan, payerTokens, payerCollateral, payer } = accounts;
    const { tokenProgram, oracleProgram, feed } = accounts;
    const { collateral, debt } = loan.value;
    const price = readPrice(oracleProgram, feed);
    if (!canBeLiquidated(collateral, debt, price)) throw errors.LoanIsHealthy();
    if (amount > (debt + 1n) / 2n) throw errors.TooMuch();
    const seized = min(seizedFor(amount, price), collateral);
    if (seized < minimumSeized) throw errors.SlippageExceeded();

    move(tokenProgram, { from: payerTokens, to: loanVault, authority: payer }, amount);
    const transfer = { from: collateralVault, to: payerCollateral, authority: market };
    move(tokenProgram, transfer, seized, signerSeeds(market.value));
    loan.value = { ...loan.value, collateral: collateral - seized, debt: debt - amount };
  },
});

/** The lender takes back what nobody has borrowed. */
export const reclaim = instruction({
  args: { amount: borsh.u64 },
  accounts: {
    market: [account(Market), hasOne("loanVault"), hasOne("lender")],
    loanVault: tokens,
    lenderTokens: tokens,
    lender: [signer],
    tokenProgram,
  },
  handler({ accounts: { market, loanVault, lenderTokens, tokenProgram } }, { amount }) {
    const transfer = { from: loanVault, to: lenderTokens, authority: market };
    move(tokenProgram, transfer, amount, signerSeeds(market.value));
  },
});

type Transfer = Record<"from" | "to" | "authority", HasAccountInfo>;

function move(tokenProgram: HasAccountInfo, accounts: Transfer, amount: bigint, seeds: SignerSeeds = []): void {
  if (amount === 0n) throw errors.ZeroAmount();
  token.transfer(CpiContext.newWithSigner(tokenProgram, accounts, seeds), { amount });
}

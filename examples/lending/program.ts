import {
  account,
  associatedToken,
  close,
  defineProgram,
  hasOne,
  init,
  instruction,
  Mint,
  pda,
  program,
  pubkeyEqual,
  SYSTEM_PROGRAM_ID,
  signer,
  TokenAccount,
  writable,
} from "callgate/program";
import { borrow, deposit, liquidate, reclaim, repay, withdraw } from "./loans.js";
import { errors, LOAN_BYTES, Loan, MARKET_BYTES, Market } from "./market.js";

/** The lender says which oracle's price counts. */
const createMarket = instruction({
  accounts: {
    market: [
      init({ payer: "lender", space: MARKET_BYTES }),
      account(Market),
      pda(["market", { account: "lender" }, { account: "collateralMint" }, { account: "loanMint" }]),
    ],
    collateralMint: [account(Mint)],
    loanMint: [account(Mint)],
    collateralVault: [account(TokenAccount), associatedToken({ mint: "collateralMint", authority: "market" })],
    loanVault: [account(TokenAccount), associatedToken({ mint: "loanMint", authority: "market" })],
    oracleProgram: [],
    feed: [],
    lender: [signer, writable],
    systemProgram: [program(SYSTEM_PROGRAM_ID)],
  },
  handler({ accounts, bumps }) {
    const { market, collateralMint, loanMint, collateralVault, loanVault, oracleProgram, feed, lender } = accounts;
    if (pubkeyEqual(collateralMint.key, loanMint.key)) throw errors.SameMint();
    market.value = {
      lender: lender.key,
      collateralMint: collateralMint.key,
      loanMint: loanMint.key,
      collateralVault: collateralVault.key,
      loanVault: loanVault.key,
      oracleProgram: oracleProgram.key,
      feed: feed.key,
      bump: bumps.market,
    };
  },
});

const openLoan = instruction({
  accounts: {
    loan: [
      init({ payer: "owner", space: LOAN_BYTES }),
      account(Loan),
      pda(["loan", { account: "market" }, { account: "owner" }]),
    ],
    market: [account(Market)],
    owner: [signer, writable],
    systemProgram: [program(SYSTEM_PROGRAM_ID)],
  },
  handler({ accounts: { loan, market, owner } }) {
    loan.value = { market: market.key, owner: owner.key, collateral: 0n, debt: 0n };
  },
});

const closeLoan = instruction({
  accounts: { loan: [account(Loan), hasOne("owner"), close("owner")], owner: [signer, writable] },
  handler({ accounts: { loan } }) {
    if (loan.value.collateral > 0n || loan.value.debt > 0n) throw errors.LoanNotEmpty();
  },
});

export const lending = defineProgram({
  name: "lending",
  errors,
  instructions: { createMarket, openLoan, deposit, withdraw, borrow, repay, liquidate, reclaim, closeLoan },
});

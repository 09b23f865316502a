import { accountType, borsh, errorCodes, type Pubkey, type SignerSeeds } from "callgate/program";

/** What can be borrowed against what, and whose price counts. Its address signs for both vaults. */
export const Market = accountType("Market", {
  lender: borsh.pubkey,
  collateralMint: borsh.pubkey,
  loanMint: borsh.pubkey,
  collateralVault: borsh.pubkey,
  loanVault: borsh.pubkey,
  oracleProgram: borsh.pubkey,
  feed: borsh.pubkey,
  bump: borsh.u8,
});
export const MARKET_BYTES = 8 + 7 * 32 + 1;

/** What somebody owes, and what for. */
export const Loan = accountType("Loan", {
  market: borsh.pubkey,
  owner: borsh.pubkey,
  collateral: borsh.u64,
  debt: borsh.u64,
});
export const LOAN_BYTES = 8 + 2 * 32 + 2 * 8;

export const errors = errorCodes({
  SameMint: "A market needs two different mints",
  ZeroAmount: "The amount is zero, or comes to nothing",
  NoPrice: "The oracle returned no price",
  NotFromOracle: "The price was returned by another program",
  StalePrice: "The price is too old",
  UncertainPrice: "The price is too uncertain",
  NotEnoughCollateral: "The collateral is not worth enough",
  TooMuch: "The loan has less",
  LoanIsHealthy: "The loan cannot be liquidated",
  SlippageExceeded: "The outcome is worse than the limit",
  LoanNotEmpty: "The loan has debt or collateral",
});

/** What a market signs with. */
export function signerSeeds(market: {
  lender: Pubkey;
  collateralMint: Pubkey;
  loanMint: Pubkey;
  bump: number;
}): SignerSeeds {
  const { lender, collateralMint, loanMint, bump } = market;
  return [[new TextEncoder().encode("market"), lender, collateralMint, loanMint, Uint8Array.of(bump)]];
}

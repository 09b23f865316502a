import { type Address, getAddressEncoder, getProgramDerivedAddress, type TransactionSigner } from "@solana/kit";
import { SYSTEM_PROGRAM_ADDRESS } from "@solana-program/system";
import { TOKEN_PROGRAM_ADDRESS } from "@solana-program/token";
import { pubkey } from "callgate/program";
import { keysOf, kitInstruction } from "../support/instructions.js";
import { tokenAddress } from "../support/tokens.js";
import { oracle } from "./oracle.js";
import { lending } from "./program.js";

const { encode } = getAddressEncoder();
const tokenProgram = TOKEN_PROGRAM_ADDRESS;
const systemProgram = SYSTEM_PROGRAM_ADDRESS;

/** A market with its mints, vaults and oracle. */
export interface MarketAddresses {
  readonly programAddress: Address;
  readonly lender: Address;
  readonly collateralMint: Address;
  readonly loanMint: Address;
  readonly oracleProgram: Address;
  readonly feed: Address;
  readonly market: Address;
  readonly collateralVault: Address;
  readonly loanVault: Address;
}

type MarketTerms = Omit<MarketAddresses, "market" | "collateralVault" | "loanVault">;

/** The market of a lender for two mints. */
export async function findMarket(terms: MarketTerms): Promise<MarketAddresses> {
  const { programAddress, lender, collateralMint, loanMint } = terms;
  const seeds = ["market", encode(lender), encode(collateralMint), encode(loanMint)];
  const [market] = await getProgramDerivedAddress({ programAddress, seeds });
  const [collateralVault, loanVault] = await Promise.all(
    [collateralMint, loanMint].map((mint) => tokenAddress(mint, market)),
  );
  return { ...terms, market, collateralVault: collateralVault!, loanVault: loanVault! };
}

export async function findLoan({ programAddress, market }: MarketAddresses, owner: Address): Promise<Address> {
  const seeds = ["loan", encode(market), encode(owner)];
  return (await getProgramDerivedAddress({ programAddress, seeds }))[0];
}

/** Makes the market; its vaults have to be there already. */
export function createMarket({ programAddress, ...of }: MarketAddresses, lender: TransactionSigner) {
  const keys = keysOf({ ...of, systemProgram });
  return kitInstruction(lending.cpi.createMarket.instruction(pubkey(programAddress), keys), [lender]);
}

export async function openLoan(of: MarketAddresses, owner: TransactionSigner) {
  const loan = await findLoan(of, owner.address);
  const keys = keysOf({ loan, market: of.market, owner: owner.address, systemProgram });
  return kitInstruction(lending.cpi.openLoan.instruction(pubkey(of.programAddress), keys), [owner]);
}

export async function closeLoan(of: MarketAddresses, owner: TransactionSigner) {
  const keys = keysOf({ loan: await findLoan(of, owner.address), owner: owner.address });
  return kitInstruction(lending.cpi.closeLoan.instruction(pubkey(of.programAddress), keys), [owner]);
}

export async function deposit(of: MarketAddresses, owner: TransactionSigner, amount: bigint) {
  const keys = await collateralKeys(of, owner.address);
  return kitInstruction(lending.cpi.deposit.instruction(pubkey(of.programAddress), keys, { amount }), [owner]);
}

export async function withdraw(of: MarketAddresses, owner: TransactionSigner, amount: bigint) {
  const keys = { ...(await collateralKeys(of, owner.address)), ...oracleKeys(of) };
  return kitInstruction(lending.cpi.withdraw.instruction(pubkey(of.programAddress), keys, { amount }), [owner]);
}

export async function borrow(of: MarketAddresses, owner: TransactionSigner, amount: bigint) {
  const { market, loanVault } = of;
  const ownerTokens = await tokenAddress(of.loanMint, owner.address);
  const loan = await findLoan(of, owner.address);
  const keys = {
    ...keysOf({ market, loanVault, loan, ownerTokens, owner: owner.address, tokenProgram }),
    ...oracleKeys(of),
  };
  return kitInstruction(lending.cpi.borrow.instruction(pubkey(of.programAddress), keys, { amount }), [owner]);
}

/** Repays the loan of `owner`. */
export async function repay(of: MarketAddresses, payer: TransactionSigner, owner: Address, amount: bigint) {
  const { market, loanVault } = of;
  const payerTokens = await tokenAddress(of.loanMint, payer.address);
  const loan = await findLoan(of, owner);
  const keys = keysOf({ market, loanVault, loan, payerTokens, payer: payer.address, tokenProgram });
  return kitInstruction(lending.cpi.repay.instruction(pubkey(of.programAddress), keys, { amount }), [payer]);
}

/** Liquidates the loan of `owner`. */
export async function liquidate(
  of: MarketAddresses,
  payer: TransactionSigner,
  owner: Address,
  args: { amount: bigint; minimumSeized: bigint },
) {
  const { market, collateralVault, loanVault, collateralMint, loanMint } = of;
  const payerTokens = await tokenAddress(loanMint, payer.address);
  const payerCollateral = await tokenAddress(collateralMint, payer.address);
  const loan = await findLoan(of, owner);
  const paying = keysOf({ payerTokens, payerCollateral, payer: payer.address, tokenProgram });
  const keys = { ...keysOf({ market, collateralVault, loanVault, loan }), ...paying, ...oracleKeys(of) };
  return kitInstruction(lending.cpi.liquidate.instruction(pubkey(of.programAddress), keys, args), [payer]);
}

export async function reclaim(of: MarketAddresses, lender: TransactionSigner, amount: bigint) {
  const { market, loanVault } = of;
  const lenderTokens = await tokenAddress(of.loanMint, lender.address);
  const keys = keysOf({ market, loanVault, lenderTokens, lender: lender.address, tokenProgram });
  return kitInstruction(lending.cpi.reclaim.instruction(pubkey(of.programAddress), keys, { amount }), [lender]);
}

async function collateralKeys(of: MarketAddresses, owner: Address) {
  const { market, collateralVault, collateralMint } = of;
  const ownerCollateral = await tokenAddress(collateralMint, owner);
  const loan = await findLoan(of, owner);
  return keysOf({ market, collateralVault, loan, ownerCollateral, owner, tokenProgram });
}

function oracleKeys({ oracleProgram, feed }: MarketAddresses) {
  return keysOf({ oracleProgram, feed });
}

export async function findFeed(programAddress: Address, authority: Address): Promise<Address> {
  return (await getProgramDerivedAddress({ programAddress, seeds: ["feed", encode(authority)] }))[0];
}

export async function createFeed(programAddress: Address, authority: TransactionSigner) {
  const feed = await findFeed(programAddress, authority.address);
  const keys = keysOf({ feed, authority: authority.address, systemProgram });
  return kitInstruction(oracle.cpi.createFeed.instruction(pubkey(programAddress), keys), [authority]);
}

export async function publish(
  programAddress: Address,
  authority: TransactionSigner,
  args: { price: bigint; confidence: bigint },
) {
  const feed = await findFeed(programAddress, authority.address);
  const keys = keysOf({ feed, authority: authority.address });
  return kitInstruction(oracle.cpi.publish.instruction(pubkey(programAddress), keys, args), [authority]);
}

import { getAssociatedTokenAddressSync, TOKEN_PROGRAM_ID } from "@solana/spl-token";
import { type AccountMeta, PublicKey, SystemProgram } from "@solana/web3.js";
import { anchorInstruction, readonly, signer, writable, writableSigner } from "../support/web3-anchor.js";

export interface MarketKeys {
  readonly programId: PublicKey;
  readonly lender: PublicKey;
  readonly collateralMint: PublicKey;
  readonly loanMint: PublicKey;
  readonly oracleProgram: PublicKey;
  readonly feed: PublicKey;
}

/** The same with web3.js v1: the market of a lender for two mints. */
export class Market {
  readonly address: PublicKey;
  readonly #collateralVault: AccountMeta;
  readonly #loanVault: AccountMeta;
  readonly #oracle: readonly AccountMeta[];

  constructor(private readonly of: MarketKeys) {
    const { lender, collateralMint, loanMint } = of;
    this.address = this.#derive("market", lender, collateralMint, loanMint);
    this.#collateralVault = tokensOf(collateralMint, this.address);
    this.#loanVault = tokensOf(loanMint, this.address);
    this.#oracle = [readonly(of.oracleProgram), readonly(of.feed)];
  }

  create() {
    const { collateralMint, loanMint, lender } = this.of;
    return this.#instruction("create_market", [
      writable(this.address),
      readonly(collateralMint),
      readonly(loanMint),
      readonly(this.#collateralVault.pubkey),
      readonly(this.#loanVault.pubkey),
      ...this.#oracle,
      writableSigner(lender),
      readonly(SystemProgram.programId),
    ]);
  }

  openLoan(owner: PublicKey) {
    const system = readonly(SystemProgram.programId);
    return this.#instruction("open_loan", [this.#loan(owner), readonly(this.address), writableSigner(owner), system]);
  }

  closeLoan(owner: PublicKey) {
    return this.#instruction("close_loan", [this.#loan(owner), writableSigner(owner)]);
  }

  deposit(owner: PublicKey, amount: bigint) {
    return this.#instruction("deposit", this.#collateralKeys(owner), amount);
  }

  withdraw(owner: PublicKey, amount: bigint) {
    return this.#instruction("withdraw", [...this.#collateralKeys(owner), ...this.#oracle], amount);
  }

  borrow(owner: PublicKey, amount: bigint) {
    return this.#instruction("borrow", [...this.#loanKeys(owner, owner), ...this.#oracle], amount);
  }

  repay(payer: PublicKey, owner: PublicKey, amount: bigint) {
    return this.#instruction("repay", this.#loanKeys(payer, owner), amount);
  }

  liquidate(payer: PublicKey, owner: PublicKey, amount: bigint, minimumSeized: bigint) {
    const keys = [
      readonly(this.address),
      this.#collateralVault,
      this.#loanVault,
      this.#loan(owner),
      tokensOf(this.of.loanMint, payer),
      tokensOf(this.of.collateralMint, payer),
      signer(payer),
      readonly(TOKEN_PROGRAM_ID),
      ...this.#oracle,
    ];
    return this.#instruction("liquidate", keys, amount, minimumSeized);
  }

  reclaim(amount: bigint) {
    const { lender, loanMint } = this.of;
    const lenderTokens = tokensOf(loanMint, lender);
    const token = readonly(TOKEN_PROGRAM_ID);
    const keys = [readonly(this.address), this.#loanVault, lenderTokens, signer(lender), token];
    return this.#instruction("reclaim", keys, amount);
  }

  #collateralKeys(owner: PublicKey) {
    return [
      readonly(this.address),
      this.#collateralVault,
      this.#loan(owner),
      tokensOf(this.of.collateralMint, owner),
      signer(owner),
      readonly(TOKEN_PROGRAM_ID),
    ];
  }

  #loanKeys(payer: PublicKey, owner: PublicKey) {
    return [
      readonly(this.address),
      this.#loanVault,
      this.#loan(owner),
      tokensOf(this.of.loanMint, payer),
      signer(payer),
      readonly(TOKEN_PROGRAM_ID),
    ];
  }

  #loan(owner: PublicKey): AccountMeta {
    return writable(this.#derive("loan", this.address, owner));
  }

  #derive(seed: string, ...keys: PublicKey[]): PublicKey {
    const seeds = [Buffer.from(seed), ...keys.map((key) => key.toBytes())];
    return PublicKey.findProgramAddressSync(seeds, this.of.programId)[0];
  }

  #instruction(name: string, keys: AccountMeta[], ...amounts: bigint[]) {
    return anchorInstruction(this.of.programId, name, keys, ...amounts);
  }
}

function tokensOf(mint: PublicKey, owner: PublicKey): AccountMeta {
  return writable(getAssociatedTokenAddressSync(mint, owner, true));
}

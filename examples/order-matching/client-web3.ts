import { getAssociatedTokenAddressSync, TOKEN_PROGRAM_ID } from "@solana/spl-token";
import { PublicKey, SystemProgram } from "@solana/web3.js";
import { anchorInstruction, readonly, signer, writable, writableSigner } from "../support/web3-anchor.js";

type Side = "bid" | "ask";

/** The same with web3.js v1: the market of two mints. */
export class Market {
  readonly address: PublicKey;
  readonly baseVault: PublicKey;
  readonly quoteVault: PublicKey;

  constructor(
    private readonly programId: PublicKey,
    private readonly baseMint: PublicKey,
    private readonly quoteMint: PublicKey,
  ) {
    this.address = this.#derive("market", baseMint, quoteMint);
    this.baseVault = getAssociatedTokenAddressSync(baseMint, this.address, true);
    this.quoteVault = getAssociatedTokenAddressSync(quoteMint, this.address, true);
  }

  balanceOf(owner: PublicKey): PublicKey {
    return this.#derive("balance", this.address, owner);
  }

  create(payer: PublicKey) {
    return anchorInstruction(this.programId, "create_market", [
      writable(this.address),
      readonly(this.baseMint),
      readonly(this.quoteMint),
      readonly(this.baseVault),
      readonly(this.quoteVault),
      writableSigner(payer),
      readonly(SystemProgram.programId),
    ]);
  }

  openBalance(owner: PublicKey) {
    return anchorInstruction(this.programId, "open_balance", [
      writable(this.balanceOf(owner)),
      readonly(this.address),
      writableSigner(owner),
      readonly(SystemProgram.programId),
    ]);
  }

  place(owner: PublicKey, side: Side, price: bigint, quantity: bigint, makers: PublicKey[] = []) {
    const [mint, vault] = side === "bid" ? [this.quoteMint, this.quoteVault] : [this.baseMint, this.baseVault];
    const keys = [
      writable(this.address),
      writable(this.balanceOf(owner)),
      signer(owner),
      writable(getAssociatedTokenAddressSync(mint, owner)),
      writable(vault),
      readonly(TOKEN_PROGRAM_ID),
      ...makers.map((maker) => writable(this.balanceOf(maker))),
    ];
    return anchorInstruction(this.programId, "place", keys, tagOf(side), price, quantity);
  }

  cancel(owner: PublicKey, side: Side, id: bigint) {
    const keys = [writable(this.address), writable(this.balanceOf(owner)), signer(owner)];
    return anchorInstruction(this.programId, "cancel", keys, tagOf(side), id);
  }

  withdraw(owner: PublicKey) {
    return anchorInstruction(this.programId, "withdraw", [
      readonly(this.address),
      writable(this.balanceOf(owner)),
      signer(owner),
      writable(this.baseVault),
      writable(this.quoteVault),
      writable(getAssociatedTokenAddressSync(this.baseMint, owner)),
      writable(getAssociatedTokenAddressSync(this.quoteMint, owner)),
      readonly(TOKEN_PROGRAM_ID),
    ]);
  }

  #derive(seed: string, ...keys: PublicKey[]): PublicKey {
    const seeds = [Buffer.from(seed), ...keys.map((key) => key.toBytes())];
    return PublicKey.findProgramAddressSync(seeds, this.programId)[0];
  }
}

function tagOf(side: Side): Uint8Array {
  return Uint8Array.of(side === "bid" ? 0 : 1);
}

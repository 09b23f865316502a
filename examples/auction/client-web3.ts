import { getAssociatedTokenAddressSync, TOKEN_PROGRAM_ID } from "@solana/spl-token";
import { PublicKey, SystemProgram } from "@solana/web3.js";
import { anchorInstruction, readonly, writable, writableSigner } from "../support/web3-anchor.js";

const programs = [readonly(TOKEN_PROGRAM_ID), readonly(SystemProgram.programId)];

/** The same with web3.js v1. */
export class Auction {
  readonly address: PublicKey;
  readonly bids: PublicKey;
  readonly itemVault: PublicKey;

  constructor(
    private readonly programId: PublicKey,
    private readonly seller: PublicKey,
    private readonly mint: PublicKey,
  ) {
    this.address = this.#derive(Buffer.from("auction"), seller.toBytes(), mint.toBytes());
    this.bids = this.#derive(Buffer.from("bids"), this.address.toBytes());
    this.itemVault = getAssociatedTokenAddressSync(mint, this.address, true);
  }

  open({ amount, reserve, increment, end }: Record<"amount" | "reserve" | "increment" | "end", bigint>) {
    const keys = [
      writable(this.address),
      writableSigner(this.seller),
      readonly(this.mint),
      writable(this.itemVault),
      writable(getAssociatedTokenAddressSync(this.mint, this.seller)),
      ...programs,
    ];
    return anchorInstruction(this.programId, "open", keys, amount, reserve, increment, end);
  }

  bid(bidder: PublicKey, highestBidder: PublicKey, lamports: bigint, end: bigint) {
    const keys = [
      writable(this.address),
      writable(this.bids),
      writableSigner(bidder),
      writable(highestBidder),
      readonly(SystemProgram.programId),
    ];
    return anchorInstruction(this.programId, "bid", keys, lamports, end);
  }

  settle(highestBidder: PublicKey) {
    const keys = [
      writable(this.address),
      writable(this.bids),
      writable(this.seller),
      readonly(this.mint),
      writable(this.itemVault),
      readonly(highestBidder),
      writable(getAssociatedTokenAddressSync(this.mint, highestBidder)),
      ...programs,
    ];
    return anchorInstruction(this.programId, "settle", keys);
  }

  #derive(...seeds: Uint8Array[]): PublicKey {
    return PublicKey.findProgramAddressSync(seeds, this.programId)[0];
  }
}

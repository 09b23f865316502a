import {
  type Address,
  getAddressEncoder,
  getProgramDerivedAddress,
  type Instruction,
  type TransactionSigner,
} from "@solana/kit";
import { SYSTEM_PROGRAM_ADDRESS } from "@solana-program/system";
import { TOKEN_PROGRAM_ADDRESS } from "@solana-program/token";
import { pubkey } from "callgate/program";
import { keysOf, kitInstruction } from "../support/instructions.js";
import { tokenAddress } from "../support/tokens.js";
import { auction as program } from "./program.js";

/** What the seller asks for: lamports, and a Unix time. */
export interface Terms {
  readonly amount: bigint;
  readonly reserve: bigint;
  readonly increment: bigint;
  readonly end: bigint;
}

const programs = { tokenProgram: TOKEN_PROGRAM_ADDRESS, systemProgram: SYSTEM_PROGRAM_ADDRESS };

/** A seller's auction of tokens of a mint. */
export class Auction {
  private constructor(
    readonly programAddress: Address,
    readonly seller: Address,
    readonly mint: Address,
    readonly address: Address,
    readonly bids: Address,
    readonly itemVault: Address,
  ) {}

  static async find(programAddress: Address, seller: Address, mint: Address): Promise<Auction> {
    const { encode } = getAddressEncoder();
    const seeds = ["auction", encode(seller), encode(mint)];
    const [address] = await getProgramDerivedAddress({ programAddress, seeds });
    const [bids] = await getProgramDerivedAddress({ programAddress, seeds: ["bids", encode(address)] });
    return new Auction(programAddress, seller, mint, address, bids, await tokenAddress(mint, address));
  }

  async open(seller: TransactionSigner, terms: Terms): Promise<Instruction> {
    const { mint, itemVault, address: auction } = this;
    const sellerTokens = await tokenAddress(mint, seller.address);
    const keys = keysOf({ auction, seller: seller.address, mint, itemVault, sellerTokens, ...programs });
    return kitInstruction(program.cpi.open.instruction(this.#programId, keys, terms), [seller]);
  }

  /** @param highestBidder who has bid most so far; the seller, if nobody has bid. */
  bid(bidder: TransactionSigner, highestBidder: Address, lamports: bigint, end: bigint): Instruction {
    const { bids, address: auction } = this;
    const { systemProgram } = programs;
    const keys = keysOf({ auction, bids, bidder: bidder.address, highestBidder, systemProgram });
    return kitInstruction(program.cpi.bid.instruction(this.#programId, keys, { lamports, end }), [bidder]);
  }

  async settle(highestBidder: Address): Promise<Instruction> {
    const { bids, seller, mint, itemVault, address: auction } = this;
    const winnerTokens = await tokenAddress(mint, highestBidder);
    const keys = keysOf({ auction, bids, seller, mint, itemVault, highestBidder, winnerTokens, ...programs });
    return kitInstruction(program.cpi.settle.instruction(this.#programId, keys));
  }

  get #programId() {
    return pubkey(this.programAddress);
  }
}

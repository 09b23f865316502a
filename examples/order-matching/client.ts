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
import { writable } from "../support/metas.js";
import { tokenAddress } from "../support/tokens.js";
import type { Side } from "./book.js";
import { exchange as program } from "./program.js";

const { encode } = getAddressEncoder();
const [tokenProgram, systemProgram] = [TOKEN_PROGRAM_ADDRESS, SYSTEM_PROGRAM_ADDRESS];

/** An order that is to be placed. */
export interface NewOrder {
  readonly side: Side;
  readonly price: bigint;
  readonly quantity: bigint;
  /** Whose orders it meets, or takes the place of. */
  readonly makers?: readonly Address[];
}

/** The market of two mints. */
export class Market {
  private constructor(
    readonly programAddress: Address,
    readonly baseMint: Address,
    readonly quoteMint: Address,
    readonly address: Address,
    readonly baseVault: Address,
    readonly quoteVault: Address,
  ) {}

  static async find(programAddress: Address, baseMint: Address, quoteMint: Address): Promise<Market> {
    const seeds = ["market", encode(baseMint), encode(quoteMint)];
    const [address] = await getProgramDerivedAddress({ programAddress, seeds });
    const vaults = await Promise.all([tokenAddress(baseMint, address), tokenAddress(quoteMint, address)]);
    return new Market(programAddress, baseMint, quoteMint, address, ...vaults);
  }

  /** Where the program keeps somebody's balance. */
  async balanceOf(owner: Address): Promise<Address> {
    const seeds = ["balance", encode(this.address), encode(owner)];
    const [balance] = await getProgramDerivedAddress({ programAddress: this.programAddress, seeds });
    return balance;
  }

  create(payer: TransactionSigner): Instruction {
    const { address: market, baseMint, quoteMint, baseVault, quoteVault } = this;
    const keys = { market, baseMint, quoteMint, baseVault, quoteVault, payer: payer.address, systemProgram };
    return kitInstruction(program.cpi.createMarket.instruction(this.#programId, keysOf(keys)), [payer]);
  }

  async openBalance(owner: TransactionSigner): Promise<Instruction> {
    const keys = { ...(await this.#keysOf(owner)), systemProgram };
    return kitInstruction(program.cpi.openBalance.instruction(this.#programId, keysOf(keys)), [owner]);
  }

  async place(owner: TransactionSigner, { makers = [], ...order }: NewOrder): Promise<Instruction> {
    const [mint, vault] = order.side === "bid" ? [this.quoteMint, this.quoteVault] : [this.baseMint, this.baseVault];
    const ownerTokens = await tokenAddress(mint, owner.address);
    const keys = keysOf({ ...(await this.#keysOf(owner)), ownerTokens, vault, tokenProgram });
    const instruction = kitInstruction(program.cpi.place.instruction(this.#programId, keys, order), [owner]);
    const balances = await Promise.all(makers.map((maker) => this.balanceOf(maker)));
    return { ...instruction, accounts: [...(instruction.accounts ?? []), ...balances.map(writable)] };
  }

  async cancel(owner: TransactionSigner, side: Side, id: bigint): Promise<Instruction> {
    const keys = keysOf(await this.#keysOf(owner));
    return kitInstruction(program.cpi.cancel.instruction(this.#programId, keys, { side, id }), [owner]);
  }

  async withdraw(owner: TransactionSigner): Promise<Instruction> {
    const { baseVault, quoteVault } = this;
    const ownerBase = await tokenAddress(this.baseMint, owner.address);
    const ownerQuote = await tokenAddress(this.quoteMint, owner.address);
    const keys = { ...(await this.#keysOf(owner)), baseVault, quoteVault, ownerBase, ownerQuote, tokenProgram };
    return kitInstruction(program.cpi.withdraw.instruction(this.#programId, keysOf(keys)), [owner]);
  }

  async #keysOf(owner: TransactionSigner) {
    return { market: this.address, balance: await this.balanceOf(owner.address), owner: owner.address };
  }

  get #programId() {
    return pubkey(this.programAddress);
  }
}

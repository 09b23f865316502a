import {
  Account,
  type AccountInfo,
  accountType,
  borsh,
  errorCodes,
  type Pubkey,
  pubkeyEqual,
  serialize,
  type ValueOf,
} from "callgate/program";
import { u64 } from "../support/u64.js";
import { Order, SIDE_BYTES } from "./book.js";

/** A market of two mints with its book. All tokens in its vaults are in balances or in orders. */
export const Market = accountType("Market", {
  baseMint: borsh.pubkey,
  quoteMint: borsh.pubkey,
  baseVault: borsh.pubkey,
  quoteVault: borsh.pubkey,
  bump: borsh.u8,
  /** Of the next order. */
  nextId: borsh.u64,
  /** Best first. */
  bids: borsh.vec(Order),
  asks: borsh.vec(Order),
});
export const MARKET_BYTES = 8 + 4 * 32 + 1 + 8 + 2 * SIDE_BYTES;

/** What somebody has in a market beside their orders. */
export const Balance = accountType("Balance", {
  market: borsh.pubkey,
  owner: borsh.pubkey,
  base: borsh.u64,
  quote: borsh.u64,
});
export const BALANCE_BYTES = 8 + 2 * 32 + 2 * 8;
export type Balance = ValueOf<typeof Balance.codec>;

export const errors = errorCodes({
  SameMint: "A market needs two different mints",
  ZeroAmount: "Price and quantity must not be zero",
  WrongVault: "A bid pays into the quote vault, an ask into the base vault",
  MissingMaker: "The balance of somebody whose order is met is not among the accounts",
  SelfTrade: "The order would meet another one of the same owner",
  BookFull: "The book has no room for an order that is worse than all others",
  NoSuchOrder: "The owner has no such order",
});

/** Adds tokens to a balance. */
export function credit(balance: Balance, kind: "base" | "quote", amount: bigint): void {
  balance[kind] = u64(balance[kind] + amount);
}

/** The balances of others, which come after the declared accounts. */
export class OtherBalances {
  readonly #touched: Account<Balance>[] = [];

  constructor(
    private readonly programId: Pubkey,
    private readonly market: Pubkey,
    private readonly infos: readonly AccountInfo[],
  ) {}

  /** Throws MissingMaker. */
  of(owner: Pubkey): Balance {
    const known = this.#touched.find(({ value }) => pubkeyEqual(value.owner, owner));
    if (known !== undefined) return known.value;
    for (const info of this.infos) {
      const balance = Account.load(info, Balance, this.programId, "balanceOfMaker");
      if (!pubkeyEqual(balance.value.market, this.market) || !pubkeyEqual(balance.value.owner, owner)) continue;
      this.#touched.push(balance);
      return balance.value;
    }
    throw errors.MissingMaker();
  }

  /** Writes back what was changed. */
  store(): void {
    for (const { info, value } of this.#touched) {
      serialize(Balance.codec, value, info.data.subarray(Balance.discriminator.length));
    }
  }
}

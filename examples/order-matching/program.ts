import {
  account,
  associatedToken,
  borsh,
  CpiContext,
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
  TOKEN_PROGRAM_ID,
  TokenAccount,
  token,
  writable,
} from "callgate/program";
import { u64 } from "../support/u64.js";
import { add, match, Side } from "./book.js";
import { BALANCE_BYTES, Balance, credit, errors, MARKET_BYTES, Market, OtherBalances } from "./state.js";

const balance = [account(Balance), writable, hasOne("market"), hasOne("owner")] as const;
const tokens = [account(TokenAccount), writable] as const;
const tokenProgram = [program(TOKEN_PROGRAM_ID)] as const;
const systemProgram = [program(SYSTEM_PROGRAM_ID)] as const;

/** An exchange: tokens of orders are in its vaults, and change hands where a bid and an ask meet. */
export const exchange = defineProgram({
  name: "exchange",
  errors,
  instructions: {
    /** The vaults have to be there already. */
    createMarket: instruction({
      accounts: {
        market: [
          account(Market),
          init({ payer: "payer", space: MARKET_BYTES }),
          pda(["market", { account: "baseMint" }, { account: "quoteMint" }]),
        ],
        baseMint: [account(Mint)],
        quoteMint: [account(Mint)],
        baseVault: [account(TokenAccount), associatedToken({ mint: "baseMint", authority: "market" })],
        quoteVault: [account(TokenAccount), associatedToken({ mint: "quoteMint", authority: "market" })],
        payer: [signer, writable],
        systemProgram,
      },
      handler({ accounts: { market, baseMint, quoteMint, baseVault, quoteVault }, bumps }) {
        if (pubkeyEqual(baseMint.key, quoteMint.key)) throw errors.SameMint();
        const mints = { baseMint: baseMint.key, quoteMint: quoteMint.key };
        const vaults = { baseVault: baseVault.key, quoteVault: quoteVault.key };
        market.value = { ...mints, ...vaults, bump: bumps.market, nextId: 0n, bids: [], asks: [] };
      },
    }),

    openBalance: instruction({
      accounts: {
        balance: [
          account(Balance),
          init({ payer: "owner", space: BALANCE_BYTES }),
          pda(["balance", { account: "market" }, { account: "owner" }]),
        ],
        market: [account(Market)],
        owner: [signer, writable],
        systemProgram,
      },
      handler({ accounts: { balance, market, owner } }) {
        balance.value = { market: market.key, owner: owner.key, base: 0n, quote: 0n };
      },
    }),

    /**
     * Pays for an order, and fills it with those that it meets, best first, at their prices; what is left waits in the
     * book. The balances of those whose orders it meets follow as remaining accounts.
     */
    place: instruction({
      args: { side: Side, price: borsh.u64, quantity: borsh.u64 },
      accounts: {
        market: [account(Market), writable],
        balance,
        owner: [signer],
        ownerTokens: tokens,
        vault: tokens,
        tokenProgram,
      },
      handler({ accounts, remainingAccounts, programId }, { side, price, quantity }) {
        const { market, balance, owner, ownerTokens, vault, tokenProgram } = accounts;
        const book = market.value;
        if (price === 0n || quantity === 0n) throw errors.ZeroAmount();
        if (!pubkeyEqual(vault.key, side === "bid" ? book.quoteVault : book.baseVault)) throw errors.WrongVault();
        const payment = CpiContext.new(tokenProgram, { from: ownerTokens, to: vault, authority: owner });
        token.transfer(payment, { amount: side === "bid" ? u64(price * quantity) : quantity });

        const [same, other] = side === "bid" ? (["bids", "asks"] as const) : (["asks", "bids"] as const);
        const others = new OtherBalances(programId, market.key, remainingAccounts);
        const balanceOf = (key: Uint8Array) => (pubkeyEqual(key, owner.key) ? balance.value : others.of(key));
        const order = { id: book.nextId++, owner: owner.key, price, quantity };

        const { fills, makers, taker } = match(order, side, book[other]);
        book[other] = makers;
        for (const fill of fills) {
          if (pubkeyEqual(fill.maker, owner.key)) throw errors.SelfTrade();
          const maker = balanceOf(fill.maker);
          const [buyer, seller] = side === "bid" ? [balance.value, maker] : [maker, balance.value];
          credit(buyer, "base", fill.quantity);
          credit(seller, "quote", fill.price * fill.quantity);
          // Who bid more than the ask asked for has the difference back.
          if (side === "bid") credit(buyer, "quote", (price - fill.price) * fill.quantity);
        }

        if (taker.quantity > 0n) {
          const { orders, displaced } = add(taker, side, book[same]);
          book[same] = orders;
          if (displaced === taker) throw errors.BookFull();
          if (displaced !== undefined) giveBack(balanceOf(displaced.owner), side, displaced);
        }
        others.store();
      },
    }),

    /** Takes an order out of the book. */
    cancel: instruction({
      args: { side: Side, id: borsh.u64 },
      accounts: { market: [account(Market), writable], balance, owner: [signer] },
      handler({ accounts: { market, balance, owner } }, { side, id }) {
        const same = side === "bid" ? "bids" : "asks";
        const order = market.value[same].find((each) => each.id === id && pubkeyEqual(each.owner, owner.key));
        if (order === undefined) throw errors.NoSuchOrder();
        market.value[same] = market.value[same].filter((each) => each !== order);
        giveBack(balance.value, side, order);
      },
    }),

    /** Pays out all that is in a balance; the market signs for its vaults. */
    withdraw: instruction({
      accounts: {
        market: [account(Market), hasOne("baseVault"), hasOne("quoteVault")],
        balance,
        owner: [signer],
        baseVault: tokens,
        quoteVault: tokens,
        ownerBase: tokens,
        ownerQuote: tokens,
        tokenProgram,
      },
      handler({ accounts }) {
        const { market, balance, baseVault, quoteVault, ownerBase, ownerQuote, tokenProgram } = accounts;
        const { baseMint, quoteMint, bump } = market.value;
        const seeds = [[new TextEncoder().encode("market"), baseMint, quoteMint, Uint8Array.of(bump)]];
        const { base, quote } = balance.value;
        const inBase = { from: baseVault, to: ownerBase, authority: market };
        const inQuote = { from: quoteVault, to: ownerQuote, authority: market };
        token.transfer(CpiContext.newWithSigner(tokenProgram, inBase, seeds), { amount: base });
        token.transfer(CpiContext.newWithSigner(tokenProgram, inQuote, seeds), { amount: quote });
        balance.value.base = 0n;
        balance.value.quote = 0n;
      },
    }),
  },
});

/** What an order that leaves the book had paid for and not used. */
function giveBack(balance: Balance, side: Side, { price, quantity }: { price: bigint; quantity: bigint }): void {
  if (side === "bid") credit(balance, "quote", price * quantity);
  else credit(balance, "base", quantity);
}

import {
  type Account,
  account,
  accountType,
  associatedToken,
  borsh,
  Clock,
  CpiContext,
  defineProgram,
  errorCodes,
  type HasAccountInfo,
  hasOne,
  init,
  instruction,
  pda,
  program,
  SYSTEM_PROGRAM_ID,
  signer,
  TokenAccount,
  token,
  type ValueOf,
  writable,
} from "callgate/program";
import { mulDiv, u64 } from "../../support/u64.js";
import { common, DEPOSIT, HARVEST, WITHDRAW } from "../strategy.js";

/** 1 % in 1,000 slots. */
const SLOTS_PER_PERCENT = 1_000n;

/** What a hand has saved, and the interest that it has not had yet. */
export const Book = accountType("Book", {
  hand: borsh.pubkey,
  principal: borsh.u64,
  interest: borsh.u64,
  slot: borsh.u64,
});
const BOOK_BYTES = 8 + 32 + 3 * 8;

export const errors = errorCodes({ NotSaved: "The book has less" });

const accounts = {
  ...common,
  book: [account(Book), writable, hasOne("hand")],
  mint: [],
  bank: [pda(["bank"])],
  cash: [account(TokenAccount), writable, associatedToken({ mint: "mint", authority: "bank" })],
} as const;

/** Pays interest for the time that the tokens are there, out of the bank's cash, as long as there is some. */
export const savings = defineProgram({
  name: "savings",
  errors,
  instructions: {
    open: instruction({
      accounts: {
        book: [init({ payer: "payer", space: BOOK_BYTES }), account(Book), pda(["book", { account: "hand" }])],
        hand: [],
        payer: [signer, writable],
        systemProgram: [program(SYSTEM_PROGRAM_ID)],
      },
      handler({ accounts: { book, hand } }) {
        book.value = { hand: hand.key, principal: 0n, interest: 0n, slot: Clock.get().slot };
      },
    }),
    deposit: instruction({
      discriminator: DEPOSIT,
      args: { amount: borsh.u64 },
      accounts,
      handler({ accounts: { hand, purse, tokenProgram, book, cash } }, { amount }) {
        token.transfer(CpiContext.new(tokenProgram, { from: purse, to: cash, authority: hand }), { amount });
        addInterest(book);
        book.value.principal = u64(book.value.principal + amount);
      },
    }),
    withdraw: instruction({
      discriminator: WITHDRAW,
      args: { amount: borsh.u64 },
      accounts,
      returns: borsh.u64,
      handler({ accounts, bumps }, { amount }) {
        const { book } = accounts;
        addInterest(book);
        if (amount > book.value.principal) throw errors.NotSaved();
        book.value.principal -= amount;
        return pay(accounts, bumps.bank, amount);
      },
    }),
    harvest: instruction({
      discriminator: HARVEST,
      args: { principal: borsh.u64 },
      accounts,
      returns: borsh.u64,
      handler({ accounts, bumps }) {
        const { book } = accounts;
        addInterest(book);
        const { interest } = book.value;
        book.value.interest = 0n;
        return interest === 0n ? 0n : pay(accounts, bumps.bank, interest);
      },
    }),
  },
});

function addInterest({ value: book }: Account<ValueOf<typeof Book.codec>>): void {
  const { slot } = Clock.get();
  const interest = mulDiv(book.principal, slot - book.slot, 100n * SLOTS_PER_PERCENT);
  // What is rounded away is not lost: the time for it goes on.
  if (interest === 0n && book.principal > 0n) return;
  book.interest = u64(book.interest + interest);
  book.slot = slot;
}

type Paying = Record<"tokenProgram" | "cash" | "purse" | "bank", HasAccountInfo>;

function pay({ tokenProgram, cash, purse, bank }: Paying, bump: number, amount: bigint): bigint {
  const seeds = [new TextEncoder().encode("bank"), Uint8Array.of(bump)];
  const transfer = { from: cash, to: purse, authority: bank };
  token.transfer(CpiContext.newWithSigner(tokenProgram, transfer, [seeds]), { amount });
  return amount;
}

import {
  type AccountInfo,
  account,
  accountType,
  associatedToken,
  borsh,
  Clock,
  CpiContext,
  close,
  defineProgram,
  errorCodes,
  hasOne,
  init,
  instruction,
  Mint,
  type Pubkey,
  pda,
  program,
  pubkeyEqual,
  Rent,
  SYSTEM_PROGRAM_ID,
  signer,
  system,
  TOKEN_PROGRAM_ID,
  TokenAccount,
  token,
  writable,
} from "callgate/program";

/** A sale of tokens to whoever bids most lamports. */
export const Auction = accountType("Auction", {
  seller: borsh.pubkey,
  mint: borsh.pubkey,
  /** The seller, as long as nobody has bid: so what is not sold goes back. */
  highestBidder: borsh.pubkey,
  /** Lamports, all of them in the vault of bids. 0: nobody has bid. */
  highestBid: borsh.u64,
  /** Lowest first bid, in lamports. */
  reserve: borsh.u64,
  /** By how many lamports a bid must be higher. */
  increment: borsh.u64,
  /** Unix time from which nobody can bid any more. */
  end: borsh.i64,
});
const AUCTION_BYTES = 8 + 3 * 32 + 4 * 8;

/** In seconds: bids must not be locked for ever. */
export const LONGEST_AUCTION = 30n * 24n * 60n * 60n;

export const errors = errorCodes({
  NothingForSale: "There is nothing for sale",
  FreezableItem: "Somebody could freeze the item",
  ReserveTooSmall: "The reserve does not keep the vault of bids rent-exempt",
  NoIncrement: "A bid must be higher than the one before",
  BadEnd: "The end is past, or too far",
  BidTooLow: "The bid is too low",
  AnotherAuction: "This is not the auction that the bidder saw",
  Over: "The auction is over",
  NotOver: "The auction is not over yet",
  NotTheWinners: "The item must go to the winner",
});

const bids = [writable, pda(["bids", { account: "auction" }])] as const;
const itemVault = [account(TokenAccount), writable, associatedToken({ mint: "mint", authority: "auction" })] as const;
const tokenProgram = [program(TOKEN_PROGRAM_ID)] as const;
const systemProgram = [program(SYSTEM_PROGRAM_ID)] as const;

/** Sells tokens; bids are with the program, and go back when a higher one comes. */
export const auction = defineProgram({
  name: "auction",
  errors,
  instructions: {
    /** The seller gives the item to the program. The item's vault has to be there already. */
    open: instruction({
      args: { amount: borsh.u64, reserve: borsh.u64, increment: borsh.u64, end: borsh.i64 },
      accounts: {
        auction: [
          account(Auction),
          init({ payer: "seller", space: AUCTION_BYTES }),
          pda(["auction", { account: "seller" }, { account: "mint" }]),
        ],
        seller: [signer, writable],
        mint: [account(Mint)],
        itemVault,
        sellerTokens: [account(TokenAccount), writable],
        tokenProgram,
        systemProgram,
      },
      handler({ accounts }, { amount, ...terms }) {
        const { seller, mint, sellerTokens, itemVault, tokenProgram } = accounts;
        const now = Clock.get().unixTimestamp;
        if (amount === 0n) throw errors.NothingForSale();
        // Frozen after the last bid, it could not be delivered.
        if (mint.value.freezeAuthority !== null) throw errors.FreezableItem();
        if (terms.reserve < Rent.get().minimumBalance(0)) throw errors.ReserveTooSmall();
        if (terms.increment === 0n) throw errors.NoIncrement();
        if (terms.end <= now || terms.end > now + LONGEST_AUCTION) throw errors.BadEnd();
        const people = { seller: seller.key, highestBidder: seller.key };
        accounts.auction.value = { ...people, mint: mint.key, highestBid: 0n, ...terms };
        const context = CpiContext.new(tokenProgram, { from: sellerTokens, to: itemVault, authority: seller });
        token.transfer(context, { amount });
      },
    }),

    /** A higher bid is paid in, and the highest so far is paid back. `end` says which auction the bidder saw. */
    bid: instruction({
      args: { lamports: borsh.u64, end: borsh.i64 },
      accounts: {
        auction: [account(Auction), writable, hasOne("highestBidder")],
        bids,
        bidder: [signer, writable],
        highestBidder: [writable],
        systemProgram,
      },
      handler({ accounts, bumps }, { lamports, end }) {
        const { value } = accounts.auction;
        const { bidder, highestBidder, bids, systemProgram } = accounts;
        if (value.end !== end) throw errors.AnotherAuction();
        if (isOver(value)) throw errors.Over();
        const lowest = value.highestBid === 0n ? value.reserve : value.highestBid + value.increment;
        if (lamports < lowest) throw errors.BidTooLow();
        const outbid = value.highestBid;
        value.highestBid = lamports;
        value.highestBidder = bidder.key;
        system.transfer(CpiContext.new(systemProgram, { from: bidder, to: bids }), { lamports });
        if (outbid > 0n) payOut(accounts, bumps, highestBidder, outbid);
      },
    }),

    /** After the end anybody can have the item delivered and the seller paid. */
    settle: instruction({
      accounts: {
        auction: [
          account(Auction),
          pda(["auction", { account: "seller" }, { account: "mint" }]),
          hasOne("highestBidder"),
          close("seller"),
        ],
        bids,
        seller: [writable],
        mint: [],
        itemVault,
        highestBidder: [],
        winnerTokens: [account(TokenAccount), writable],
        tokenProgram,
        systemProgram,
      },
      handler({ accounts, bumps }) {
        const { auction, bids, seller, itemVault, highestBidder, winnerTokens, tokenProgram } = accounts;
        if (!isOver(auction.value)) throw errors.NotOver();
        // Any account of theirs: were it the associated one, a winner could give that away and block the seller.
        if (!pubkeyEqual(winnerTokens.value.owner, highestBidder.key)) throw errors.NotTheWinners();

        const seeds = [text("auction"), seller.key, accounts.mint.key, Uint8Array.of(bumps.auction)];
        const delivery = { from: itemVault, to: winnerTokens, authority: auction };
        const { amount } = itemVault.value;
        token.transfer(CpiContext.newWithSigner(tokenProgram, delivery, [seeds]), { amount });
        const closing = { account: itemVault, destination: seller, authority: auction };
        token.closeAccount(CpiContext.newWithSigner(tokenProgram, closing, [seeds]));
        payOut(accounts, bumps, seller, bids.lamports);
      },
    }),
  },
});

interface Paying {
  readonly auction: { readonly key: Pubkey };
  readonly bids: AccountInfo;
  readonly systemProgram: AccountInfo;
}

/** The program signs for the vault of bids. */
function payOut({ auction, bids, systemProgram }: Paying, bumps: { bids: number }, to: AccountInfo, lamports: bigint) {
  const seeds = [text("bids"), auction.key, Uint8Array.of(bumps.bids)];
  system.transfer(CpiContext.newWithSigner(systemProgram, { from: bids, to }, [seeds]), { lamports });
}

function isOver({ end }: { end: bigint }): boolean {
  return Clock.get().unixTimestamp >= end;
}

function text(seed: string): Uint8Array {
  return new TextEncoder().encode(seed);
}

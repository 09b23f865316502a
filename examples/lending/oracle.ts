import {
  account,
  accountType,
  borsh,
  Clock,
  defineProgram,
  hasOne,
  init,
  instruction,
  pda,
  program,
  SYSTEM_PROGRAM_ID,
  signer,
  type ValueOf,
  writable,
} from "callgate/program";

/** What an oracle returns. */
export const Price = borsh.struct("Price", {
  /** Of 1,000,000 of the smallest units. */
  price: borsh.u64,
  /** The price is this much higher or lower. */
  confidence: borsh.u64,
  /** When that was so. */
  slot: borsh.u64,
});
export type Price = ValueOf<typeof Price>;

export const Feed = accountType("Feed", { authority: borsh.pubkey, current: Price });
const FEED_BYTES = 8 + 32 + 3 * 8;

/** Keeps prices that authorities publish, and returns them to whoever calls. */
export const oracle = defineProgram({
  name: "oracle",
  instructions: {
    createFeed: instruction({
      accounts: {
        feed: [init({ payer: "authority", space: FEED_BYTES }), account(Feed), pda(["feed", { account: "authority" }])],
        authority: [signer, writable],
        systemProgram: [program(SYSTEM_PROGRAM_ID)],
      },
      handler({ accounts: { feed, authority } }) {
        feed.value = { authority: authority.key, current: { price: 0n, confidence: 0n, slot: 0n } };
      },
    }),
    publish: instruction({
      args: { price: borsh.u64, confidence: borsh.u64 },
      accounts: { feed: [account(Feed), writable, hasOne("authority")], authority: [signer] },
      handler({ accounts: { feed } }, { price, confidence }) {
        feed.value.current = { price, confidence, slot: Clock.get().slot };
      },
    }),
    price: instruction({
      accounts: { feed: [account(Feed)] },
      returns: Price,
      handler: ({ accounts: { feed } }) => feed.value.current,
    }),
  },
});

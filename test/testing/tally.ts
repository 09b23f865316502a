import {
  account,
  accountType,
  borsh,
  CpiContext,
  defineProgram,
  errorCodes,
  init,
  instruction,
  logData,
  pda,
  program,
  SYSTEM_PROGRAM_ID,
  signer,
  system,
  writable,
} from "../../src/program/index.js";

const Tally = accountType("Tally", { owner: borsh.pubkey, count: borsh.u64 });
const TALLY_BYTES = 8 + 32 + 8;

const errors = errorCodes({ TooMuch: "One adds at most 100", Empty: "The till is empty" });

/** The discriminator of Anchor's event "Added": sha256("event:Added"), its first 8 bytes. */
export const ADDED = [0x9c, 0, 0, 0, 0, 0, 0, 1];

/** Counts for its users, and tells of it; its till, an address of its own, pays them. */
export const tally = defineProgram({
  name: "tally",
  errors,
  instructions: {
    open: instruction({
      accounts: {
        tally: [init({ payer: "owner", space: TALLY_BYTES }), account(Tally), pda(["tally", { account: "owner" }])],
        owner: [signer, writable],
        systemProgram: [program(SYSTEM_PROGRAM_ID)],
      },
      handler({ accounts: { tally, owner } }) {
        tally.value = { owner: owner.key, count: 0n };
      },
    }),

    add: instruction({
      args: { by: borsh.u64 },
      accounts: {
        tally: [account(Tally), writable, pda(["tally", { account: "owner" }])],
        owner: [signer],
      },
      handler({ accounts: { tally } }, { by }) {
        if (by > 100n) throw errors.TooMuch();
        tally.value.count += by;
        logData(Uint8Array.of(...ADDED, ...borsh.u64.encode(tally.value.count)));
      },
    }),

    count: instruction({
      accounts: { tally: [account(Tally)] },
      returns: borsh.u64,
      handler: ({ accounts: { tally } }) => tally.value.count,
    }),

    /** The till, which holds nothing but lamports, signs with its seeds. */
    pay: instruction({
      args: { lamports: borsh.u64 },
      accounts: {
        till: [writable, pda(["till"])],
        to: [writable],
        systemProgram: [program(SYSTEM_PROGRAM_ID)],
      },
      handler({ accounts: { till, to, systemProgram }, bumps }, { lamports }) {
        const seeds = [new TextEncoder().encode("till"), Uint8Array.of(bumps.till)];
        system.transfer(CpiContext.newWithSigner(systemProgram, { from: till, to }, [seeds]), { lamports });
      },
    }),
  },
});

/** Calls the System program for an address that it has no seeds of. */
export const thief = defineProgram({
  name: "thief",
  process(_, [from, to]) {
    system.transfer(CpiContext.new(SYSTEM_PROGRAM_ID, { from: from!, to: to! }), { lamports: 1n });
  },
});

import {
  type AccountInfo,
  account,
  accountType,
  borsh,
  Clock,
  CpiContext,
  close,
  defineProgram,
  errorCodes,
  hasOne,
  init,
  instruction,
  type Pubkey,
  pda,
  program,
  pubkeyEqual,
  Rent,
  SYSTEM_PROGRAM_ID,
  signer,
  system,
  writable,
} from "callgate/program";

/** What two users agreed on; their stakes are in its vault. */
export const Wager = accountType("Wager", {
  creator: borsh.pubkey,
  opponent: borsh.pubkey,
  arbiter: borsh.pubkey,
  /** Lamports of each. */
  stake: borsh.u64,
  /** Unix time from which nobody can win any more. */
  deadline: borsh.i64,
  accepted: borsh.bool,
});
const WAGER_BYTES = 8 + 3 * 32 + 8 + 8 + 1;

/** Longest wait for a refund, in seconds: stakes must not be locked for ever. */
export const LONGEST_WAIT = 30n * 24n * 60n * 60n;

export const errors = errorCodes({
  StakeTooSmall: "The stake does not keep the vault rent-exempt",
  BadDeadline: "The deadline is past, or too far",
  SamePerson: "Creator, opponent and arbiter must be three",
  TermsChanged: "The wager is not what the opponent agreed to",
  AlreadyAccepted: "The wager was accepted already",
  NotAccepted: "The wager was not accepted yet",
  TooLate: "The deadline is past",
  TooEarly: "The deadline is not past yet",
  NotAPlayer: "The winner must be one of the two",
});

const vault = [writable, pda(["vault", { account: "wager" }])] as const;
const systemProgram = [program(SYSTEM_PROGRAM_ID)] as const;

/** An intermediary between two users: it holds their stakes until an arbiter names the winner, or gives them back. */
export const wager = defineProgram({
  name: "wager",
  errors,
  instructions: {
    /** The creator says the terms, and pays. */
    propose: instruction({
      args: { id: borsh.u64, stake: borsh.u64, deadline: borsh.i64 },
      accounts: {
        wager: [
          account(Wager),
          init({ payer: "creator", space: WAGER_BYTES }),
          pda(["wager", { account: "creator" }, { arg: "id" }]),
        ],
        vault,
        creator: [signer, writable],
        opponent: [],
        arbiter: [],
        systemProgram,
      },
      handler({ accounts }, { stake, deadline }) {
        const [creator, opponent, arbiter] = [accounts.creator.key, accounts.opponent.key, accounts.arbiter.key];
        const now = Clock.get().unixTimestamp;
        if (stake < Rent.get().minimumBalance(0)) throw errors.StakeTooSmall();
        if (deadline <= now || deadline > now + LONGEST_WAIT) throw errors.BadDeadline();
        if (!areDistinct(creator, opponent, arbiter)) throw errors.SamePerson();
        accounts.wager.value = { creator, opponent, arbiter, stake, deadline, accepted: false };
        deposit(accounts.systemProgram, accounts.creator, accounts.vault, stake);
      },
    }),

    /** The opponent pays as much, and repeats the terms: the creator could have cancelled and proposed others. */
    accept: instruction({
      args: { stake: borsh.u64, deadline: borsh.i64 },
      accounts: {
        wager: [account(Wager), writable, hasOne("opponent"), hasOne("arbiter")],
        vault,
        opponent: [signer, writable],
        arbiter: [],
        systemProgram,
      },
      handler({ accounts }, { stake, deadline }) {
        const { value } = accounts.wager;
        if (value.accepted) throw errors.AlreadyAccepted();
        if (value.stake !== stake || value.deadline !== deadline) throw errors.TermsChanged();
        if (isPast(deadline)) throw errors.TooLate();
        value.accepted = true;
        deposit(accounts.systemProgram, accounts.opponent, accounts.vault, stake);
      },
    }),

    /** The arbiter names the winner, who gets both stakes. */
    decide: instruction({
      accounts: {
        wager: [account(Wager), hasOne("arbiter"), hasOne("creator"), close("creator")],
        vault,
        arbiter: [signer],
        winner: [writable],
        creator: [writable],
        systemProgram,
      },
      handler({ accounts, bumps }) {
        const { value } = accounts.wager;
        if (!value.accepted) throw errors.NotAccepted();
        if (isPast(value.deadline)) throw errors.TooLate();
        if (!isPlayer(accounts.winner.key, value)) throw errors.NotAPlayer();
        payOut(accounts, bumps, accounts.winner, accounts.vault.lamports);
      },
    }),

    /** After the deadline anybody can have both paid back. */
    refund: instruction({
      accounts: {
        wager: [account(Wager), hasOne("creator"), hasOne("opponent"), close("creator")],
        vault,
        creator: [writable],
        opponent: [writable],
        systemProgram,
      },
      handler({ accounts, bumps }) {
        const { stake, deadline, accepted } = accounts.wager.value;
        if (!isPast(deadline)) throw errors.TooEarly();
        if (accepted) payOut(accounts, bumps, accounts.opponent, stake);
        payOut(accounts, bumps, accounts.creator, accounts.vault.lamports);
      },
    }),

    /** The creator thinks better of it, while nobody has accepted. */
    cancel: instruction({
      accounts: {
        wager: [account(Wager), hasOne("creator"), close("creator")],
        vault,
        creator: [signer, writable],
        systemProgram,
      },
      handler({ accounts, bumps }) {
        if (accounts.wager.value.accepted) throw errors.AlreadyAccepted();
        payOut(accounts, bumps, accounts.creator, accounts.vault.lamports);
      },
    }),
  },
});

function deposit(systemProgram: AccountInfo, from: AccountInfo, to: AccountInfo, lamports: bigint): void {
  system.transfer(CpiContext.new(systemProgram, { from, to }), { lamports });
}

interface Paying {
  readonly wager: { readonly key: Pubkey };
  readonly vault: AccountInfo;
  readonly systemProgram: AccountInfo;
}

/** The program signs for the vault. */
function payOut({ wager, vault, systemProgram }: Paying, bumps: { vault: number }, to: AccountInfo, lamports: bigint) {
  const seeds = [new TextEncoder().encode("vault"), wager.key, Uint8Array.of(bumps.vault)];
  system.transfer(CpiContext.newWithSigner(systemProgram, { from: vault, to }, [seeds]), { lamports });
}

function isPast(deadline: bigint): boolean {
  return Clock.get().unixTimestamp >= deadline;
}

function isPlayer(key: Pubkey, { creator, opponent }: { creator: Pubkey; opponent: Pubkey }): boolean {
  return pubkeyEqual(key, creator) || pubkeyEqual(key, opponent);
}

function areDistinct(a: Pubkey, b: Pubkey, c: Pubkey): boolean {
  return !pubkeyEqual(a, b) && !pubkeyEqual(a, c) && !pubkeyEqual(b, c);
}

import { describe, expect, test } from "vitest";
import { ByteWriter } from "../../../src/base/byte-writer.js";
import { createWithSeed } from "../../../src/solana/program-derived-address.js";
import { SYSTEM_PROGRAM_ID, SYSVAR_RENT_ID, VOTE_PROGRAM_ID } from "../../../src/solana/program-ids.js";
import type { Pubkey } from "../../../src/solana/pubkey.js";
import { VOTE_ACCOUNT_BYTES } from "../../../src/solana/vote-state/vote-state.js";
import {
  encodeState,
  NODE,
  OTHER,
  padded,
  VOTE_ACCOUNT,
  VOTER,
  voteAccount,
  voteState,
  WITHDRAWER,
} from "./vote-fixtures.js";
import {
  CLOCK,
  ME,
  type Meta,
  mainnet,
  NODE_SIGNS,
  play,
  type Scene,
  VOTER_SIGNS,
  WITHDRAWER_SIGNS,
} from "./vote-scene.js";

// Every scene ends the same in LiteSVM: `play` sees to it.

const U64_MAX = 2n ** 64n - 1n;
/** Lamports that make 3762 bytes rent exempt in LiteSVM. */
const RENT_EXEMPT = 27_074_400n;

const data = (tag: number) => new ByteWriter().u32(tag);
const empty = (fields = {}) => voteAccount(undefined, { data: new Uint8Array(VOTE_ACCOUNT_BYTES), ...fields });

describe("before any instruction", () => {
  const scene = { data: data(4).finish(), metas: [ME, NODE_SIGNS, WITHDRAWER_SIGNS] };

  test("2100 units are charged, and 2099 are too few", () => {
    expect(play(mainnet, { ...scene, computeUnits: 2100 })).toMatchObject({ error: undefined, computeUnits: 2100 });
    expect(play(mainnet, { ...scene, computeUnits: 2099 }).error).toBe("ComputationalBudgetExceeded");
  });

  test("the first account must be there and be the vote program's", () => {
    expect(play(mainnet, { ...scene, metas: [] }).error).toBe("MissingAccount");
    const vote = voteAccount(undefined, { owner: SYSTEM_PROGRAM_ID });
    expect(play(mainnet, { ...scene, vote, data: data(99).finish() }).error).toBe("InvalidAccountOwner");
  });

  test.each([
    ["nothing", data(0).finish().slice(0, 0)],
    ["half a number", data(4).finish().slice(0, 3)],
    ["a number too high", data(20).finish()],
    ["a withdrawal without its lamports", data(3).u32(1).finish()],
    ["an authority of no kind", data(7).u32(3).finish()],
    ["a seed that is no UTF-8", data(11).u32(0).bytes(OTHER).u64(1n).u8(0xff).finish()],
    ["a seed longer than the data", data(11).u32(0).bytes(OTHER).u64(U64_MAX).finish()],
    ["a commission kind of no kind", data(17).u32(2).finish()],
  ])("%s is InvalidInstructionData", (_, malformed) => {
    expect(play(mainnet, { ...scene, data: malformed }).error).toBe("InvalidInstructionData");
  });

  test("bytes after the instruction do not matter", () => {
    expect(play(mainnet, { ...scene, data: data(4).u64(1n).finish() }).error).toBeUndefined();
  });
});

describe("the state of the account", () => {
  const scene = { data: data(5).u8(7).finish(), metas: [ME, WITHDRAWER_SIGNS] };
  const holding = (bytes: Uint8Array, length = VOTE_ACCOUNT_BYTES) =>
    play(mainnet, { ...scene, vote: voteAccount(undefined, { data: padded(bytes, length) }) });

  test.each(["V1_14_11", "V3", "V4"] as const)("%s is read, and written as version 4", (version) => {
    const state = voteState({
      voters: [
        [0n, VOTER],
        [1n, OTHER],
      ],
      votes: [{ slot: 5n, confirmationCount: 2, latency: version === "V1_14_11" ? 0 : 3 }],
      rootSlot: 4n,
      epochCredits: [{ epoch: 0n, credits: 9n, previousCredits: 1n }],
      lastTimestamp: { slot: 5n, timestamp: -6n },
    });
    const end = holding(encodeState(version, state));
    expect(end.error).toBeUndefined();
    expect(end.state).toEqual({ ...state, inflationRewardsCommissionBps: 700 });
    expect(end.data.slice(0, 4)).toEqual(Uint8Array.of(3, 0, 0, 0));
  });

  test.each([
    ["no version", Uint8Array.of(0, 0, 0, 0), "InvalidAccountData"],
    ["a version of the future", Uint8Array.of(4, 0, 0, 0), "InvalidAccountData"],
    ["a state cut short", encodeState("V4", voteState()).slice(0, 150), "InvalidAccountData"],
    ["version 3 without voters", encodeState("V3", voteState({ voters: [] })), "UninitializedAccount"],
    ["version 1.14.11 without voters", encodeState("V1_14_11", voteState({ voters: [] })), "UninitializedAccount"],
    ["version 4 without voters", encodeState("V4", voteState({ voters: [] })), undefined],
  ] as const)("%s: %3$s", (_, bytes, error) => {
    expect(holding(bytes, bytes.length < 150 ? 4 : bytes.length === 150 ? 150 : VOTE_ACCOUNT_BYTES).error).toBe(error);
  });

  test("an option of 2 and a bool of 2 are no state", () => {
    const rootTag = encodeState("V4", voteState());
    // After the header (145 bytes) and the number of votes.
    rootTag[153] = 2;
    expect(holding(rootTag).error).toBe("InvalidAccountData");
    const ringIsEmpty = encodeState("V3", voteState());
    ringIsEmpty[4 + 65 + 8 + 1 + 8 + 40 + 32 * 48 + 8] = 2;
    expect(holding(ringIsEmpty).error).toBe("InvalidAccountData");
  });

  test("a short account grows if it is rent exempt at its new length, or else nothing goes", () => {
    const short = { data: padded(encodeState("V1_14_11", voteState()), 3731) };
    const grown = play(mainnet, { ...scene, vote: voteAccount(undefined, { ...short, lamports: RENT_EXEMPT }) });
    expect(grown.error).toBeUndefined();
    expect(grown.data.length).toBe(VOTE_ACCOUNT_BYTES);
    const poor = voteAccount(undefined, { ...short, lamports: RENT_EXEMPT - 1n });
    expect(play(mainnet, { ...scene, vote: poor }).error).toBe("AccountNotRentExempt");
  });

  test("an account that may not be written: growing fails first", () => {
    const metas: Meta[] = [[VOTE_ACCOUNT, ""], WITHDRAWER_SIGNS];
    expect(play(mainnet, { ...scene, metas }).error).toBe("ReadonlyDataModified");
    const vote = voteAccount(undefined, { data: padded(encodeState("V3", voteState()), 3761) });
    expect(play(mainnet, { ...scene, metas, vote }).error).toBe("AccountNotRentExempt");
  });

  test("a state that no longer fits is AccountDataTooSmall", () => {
    const epochCredits = Array.from({ length: 149 }, (_, i) => ({
      epoch: BigInt(i),
      credits: 1n,
      previousCredits: 0n,
    }));
    const bytes = encodeState("V4", voteState({ epochCredits }));
    const vote = (length: number) => voteAccount(undefined, { data: padded(bytes, length) });
    // A new voter, with none for the present epoch before: two entries of 40 bytes for one of 40.
    const authorize = {
      data: data(1).bytes(OTHER).u32(0).finish(),
      metas: [ME, CLOCK, VOTER_SIGNS],
      clock: { epoch: 9n },
    };
    expect(play(mainnet, { ...authorize, vote: vote(bytes.length + 40) }).error).toBeUndefined();
    expect(play(mainnet, { ...authorize, vote: vote(bytes.length + 39) }).error).toBe("AccountDataTooSmall");
  });
});

describe("InitializeAccount", () => {
  const init = data(0).bytes(NODE).bytes(VOTER).bytes(WITHDRAWER).u8(255).finish();
  const metas: Meta[] = [ME, [SYSVAR_RENT_ID, ""], CLOCK, NODE_SIGNS];
  const scene: Scene = { data: init, metas, vote: empty(), clock: { epoch: 7n, leaderScheduleEpoch: 8n } };

  test("writes version 4 with defaults", () => {
    expect(play(mainnet, scene).state).toEqual(
      voteState({ voters: [[7n, VOTER]], inflationRewardsCommissionBps: 25_500 }),
    );
  });

  test("refuses poor, wrong-sized, used and unsigned accounts", () => {
    expect(play(mainnet, { ...scene, vote: empty({ lamports: RENT_EXEMPT }) }).error).toBeUndefined();
    expect(play(mainnet, { ...scene, vote: empty({ lamports: RENT_EXEMPT - 1n }) }).error).toBe("InsufficientFunds");
    for (const length of [VOTE_ACCOUNT_BYTES - 1, VOTE_ACCOUNT_BYTES + 1]) {
      expect(play(mainnet, { ...scene, vote: empty({ data: new Uint8Array(length) }) }).error).toBe(
        "InvalidAccountData",
      );
    }
    expect(play(mainnet, { ...scene, vote: voteAccount() }).error).toBe("AccountAlreadyInitialized");
    const junk = padded(Uint8Array.of(9), VOTE_ACCOUNT_BYTES);
    expect(play(mainnet, { ...scene, vote: empty({ data: junk }) }).error).toBe("InvalidAccountData");
    const unsigned: Meta[] = [...metas.slice(0, 3), [NODE, ""]];
    expect(play(mainnet, { ...scene, metas: unsigned }).error).toBe("MissingRequiredSignature");
  });

  test("demands its sysvars in their places, rent before the balance, the clock after it", () => {
    expect(play(mainnet, { ...scene, metas: [ME, CLOCK, CLOCK, NODE_SIGNS] }).error).toBe("InvalidArgument");
    const noClock: Meta[] = [ME, [SYSVAR_RENT_ID, ""], NODE_SIGNS];
    expect(play(mainnet, { ...scene, metas: noClock }).error).toBe("InvalidArgument");
    expect(play(mainnet, { ...scene, metas: noClock, vote: empty({ lamports: 1_000_000n }) }).error).toBe(
      "InsufficientFunds",
    );
    expect(play(mainnet, { ...scene, metas: [ME] }).error).toBe("MissingAccount");
  });

  test("an account of version 3 that lost its voters may be initialized again", () => {
    const vote = empty({ data: padded(encodeState("V3", voteState({ voters: [] })), VOTE_ACCOUNT_BYTES) });
    expect(play(mainnet, { ...scene, vote }).error).toBeUndefined();
  });
});

describe("Authorize", () => {
  const toOther = (kind: number) => data(1).bytes(OTHER).u32(kind).finish();
  const clock = { epoch: 5n, leaderScheduleEpoch: 6n };
  const scene = (kind: number, signs: Meta): Scene => ({ data: toOther(kind), metas: [ME, CLOCK, signs], clock });

  test("the voter or the withdrawer names the voter of the first epoch without leaders", () => {
    for (const signs of [VOTER_SIGNS, WITHDRAWER_SIGNS]) {
      const { authorizedVoters } = play(mainnet, scene(0, signs)).state!;
      expect(authorizedVoters.entries).toEqual([
        { epoch: 5n, voter: VOTER },
        { epoch: 7n, voter: OTHER },
      ]);
    }
    expect(play(mainnet, scene(0, NODE_SIGNS)).error).toBe("MissingRequiredSignature");
  });

  test("only the withdrawer names the withdrawer", () => {
    expect(play(mainnet, scene(1, WITHDRAWER_SIGNS)).state?.authorizedWithdrawer).toEqual(OTHER);
    expect(play(mainnet, scene(1, VOTER_SIGNS)).error).toBe("MissingRequiredSignature");
  });

  test("one change an epoch", () => {
    const vote = voteAccount(
      voteState({
        voters: [
          [5n, VOTER],
          [7n, NODE],
        ],
      }),
    );
    expect(play(mainnet, { ...scene(0, VOTER_SIGNS), vote }).error).toEqual({ Custom: 5 });
    const later = voteAccount(
      voteState({
        voters: [
          [5n, VOTER],
          [6n, NODE],
        ],
      }),
    );
    expect(play(mainnet, { ...scene(0, VOTER_SIGNS), vote: later }).error).toBeUndefined();
  });

  test("epochs before the previous one are forgotten", () => {
    const vote = voteAccount(
      voteState({
        voters: [
          [2n, NODE],
          [3n, NODE],
          [4n, VOTER],
        ],
      }),
    );
    const { authorizedVoters } = play(mainnet, { ...scene(0, VOTER_SIGNS), vote }).state!;
    expect(authorizedVoters.entries.map(({ epoch }) => epoch)).toEqual([4n, 5n, 7n]);
  });

  test("no voter yet, and no epoch after the last, are InvalidAccountData", () => {
    const vote = voteAccount(voteState({ voters: [[6n, VOTER]] }));
    expect(play(mainnet, { ...scene(0, VOTER_SIGNS), vote }).error).toBe("InvalidAccountData");
    const end = play(mainnet, { ...scene(0, VOTER_SIGNS), clock: { epoch: 5n, leaderScheduleEpoch: U64_MAX } });
    expect(end.error).toBe("InvalidAccountData");
  });

  test("checked: the new authority signs, as the fourth account", () => {
    const checked = data(7).u32(1).finish();
    const metas: Meta[] = [ME, CLOCK, WITHDRAWER_SIGNS, [OTHER, "s"]];
    expect(play(mainnet, { data: checked, metas }).state?.authorizedWithdrawer).toEqual(OTHER);
    expect(play(mainnet, { data: checked, metas: [...metas.slice(0, 3), [OTHER, ""]] }).error).toBe(
      "MissingRequiredSignature",
    );
    expect(play(mainnet, { data: checked, metas: metas.slice(0, 3) }).error).toBe("MissingAccount");
  });

  test("a BLS key of the voter allows no voter without one", () => {
    const vote = voteAccount(voteState({ blsPubkeyCompressed: new Uint8Array(48).fill(1) }));
    expect(play(mainnet, { ...scene(0, VOTER_SIGNS), vote }).error).toBe("InvalidInstructionData");
    expect(play(mainnet, { ...scene(1, WITHDRAWER_SIGNS), vote }).error).toBeUndefined();
  });
});

describe("AuthorizeWithSeed", () => {
  const seed = new TextEncoder().encode("hot key");
  const derivedFrom = (owner: Pubkey) => {
    const derived = createWithSeed(OTHER, seed, owner);
    if (!derived.ok) throw new Error(derived.error);
    return derived.address;
  };
  const args = (tag: number, owner = SYSTEM_PROGRAM_ID, text = seed) =>
    data(tag).u32(1).bytes(owner).u64(BigInt(text.length)).bytes(text);
  const vote = voteAccount(voteState({ authorizedWithdrawer: derivedFrom(SYSTEM_PROGRAM_ID) }));
  const metas: Meta[] = [ME, CLOCK, [OTHER, "s"]];

  test("the base signs for the key that it derives", () => {
    expect(play(mainnet, { data: args(10).bytes(NODE).finish(), metas, vote }).state?.authorizedWithdrawer).toEqual(
      NODE,
    );
    const checked: Meta[] = [...metas, NODE_SIGNS];
    expect(play(mainnet, { data: args(11).finish(), metas: checked, vote }).state?.authorizedWithdrawer).toEqual(NODE);
  });

  test("refuses a base that does not sign, another owner, and missing accounts", () => {
    const named = args(10).bytes(NODE).finish();
    expect(play(mainnet, { data: named, metas: [ME, CLOCK, [OTHER, ""]], vote }).error).toBe(
      "MissingRequiredSignature",
    );
    const foreign = args(10, VOTE_PROGRAM_ID).bytes(NODE).finish();
    expect(play(mainnet, { data: foreign, metas, vote }).error).toBe("MissingRequiredSignature");
    expect(play(mainnet, { data: named, metas: metas.slice(0, 2), vote }).error).toBe("MissingAccount");
    expect(play(mainnet, { data: args(11).finish(), metas, vote }).error).toBe("MissingAccount");
    expect(play(mainnet, { data: args(11).finish(), metas: [...metas, [NODE, ""]], vote }).error).toBe(
      "MissingRequiredSignature",
    );
  });

  test("address errors come through by their numbers", () => {
    const long = (length: number) => args(10, SYSTEM_PROGRAM_ID, new Uint8Array(length).fill(97)).bytes(NODE).finish();
    expect(play(mainnet, { data: long(33), metas, vote }).error).toEqual({ Custom: 0 });
    expect(play(mainnet, { data: long(32), metas, vote }).error).toBe("MissingRequiredSignature");
    const marker = new TextEncoder().encode("ProgramDerivedAddress".padStart(32, "x"));
    expect(play(mainnet, { data: args(10, marker).bytes(NODE).finish(), metas, vote }).error).toEqual({ Custom: 2 });
  });
});

describe("UpdateValidatorIdentity", () => {
  const scene = { data: data(4).finish(), metas: [ME, [OTHER, "s"], WITHDRAWER_SIGNS] as Meta[] };

  test("withdrawer and node sign; block revenue stays where it goes", () => {
    expect(play(mainnet, scene).state).toMatchObject({ nodePubkey: OTHER, blockRevenueCollector: NODE });
    expect(play(mainnet, { ...scene, metas: [ME, [OTHER, ""], WITHDRAWER_SIGNS] }).error).toBe(
      "MissingRequiredSignature",
    );
    expect(play(mainnet, { ...scene, metas: [ME, [OTHER, "s"]] }).error).toBe("MissingRequiredSignature");
    expect(play(mainnet, { ...scene, metas: [ME] }).error).toBe("MissingAccount");
  });
});

describe("Withdraw", () => {
  const scene = (lamports: bigint, fields: Partial<Scene> = {}): Scene => ({
    data: data(3).u64(lamports).finish(),
    metas: [ME, [OTHER, "w"], WITHDRAWER_SIGNS],
    ...fields,
  });
  const surplus = 100_000_000n - RENT_EXEMPT;

  test("what stays must be rent exempt", () => {
    expect(play(mainnet, scene(surplus))).toMatchObject({ error: undefined, lamports: RENT_EXEMPT });
    expect(play(mainnet, scene(surplus + 1n)).error).toBe("InsufficientFunds");
    expect(play(mainnet, scene(100_000_001n)).error).toBe("InsufficientFunds");
  });

  test("what stays must cover what delegators are owed", () => {
    const owing = (pendingDelegatorRewards: bigint) => voteAccount(voteState({ pendingDelegatorRewards }));
    expect(play(mainnet, scene(surplus - 5n, { vote: owing(5n) })).error).toBeUndefined();
    expect(play(mainnet, scene(surplus - 4n, { vote: owing(5n) })).error).toBe("InsufficientFunds");
    expect(play(mainnet, scene(100_000_000n, { vote: owing(1n) })).error).toBe("InsufficientFunds");
    expect(play(mainnet, scene(1n, { vote: owing(U64_MAX) })).error).toBe("ArithmeticOverflow");
  });

  test("everything goes a full epoch after the last credits", () => {
    const credited = voteAccount(voteState({ epochCredits: [{ epoch: 8n, credits: 1n, previousCredits: 0n }] }));
    const at = (epoch: bigint) => play(mainnet, scene(100_000_000n, { vote: credited, clock: { epoch } })).error;
    expect(at(10n)).toBeUndefined();
    expect(at(9n)).toEqual({ Custom: 18 });
    expect(at(7n)).toEqual({ Custom: 18 });
    expect(play(mainnet, scene(100_000_000n))).toMatchObject({ error: undefined, lamports: 0n });
  });

  test("to itself, signed, with a receiver that may be written", () => {
    const metas: Meta[] = [ME, ME, WITHDRAWER_SIGNS];
    expect(play(mainnet, scene(1n, { metas }))).toMatchObject({ error: undefined, lamports: 100_000_000n });
    expect(play(mainnet, scene(100_000_000n, { metas })).data).toEqual(new Uint8Array(VOTE_ACCOUNT_BYTES));
    expect(play(mainnet, scene(1n, { metas: [ME, [OTHER, "w"]] })).error).toBe("MissingRequiredSignature");
    expect(play(mainnet, scene(1n, { metas: [ME] })).error).toBe("MissingAccount");
    expect(play(mainnet, scene(1n, { metas: [ME, [OTHER, ""], WITHDRAWER_SIGNS] })).error).toBe(
      "ReadonlyLamportChange",
    );
    const readonlyVote: Meta[] = [[VOTE_ACCOUNT, ""], [OTHER, "w"], WITHDRAWER_SIGNS];
    expect(play(mainnet, scene(1n, { metas: readonlyVote })).error).toBe("ReadonlyLamportChange");
    expect(play(mainnet, scene(100_000_000n, { metas: readonlyVote })).error).toBe("ReadonlyDataModified");
  });
});

import { describe, expect, test } from "vitest";
import { ByteReader } from "../../../src/base/byte-reader.js";
import { ByteWriter } from "../../../src/base/byte-writer.js";
import { readVarint } from "../../../src/runtime/builtins/vote/compact.js";
import { SYSVAR_SLOT_HASHES_ID } from "../../../src/solana/program-ids.js";
import {
  compactData,
  landed,
  type Proposal,
  updateVoteStateData,
  VOTER,
  voteAccount,
  voteData,
  voteState,
} from "./vote-fixtures.js";
import {
  all,
  CLOCK,
  hashOf,
  history,
  ME,
  type Meta,
  mainnet,
  NODE_SIGNS,
  play,
  type Scene,
  slots,
  VOTER_SIGNS,
} from "./vote-scene.js";

// How towers grow. Every scene ends the same in LiteSVM: `play` sees to it.

const custom = (code: number) => ({ Custom: code });

describe("Vote", () => {
  const metas: Meta[] = [ME, [SYSVAR_SLOT_HASHES_ID, ""], CLOCK, VOTER_SIGNS];
  const scene = (
    voted: readonly bigint[],
    fields: Partial<Scene> & { hash?: Uint8Array; timestamp?: bigint } = {},
  ): Scene => ({
    data: voteData(2, voted, fields.hash ?? hashOf(voted.at(-1) ?? 0n), fields.timestamp),
    metas,
    slotHashes: history(...slots(10, 60)),
    clock: { slot: 61n },
    ...fields,
  });
  const having = (votes: readonly [slot: bigint, confirmations: number][]) =>
    voteAccount(voteState({ votes: votes.map(([slot, confirmations]) => landed(slot, confirmations)) }));

  test("votes stand on each other, each one doubling the lockouts under it", () => {
    const { votes } = play(mainnet, scene([58n, 59n, 60n])).state!;
    expect(votes).toEqual([
      { slot: 58n, confirmationCount: 3, latency: 3 },
      { slot: 59n, confirmationCount: 2, latency: 2 },
      { slot: 60n, confirmationCount: 1, latency: 1 },
    ]);
  });

  test("a vote falls when its lockout has passed", () => {
    // Slot 56 with one confirmation is locked until 58.
    expect(play(mainnet, scene([58n], { vote: having([[56n, 1]]) })).state?.votes.length).toBe(2);
    expect(play(mainnet, scene([59n], { vote: having([[56n, 1]]) })).state?.votes.length).toBe(1);
    // Confirmations above 31 count as 31.
    expect(play(mainnet, scene([60n], { vote: having([[1n, 0xffff_ffff]]) })).state?.votes[0]?.confirmationCount).toBe(
      0xffff_ffff,
    );
  });

  test("the 32nd vote roots the first and earns by its latency", () => {
    const rooting = (latency: number) => {
      const votes = slots(20, 50).map((slot, i) => landed(slot, 31 - i, latency));
      return play(mainnet, scene([51n], { vote: voteAccount(voteState({ votes })), clock: { slot: 61n, epoch: 4n } }))
        .state!;
    };
    expect(rooting(1)).toMatchObject({
      rootSlot: 20n,
      epochCredits: [{ epoch: 4n, credits: 16n, previousCredits: 0n }],
    });
    const earned = [0, 1, 2, 3, 16, 17, 18, 255].map((latency) => rooting(latency).epochCredits[0]?.credits);
    expect(earned).toEqual([1n, 16n, 16n, 15n, 2n, 1n, 1n, 1n]);
  });

  test("latency is held at 255, and is 0 for slots of the future", () => {
    const latencyAt = (slot: bigint) => play(mainnet, scene([60n], { clock: { slot } })).state?.votes[0]?.latency;
    expect([59n, 60n, 61n, 314n, 315n, 316n, 9999n].map(latencyAt)).toEqual([0, 0, 1, 254, 255, 255, 255]);
  });

  test.each([
    ["no slots", [], {}, 3],
    ["only slots older than history", [8n, 9n], {}, 16],
    ["a slot that is not in history", [61n], {}, 1],
    ["slots that go down", [60n, 59n], {}, 1],
    ["another hash", [60n], { hash: hashOf(59n) }, 2],
    ["no history", [60n], { slotHashes: [] }, 0],
    ["slots voted for before", [60n], { vote: having([[60n, 1]]) }, 0],
  ] as const)("%s: custom error", (_, voted, fields, code) => {
    expect(play(mainnet, scene(voted, fields)).error).toEqual(custom(code));
  });

  test("slots older than history are left out of a vote", () => {
    expect(play(mainnet, scene([9n, 10n])).state?.votes.map(({ slot }) => slot)).toEqual([10n]);
  });

  test("time does not go back", () => {
    const vote = voteAccount(voteState({ lastTimestamp: { slot: 59n, timestamp: 100n } }));
    const at = (slot: bigint, timestamp: bigint) => play(mainnet, scene([slot], { vote, timestamp })).error;
    expect(at(60n, 100n)).toBeUndefined();
    expect(at(60n, 99n)).toEqual(custom(4));
    expect(at(58n, 101n)).toEqual(custom(4));
    expect(at(59n, 100n)).toBeUndefined();
    expect(at(59n, 101n)).toEqual(custom(4));
    expect(play(mainnet, scene([59n], { timestamp: -1n })).error).toEqual(custom(4));
    // Slot 0 may be timed again.
    const first = voteAccount(voteState({ lastTimestamp: { slot: 0n, timestamp: 100n } }));
    const again = scene([0n], { vote: first, timestamp: 101n, slotHashes: history(0n), clock: { slot: 1n } });
    expect(play(mainnet, again).error).toBeUndefined();
  });

  test("the voter of this epoch signs; the sysvars stand in their places", () => {
    expect(play(mainnet, scene([60n], { metas: [...metas.slice(0, 3), NODE_SIGNS] })).error).toBe(
      "MissingRequiredSignature",
    );
    expect(play(mainnet, scene([60n], { metas: [ME, CLOCK, CLOCK, VOTER_SIGNS] })).error).toBe("InvalidArgument");
    expect(play(mainnet, scene([60n], { metas: [...metas.slice(0, 2), VOTER_SIGNS] })).error).toBe("InvalidArgument");
    const future = voteAccount(voteState({ voters: [[1n, VOTER]] }));
    expect(play(mainnet, scene([60n], { vote: future })).error).toBe("InvalidAccountData");
  });

  test("with a switch proof; and not at all once legacy votes are deprecated", () => {
    const withProof = voteData(6, [60n], hashOf(60n));
    expect(play(mainnet, { ...scene([60n]), data: withProof }).error).toBeUndefined();
    expect(play(mainnet, { ...scene([60n]), data: withProof.slice(0, -1) }).error).toBe("InvalidInstructionData");
    expect(play(all, scene([60n])).error).toBe("InvalidInstructionData");
    expect(play(all, { ...scene([60n]), data: withProof }).error).toBe("InvalidInstructionData");
  });
});

describe("a proposed tower", () => {
  /** Slots with falling confirmations, the last with 1. */
  const tower = (...proposed: readonly bigint[]) =>
    proposed.map((slot, i) => ({ slot, confirmationCount: proposed.length - i }));
  const scene = (proposal: Partial<Proposal> & Pick<Proposal, "lockouts">, fields: Partial<Scene> = {}): Scene => ({
    data: updateVoteStateData(8, { hash: hashOf(proposal.lockouts.at(-1)?.slot ?? 0n), ...proposal }),
    metas: [ME, VOTER_SIGNS],
    slotHashes: history(...slots(10, 60)),
    clock: { slot: 61n, epoch: 2n },
    ...fields,
  });
  const holding = (fields: Parameters<typeof voteState>[0]) => ({ vote: voteAccount(voteState(fields)) });
  const proposed = (lockouts: Proposal["lockouts"], root?: bigint, fields: Partial<Scene> = {}) =>
    play(mainnet, scene({ lockouts, root }, fields));

  test("all six spellings bring it; only tower syncs outlive the deprecation", () => {
    const proposal = { lockouts: tower(20n, 21n), root: 15n, hash: hashOf(21n), timestamp: 7n };
    const spellings = [
      updateVoteStateData(8, proposal),
      updateVoteStateData(9, proposal),
      ...([12, 13, 14, 15] as const).map((tag) => compactData(tag, proposal)),
    ];
    for (const [i, data] of spellings.entries()) {
      const { state } = play(mainnet, { ...scene(proposal), data });
      expect(state).toMatchObject({ rootSlot: 15n, lastTimestamp: { slot: 21n, timestamp: 7n } });
      expect(state?.votes).toEqual([
        { slot: 20n, confirmationCount: 2, latency: 41 },
        { slot: 21n, confirmationCount: 1, latency: 40 },
      ]);
      expect(play(all, { ...scene(proposal), data }).error).toBe(i < 4 ? "InvalidInstructionData" : undefined);
      expect(play(mainnet, { ...scene(proposal), data: data.slice(0, -1) }).error).toBe("InvalidInstructionData");
    }
  });

  test("credits are those of the votes that the new root passes", () => {
    const votes = [landed(20n, 4, 1), landed(21n, 3, 5), landed(22n, 2, 0), landed(23n, 1, 1)];
    const earlier = { votes, rootSlot: 12n, epochCredits: [{ epoch: 1n, credits: 7n, previousCredits: 3n }] };
    const { state } = proposed(tower(23n, 24n), 22n, holding(earlier));
    expect(state?.epochCredits).toEqual([
      { epoch: 1n, credits: 7n, previousCredits: 3n },
      { epoch: 2n, credits: 7n + 16n + 13n + 1n, previousCredits: 7n },
    ]);
    expect(state?.votes[0]).toEqual({ slot: 23n, confirmationCount: 2, latency: 1 });
    const sameRoot = proposed(
      [
        { slot: 23n, confirmationCount: 2 },
        { slot: 24n, confirmationCount: 1 },
      ],
      22n,
      {
        ...holding({ ...earlier, rootSlot: 22n }),
      },
    );
    expect(sameRoot.state?.epochCredits.length).toBe(1);
  });

  test("an epoch without credits gives its entry to the next; the 65th entry drops the first", () => {
    const idle = { rootSlot: 12n, epochCredits: [{ epoch: 1n, credits: 7n, previousCredits: 7n }] };
    expect(proposed(tower(23n), 13n, holding(idle)).state?.epochCredits).toEqual([
      { epoch: 2n, credits: 7n, previousCredits: 7n },
    ]);
    const epochCredits = slots(1, 64).map((epoch) => ({ epoch, credits: epoch, previousCredits: epoch - 1n }));
    const full = proposed(tower(23n), 13n, {
      ...holding({ rootSlot: 12n, epochCredits }),
      clock: { slot: 61n, epoch: 65n },
    });
    expect(full.state?.epochCredits.length).toBe(64);
    expect(full.state?.epochCredits[0]?.epoch).toBe(2n);
  });

  test("31 votes are a tower, 32 are not", () => {
    const level = (first: number) =>
      slots(first, 60).map((slot, i) => ({ slot, confirmationCount: Math.max(31 - i, 1) }));
    expect(proposed(level(30)).error).toBeUndefined();
    expect(proposed(level(29)).error).toEqual(custom(15));
  });

  test.each([
    ["nothing", [], undefined, {}, 3],
    ["a slot that is not newer", tower(50n), undefined, { votes: [landed(50n, 1)] }, 0],
    ["a slot older than history", tower(9n), undefined, {}, 0],
    ["a slot of another fork", tower(61n), undefined, {}, 1],
    ["a root of another fork", tower(55n), 52n, {}, 17],
    ["slots out of order, seen in history", tower(30n, 29n, 31n), undefined, {}, 8],
    ["a vote without confirmations", [{ slot: 20n, confirmationCount: 0 }], undefined, {}, 10],
    ["32 confirmations", [{ slot: 20n, confirmationCount: 32 }], undefined, {}, 11],
    ["a root that goes back", tower(30n), 14n, { rootSlot: 15n }, 12],
    ["no root after one", tower(30n), undefined, { rootSlot: 15n }, 12],
    ["a slot not above the root", tower(30n, 31n), 30n, {}, 14],
    [
      "confirmations that do not fall",
      [
        { slot: 30n, confirmationCount: 1 },
        { slot: 31n, confirmationCount: 1 },
      ],
      undefined,
      {},
      9,
    ],
    ["a vote beyond the lockout under it", tower(30n, 35n), undefined, {}, 7],
    ["a vote lost in its lockout", tower(34n), undefined, { votes: [landed(30n, 2)] }, 6],
    ["a vote with fewer confirmations", tower(30n, 31n), undefined, { votes: [landed(30n, 3)] }, 13],
  ] as const)("%s: custom error", (_, lockouts, root, state, code) => {
    const slotHashes = history(...slots(10, 60).filter((slot) => slot !== 52n));
    expect(
      proposed(lockouts, root, {
        ...holding({ ...state, votes: [...("votes" in state ? state.votes : [])] }),
        slotHashes,
      }).error,
    ).toEqual(custom(code));
  });

  test("the same, one step inside each limit", () => {
    expect(proposed([{ slot: 20n, confirmationCount: 31 }]).error).toBeUndefined();
    expect(proposed(tower(30n), 15n, holding({ rootSlot: 15n })).error).toBeUndefined();
    expect(proposed(tower(30n, 31n), 29n).error).toBeUndefined();
    expect(proposed(tower(30n, 34n)).error).toBeUndefined();
    expect(proposed(tower(35n), undefined, holding({ votes: [landed(30n, 2)] })).error).toBeUndefined();
    expect(proposed(tower(30n, 31n), undefined, holding({ votes: [landed(30n, 2)] })).error).toBeUndefined();
    expect(proposed(tower(10n)).error).toBeUndefined();
  });

  test("another hash, and no history", () => {
    expect(play(mainnet, scene({ lockouts: tower(60n), hash: hashOf(59n) })).error).toEqual(custom(2));
    expect(proposed(tower(60n), undefined, { slotHashes: [] }).error).toEqual(custom(1));
  });

  test("root 0 bounds nothing", () => {
    const slotHashes = history(...slots(0, 5));
    expect(proposed(tower(0n, 1n), 0n, { slotHashes }).error).toBeUndefined();
    expect(proposed(tower(1n, 2n), 1n, { slotHashes }).error).toEqual(custom(14));
  });

  test("votes too old to be known fall away, unless the account has them", () => {
    const lockouts = [
      { slot: 5n, confirmationCount: 31 },
      { slot: 7n, confirmationCount: 30 },
      { slot: 20n, confirmationCount: 1 },
    ];
    const kept = (votes: ReturnType<typeof landed>[]) =>
      proposed(lockouts, undefined, holding({ votes })).state?.votes.map(({ slot }) => slot);
    expect(kept([])).toEqual([20n]);
    expect(kept([landed(7n, 30)])).toEqual([7n, 20n]);
    expect(kept([landed(5n, 31), landed(7n, 30)])).toEqual([5n, 7n, 20n]);
  });

  test("a root too old to be known gives way to the account's latest vote up to it, or its root", () => {
    const votes = [landed(4n, 31, 1), landed(6n, 30, 1)];
    const root = (proposedRoot: bigint) =>
      proposed(tower(20n), proposedRoot, holding({ votes: [...votes], rootSlot: 2n })).state?.rootSlot;
    expect([9n, 6n].map(root)).toEqual([6n, 6n]);
    expect(proposed(tower(20n), 5n, holding({ votes: [...votes], rootSlot: 2n })).error).toEqual(custom(6));
    const nothingAbove = proposed(tower(20n), 3n, holding({ votes: [landed(4n, 1)], rootSlot: 2n }));
    expect(nothingAbove.state?.rootSlot).toBe(2n);
  });

  test("time and signature", () => {
    const vote = voteAccount(voteState({ lastTimestamp: { slot: 20n, timestamp: 50n } }));
    expect(play(mainnet, scene({ lockouts: tower(21n), timestamp: 49n }, { vote })).error).toEqual(custom(4));
    expect(play(mainnet, scene({ lockouts: tower(21n), timestamp: 50n }, { vote })).error).toBeUndefined();
    expect(play(mainnet, scene({ lockouts: tower(21n) }, { metas: [ME, NODE_SIGNS] })).error).toBe(
      "MissingRequiredSignature",
    );
  });
});

describe("the compact spelling", () => {
  const NO_ROOT = 2n ** 64n - 1n;
  /** A compact update with these bytes for its lockouts. */
  const compact = (root: bigint, ...lockouts: readonly number[]) =>
    play(mainnet, {
      data: new ByteWriter().u32(12).u64(root).bytes(Uint8Array.from(lockouts)).bytes(hashOf(20n)).bool(false).finish(),
      metas: [ME, VOTER_SIGNS],
      slotHashes: history(...slots(10, 20)),
      clock: { slot: 21n },
    }).error;
  const invalid = "InvalidInstructionData";

  test("slots count from the root, or from 0", () => {
    expect(compact(NO_ROOT, 1, 20, 1)).toBeUndefined();
    expect(compact(12n, 1, 8, 1)).toBeUndefined();
    expect(compact(12n, 1, 7, 1)).toEqual(custom(2));
  });

  test("slots beyond u64 are refused", () => {
    const nearest = [0xf1, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x01];
    // 2^64 - 15 from root 14 is the last slot there is, from root 15 there is none.
    expect(compact(14n, 1, ...nearest, 1)).toEqual(custom(1));
    expect(compact(15n, 1, ...nearest, 1)).toBe(invalid);
  });

  test.each([
    ["a length with a zero more than it needs", [0x81, 0x00, 20, 1]],
    ["a length of four bytes", [0x80, 0x80, 0x80, 0x01]],
    ["a length beyond u16", [0x80, 0x80, 0x04]],
    ["a slot with a zero more than it needs", [1, 0x94, 0x00, 1]],
    ["a slot of eleven bytes", [1, ...new Array(10).fill(0x80), 1, 1]],
    ["a slot beyond u64", [1, ...new Array(9).fill(0x80), 0x02, 1]],
    ["fewer lockouts than said", [200, 1, 20, 1]],
  ])("%s is InvalidInstructionData", (_, lockouts) => {
    expect(compact(NO_ROOT, ...lockouts)).toBe(invalid);
  });

  test("a number of 64 bits fills ten bytes, of which the last is 1 at most", () => {
    const read = (last: number) => {
      const reader = new ByteReader(Uint8Array.from([...new Array(9).fill(0xff), last]));
      const value = readVarint(reader);
      return [value, reader.failure];
    };
    expect(read(1)).toEqual([NO_ROOT, undefined]);
    expect(read(2)).toEqual([0n, "invalid variable-length integer"]);
  });

  test("1232 bytes of an instruction count, and no more", () => {
    const many = slots(1, 146);
    const filled = (extra: number) => {
      // 4 + 8 + 146 × 8 + 32 + 1 = 1213 bytes; a vote's timestamp makes them 1221.
      const base = voteData(2, [...many, ...slots(147, 146 + extra)], hashOf(20n));
      return play(mainnet, {
        data: base,
        metas: [ME, [SYSVAR_SLOT_HASHES_ID, ""], CLOCK, VOTER_SIGNS],
        slotHashes: history(1000n),
      });
    };
    expect(filled(2).error).toEqual(custom(16));
    expect(filled(3).error).toBe(invalid);
  });
});

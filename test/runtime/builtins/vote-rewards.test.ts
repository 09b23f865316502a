import { bls12_381 } from "@noble/curves/bls12-381.js";
import { describe, expect, test } from "vitest";
import { ByteWriter } from "../../../src/base/byte-writer.js";
import { SYSTEM_PROGRAM_ID, SYSVAR_RENT_ID } from "../../../src/solana/program-ids.js";
import { VOTE_ACCOUNT_BYTES } from "../../../src/solana/vote-state/vote-state.js";
import { account, key } from "../harness.js";
import { NODE, OTHER, VOTE_ACCOUNT, VOTER, voteAccount, voteState, WITHDRAWER } from "./vote-fixtures.js";
import { BLS_PUBKEY, proofFor } from "./vote-random.js";
import {
  all,
  CLOCK,
  ME,
  type Meta,
  mainnet,
  mainnetWithout,
  NODE_SIGNS,
  play,
  type Scene,
  VOTER_SIGNS,
  WITHDRAWER_SIGNS,
} from "./vote-scene.js";

// Commission, collectors, deposits and BLS keys. Every scene ends the same in LiteSVM: `play` sees to it.

const U64_MAX = 2n ** 64n - 1n;
const data = (tag: number) => new ByteWriter().u32(tag);

describe("UpdateCommission", () => {
  const scene = (commission: number, fields: Partial<Scene> = {}): Scene => ({
    data: data(5).u8(commission).finish(),
    metas: [ME, WITHDRAWER_SIGNS],
    ...fields,
  });

  test("sets percent as basis points, at any time since SIMD-0249", () => {
    const late = { clock: { slot: 199n }, epochSchedule: { slotsPerEpoch: 200n } };
    expect(play(mainnet, scene(255, late)).state?.inflationRewardsCommissionBps).toBe(25_500);
    expect(play(mainnet, scene(1, { metas: [ME, VOTER_SIGNS] })).error).toBe("MissingRequiredSignature");
  });

  describe("before SIMD-0249", () => {
    const old = mainnetWithout("delay_commission_updates");
    const at = (slot: bigint, commission: number, fields: Partial<Scene> = {}) =>
      play(old, scene(commission, { clock: { slot }, epochSchedule: { slotsPerEpoch: 200n }, ...fields })).error;
    const tooLate = { Custom: 19 };

    test("an increase passes until the middle of the epoch", () => {
      // The account has 10 percent.
      expect(at(100n, 11)).toBeUndefined();
      expect(at(101n, 11)).toEqual(tooLate);
      expect(at(199n, 11)).toEqual(tooLate);
      expect(at(200n, 11)).toBeUndefined();
      expect(at(101n, 10)).toBeUndefined();
    });

    test("in warm-up, and without slots in an epoch, it passes always", () => {
      expect(at(199n, 11, { epochSchedule: { slotsPerEpoch: 200n, firstNormalSlot: 199n } })).toBeUndefined();
      expect(at(300n, 11, { epochSchedule: { slotsPerEpoch: 200n, firstNormalSlot: 199n } })).toEqual(tooLate);
      expect(at(150n, 11, { epochSchedule: { slotsPerEpoch: 0n } })).toBeUndefined();
    });

    test("an account without state is refused by the rule first", () => {
      const vote = voteAccount(undefined, { data: new Uint8Array(VOTE_ACCOUNT_BYTES) });
      expect(at(101n, 0, { vote })).toEqual(tooLate);
      expect(at(100n, 0, { vote })).toBe("InvalidAccountData");
    });

    test("what counts is the percentage, held at 255", () => {
      const vote = voteAccount(voteState({ inflationRewardsCommissionBps: 65_535 }));
      expect(at(101n, 255, { vote })).toBeUndefined();
      const fraction = voteAccount(voteState({ inflationRewardsCommissionBps: 1099 }));
      expect(at(101n, 10, { vote: fraction })).toBeUndefined();
      expect(at(101n, 11, { vote: fraction })).toEqual(tooLate);
    });
  });
});

describe("UpdateCommissionBps", () => {
  const scene = (kind: number, metas: readonly Meta[] = [ME, WITHDRAWER_SIGNS]): Scene => ({
    data: data(18).u16(12_345).u32(kind).finish(),
    metas,
  });

  test("inflation rewards on mainnet, block revenue with SIMD-0123", () => {
    expect(play(mainnet, scene(0)).state?.inflationRewardsCommissionBps).toBe(12_345);
    expect(play(mainnet, scene(1)).error).toBe("InvalidInstructionData");
    expect(play(all, scene(1)).state?.blockRevenueCommissionBps).toBe(12_345);
    expect(play(mainnet, scene(0, [ME, VOTER_SIGNS])).error).toBe("MissingRequiredSignature");
  });

  test.each(["commission_rate_in_basis_points", "delay_commission_updates"] as const)("needs %s", (gate) => {
    expect(play(mainnetWithout(gate), scene(0)).error).toBe("InvalidInstructionData");
  });
});

describe("UpdateCommissionCollector", () => {
  const scene = (kind: number, collector: Meta = [OTHER, "w"], fields: Partial<Scene> = {}): Scene => ({
    data: data(17).u32(kind).finish(),
    metas: [ME, collector, WITHDRAWER_SIGNS],
    ...fields,
  });

  test("sets either collector, to the vote account too", () => {
    expect(play(mainnet, scene(0)).state?.inflationRewardsCollector).toEqual(OTHER);
    expect(play(mainnet, scene(1)).state?.blockRevenueCollector).toEqual(OTHER);
    expect(play(mainnet, scene(1, ME)).state?.blockRevenueCollector).toEqual(VOTE_ACCOUNT);
  });

  test("the collector is the system's, rent exempt and writable", () => {
    const other = (fields: object) => ({ others: [[OTHER, account(fields)]] as const });
    const foreign = other({ lamports: 1_000_000n, owner: key(9) });
    expect(play(mainnet, scene(0, [OTHER, "w"], foreign)).error).toBe("InvalidAccountOwner");
    expect(play(mainnet, scene(0, [OTHER, "w"], other({ lamports: 890_880n }))).error).toBeUndefined();
    expect(play(mainnet, scene(0, [OTHER, "w"], other({ lamports: 890_879n }))).error).toBe("InsufficientFunds");
    expect(play(mainnet, scene(0, [OTHER, ""])).error).toBe("InvalidArgument");
  });

  test("the withdrawer signs, before the collector is looked at", () => {
    const unsigned: Meta[] = [ME, [OTHER, ""], VOTER_SIGNS];
    expect(play(mainnet, scene(0, undefined, { metas: unsigned })).error).toBe("MissingRequiredSignature");
    expect(play(mainnet, scene(0, undefined, { metas: unsigned.slice(0, 2) })).error).toBe("MissingAccount");
  });

  test("before SIMD-0232 there is none, and block revenue follows the node", () => {
    const old = mainnetWithout("custom_commission_collector");
    expect(play(old, scene(0)).error).toBe("InvalidInstructionData");
    const metas: Meta[] = [ME, [OTHER, "s"], WITHDRAWER_SIGNS];
    expect(play(old, { data: data(4).finish(), metas }).state?.blockRevenueCollector).toEqual(OTHER);
  });
});

describe("DepositDelegatorRewards", () => {
  const metas: Meta[] = [ME, [OTHER, "sw"], [SYSTEM_PROGRAM_ID, ""]];
  const scene = (deposit: bigint, fields: Partial<Scene> = {}): Scene => ({
    data: data(19).u64(deposit).finish(),
    metas,
    ...fields,
  });

  test("moves lamports by a call to the system program and counts them", () => {
    const end = play(all, scene(5n, { vote: voteAccount(voteState({ pendingDelegatorRewards: 2n })) }));
    expect(end).toMatchObject({ error: undefined, lamports: 100_000_005n, computeUnits: 2250 });
    expect(end.state?.pendingDelegatorRewards).toBe(7n);
  });

  test("refuses what does not fit, does not sign, is not version 4 or not there", () => {
    const owing = (pendingDelegatorRewards: bigint) => ({ vote: voteAccount(voteState({ pendingDelegatorRewards })) });
    expect(play(all, scene(1n, owing(U64_MAX - 1n))).error).toBeUndefined();
    expect(play(all, scene(1n, owing(U64_MAX))).error).toBe("ArithmeticOverflow");
    expect(play(all, scene(10n ** 12n + 1n)).error).toEqual({ Custom: 1 });
    expect(play(all, scene(1n, { metas: [ME, [OTHER, "w"], metas[2]!] })).error).toBe("MissingRequiredSignature");
    expect(play(all, scene(1n, { metas: [ME, [OTHER, "s"], metas[2]!] })).error).toBe("PrivilegeEscalation");
    expect(play(all, scene(1n, { metas: metas.slice(0, 2) })).error).toBe("MissingAccount");
    expect(play(all, scene(1n, { metas: [ME] })).error).toBe("MissingAccount");
    const version3 = voteAccount(undefined, { data: new Uint8Array(VOTE_ACCOUNT_BYTES).fill(2, 0, 1) });
    expect(play(all, scene(1n, { vote: version3 })).error).toBe("InvalidAccountData");
    expect(play(mainnet, scene(1n)).error).toBe("InvalidInstructionData");
  });
});

describe("BLS keys", () => {
  const proof = proofFor(VOTE_ACCOUNT);
  const authorize = (bls: Uint8Array, pop: Uint8Array, fields: Partial<Scene> = {}): Scene => ({
    data: data(1).bytes(OTHER).u32(2).bytes(bls).bytes(pop).finish(),
    metas: [ME, CLOCK, VOTER_SIGNS],
    ...fields,
  });

  test("a voter brings a proven key, for 34,500 units", () => {
    const end = play(mainnet, authorize(BLS_PUBKEY, proof, { computeUnits: 36_600 }));
    expect(end).toMatchObject({ error: undefined, computeUnits: 36_600 });
    expect(end.state?.blsPubkeyCompressed).toEqual(BLS_PUBKEY);
    expect(play(mainnet, authorize(BLS_PUBKEY, proof, { computeUnits: 36_599 })).error).toBe(
      "ComputationalBudgetExceeded",
    );
  });

  test("the proof comes before the signature", () => {
    const stranger = { metas: [ME, CLOCK, NODE_SIGNS] };
    expect(play(mainnet, authorize(BLS_PUBKEY, proof, stranger)).error).toBe("MissingRequiredSignature");
    expect(play(mainnet, authorize(BLS_PUBKEY, proofFor(OTHER), stranger)).error).toBe("InvalidArgument");
  });

  const flipped = (bytes: Uint8Array, bits: number) =>
    Uint8Array.from(bytes, (byte, i) => (i === 0 ? byte ^ bits : byte));
  const alone = (length: number, first: number) => Uint8Array.from({ length }, (_, i) => (i === 0 ? first : 0));
  const outside = (length: number) => {
    const bytes = alone(length, 0x80);
    const Point = length === 48 ? bls12_381.G1.Point : bls12_381.G2.Point;
    // The first x that lies on the curve, but not in the subgroup.
    for (let x = 1; x < 256; x++) {
      bytes[length - 1] = x;
      try {
        Point.fromBytes(bytes);
      } catch (error) {
        if (String(error).includes("subgroup")) return bytes;
      }
    }
    throw new Error("no point outside the subgroup");
  };
  test.each([
    ["another account's proof", BLS_PUBKEY, proofFor(OTHER)],
    ["the proof with the other sign", BLS_PUBKEY, flipped(proof, 0x20)],
    ["the key with the other sign", flipped(BLS_PUBKEY, 0x20), proof],
    ["a key marked uncompressed", flipped(BLS_PUBKEY, 0x80), proof],
    ["a proof marked uncompressed", BLS_PUBKEY, flipped(proof, 0x80)],
    ["a key marked zero", flipped(BLS_PUBKEY, 0x40), proof],
    ["the key zero and the proof zero", alone(48, 0xc0), alone(96, 0xc0)],
    ["the key zero", alone(48, 0xc0), proof],
    ["the proof zero", BLS_PUBKEY, alone(96, 0xc0)],
    ["the proof zero with a sign", BLS_PUBKEY, alone(96, 0xe0)],
    ["a key that is no field element", new Uint8Array(48).fill(0xff), proof],
    ["a key outside the subgroup", outside(48), proof],
    ["a proof outside the subgroup", BLS_PUBKEY, outside(96)],
  ])("%s is InvalidArgument", (_, bls, pop) => {
    expect(play(mainnet, authorize(bls, pop)).error).toBe("InvalidArgument");
  });

  test("before SIMD-0387 they are unknown, and nothing is charged", () => {
    const old = mainnetWithout("bls_pubkey_management_in_vote_account");
    expect(play(old, authorize(BLS_PUBKEY, proof))).toMatchObject({
      error: "InvalidInstructionData",
      computeUnits: 2100,
    });
    const vote = voteAccount(voteState({ blsPubkeyCompressed: BLS_PUBKEY }));
    const plain = { data: data(1).bytes(OTHER).u32(0).finish(), metas: [ME, CLOCK, VOTER_SIGNS], vote };
    expect(play(old, plain).error).toBeUndefined();
  });
});

describe("InitializeAccountV2", () => {
  const init = (proof = proofFor(VOTE_ACCOUNT)) =>
    data(16).bytes(NODE).bytes(VOTER).bytes(BLS_PUBKEY).bytes(proof).bytes(WITHDRAWER).u16(123).u16(456).finish();
  const empty = voteAccount(undefined, { data: new Uint8Array(VOTE_ACCOUNT_BYTES) });
  const metas: Meta[] = [ME, NODE_SIGNS, [OTHER, "w"], ME];
  const scene: Scene = { data: init(), metas, vote: empty, clock: { epoch: 3n } };

  test("writes all that version 4 knows", () => {
    expect(play(all, { ...scene, computeUnits: 36_600 }).state).toEqual(
      voteState({
        voters: [[3n, VOTER]],
        inflationRewardsCommissionBps: 123,
        blockRevenueCommissionBps: 456,
        inflationRewardsCollector: OTHER,
        blockRevenueCollector: VOTE_ACCOUNT,
        blsPubkeyCompressed: BLS_PUBKEY,
      }),
    );
    expect(play(all, { ...scene, computeUnits: 36_599 }).error).toBe("ComputationalBudgetExceeded");
  });

  test("no rent is asked of the vote account; one account cannot be both collectors", () => {
    const both: Meta[] = [ME, NODE_SIGNS, [OTHER, "w"], [OTHER, "w"]];
    expect(play(all, { ...scene, metas: both }).error).toBe("AccountBorrowFailed");
    expect(play(all, { ...scene, metas: [ME, NODE_SIGNS, ME, ME] }).error).toBeUndefined();
  });

  test("refusals, in their order", () => {
    expect(play(mainnet, scene).error).toBe("InvalidInstructionData");
    expect(play(all, { ...scene, metas: metas.slice(0, 3) }).error).toBe("MissingAccount");
    const long = voteAccount(undefined, { data: new Uint8Array(VOTE_ACCOUNT_BYTES + 1) });
    expect(play(all, { ...scene, vote: long }).error).toBe("InvalidAccountData");
    expect(play(all, { ...scene, vote: voteAccount() }).error).toBe("AccountAlreadyInitialized");
    const unsigned: Meta[] = [ME, [NODE, ""], [OTHER, ""], ME];
    expect(play(all, { ...scene, metas: unsigned }).error).toBe("MissingRequiredSignature");
    expect(play(all, { ...scene, metas: [ME, NODE_SIGNS, [OTHER, ""], ME] }).error).toBe("InvalidArgument");
    expect(play(all, { ...scene, metas: [ME, NODE_SIGNS, ME, [SYSVAR_RENT_ID, ""]] }).error).toBe(
      "InvalidAccountOwner",
    );
    expect(play(all, { ...scene, data: init(proofFor(OTHER)) }).error).toBe("InvalidArgument");
  });
});

import { describe, expect, it } from "vitest";
import { U64_MAX } from "../../src/base/u64.js";
import { Cluster } from "../../src/cluster/cluster.js";
import { activationStatus } from "../../src/cluster/stake-activation.js";

const voter = new Uint8Array(32);
const RATE = 900n;

describe("activationStatus", () => {
  const delegation = { voter, stake: 500n, activationEpoch: 0n, deactivationEpoch: U64_MAX };
  const history = [
    { epoch: 2n, effective: 1_188n, activating: 312n, deactivating: 0n },
    { epoch: 1n, effective: 1_090n, activating: 410n, deactivating: 0n },
    { epoch: 0n, effective: 1_000n, activating: 500n, deactivating: 0n },
  ];

  it("warms up by nine percent of what is effective in all", () => {
    expect(activationStatus(delegation, 0n, [], RATE)).toEqual({ effective: 0n, activating: 500n, deactivating: 0n });
    expect(activationStatus(delegation, 1n, history, RATE)).toEqual({
      effective: 90n,
      activating: 410n,
      deactivating: 0n,
    });
    expect(activationStatus(delegation, 2n, history, RATE)).toEqual({
      effective: 188n,
      activating: 312n,
      deactivating: 0n,
    });
  });

  it("cools down in the same way", () => {
    const leaving = { ...delegation, activationEpoch: U64_MAX, deactivationEpoch: 3n };
    const later = [
      { epoch: 4n, effective: 910n, activating: 0n, deactivating: 410n },
      { epoch: 3n, effective: 1_000n, activating: 0n, deactivating: 500n },
      ...history,
    ];
    expect(activationStatus(leaving, 2n, later, RATE).effective).toBe(500n);
    expect(activationStatus(leaving, 3n, later, RATE)).toEqual({ effective: 500n, activating: 0n, deactivating: 500n });
    expect(activationStatus(leaving, 4n, later, RATE)).toEqual({ effective: 410n, activating: 0n, deactivating: 410n });
    expect(activationStatus(leaving, 5n, later, RATE).effective).toBe(329n);
  });

  it("is all at once where no history says how much may come", () => {
    expect(activationStatus(delegation, 7n, [], RATE).effective).toBe(500n);
    expect(activationStatus({ ...delegation, deactivationEpoch: 2n }, 7n, [], RATE).effective).toBe(0n);
    expect(activationStatus({ ...delegation, deactivationEpoch: 0n }, 7n, history, RATE).effective).toBe(0n);
  });
});

describe("epochs of a cluster", () => {
  it("enter StakeHistory as they end, however many", () => {
    const cluster = new Cluster({ slotsPerEpoch: 32n, votes: false });
    cluster.warpToSlot(40n);
    cluster.warpToSlot(32n * 700n);
    cluster.completeSlot();
    const view = cluster.view("processed");
    const history = view.sysvar("stakeHistory");
    expect(view.sysvar("clock").epoch).toBe(700n);
    expect(history).toHaveLength(512);
    expect(history.map(({ epoch }) => epoch)).toEqual(Array.from({ length: 512 }, (_, i) => BigInt(699 - i)));
    const stake = cluster.svm.bank.epochStakes.forVoteAccount(cluster.voteAccount);
    expect(stake).toBeGreaterThan(999_000_000_000_000n);
    expect(new Set(history.map(({ effective }) => effective))).toEqual(new Set([stake]));
  });
});

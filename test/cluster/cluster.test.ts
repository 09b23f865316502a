import { describe, expect, it } from "vitest";
import { Cluster } from "../../src/cluster/cluster.js";
import { MemoryLedger } from "../../src/cluster/memory-ledger.js";
import type { ClusterOptions } from "../../src/cluster/options.js";
import { generateKeypair } from "../../src/crypto/ed25519.js";
import { NATIVE_MINT_ID } from "../../src/solana/program-ids.js";
import { decodeVoteState } from "../../src/solana/vote-state/decode.js";
import { transfer } from "./support.js";

const SOL = 1_000_000_000n;

function clusterWith(options: ClusterOptions = {}) {
  const cluster = new Cluster(options);
  const payer = generateKeypair();
  const balance = (key: Uint8Array, level: "processed" | "confirmed" | "finalized" = "processed") =>
    cluster.view(level).getAccount(key)?.lamports ?? 0n;
  return { cluster, payer, balance };
}

describe("a cluster", () => {
  it("shows what a slot did once it is complete, and finalizes it 31 blocks later", () => {
    const { cluster, payer, balance } = clusterWith();
    const signature = cluster.requestAirdrop(payer.publicKey, SOL);
    expect(balance(payer.publicKey)).toBe(0n);
    expect(cluster.signatureStatus(signature)).toBeUndefined();
    cluster.completeSlot();
    expect(balance(payer.publicKey)).toBe(SOL);
    expect(balance(payer.publicKey, "finalized")).toBe(0n);
    expect(cluster.signatureStatus(signature)).toEqual({
      slot: 1n,
      err: null,
      confirmations: 0,
      confirmationStatus: "confirmed",
    });
    for (let i = 0; i < 30; i++) cluster.completeSlot();
    expect(cluster.slotOf("finalized")).toBe(0n);
    expect(balance(payer.publicKey, "finalized")).toBe(0n);
    cluster.completeSlot();
    expect(cluster.slotOf("finalized")).toBe(1n);
    expect(balance(payer.publicKey, "finalized")).toBe(SOL);
    expect(cluster.signatureStatus(signature)).toMatchObject({ confirmations: null, confirmationStatus: "finalized" });
  });

  it("gives each transaction a block of its own when it is instant", () => {
    const { cluster, payer, balance } = clusterWith({ instant: true });
    cluster.requestAirdrop(payer.publicKey, SOL);
    expect(balance(payer.publicKey, "finalized")).toBe(SOL);
    const blockhash = cluster.view("processed").blockhash;
    const to = generateKeypair();
    const result = cluster.send(transfer(payer, to.publicKey, 5n, blockhash));
    expect(result.ok || result.error).toEqual({ InsufficientFundsForRent: { account_index: 1 } });
    expect(cluster.view("processed").blockhash).not.toEqual(blockhash);
    expect(cluster.view("finalized").slot).toBe(2n);
  });

  it("has a block of each slot, linked by hashes, heights and parents", () => {
    const { cluster, payer } = clusterWith({ votes: false });
    cluster.requestAirdrop(payer.publicKey, SOL);
    cluster.completeSlot();
    cluster.warpToSlot(10n);
    cluster.completeSlot();
    const [genesis, first, second, tenth] = [0n, 1n, 2n, 10n].map((slot) => cluster.ledger.block(slot)!);
    expect(first).toMatchObject({ slot: 1n, parentSlot: 0n, blockHeight: 1n, previousBlockhash: genesis!.blockhash });
    expect(first!.transactions).toHaveLength(1);
    expect(second!.previousBlockhash).toEqual(first!.blockhash);
    expect(tenth).toMatchObject({ parentSlot: 2n, blockHeight: 3n, previousBlockhash: second!.blockhash });
    expect(cluster.ledger.block(5n)).toBeUndefined();
    expect(new Set([genesis, first, second, tenth].map((block) => block!.bankHash.join())).size).toBe(4);
  });

  it("pays half of the signature fees and all priority fees to the leader, and burns the rest", () => {
    const { cluster, payer, balance } = clusterWith({ votes: false });
    cluster.requestAirdrop(payer.publicKey, SOL);
    cluster.completeSlot();
    const [leader, capitalization] = [balance(cluster.identity.publicKey), cluster.view("processed").capitalization];
    cluster.send(transfer(payer, cluster.faucet.publicKey, 7n, cluster.view("processed").blockhash));
    cluster.completeSlot();
    expect(balance(cluster.identity.publicKey) - leader).toBe(2500n);
    expect(capitalization - cluster.view("processed").capitalization).toBe(2500n);
    expect(cluster.ledger.block(2n)!.rewards).toMatchObject([{ lamports: 2500n, rewardType: "Fee", commission: null }]);
    let sum = 0n;
    for (const [, { lamports }] of cluster.view("processed").accounts()) sum += lamports;
    expect(cluster.view("processed").capitalization).toBe(sum);
  });

  it("votes for each slot, until its tower has a root", () => {
    const { cluster } = clusterWith();
    const votes: bigint[] = [];
    cluster.listen({ vote: ({ slots }) => votes.push(slots.at(-1)!) });
    for (let i = 0; i < 40; i++) cluster.completeSlot();
    expect(votes).toEqual(Array.from({ length: 39 }, (_, i) => BigInt(i + 1)));
    const account = cluster.view("processed").getAccount(cluster.voteAccount)!;
    const { state } = decodeVoteState(account.data, cluster.voteAccount)!;
    expect(state!.votes).toHaveLength(31);
    expect(state!.rootSlot).toBe(8n);
    expect(state!.votes.at(-1)!.slot).toBe(39n);
    expect(state!.epochCredits[0]!.credits).toBeGreaterThan(0n);
  });

  it("moves the sysvars with the slots", () => {
    let now = 1_700_000_000_000;
    const { cluster } = clusterWith({ now: () => now, slotsPerEpoch: 32n });
    for (let i = 0; i < 40; i++) {
      now += 400;
      cluster.completeSlot();
    }
    const view = cluster.view("processed");
    expect(view.sysvar("clock")).toEqual({
      slot: 40n,
      epoch: 1n,
      leaderScheduleEpoch: 2n,
      epochStartTimestamp: 1_700_000_012n,
      unixTimestamp: 1_700_000_015n,
    });
    const [latest] = view.sysvar("slotHashes");
    expect(latest).toEqual({ slot: 39n, hash: cluster.ledger.block(39n)!.bankHash });
    expect(view.sysvar("slotHistory").nextSlot).toBe(41n);
    expect(view.sysvar("recentBlockhashes")[0]!.blockhash).toEqual(view.blockhash);
  });

  it("takes airdrops alike for several, and transactions that come again for one", () => {
    const { cluster, payer, balance } = clusterWith();
    const signatures = [1, 2, 3].map(() => cluster.requestAirdrop(payer.publicKey, SOL).join());
    cluster.completeSlot();
    expect(new Set(signatures).size).toBe(3);
    expect(balance(payer.publicKey)).toBe(3n * SOL);
    const transaction = transfer(payer, cluster.faucet.publicKey, 1n, cluster.view("processed").blockhash);
    expect(cluster.send(transaction).ok).toBe(true);
    expect(cluster.send(transaction)).toMatchObject({ ok: false, error: "AlreadyProcessed", outcome: "dropped" });
  });

  it("has a faucet that gives as much as it is told", () => {
    let now = 0;
    const caps = { perRequestLamports: SOL, perTimeLamports: (3n * SOL) / 2n, timeSliceMilliseconds: 1_000 };
    const { cluster, payer } = clusterWith({ faucetCaps: caps, now: () => now });
    const ask = (lamports: bigint) => () => cluster.requestAirdrop(payer.publicKey, lamports);
    expect(ask(2n * SOL)).toThrow("request too large; req: ◎2, cap: ◎1");
    ask(SOL)();
    expect(ask(SOL)).toThrow(/^limit reached; req: ◎1, to: \w+, current: ◎2, cap: ◎1\.5$/);
    now = 1_000;
    ask(SOL)();
  });

  it("simulates on the state of each level", () => {
    const { cluster, payer } = clusterWith();
    cluster.requestAirdrop(payer.publicKey, SOL);
    cluster.completeSlot();
    const transaction = transfer(payer, cluster.faucet.publicKey, 1n, cluster.view("processed").blockhash);
    expect(cluster.view("processed").simulate(transaction, {}).ok).toBe(true);
    expect(cluster.view("finalized").simulate(transaction, {})).toMatchObject({ error: "BlockhashNotFound" });
    const later = cluster
      .view("finalized")
      .simulate(transaction, { replaceRecentBlockhash: true, signatureVerification: false });
    expect(later).toMatchObject({ error: "AccountNotFound" });
    const overrides = [[payer.publicKey, undefined]] as const;
    expect(cluster.view("processed").simulate(transaction, { overrides })).toMatchObject({ error: "AccountNotFound" });
  });

  it("shows what the host changes at every level at once", () => {
    const { cluster, payer, balance } = clusterWith();
    const changed: number[] = [];
    cluster.listen({ hostChange: (keys) => changed.push([...keys].length) });
    cluster.requestAirdrop(payer.publicKey, SOL);
    cluster.completeSlot();
    cluster.change((svm) => svm.airdrop(payer.publicKey, 5n));
    for (const level of ["processed", "confirmed", "finalized"] as const)
      expect(balance(payer.publicKey, level)).toBe(SOL + 5n);
    cluster.setAccounts([[payer.publicKey, undefined]]);
    expect(cluster.view("finalized").getAccount(payer.publicKey)).toBeUndefined();
    expect(changed).toEqual([1, 1]);
  });

  it("finds accounts by program, and token accounts, at every level", () => {
    const { cluster } = clusterWith();
    const nativeMint = cluster.view("finalized").getAccount(NATIVE_MINT_ID)!;
    const keys = [...cluster.view("processed").programAccounts(nativeMint.owner)].map(([key]) => key);
    expect(keys).toContainEqual(NATIVE_MINT_ID);
    const voters = [
      ...cluster.view("finalized").programAccounts(cluster.view("finalized").getAccount(cluster.voteAccount)!.owner),
    ];
    expect(voters.map(([key]) => key)).toEqual([cluster.voteAccount]);
  });

  it("goes back to snapshots, as often as one likes", () => {
    const { cluster, payer, balance } = clusterWith({ instant: true });
    cluster.requestAirdrop(payer.publicKey, SOL);
    const snapshot = cluster.snapshot();
    const before = cluster.view("processed");
    for (let i = 0; i < 3; i++) {
      const transaction = transfer(payer, cluster.faucet.publicKey, 1n, cluster.view("processed").blockhash);
      expect(cluster.send(transaction).ok).toBe(true);
      expect(cluster.slotOf("finalized")).toBe(2n);
      cluster.setAccounts([[NATIVE_MINT_ID, undefined]]);
      cluster.revert(snapshot);
      expect(balance(payer.publicKey)).toBe(SOL);
      expect(cluster.view("processed")).toBe(before);
      expect(cluster.signatureStatus(transaction.signatures[0]!)).toBeUndefined();
      expect(cluster.ledger.transaction(transaction.signatures[0]!)).toBeUndefined();
      expect(cluster.ledger.block(2n)).toBeUndefined();
      expect(cluster.view("finalized").getAccount(NATIVE_MINT_ID)).toBeDefined();
    }
  });

  it("goes back to genesis", () => {
    const { cluster, payer, balance } = clusterWith();
    cluster.requestAirdrop(payer.publicKey, SOL);
    for (let i = 0; i < 50; i++) cluster.completeSlot();
    cluster.reset();
    expect(balance(payer.publicKey)).toBe(0n);
    expect(cluster.slotOf("processed")).toBe(0n);
    expect(cluster.ledger.block(1n)).toBeUndefined();
    cluster.requestAirdrop(payer.publicKey, SOL);
    cluster.completeSlot();
    expect(balance(payer.publicKey)).toBe(SOL);
  });

  it("resumes at the next slot", () => {
    const ledger = new MemoryLedger();
    const { cluster, payer, balance } = clusterWith({ ledger });
    cluster.requestAirdrop(payer.publicKey, SOL);
    cluster.completeSlot();
    const transaction = transfer(payer, cluster.faucet.publicKey, 1n, cluster.view("processed").blockhash);
    cluster.send(transaction);
    for (let i = 0; i < 5; i++) cluster.completeSlot();
    const resumed = new Cluster({ ledger, identity: cluster.keys.identity, voteAccount: cluster.keys.voteAccount });
    expect(resumed.workingSlot).toBe(7n);
    expect(resumed.view("finalized").getAccount(payer.publicKey)!.lamports).toBe(balance(payer.publicKey));
    expect(resumed.genesisHash).toEqual(cluster.genesisHash);
    expect(resumed.send(transaction)).toMatchObject({ error: "AlreadyProcessed" });
    expect(resumed.signatureStatus(transaction.signatures[0]!)).toMatchObject({
      slot: 2n,
      confirmationStatus: "finalized",
    });
    const votes: bigint[] = [];
    resumed.listen({ vote: ({ slots }) => votes.push(slots.at(-1)!) });
    resumed.completeSlot();
    expect(votes).toEqual([6n]);
  });

  it("keeps blocks in their order when the ledger takes its time, and tells of them when they are kept", async () => {
    const ledger = new SlowLedger();
    const { cluster, payer, balance } = clusterWith({ ledger });
    const told: string[] = [];
    cluster.listen({
      slot: ({ slot }) => told.push(`slot ${slot}`),
      block: ({ slot }) => told.push(`block ${slot}`),
      commitment: (level, slot) => told.push(`${level} ${slot}`),
    });
    cluster.requestAirdrop(payer.publicKey, SOL);
    cluster.completeSlot();
    cluster.completeSlot();
    expect(balance(payer.publicKey)).toBe(0n);
    await cluster.settled();
    expect(balance(payer.publicKey)).toBe(SOL);
    expect(cluster.settled()).toBeUndefined();
    expect(told).toEqual([
      "slot 2",
      "slot 3",
      "block 1",
      "processed 1",
      "confirmed 1",
      "block 2",
      "processed 2",
      "confirmed 2",
    ]);
  });

  it("stands still when the ledger fails", async () => {
    const ledger = new SlowLedger();
    const { cluster, payer } = clusterWith({ ledger });
    await cluster.settled();
    ledger.failure = new Error("the disk is full");
    const failures: unknown[] = [];
    cluster.listen({ failed: (reason) => failures.push(reason) });
    cluster.requestAirdrop(payer.publicKey, SOL);
    cluster.completeSlot();
    await expect(cluster.settled()).rejects.toThrow("the disk is full");
    expect(failures).toEqual([ledger.failure]);
    expect(() => cluster.requestAirdrop(payer.publicKey, SOL)).toThrow("the disk is full");
    expect(cluster.slotOf("processed")).toBe(0n);
  });
});

class SlowLedger extends MemoryLedger {
  failure: Error | undefined;

  override async append(...args: Parameters<MemoryLedger["append"]>): Promise<void> {
    await new Promise((resolve) => setTimeout(resolve, 5));
    if (this.failure !== undefined) throw this.failure;
    return super.append(...args);
  }
}

import {
  generateKeyPairSigner,
  getBase58Decoder,
  isSolanaError,
  SOLANA_ERROR__JSON_RPC__METHOD_NOT_FOUND,
  SOLANA_ERROR__JSON_RPC__SERVER_ERROR_MIN_CONTEXT_SLOT_NOT_REACHED,
  SOLANA_ERROR__JSON_RPC__SERVER_ERROR_NO_SNAPSHOT,
} from "@solana/kit";
import { beforeAll, describe, expect, it } from "vitest";
import { until } from "../support/until.js";
import { type KitStage, startKitStage } from "./stage.js";

const SLOTS_PER_EPOCH = 64n;

describe("the cluster and its node, by Kit", () => {
  let stage: KitStage;
  let rpc: KitStage["rpc"];

  beforeAll(async () => {
    stage = await startKitStage({ cluster: { slotsPerEpoch: SLOTS_PER_EPOCH } });
    ({ rpc } = stage);
    await stage.finalized(3n);
  });

  it("who it is", async () => {
    const version = await rpc.getVersion().send();
    expect(version).toEqual({
      "solana-core": expect.stringMatching(/^4\.\d+\.\d+$/),
      "feature-set": expect.any(Number),
    });
    expect(await rpc.getHealth().send()).toBe("ok");
    expect(await rpc.getIdentity().send()).toEqual({ identity: stage.identity });
    const genesisHash = getBase58Decoder().decode(stage.validator.cluster.genesisHash);
    expect(await rpc.getGenesisHash().send()).toBe(genesisHash);
    const [node, ...others] = await rpc.getClusterNodes().send();
    expect(others).toEqual([]);
    expect(node).toMatchObject({
      pubkey: stage.identity,
      version: version["solana-core"],
      featureSet: version["feature-set"],
      tpu: null,
      tpuQuic: null,
    });
    expect(node!.shredVersion).toBeGreaterThan(0);
  });

  it("slots and heights, at every commitment and no earlier than asked", async () => {
    const [finalized, confirmed, processed] = [
      await rpc.getSlot({ commitment: "finalized" }).send(),
      await rpc.getSlot({ commitment: "confirmed" }).send(),
      await rpc.getSlot({ commitment: "processed" }).send(),
    ];
    expect(confirmed - finalized).toBeGreaterThanOrEqual(31n);
    expect(processed).toBeGreaterThanOrEqual(confirmed);
    // No slot was skipped.
    const height = await rpc.getBlockHeight({ commitment: "finalized", minContextSlot: finalized }).send();
    expect(height).toBeGreaterThanOrEqual(finalized);
    expect(height).toBeLessThan(finalized + 40n);
    const later = await rpc
      .getSlot({ minContextSlot: 1_000_000n })
      .send()
      .catch((error) => error);
    expect(isSolanaError(later, SOLANA_ERROR__JSON_RPC__SERVER_ERROR_MIN_CONTEXT_SLOT_NOT_REACHED)).toBe(true);
    expect(later.context.contextSlot).toBeGreaterThanOrEqual(confirmed);
    expect(await rpc.getMaxRetransmitSlot().send()).toBeGreaterThanOrEqual(processed);
    expect(await rpc.getMaxShredInsertSlot().send()).toBeGreaterThanOrEqual(processed);
    expect(await rpc.minimumLedgerSlot().send()).toBe(0n);
    expect(await rpc.getFirstAvailableBlock().send()).toBe(0n);
  });

  it("leaders", async () => {
    const slot = await rpc.getSlot().send();
    expect(await rpc.getSlotLeader().send()).toBe(stage.identity);
    expect(await rpc.getSlotLeaders(slot, 3).send()).toEqual([stage.identity, stage.identity, stage.identity]);
    const all = Array.from({ length: Number(SLOTS_PER_EPOCH) }, (_, i) => BigInt(i));
    expect(await rpc.getLeaderSchedule().send()).toEqual({ [stage.identity]: all });
    const { identity, address } = { ...stage, ...(await generateKeyPairSigner()) };
    expect(await rpc.getLeaderSchedule(0n, { identity }).send()).toEqual({ [identity]: all });
    expect(await rpc.getLeaderSchedule(null, { identity: address }).send()).toEqual({});
    expect(await rpc.getLeaderSchedule(1_000_000n).send()).toBeNull();
    const { value } = await rpc.getBlockProduction({ identity, range: { firstSlot: 1n, lastSlot: 4n } }).send();
    expect(value).toEqual({ byIdentity: { [identity]: [4n, 4n] }, range: { firstSlot: 1n, lastSlot: 4n } });
  });

  it("epochs", async () => {
    const info = await rpc.getEpochInfo({ commitment: "processed" }).send();
    expect(info).toEqual({
      absoluteSlot: expect.any(BigInt),
      blockHeight: info.absoluteSlot,
      epoch: info.absoluteSlot / SLOTS_PER_EPOCH,
      slotIndex: info.absoluteSlot % SLOTS_PER_EPOCH,
      slotsInEpoch: SLOTS_PER_EPOCH,
      transactionCount: expect.any(BigInt),
    });
    expect(await rpc.getTransactionCount({ commitment: "processed" }).send()).toBeGreaterThanOrEqual(
      info.transactionCount!,
    );
    expect(await rpc.getEpochSchedule().send()).toEqual({
      slotsPerEpoch: SLOTS_PER_EPOCH,
      leaderScheduleSlotOffset: SLOTS_PER_EPOCH,
      warmup: false,
      firstNormalEpoch: 0n,
      firstNormalSlot: 0n,
    });
  });

  it("votes and what has been voted for", async () => {
    await until(async () => (await rpc.getVoteAccounts().send()).current[0]?.rootSlot !== 0n);
    const { votePubkey, nodePubkey } = { votePubkey: stage.voteAccount, nodePubkey: stage.identity };
    const { current, delinquent } = await rpc.getVoteAccounts({ commitment: "confirmed", votePubkey }).send();
    expect(delinquent).toEqual([]);
    expect(current).toHaveLength(1);
    expect(current[0]).toMatchObject({ votePubkey, nodePubkey, commission: 0, epochVoteAccount: true });
    const { activatedStake, lastVote, rootSlot } = current[0]!;
    expect(lastVote).toBeGreaterThan(rootSlot);
    const { commitment, totalStake } = await rpc.getBlockCommitment(rootSlot).send();
    expect(totalStake).toBe(activatedStake);
    expect(commitment === null || commitment.length === 32).toBe(true);
    const strange = (await generateKeyPairSigner()).address;
    expect(await rpc.getVoteAccounts({ votePubkey: strange }).send()).toEqual({ current: [], delinquent: [] });
    expect(await rpc.getStakeMinimumDelegation().send()).toMatchObject({ value: 1_000_000_000n });
  });

  it("inflation", async () => {
    const governor = await rpc.getInflationGovernor().send();
    const rate = await rpc.getInflationRate().send();
    expect(rate.total).toBeCloseTo(rate.validator + rate.foundation, 10);
    expect(rate.total).toBeLessThanOrEqual(governor.initial);
    await until(async () => (await rpc.getEpochInfo({ commitment: "finalized" }).send()).epoch > 1n);
    expect(await rpc.getInflationReward([stage.identity], { epoch: 0n }).send()).toEqual([null]);
  });

  it("performance samples, snapshots and certificates, of which it has none", async () => {
    expect(await rpc.getRecentPerformanceSamples(3).send()).toSatisfy((samples: unknown[]) => samples.length <= 3);
    const snapshot = await rpc
      .getHighestSnapshotSlot()
      .send()
      .catch((error) => error);
    expect(isSolanaError(snapshot, SOLANA_ERROR__JSON_RPC__SERVER_ERROR_NO_SNAPSHOT)).toBe(true);
    expect(await rpc.getAgGenesisCert().send()).toBeNull();
  });

  it("not what only services have", async () => {
    const answer = await rpc
      .getTransactionsForAddress(stage.identity)
      .send()
      .catch((error) => error);
    expect(isSolanaError(answer, SOLANA_ERROR__JSON_RPC__METHOD_NOT_FOUND)).toBe(true);
  });
});

import { type Connection, EpochSchedule, Keypair, PublicKey, type VoteAccountInfo } from "@solana/web3.js";
import { beforeAll, describe, expect, it } from "vitest";
import { type ClientStage, startClientStage } from "../support/validator.js";

const SLOTS_PER_EPOCH = 64;

describe("the cluster and its node", () => {
  let stage: ClientStage;
  let connection: Connection;
  let identity: PublicKey;

  beforeAll(async () => {
    stage = await startClientStage({ cluster: { slotsPerEpoch: BigInt(SLOTS_PER_EPOCH) } });
    connection = stage.connect();
    identity = new PublicKey(stage.validator.cluster.identity.publicKey);
    await stage.fund(1);
  });

  it("tells its version and its genesis", async () => {
    expect(await connection.getVersion()).toEqual({
      "solana-core": expect.stringMatching(/^4\.\d+\.\d+$/),
      "feature-set": expect.any(Number),
    });
    expect(new PublicKey(await connection.getGenesisHash()).toBytes()).toEqual(stage.validator.cluster.genesisHash);
    expect(connection.rpcEndpoint).toBe(stage.url);
    expect(connection.commitment).toBe("confirmed");
  });

  it("is one node", async () => {
    const nodes = await connection.getClusterNodes();
    expect(nodes).toHaveLength(1);
    expect(nodes[0]).toMatchObject({ pubkey: identity.toBase58(), version: expect.stringMatching(/^4\./) });
    // web3.js's declarations leave it out.
    expect(nodes[0]).toMatchObject({ tpuQuic: null });
  });

  it("has slots, block heights and a count of transactions that go up", async () => {
    const commitments = ["finalized", "confirmed", "processed"] as const;
    await expect.poll(() => connection.getSlot("finalized")).toBeGreaterThan(2);
    const slots: number[] = [];
    for (const commitment of commitments) slots.push(await connection.getSlot(commitment));
    const [final, confirmed, processed] = slots as [number, number, number];
    expect(confirmed - final).toBeGreaterThanOrEqual(31);
    expect(processed).toBeGreaterThanOrEqual(confirmed);
    const height = await connection.getBlockHeight({ minContextSlot: final });
    expect(height).toBeGreaterThanOrEqual(processed);
    const count = await connection.getTransactionCount();
    await expect.poll(() => connection.getTransactionCount()).toBeGreaterThan(count);
    await expect.poll(() => connection.getSlot({ commitment: "processed" })).toBeGreaterThan(processed);
  });

  it("has leaders", async () => {
    expect(await connection.getSlotLeader()).toBe(identity.toBase58());
    const slot = await connection.getSlot();
    expect(await connection.getSlotLeaders(slot, 3)).toEqual([identity, identity, identity]);
    const schedule = await connection.getLeaderSchedule();
    expect(schedule).toEqual({ [identity.toBase58()]: Array.from({ length: SLOTS_PER_EPOCH }, (_, i) => i) });
  });

  it("has epochs", async () => {
    const info = await connection.getEpochInfo();
    expect(info).toEqual({
      absoluteSlot: expect.any(Number),
      blockHeight: info.absoluteSlot,
      epoch: Math.floor(info.absoluteSlot / SLOTS_PER_EPOCH),
      slotIndex: info.absoluteSlot % SLOTS_PER_EPOCH,
      slotsInEpoch: SLOTS_PER_EPOCH,
      transactionCount: expect.any(Number),
    });
    const schedule = await connection.getEpochSchedule();
    expect(schedule).toBeInstanceOf(EpochSchedule);
    expect({ ...schedule }).toEqual({
      slotsPerEpoch: SLOTS_PER_EPOCH,
      leaderScheduleSlotOffset: SLOTS_PER_EPOCH,
      warmup: false,
      firstNormalEpoch: 0,
      firstNormalSlot: 0,
    });
    expect(schedule.getEpoch(info.absoluteSlot)).toBe(info.epoch);
  });

  it("has a validator that votes", async () => {
    await expect.poll(async () => rootOf((await connection.getVoteAccounts()).current[0])).toBeGreaterThan(0);
    const { current, delinquent } = await connection.getVoteAccounts();
    expect(delinquent).toEqual([]);
    expect(current).toHaveLength(1);
    const [vote] = current;
    expect(vote).toMatchObject({
      nodePubkey: identity.toBase58(),
      votePubkey: new PublicKey(stage.validator.cluster.voteAccount).toBase58(),
      commission: 0,
      epochVoteAccount: true,
    });
    expect(vote!.activatedStake).toBeGreaterThan(0);
    expect(vote!.lastVote).toBeGreaterThan(rootOf(vote));
  });

  it("has produced blocks", async () => {
    const { value } = await connection.getBlockProduction();
    const [leaderSlots, blocks] = value.byIdentity[identity.toBase58()]!;
    expect(leaderSlots).toBeGreaterThan(0);
    expect(blocks).toBe(leaderSlots);
    const { firstSlot, lastSlot } = value.range;
    expect(lastSlot! - firstSlot + 1).toBe(leaderSlots);
    const some = { commitment: "confirmed" as const, range: { firstSlot, lastSlot: firstSlot + 1 } };
    expect((await connection.getBlockProduction({ ...some, identity: identity.toBase58() })).value).toEqual({
      byIdentity: { [identity.toBase58()]: [2, 2] },
      range: some.range,
    });
  });

  it("has mainnet's inflation plan, and pays no rewards of its own", async () => {
    expect(await connection.getInflationGovernor()).toMatchObject({ foundationTerm: expect.any(Number) });
    const rate = await connection.getInflationRate();
    expect(rate.total).toBeCloseTo(rate.validator + rate.foundation, 10);
    expect(rate.epoch).toBe((await connection.getEpochInfo()).epoch);
    await expect
      .poll(async () => (await connection.getEpochInfo("finalized")).epoch, { timeout: 20_000 })
      .toBeGreaterThan(1);
    expect(await connection.getInflationReward([identity, Keypair.generate().publicKey], 0)).toEqual([null, null]);
  });

  it("keeps its ledger from the start", async () => {
    expect(await connection.getMinimumLedgerSlot()).toBe(0);
    expect(await connection.getFirstAvailableBlock()).toBe(0);
  });

  it("has a least stake", async () => {
    expect((await connection.getStakeMinimumDelegation()).value).toBe(1_000_000_000);
  });
});

/** web3.js's declarations leave it out. */
function rootOf(vote: VoteAccountInfo | undefined): number {
  return (vote as unknown as { rootSlot: number }).rootSlot;
}

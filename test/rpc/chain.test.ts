import { describe, expect, it } from "vitest";
import { base58Encode } from "../../src/base/base58.js";
import { base64Encode } from "../../src/base/base64.js";
import { ByteWriter } from "../../src/base/byte-writer.js";
import { signTransaction } from "../../src/cluster/sign.js";
import { generateKeypair, type Keypair } from "../../src/crypto/ed25519.js";
import type { Instruction } from "../../src/solana/instruction.js";
import { type CompileInput, compileMessage } from "../../src/solana/message/compile.js";
import { durableNonceFromBlockhash, encodeNonceState } from "../../src/solana/nonce.js";
import { COMPUTE_BUDGET_PROGRAM_ID, SYSTEM_PROGRAM_ID } from "../../src/solana/program-ids.js";
import { addressFromPubkey, type Pubkey } from "../../src/solana/pubkey.js";
import { makeTransaction } from "../../src/solana/transaction.js";
import { meta, newKey, transfer } from "../helpers/transactions.js";
import { base64Of, type Reply, RpcStage } from "./stage.js";

const PROCESSED = { commitment: "processed" };

describe("slots and epochs", () => {
  it("counts", async () => {
    const stage = new RpcStage({ votes: false, slotsPerEpoch: 32n });
    await stage.pass(40);
    for (const method of ["getSlot", "getBlockHeight"]) {
      expect(await stage.call(method)).toBe(9);
      expect(await stage.call(method, PROCESSED)).toBe(40);
    }
    expect(await stage.call("getTransactionCount", PROCESSED)).toBe(0);
    expect(await stage.call("getMaxShredInsertSlot")).toBe(41);
    expect(await stage.call("getMaxRetransmitSlot")).toBe(41);
    expect(await stage.call("getEpochInfo", PROCESSED)).toEqual({
      absoluteSlot: 40,
      blockHeight: 40,
      epoch: 1,
      slotIndex: 8,
      slotsInEpoch: 32,
      transactionCount: 0,
    });
    expect(await stage.call("getEpochSchedule")).toEqual({
      firstNormalEpoch: 0,
      firstNormalSlot: 0,
      leaderScheduleSlotOffset: 32,
      slotsPerEpoch: 32,
      warmup: false,
    });
    expect(await stage.error("getSlot", { minContextSlot: 10 })).toMatchObject({
      code: -32016,
      data: { contextSlot: 9 },
    });
  });

  it("hands out blockhashes that are good for 150 blocks", async () => {
    const stage = new RpcStage({ votes: false });
    await stage.pass(3);
    const { context, value } = await stage.call("getLatestBlockhash", PROCESSED);
    expect(context.slot).toBe(3);
    expect(value).toEqual({ blockhash: expect.any(String), lastValidBlockHeight: 153 });
    const isValid = async () => stage.value("isBlockhashValid", value.blockhash, PROCESSED);
    expect(await isValid()).toBe(true);
    expect(await stage.value("isBlockhashValid", value.blockhash)).toBe(false);
    await stage.pass(150);
    expect(await isValid()).toBe(true);
    await stage.pass();
    expect(await isValid()).toBe(false);
    expect(await stage.error("isBlockhashValid", "xyz")).toEqual({ code: -32602, message: "WrongSize" });
    expect(await stage.error("isBlockhashValid", "I")).toEqual({ code: -32602, message: "Invalid" });
  });

  it("says how inflation would be", async () => {
    const stage = new RpcStage();
    expect(await stage.call("getInflationGovernor")).toEqual({
      foundation: 0.05,
      foundationTerm: 7,
      initial: 0.08,
      taper: 0.15,
      terminal: 0.015,
    });
    expect(await stage.call("getInflationRate")).toEqual({
      epoch: 0,
      foundation: 0.08 * 0.05,
      total: 0.08,
      validator: 0.08 - 0.08 * 0.05,
    });
    const body = '{"jsonrpc":"2.0","id":1,"method":"getInflationGovernor"}';
    expect(await stage.rpc.handle(body)).toContain('"foundationTerm":7.0');
    expect(await stage.value("getStakeMinimumDelegation")).toBe(1_000_000_000);
  });

  it("has rewards of epochs for nobody, in blocks that must be there", async () => {
    const stage = new RpcStage({ votes: false, slotsPerEpoch: 32n });
    const address = addressFromPubkey(stage.cluster.voteAccount);
    expect(await stage.error("getInflationReward", [address])).toMatchObject({
      code: -32004,
      message: "Block not available for slot 32",
    });
    await stage.pass(70);
    expect(await stage.call("getInflationReward", [address])).toEqual([null]);
    expect(await stage.error("getInflationReward", [address], { epoch: 3 })).toMatchObject({ code: -32004 });
    expect(await stage.error("getInflationReward", new Array(33).fill(address))).toEqual({
      code: -32602,
      message: "Too many inputs provided; max 32",
    });
  });
});

describe("leaders", () => {
  const stage = new RpcStage({ votes: false, slotsPerEpoch: 32n });
  const leader = addressFromPubkey(stage.cluster.identity.publicKey);

  it("are the only validator", async () => {
    expect(await stage.call("getSlotLeader")).toBe(leader);
    expect(await stage.call("getIdentity")).toEqual({ identity: leader });
    // Agave: rpc.rs, `test_rpc_get_slot_leaders`.
    expect(await stage.call("getSlotLeaders", 0, 64)).toEqual(new Array(64).fill(leader));
    expect(await stage.error("getSlotLeaders", 0, 5001)).toEqual({ code: -32602, message: "Invalid limit; max 5000" });
    const unavailable = {
      code: -32602,
      message: "Invalid slot range: leader schedule for epoch 2 is unavailable",
    };
    expect(await stage.error("getSlotLeaders", 64, 10)).toEqual(unavailable);
    expect(await stage.error("getSlotLeaders", 60, 10)).toEqual(unavailable);
    expect(await stage.call("getSlotLeaders", 10 ** 15, 0)).toEqual([]);
  });

  // Agave: rpc.rs, `test_rpc_get_leader_schedule`.
  it("have a schedule", async () => {
    const schedule = { [leader]: Array.from({ length: 32 }, (_, i) => i) };
    for (const params of [[], [0], [null, { identity: leader }], [{ identity: leader }], [40]]) {
      expect(await stage.call("getLeaderSchedule", ...(params as never[]))).toEqual(schedule);
    }
    expect(await stage.call("getLeaderSchedule", 42424242)).toBeNull();
    expect(await stage.call("getLeaderSchedule", { identity: addressFromPubkey(newKey()) })).toEqual({});
    expect(await stage.error("getLeaderSchedule", { identity: "x" })).toMatchObject({ code: -32602 });
  });

  // Agave: rpc.rs, `test_get_block_production`.
  it("make blocks", async () => {
    const busy = new RpcStage({ votes: false });
    await busy.pass(3);
    busy.cluster.warpToSlot(7n);
    await busy.pass(2);
    const identity = addressFromPubkey(busy.cluster.identity.publicKey);
    const production = async (config: object = {}) =>
      busy.value("getBlockProduction", { ...PROCESSED, ...config } as never);
    // Of slots 0 to 8 there are no 5 and 6.
    expect(await production()).toEqual({ byIdentity: { [identity]: [9, 7] }, range: { firstSlot: 0, lastSlot: 8 } });
    const range = { firstSlot: 4, lastSlot: 6 };
    expect(await production({ identity, range })).toEqual({ byIdentity: { [identity]: [3, 1] }, range });
    expect(await production({ identity: addressFromPubkey(newKey()), range })).toEqual({ byIdentity: {}, range });
    const error = (range: object) => busy.error("getBlockProduction", { ...PROCESSED, range } as never);
    expect(await error({ firstSlot: 9 })).toMatchObject({ message: "lastSlot, 8, cannot be less than firstSlot, 9" });
    expect(await error({ firstSlot: 0, lastSlot: 9 })).toMatchObject({ message: "lastSlot, 9, is too large; max 8" });
  });
});

describe("nodes", () => {
  it("are one, which shows no port for transactions", async () => {
    const addresses = { gossip: "127.0.0.1:8001", rpc: "127.0.0.1:8899", pubsub: "127.0.0.1:8900" };
    const stage = new RpcStage({}, { addresses });
    const [node, ...others] = await stage.call("getClusterNodes");
    expect(others).toEqual([]);
    expect(node).toMatchObject({
      pubkey: addressFromPubkey(stage.cluster.identity.publicKey),
      ...addresses,
      tpu: null,
      tpuQuic: null,
      version: "4.3.0",
    });
    expect(node.shredVersion).toBeGreaterThan(0);
    expect(await stage.call("getVersion")).toEqual({ "solana-core": "4.3.0", "feature-set": node.featureSet });
    expect(await stage.call("getHealth")).toBe("ok");
    expect(await stage.call("getGenesisHash")).toBe(base58Encode(stage.cluster.genesisHash));
    expect(await stage.error("getHighestSnapshotSlot")).toEqual({ code: -32008, message: "No snapshot" });
  });
});

describe("votes", () => {
  it("are those of the validator, each slot", async () => {
    const stage = new RpcStage();
    const status = async (config: object = {}) => stage.call("getVoteAccounts", { ...PROCESSED, ...config } as never);
    // It has stake, but has never voted.
    expect(await status()).toMatchObject({ current: [], delinquent: [{ lastVote: 0 }] });
    await stage.pass(40);
    const { current, delinquent } = await status();
    expect(delinquent).toEqual([]);
    expect(current).toEqual([
      {
        activatedStake: expect.any(Number),
        commission: 0,
        epochCredits: [[0, expect.any(Number), 0]],
        epochVoteAccount: true,
        inflationRewardsCommissionBps: 0,
        lastVote: 39,
        nodePubkey: addressFromPubkey(stage.cluster.identity.publicKey),
        rootSlot: 8,
        votePubkey: addressFromPubkey(stage.cluster.voteAccount),
      },
    ]);
    expect(current[0].activatedStake).toBeGreaterThan(0);
    const { votePubkey } = current[0];
    expect((await status({ votePubkey })).current).toHaveLength(1);
    expect(await status({ votePubkey: addressFromPubkey(newKey()) })).toEqual({ current: [], delinquent: [] });
    expect(await status({ delinquentSlotDistance: 1 })).toMatchObject({ current: [], delinquent: [{ votePubkey }] });
    expect(await stage.error("getVoteAccounts", { votePubkey: "x" })).toMatchObject({ code: -32602 });
  });

  it("stand on blocks", async () => {
    const stage = new RpcStage();
    await stage.pass(40);
    const of = async (slot: number) => stage.call("getBlockCommitment", slot);
    const { totalStake, commitment } = await of(39);
    expect(totalStake).toBeGreaterThan(0);
    const only = (index: number) => Array.from({ length: 32 }, (_, i) => (i === index ? totalStake : 0));
    expect(commitment).toEqual(only(0));
    expect((await of(38)).commitment).toEqual(only(1));
    expect((await of(3)).commitment).toEqual(only(31));
    // Nobody voted for it yet.
    expect(await of(40)).toEqual({ commitment: null, totalStake });
    expect(await of(9999)).toEqual({ commitment: null, totalStake });
  });
});

describe("supply", () => {
  const LOCKED = "9huDUZfxoJ7wGMTffUE7vh1xePqef7gyrLJu9NApncqA";

  it("is all lamports, of which some do not circulate", async () => {
    const stage = new RpcStage({ votes: false });
    const before = await stage.value("getSupply");
    expect(before).toMatchObject({ nonCirculating: 0, circulating: before.total });
    expect(before.nonCirculatingAccounts).toContain(LOCKED);
    expect(before.nonCirculatingAccounts.length).toBeGreaterThan(200);
    await stage.call("requestAirdrop", LOCKED, 5_000_000);
    await stage.pass();
    const after = await stage.value("getSupply", { ...PROCESSED, excludeNonCirculatingAccountsList: true });
    expect(after).toMatchObject({ nonCirculating: 5_000_000, nonCirculatingAccounts: [] });
    expect(after.circulating).toBe(after.total - 5_000_000);
    let lamports = 0n;
    for (const [, account] of stage.cluster.view("processed").accounts()) lamports += account.lamports;
    expect(BigInt(after.total)).toBe(lamports);
  });

  it("shows the twenty richest", async () => {
    const stage = new RpcStage({ votes: false });
    const keys = Array.from({ length: 30 }, newKey);
    keys.forEach((key, i) => void stage.place(key, { lamports: 10n ** 17n + BigInt(i) }));
    await stage.call("requestAirdrop", LOCKED, 5_000_000);
    await stage.pass();
    const largest = async (filter?: string): Promise<Reply[]> =>
      stage.value("getLargestAccounts", { ...PROCESSED, filter } as never);
    expect(await largest()).toEqual(
      keys
        .map((key, i) => ({ address: addressFromPubkey(key), lamports: 10n ** 17n + BigInt(i) }))
        .reverse()
        .slice(0, 20),
    );
    expect(await largest("circulating")).toHaveLength(20);
    expect(await largest("nonCirculating")).toEqual([{ address: LOCKED, lamports: 5_000_000 }]);
    expect(await stage.error("getLargestAccounts", { filter: "x" })).toMatchObject({ code: -32602 });
  });
});

function budget(tag: number, value: bigint): Instruction {
  const data = new ByteWriter(9).u8(tag);
  if (tag === 3) data.u64(value);
  else data.u32(Number(value));
  return { programId: COMPUTE_BUDGET_PROGRAM_ID, accounts: [], data: data.finish() };
}

describe("fees", () => {
  const stage = new RpcStage({ votes: false });
  const { blockhash } = stage.cluster.view("finalized");
  const feeOf = async (input: Partial<CompileInput>) => {
    const message = compileMessage({ feePayer: stage.payer.publicKey, instructions: [], blockhash, ...input });
    return stage.value("getFeeForMessage", base64Encode(makeTransaction(message, []).messageBytes));
  };

  // Agave: rpc.rs, `test_get_fee_for_message`.
  it("of messages", async () => {
    expect(await feeOf({})).toBe(5000);
    expect(await feeOf({ version: 0 })).toBe(5000);
    expect(await feeOf({ instructions: [budget(3, 1_000_000n), budget(2, 1000n)] })).toBe(6000);
    const other = meta(newKey(), "s");
    const instructions = [{ programId: SYSTEM_PROGRAM_ID, accounts: [other], data: new Uint8Array(0) }];
    expect(await feeOf({ instructions })).toBe(10_000);
  });

  it("is null for a message that lives by nothing that is known", async () => {
    expect(await feeOf({ blockhash: new Uint8Array(32) })).toBeNull();
    expect(await feeOf({ instructions: [budget(3, 1n), budget(3, 1n)] })).toBeNull();
  });

  it("of a message that lives by a nonce", async () => {
    const nonce = newKey();
    const durableNonce = durableNonceFromBlockhash(newKey());
    const data = { authority: stage.payer.publicKey, durableNonce, lamportsPerSignature: 5000n };
    stage.place(nonce, { data: encodeNonceState({ version: "current", data }) });
    const advance: Instruction = {
      programId: SYSTEM_PROGRAM_ID,
      accounts: [meta(nonce, "w"), meta(newKey()), meta(stage.payer.publicKey, "s")],
      data: Uint8Array.of(4, 0, 0, 0),
    };
    expect(await feeOf({ instructions: [advance], blockhash: durableNonce })).toBe(5000);
    expect(await feeOf({ instructions: [advance], blockhash: newKey() })).toBeNull();
  });

  it("refuses what is no message", async () => {
    const error = (text: string) => stage.error("getFeeForMessage", text);
    expect(await error("!")).toEqual({ code: -32602, message: "invalid base64 encoding: InvalidByte(0, 33)" });
    expect(await error("AAAA")).toMatchObject({
      message: expect.stringMatching("^failed to deserialize solana_message::versions::VersionedMessage: ."),
    });
    const message = compileMessage({ feePayer: stage.payer.publicKey, instructions: [], blockhash });
    const { messageBytes } = makeTransaction(
      { ...message, header: { ...message.header, numRequiredSignatures: 9 } },
      [],
    );
    expect(await error(base64Encode(messageBytes))).toEqual({
      code: -32602,
      message: "invalid transaction message: index out of bounds",
    });
  });
});

describe("what was paid lately", () => {
  // Agave: rpc.rs, `test_rpc_get_recent_prioritization_fees`.
  it("getRecentPrioritizationFees", async () => {
    const stage = new RpcStage({ votes: false });
    const [rich, other] = [stage.payer, generateKeypair()] as const;
    stage.place(other.publicKey, { lamports: 10_000_000_000n });
    const [account1, account2] = [newKey(), newKey()];
    const send = async (payer: Keypair, to: Pubkey, price: bigint) => {
      const budgets = price === 0n ? [] : [budget(3, price), budget(2, 1_000n)];
      const instructions = [...budgets, transfer(payer.publicKey, to, 1_000_000n)];
      const transaction = signTransaction(instructions, [payer], stage.cluster.view("processed").blockhash);
      await stage.call("sendTransaction", base64Of(transaction), { encoding: "base64", skipPreflight: true });
    };
    const fees = async (...keys: Pubkey[]) =>
      (await stage.call("getRecentPrioritizationFees", keys.map(addressFromPubkey))).map(
        ({ slot, prioritizationFee }: Reply) => [slot, prioritizationFee],
      );
    await send(rich, account1, 42_000n);
    await send(other, account2, 0n);
    await stage.pass();
    // 42,000 micro-lamports for each of 1,000 units are 42 lamports.
    expect(await stage.call("getRecentPrioritizationFees")).toEqual([{ slot: 1, prioritizationFee: 0 }]);
    expect(await fees(account1)).toEqual([[1, 42_000]]);
    expect(await fees(account2)).toEqual([[1, 0]]);
    await send(rich, account2, 500n);
    await send(other, account1, 0n);
    await stage.pass();
    // Half a lamport is a whole one.
    expect(await fees(account2)).toEqual([
      [1, 0],
      [2, 1_000],
    ]);
    expect(await fees(account1, account2)).toEqual([
      [1, 42_000],
      [2, 1_000],
    ]);
    await stage.pass();
    // A block without transactions says nothing.
    expect(await fees()).toHaveLength(2);
    expect(await stage.error("getRecentPrioritizationFees", new Array(129).fill("x"))).toEqual({
      code: -32602,
      message: "Too many inputs provided; max 128",
    });
  });

  it("getRecentPerformanceSamples, a minute each", async () => {
    let now = 1_700_000_000_000;
    const stage = new RpcStage({ now: () => now });
    expect(await stage.call("getRecentPerformanceSamples")).toEqual([]);
    const minute = async () => {
      for (let i = 0; i < 10; i++) {
        now += 6_500;
        await stage.call("requestAirdrop", addressFromPubkey(newKey()), 1_000_000);
        await stage.pass();
      }
    };
    await minute();
    await minute();
    const samples = await stage.call("getRecentPerformanceSamples");
    expect(samples.length).toBeGreaterThan(0);
    for (const sample of samples) {
      expect(sample.numTransactions).toBeGreaterThan(sample.numNonVoteTransactions);
      expect(sample.numSlots).toBeGreaterThan(0);
      expect(sample.samplePeriodSecs).toBeGreaterThanOrEqual(60);
      expect(sample.slot).toBeGreaterThan(0);
    }
    expect(await stage.call("getRecentPerformanceSamples", 1)).toEqual(samples.slice(0, 1));
    expect(await stage.error("getRecentPerformanceSamples", 10_000)).toEqual({
      code: -32602,
      message: "Invalid limit; max 720",
    });
  });
});

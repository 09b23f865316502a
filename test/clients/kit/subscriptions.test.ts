import {
  generateKeyPairSigner,
  getBase64EncodedWireTransaction,
  getSignatureFromTransaction,
  type KeyPairSigner,
  lamports,
  type PendingRpcSubscriptionsRequest,
} from "@solana/kit";
import { getAddMemoInstruction, MEMO_PROGRAM_ADDRESS } from "@solana-program/memo";
import { getTransferSolInstruction, SYSTEM_PROGRAM_ADDRESS } from "@solana-program/system";
import { afterEach, beforeAll, describe, expect, it } from "vitest";
import { until } from "../support/until.js";
import { type KitStage, startKitStage } from "./stage.js";

const CONFIRMED = { commitment: "confirmed" } as const;
const U64 = expect.any(BigInt);

describe("subscriptions, by Kit", () => {
  let stage: KitStage;
  let rpc: KitStage["rpc"];
  let subscriptions: KitStage["rpcSubscriptions"];
  let payer: KeyPairSigner;
  const ends: AbortController[] = [];

  beforeAll(async () => {
    stage = await startKitStage();
    ({ rpc, rpcSubscriptions: subscriptions } = stage);
    payer = await stage.fund(5n);
  });

  afterEach(() => {
    for (const end of ends.splice(0)) end.abort();
  });

  /** Subscribes; a list that the notifications go to. */
  async function hear<T>(request: PendingRpcSubscriptionsRequest<T>): Promise<T[]> {
    const end = new AbortController();
    ends.push(end);
    const heard: T[] = [];
    const notifications = await request.subscribe({ abortSignal: end.signal });
    const listen = async () => {
      for await (const notification of notifications) heard.push(notification);
    };
    listen().catch((error) => heard.push(error));
    return heard;
  }

  const transfer = (amount: bigint, destination = payer.address) =>
    getTransferSolInstruction({ source: payer, destination, amount });

  it("slots, roots and what becomes of slots", async () => {
    const slots = await hear(subscriptions.slotNotifications());
    const roots = await hear(subscriptions.rootNotifications());
    const updates = await hear(subscriptions.slotsUpdatesNotifications());
    await until(() => slots.length > 5 && roots.length > 5 && updates.length > 30);
    slots.forEach(({ slot, parent, root }, i) => {
      expect(parent).toBe(slot - 1n);
      expect(root).toBeLessThan(slot);
      expect(slot).toBe(slots[0]!.slot + BigInt(i));
    });
    expect(roots.slice(0, 5)).toEqual(Array.from({ length: 5 }, (_, i) => roots[0]! + BigInt(i)));
    // Kit's union of these is not one by its types.
    const named = (name: string) => updates.find(({ type }) => (type as string) === name);
    const types = ["createdBank", "frozen", "optimisticConfirmation", "root"];
    expect(types.filter((type) => named(type) === undefined)).toEqual([]);
    const base = { slot: U64, timestamp: U64 };
    const frozen = named("frozen");
    const stats = {
      maxTransactionsPerEntry: U64,
      numFailedTransactions: 0n,
      numSuccessfulTransactions: U64,
      numTransactionEntries: U64,
    };
    expect(frozen).toEqual({ ...base, type: "frozen", stats });
    const created = named("createdBank");
    expect(created).toEqual({ ...base, type: "createdBank", parent: (created?.slot ?? 0n) - 1n });
  });

  it("accounts, in every encoding", async () => {
    const to = await generateKeyPairSigner();
    const plain = await hear(subscriptions.accountNotifications(to.address, CONFIRMED));
    const base64 = await hear(subscriptions.accountNotifications(to.address, { ...CONFIRMED, encoding: "base64" }));
    const parsed = await hear(subscriptions.accountNotifications(to.address, { ...CONFIRMED, encoding: "jsonParsed" }));
    const zstd = await hear(subscriptions.accountNotifications(to.address, { ...CONFIRMED, encoding: "base64+zstd" }));
    const first = await stage.send(payer, transfer(1_000_000n, to.address));
    const second = await stage.send(payer, transfer(1_500_000n, to.address));
    await until(() => [plain, base64, parsed, zstd].every((heard) => heard.length === 2));
    const value = {
      executable: false,
      owner: SYSTEM_PROGRAM_ADDRESS,
      rentEpoch: 2n ** 64n - 1n,
      space: 0n,
    };
    expect(base64.map(({ context }) => context.slot)).toEqual([first.slot, second.slot]);
    expect(base64.map((heard) => heard.value)).toEqual([
      { ...value, data: ["", "base64"], lamports: 1_000_000n },
      { ...value, data: ["", "base64"], lamports: 2_500_000n },
    ]);
    expect(plain[1]!.value).toEqual({ ...value, data: "", lamports: 2_500_000n });
    expect(parsed[1]!.value).toEqual({ ...value, data: ["", "base64"], lamports: 2_500_000n });
    expect(zstd[1]!.value.data[1]).toBe("base64+zstd");
  });

  it("accounts of a program, by filter", async () => {
    const to = await generateKeyPairSigner();
    const all = await hear(
      subscriptions.programNotifications(SYSTEM_PROGRAM_ADDRESS, { ...CONFIRMED, encoding: "base64" }),
    );
    const none = await hear(
      subscriptions.programNotifications(SYSTEM_PROGRAM_ADDRESS, {
        ...CONFIRMED,
        encoding: "base64",
        filters: [{ dataSize: 80n }],
      }),
    );
    const { slot } = await stage.send(payer, transfer(3_000_000n, to.address));
    await until(() => all.some(({ value }) => value.pubkey === to.address));
    const heard = all.find(({ value }) => value.pubkey === to.address)!;
    expect(heard.context.slot).toBe(slot);
    expect(heard.value.account).toMatchObject({ data: ["", "base64"], lamports: 3_000_000n, space: 0n });
    expect(all.map(({ value }) => value.pubkey)).toContain(payer.address);
    expect(none).toEqual([]);
  });

  it("logs: all, with votes, of an address", async () => {
    const all = await hear(subscriptions.logsNotifications("all", CONFIRMED));
    const withVotes = await hear(subscriptions.logsNotifications("allWithVotes", CONFIRMED));
    const memos = await hear(subscriptions.logsNotifications({ mentions: [MEMO_PROGRAM_ADDRESS] }, CONFIRMED));
    const sent = await stage.send(payer, transfer(1n));
    const memo = await stage.send(payer, getAddMemoInstruction({ memo: "heard" }));
    await until(() => memos.length === 1 && all.length === 2 && withVotes.length > 4);
    expect(all.map(({ value }) => value.signature)).toEqual([sent.signature, memo.signature]);
    expect(memos[0]!.value).toMatchObject({ err: null, signature: memo.signature });
    expect(memos[0]!.value.logs).toContain("Program log: heard");
    expect(memos[0]!.context.slot).toBe(memo.slot);
  });

  it("signatures: received, then confirmed", async () => {
    const transaction = await stage.sign(payer, [transfer(2n)]);
    const signature = getSignatureFromTransaction(transaction);
    const options = { ...CONFIRMED, enableReceivedNotification: true } as const;
    const both = await hear(subscriptions.signatureNotifications(signature, options));
    const finalized = await hear(subscriptions.signatureNotifications(signature, { commitment: "finalized" }));
    await rpc.sendTransaction(getBase64EncodedWireTransaction(transaction), { encoding: "base64" }).send();
    await until(() => both.length === 2 && finalized.length === 1);
    expect(both.map(({ value }) => value)).toEqual(["receivedSignature", { err: null }]);
    const { slot } = (await rpc.getSignatureStatuses([signature]).send()).value[0]!;
    expect(finalized[0]!.context.slot).toBeGreaterThanOrEqual(slot);
  });

  it("votes", async () => {
    const votes = await hear(subscriptions.voteNotifications());
    await until(() => votes.length > 2);
    expect(votes[0]).toEqual({
      hash: expect.any(String),
      signature: expect.any(String),
      slots: votes[0]!.slots,
      timestamp: U64,
      votePubkey: stage.voteAccount,
    });
    expect(votes[1]!.slots.at(-1)).toBeGreaterThan(votes[0]!.slots.at(-1)!);
  });

  it("blocks: all, and those that mention an address", async () => {
    const to = await generateKeyPairSigner();
    const common = { ...CONFIRMED, maxSupportedTransactionVersion: 0, showRewards: false } as const;
    const signatures = { ...common, transactionDetails: "signatures" } as const;
    const all = await hear(subscriptions.blockNotifications("all", signatures));
    const full = { ...common, encoding: "jsonParsed", transactionDetails: "full" } as const;
    const some = await hear(subscriptions.blockNotifications({ mentionsAccountOrProgram: to.address }, full));
    const { signature, slot } = await stage.send(payer, transfer(4_000_000n, to.address));
    await until(() => some.length === 1 && all.some(({ value }) => value.slot === slot));
    const block = all.find(({ value }) => value.slot === slot)!.value;
    expect(block.err).toBeNull();
    expect(block.block!.signatures).toContain(signature);
    const [mention] = some;
    expect(mention!.value).toMatchObject({ err: null, slot, block: { blockhash: block.block!.blockhash } });
    expect(mention!.value.block!.parentSlot).toBe(slot - 1n);
    const { transactions } = mention!.value.block!;
    expect(transactions.map(({ transaction }) => transaction.signatures)).toEqual([[signature]]);
    expect(transactions[0]!.transaction.message.instructions).toMatchObject([
      { program: "system", parsed: { type: "transfer", info: { lamports: lamports(4_000_000n) } } },
    ]);
  });

  it("end when they are asked to", async () => {
    const slots = await hear(subscriptions.slotNotifications());
    await until(() => slots.length > 1);
    ends.at(-1)!.abort();
    await until(() => stage.validator.server.peerCount === 0);
    const { length } = slots;
    await stage.finalized((await rpc.getSlot().send()) + 2n);
    expect(slots).toHaveLength(length);
  });
});

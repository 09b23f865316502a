import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Block } from "../../src/cluster/block.js";
import type { AccountChanges, Checkpoint, Ledger, SignatureQuery } from "../../src/cluster/ledger.js";
import type { LedgerOptions } from "../../src/cluster/ledger-limit.js";
import type { Trace } from "../../src/trace/model.js";
import { contentOf, LedgerModel } from "./ledger-model.js";
import * as samples from "./ledger-samples.js";

/** A ledger under test: how to get at it, and how to close and open it again, if that leaves something of it. */
export interface LedgerUnderTest {
  open(options: LedgerOptions): Promise<Ledger>;
  reopen?(ledger: Ledger, options: LedgerOptions): Promise<Ledger>;
}

interface Step {
  readonly kind: "block" | "host" | "rewind" | "reopen";
  /** Slots on, or back. */
  readonly distance: bigint;
  readonly block: Omit<Block, "slot" | "parentSlot">;
  readonly changes: AccountChanges;
  readonly checkpoint: Omit<Checkpoint, "slot">;
}

const change = fc.tuple(fc.constantFrom(...samples.ADDRESSES), fc.option(samples.account, { nil: undefined }));
const step: fc.Arbitrary<Step> = fc.record({
  kind: fc.constantFrom("block", "block", "block", "block", "host", "rewind", "reopen"),
  distance: fc.bigInt({ min: 1n, max: 3n }),
  block: samples.block,
  changes: fc.array(change, { maxLength: 3 }),
  checkpoint: samples.checkpoint,
});

const signature = fc.option(fc.constantFrom(...samples.SIGNATURES), { nil: undefined });
const query: fc.Arbitrary<SignatureQuery> = fc.record({
  before: signature,
  until: signature,
  limit: fc.constantFrom(0, 1, 2, 1000),
  highestSlot: fc.oneof(fc.bigInt({ min: 0n, max: 20n }), fc.constant(0xffff_ffff_ffff_ffffn)),
});

/** What every ledger must do. */
export function testLedger(name: string, { open, reopen }: LedgerUnderTest, numRuns: number): void {
  describe(name, () => {
    it("does what the model does, whatever happens", async () => {
      const limits = fc.constantFrom(1, 3, 6, Number.POSITIVE_INFINITY);
      const runs = fc.record({
        steps: fc.array(step, { maxLength: 12 }),
        queries: fc.array(query, { minLength: 3, maxLength: 3 }),
        maxTransactions: limits,
      });
      const run = fc.asyncProperty(runs, async ({ steps, queries, maxTransactions }) => {
        const model = new LedgerModel(maxTransactions);
        let ledger = await open({ maxTransactions });
        for (const each of steps) {
          if (each.kind === "reopen") ledger = (await reopen?.(ledger, { maxTransactions })) ?? ledger;
          else await take(each, model, ledger);
          expect(contentOf(ledger, queries)).toEqual(contentOf(model, queries));
        }
        await ledger.close();
      });
      await fc.assert(run, { numRuns });
    });

    it("gives slots from, to and up to a number", async () => {
      const ledger = await open({});
      for (const slot of [2n, 3n, 7n, 256n]) await ledger.append(blockAt(slot), [], checkpointAt(slot));
      expect(ledger.slots(0n, 1000n, 10)).toEqual([2n, 3n, 7n, 256n]);
      expect(ledger.slots(3n, 7n, 10)).toEqual([3n, 7n]);
      expect(ledger.slots(4n, 6n, 10)).toEqual([]);
      expect(ledger.slots(0n, 0xffff_ffff_ffff_ffffn, 2)).toEqual([2n, 3n]);
      expect(ledger.slots(0n, 1000n, 0)).toEqual([]);
      expect(ledger.slots(257n, 256n, 10)).toEqual([]);
      await ledger.close();
    });

    it("keeps the traces of a block of many transactions, each with its own", async () => {
      const ledger = await open({});
      const [entry] = fc.sample(samples.transaction, 1);
      const traceOf = (index: number) => (index % 3 === 0 ? undefined : ({ signature: String(index) } as Trace));
      const entries = Array.from({ length: 50 }, (_, index) => {
        const signature = new Uint8Array(64).fill(index + 100);
        return { ...entry, transaction: { ...entry.transaction, signatures: [signature] }, trace: traceOf(index) };
      });
      await ledger.append(blockAt(1n, entries), [], checkpointAt(1n));
      const expected = entries.map(({ trace }) => trace);
      expect(ledger.block(1n)!.transactions.map(({ trace }) => trace)).toEqual(expected);
      const found = entries.map(({ transaction }) => ledger.transaction(transaction.signatures[0]!)!.trace);
      expect(found).toEqual(expected);
      await ledger.close();
    });

    it("refuses blocks that come before others, and keeps nothing of them", async () => {
      const ledger = await open({});
      await ledger.append(blockAt(5n), [], checkpointAt(5n));
      const late = async () => ledger.append(blockAt(5n), [[samples.key(1), anAccount()]], checkpointAt(6n));
      await expect(late()).rejects.toMatchObject({ code: "block-out-of-order" });
      expect(ledger.checkpoint!.slot).toBe(5n);
      expect([...ledger.accounts()]).toEqual([]);
      await ledger.close();
    });

    it("keeps the newest blocks within its limit, and 10,000 transactions by default", async () => {
      const ledger = await open({});
      for (let slot = 1n; slot <= 10_002n; slot++) await ledger.append(blockAt(slot), [], checkpointAt(slot));
      expect(ledger.firstSlot).toBe(3n);
      expect(ledger.slots(0n, 10n, 1)).toEqual([3n]);
      expect(ledger.block(2n)).toBeUndefined();
      await ledger.close();
    }, 60_000);

    it.each([0, -1, 1.5, Number.NaN, "7"])("refuses %s as its limit", async (maxTransactions) => {
      const opening = async () => open({ maxTransactions: maxTransactions as number });
      await expect(opening()).rejects.toMatchObject({ code: "invalid-ledger-size" });
    });
  });
}

async function take(each: Step, model: LedgerModel, ledger: Ledger): Promise<void> {
  const latest = model.checkpoint?.slot ?? 0n;
  const { changes } = each;
  if (each.kind === "rewind") {
    const checkpoint = { ...each.checkpoint, slot: latest > each.distance ? latest - each.distance : 0n };
    model.rewind(changes, checkpoint);
    await ledger.rewind(changes, checkpoint);
    return;
  }
  const slot = each.kind === "host" ? latest : latest + each.distance;
  const block = each.kind === "host" ? undefined : { ...each.block, slot, parentSlot: latest };
  model.append(block, changes, { ...each.checkpoint, slot });
  await ledger.append(block, changes, { ...each.checkpoint, slot });
}

/** A block without transactions. */
export function blockAt(slot: bigint, transactions: Block["transactions"] = []): Block {
  const hash = samples.key(3);
  const hashes = { blockhash: hash, previousBlockhash: hash, bankHash: hash };
  return { slot, parentSlot: slot - 1n, blockHeight: slot, ...hashes, blockTime: slot, transactions, rewards: [] };
}

export function checkpointAt(slot: bigint): Checkpoint {
  const hash = samples.key(3);
  const counts = { blockHeight: slot, transactionCount: slot, timeOffsetMilliseconds: 0 };
  return { slot, bankHash: hash, genesisHash: hash, blockhashes: [hash], ...counts };
}

export function anAccount(lamports = 1n) {
  return { lamports, data: new Uint8Array(3), owner: samples.key(7), executable: false, rentEpoch: 0n };
}

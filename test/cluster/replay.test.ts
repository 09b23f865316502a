import { describe, expect, it } from "vitest";
import type { Block } from "../../src/cluster/block.js";
import { Cluster } from "../../src/cluster/cluster.js";
import { differingAccounts } from "../../src/cluster/differing-accounts.js";
import { MemoryLedger } from "../../src/cluster/memory-ledger.js";
import type { ClusterOptions } from "../../src/cluster/options.js";
import { replayBlocks } from "../../src/cluster/replay.js";
import { generateKeypair } from "../../src/crypto/ed25519.js";
import { transfer } from "./support.js";

const SOL = 1_000_000_000n;

function newKeys() {
  const [identity, voteAccount, stakeAccount, faucet] = [0, 1, 2, 3].map(generateKeypair);
  return { identity: identity!, voteAccount: voteAccount!, stakeAccount: stakeAccount!, faucet: faucet! };
}

/** A chain that was restarted, skipped slots and epochs, and has transactions that failed. */
function recordChain(options: ClusterOptions = {}) {
  const clock = { milliseconds: 1_700_000_000_000 };
  const ledger = new MemoryLedger();
  const keys = newKeys();
  const all = { ...keys, slotsPerEpoch: 64n, ...options, ledger, now: () => clock.milliseconds };
  const payer = generateKeypair();
  new Cluster(all);
  for (let run = 0; run < 4; run++) {
    clock.milliseconds += 5_300;
    const cluster = new Cluster(all);
    cluster.requestAirdrop(payer.publicKey, SOL + BigInt(run));
    if (!cluster.instant) cluster.completeSlot();
    for (let i = 0; i < 20; i++) {
      const { blockhash } = cluster.view("processed");
      const amount = i % 5 === 0 ? 100n * SOL : SOL / 100n + BigInt(i);
      cluster.send(transfer(payer, generateKeypair().publicKey, amount, blockhash));
      clock.milliseconds += 390;
      if (i % 3 === 0) cluster.completeSlot();
    }
    cluster.warpToSlot(cluster.workingSlot + 100n);
    cluster.completeSlot();
  }
  const blocks = ledger.slots(0n, 1_000_000n, 1_000_000).map((slot) => ledger.block(slot)!);
  return { ledger, keys: { ...keys, slotsPerEpoch: 64n }, blocks };
}

describe("replayBlocks", () => {
  it.each([{}, { votes: false }, { instant: true }, { trace: "none" as const }])(
    "comes to the same blocks and accounts: %o",
    (options) => {
      const { ledger, keys, blocks } = recordChain(options);
      const { cluster, blockCount, difference } = replayBlocks(keys, blocks);
      expect(difference).toBeUndefined();
      expect(blockCount).toBe(blocks.length);
      expect(differingAccounts(ledger.accounts(), cluster.view("processed").accounts())).toEqual([]);
      const failed = blocks.flatMap(({ transactions }) => transactions.filter(({ meta }) => meta.err !== null));
      expect(failed.length).toBeGreaterThan(10);
    },
  );

  it("tells the accounts that differ", () => {
    const account = {
      lamports: 1n,
      data: Uint8Array.of(1),
      owner: new Uint8Array(32),
      executable: false,
      rentEpoch: 0n,
    };
    const keys = [0, 1, 2].map((i) => new Uint8Array(32).fill(i));
    const [first, second, third] = keys as [Uint8Array, Uint8Array, Uint8Array];
    const others = [
      { ...account, lamports: 2n },
      { ...account, data: Uint8Array.of(2) },
      { ...account, owner: first.with(0, 1) },
      { ...account, executable: true },
      { ...account, rentEpoch: 1n },
    ];
    for (const other of others) {
      expect(
        differingAccounts(
          [
            [first, account],
            [second, account],
          ],
          [
            [first, account],
            [second, other],
          ],
        ),
      ).toEqual([second]);
    }
    expect(
      differingAccounts(
        [
          [first, account],
          [second, account],
        ],
        [
          [third, account],
          [first, account],
        ],
      ),
    ).toEqual([second, third]);
  });

  it("tells the first block that is another", () => {
    const { keys, blocks } = recordChain();
    const changed = (index: number, change: (block: Block) => Partial<Block>) =>
      replayBlocks(
        keys,
        blocks.map((block, i) => (i === index ? { ...block, ...change(block) } : block)),
      ).difference;
    const { slot } = blocks[9]!;
    const other = new Uint8Array(32);
    expect(changed(9, () => ({ bankHash: other }))).toEqual({ slot, what: "bankHash" });
    expect(changed(9, () => ({ previousBlockhash: other }))).toEqual({ slot, what: "previousBlockhash" });
    expect(changed(9, () => ({ blockHeight: 1n }))).toEqual({ slot, what: "blockHeight" });
    expect(changed(9, ({ transactions }) => ({ transactions: transactions.slice(1) }))).toEqual({
      slot,
      what: "blockhash",
    });
    expect(changed(9, () => ({ transactions: blocks[8]!.transactions }))).toEqual({ slot, what: "transaction 0" });
    const [vote, ...others] = blocks[9]!.transactions;
    const failed = { ...vote!, meta: { ...vote!.meta, err: "AccountNotFound" as const } };
    expect(changed(9, () => ({ transactions: [failed, ...others] }))).toEqual({ slot, what: "transaction 0" });
    expect(changed(0, () => ({ blockhash: other }))).toEqual({ slot: 0n, what: "blockhash" });
  });

  it("tells a block that is missing, and a genesis that was another", () => {
    const { keys, blocks } = recordChain();
    expect(replayBlocks(keys, blocks.toSpliced(5, 1)).difference?.slot).toBe(blocks[6]!.slot);
    expect(() => replayBlocks(keys, blocks.slice(1))).toThrow(expect.objectContaining({ code: "no-genesis" }));
    expect(() => replayBlocks(keys, [])).toThrow(expect.objectContaining({ code: "no-genesis" }));
    expect(replayBlocks({ ...keys, faucetLamports: 5n * SOL }, blocks).difference?.slot).toBe(1n);
  });
});

import { expect, it } from "vitest";
import { withoutTraces } from "../../src/cluster/block.js";
import { Cluster } from "../../src/cluster/cluster.js";

it("leaves out traces, without making them, and nothing else", () => {
  const cluster = new Cluster();
  cluster.completeSlot();
  cluster.completeSlot();
  const block = cluster.ledger.block(2n)!;
  expect(block.transactions).toHaveLength(1);
  expect(block.transactions[0]!.trace).toBeDefined();
  const unmade = block.transactions.map(({ transaction, meta }) => ({
    transaction,
    meta,
    get trace(): undefined {
      throw new Error("somebody looked");
    },
  }));
  expect(withoutTraces({ ...block, transactions: unmade })).toEqual({
    ...block,
    transactions: block.transactions.map((each) => ({ ...each, trace: undefined })),
  });
});

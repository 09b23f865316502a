import { expect, it } from "vitest";
import { CallgateError } from "../../src/base/errors.js";
import { Cluster } from "../../src/cluster/cluster.js";
import type { Ledger } from "../../src/cluster/ledger.js";
import { MemoryLedger } from "../../src/cluster/memory-ledger.js";
import { generateKeypair } from "../../src/crypto/ed25519.js";

const WAYS = {
  "at once": (error: CallgateError) => {
    throw error;
  },
  later: (error: CallgateError) => Promise.reject(error),
};

it.each(Object.entries(WAYS))(
  "a cluster whose ledger fails %s stops, and shows nothing that was not kept",
  async (_when, fails) => {
    const ledger: Ledger = new MemoryLedger();
    const cluster = new Cluster({ ledger });
    cluster.completeSlot();
    const failures: unknown[] = [];
    cluster.listen({ failed: (reason) => failures.push(reason) });
    const { publicKey } = generateKeypair();
    const signature = cluster.requestAirdrop(publicKey, 1_000_000_000n);
    ledger.append = () => fails(new CallgateError("ledger-full", "no space left"));
    cluster.completeSlot();
    await expect(cluster.settled()).rejects.toMatchObject({ code: "ledger-full" });
    expect(failures).toEqual([expect.objectContaining({ code: "ledger-full" })]);
    expect(cluster.signatureStatus(signature)).toBeUndefined();
    expect(cluster.view("processed").getAccount(publicKey)).toBeUndefined();
    expect(ledger.checkpoint!.slot).toBe(1n);
    expect(() => cluster.requestAirdrop(publicKey, 1n)).toThrow("no space left");
  },
);

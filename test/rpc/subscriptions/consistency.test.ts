import { describe, expect, it } from "vitest";
import type { JsonObject } from "../../../src/base/json.js";
import type { ClusterSnapshot } from "../../../src/cluster/cluster-snapshot.js";
import type { CommitmentLevel } from "../../../src/cluster/events.js";
import { MemoryLedger } from "../../../src/cluster/memory-ledger.js";
import type { Pubkey } from "../../../src/solana/pubkey.js";
import { Random } from "../../helpers/random.js";
import { newKey } from "../../helpers/transactions.js";
import { addressOf, type Peer, Scene, signatureOf } from "./support.js";

const LEVELS: readonly CommitmentLevel[] = ["processed", "confirmed", "finalized"];

/** What one subscriber to an account knows. */
interface Told {
  readonly peer: Peer;
  readonly key: Pubkey;
  readonly level: CommitmentLevel;
  lamports: number;
}

function lamportsIn(scene: Scene, { key, level }: Pick<Told, "key" | "level">): number {
  return Number(scene.cluster.view(level).getAccount(key)?.lamports ?? 0n);
}

async function subscribe(scene: Scene, key: Pubkey, level: CommitmentLevel): Promise<Told> {
  const peer = scene.connect();
  await peer.subscribe("accountSubscribe", addressOf(key), { encoding: "base64", commitment: level });
  return { peer, key, level, lamports: lamportsIn(scene, { key, level }) };
}

/** Takes over what has been told since the last time. */
function listen(told: Told): void {
  for (const result of told.peer.takeResults() as readonly JsonObject[]) {
    const { lamports } = result.value as { lamports: number };
    told.lamports = lamports;
  }
}

/** One that takes a while. */
class SlowLedger extends MemoryLedger {
  override async append(...kept: Parameters<MemoryLedger["append"]>): Promise<void> {
    await new Promise((resolve) => setImmediate(resolve));
    super.append(...kept);
  }

  override async rewind(...kept: Parameters<MemoryLedger["rewind"]>): Promise<void> {
    await new Promise((resolve) => setImmediate(resolve));
    super.rewind(...kept);
  }
}

describe("subscribers to accounts", () => {
  it.each([
    [1, MemoryLedger],
    [2, MemoryLedger],
    [3, MemoryLedger],
    [4, SlowLedger],
    [5, SlowLedger],
    [6, SlowLedger],
  ])("know at any time what the views show, whatever happens (seed %i)", async (seed, Ledger) => {
    const random = new Random(seed);
    const scene = new Scene({ ledger: new Ledger() });
    const keys = Array.from({ length: 6 }, newKey);
    const all: Told[] = [];
    const snapshots: ClusterSnapshot[] = [];
    for (let step = 0; step < 400; step++) {
      const key = random.pick(keys);
      const pick = random.below(20);
      if (pick < 8) scene.transfer(key, BigInt(1_000_000 + random.below(1_000_000)));
      else if (pick < 14) scene.completeSlots(1);
      else if (pick === 14) scene.put(key, random.oneIn(3) ? undefined : { lamports: BigInt(1 + random.below(1_000)) });
      else if (pick === 15) scene.cluster.warpToSlot(scene.cluster.workingSlot + BigInt(1 + random.below(9)));
      else if (pick === 16) snapshots.push(scene.cluster.snapshot());
      else if (pick === 17 && snapshots.length > 0) {
        snapshots.length = 1 + random.below(snapshots.length);
        scene.cluster.revert(snapshots.at(-1)!);
      } else if (pick === 18) all.push(await subscribe(scene, key, random.pick(LEVELS)));
      else if (all.length > 5 && random.oneIn(3)) all.splice(random.below(all.length), 1)[0]!.peer.session.close();
      if (random.oneIn(3)) continue;
      await scene.cluster.settled();
      for (const told of all) {
        listen(told);
        const shown = lamportsIn(scene, told);
        expect([step, told.level, told.lamports]).toEqual([step, told.level, shown]);
      }
    }
    expect(all.length).toBeGreaterThan(5);
    expect(scene.bugs).toEqual([]);
  });
});

describe("subscribers to transactions", () => {
  it("hear of each once, at each level, in the order of the chain", async () => {
    const random = new Random(6);
    const scene = new Scene();
    const peers = LEVELS.map((commitment) => ({ commitment, logs: scene.connect(), signatures: scene.connect() }));
    for (const { commitment, logs } of peers) await logs.subscribe("logsSubscribe", "all", { commitment });
    const sent: string[] = [];
    for (let step = 0; step < 300; step++) {
      if (random.oneIn(3)) scene.completeSlots(1);
      else sent.push(signatureOf(scene.transfer(newKey(), BigInt(1_000_000 + step))));
      const signature = random.pick(sent.length > 0 ? sent : ["1".repeat(64)]);
      const { commitment, signatures } = random.pick(peers);
      await signatures.subscribe("signatureSubscribe", signature, { commitment });
    }
    scene.completeSlots(3);
    for (const { logs, signatures } of peers) {
      const told = logs.takeResults() as unknown as readonly { value: { signature: string } }[];
      expect(told.map(({ value }) => value.signature)).toEqual(sent);
      const waiting = signatures.session.subscriptionCount;
      expect(waiting).toBeLessThanOrEqual(1);
      for (const result of signatures.takeResults()) expect(result).toMatchObject({ value: { err: null } });
    }
    expect(scene.bugs).toEqual([]);
  });
});

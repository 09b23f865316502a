import { expect, test } from "vitest";
import { type Address, addressFromPubkey } from "../../src/solana/pubkey.js";
import type { StoredAccount } from "../../src/svm/accounts-store.js";
import { createSvm, type Svm } from "../../src/svm/index.js";
import { observe } from "../helpers/oracle.js";
import { Random } from "../helpers/random.js";
import { unsignedWire } from "../helpers/transactions.js";
import { randomMessage, WORLD } from "./random-transactions.js";

// What holds for every transaction under Agave's rules, whatever it does.

const RUNS = Number(process.env.CALLGATE_FUZZ_RUNS ?? 1500);

/** The accounts of a moment. Stored accounts never change, so that the same object is the same account. */
type State = ReadonlyMap<Address, StoredAccount>;

function stateOf({ bank }: Svm): State {
  return new Map([...bank.accounts.entries()].map(([key, account]) => [addressFromPubkey(key), account]));
}

function changedBetween(before: State, after: State): Address[] {
  const all = new Set([...before.keys(), ...after.keys()]);
  return [...all].filter((address) => before.get(address) !== after.get(address));
}

function lamportsIn(state: State): bigint {
  return [...state.values()].reduce((sum, { lamports }) => sum + lamports, 0n);
}

test("random transactions keep lamports, pay what they say, and leave no more than they may", () => {
  const svm = createSvm({ signatureVerification: false, blockhashCheck: false });
  for (const [key, account] of WORLD) {
    svm.setAccount(key, { lamports: 1_000_000_000n, ...account, owner: account.owner ?? new Uint8Array(32) });
  }
  const genesis = svm.snapshot();
  const kinds = new Set<string>();
  for (let run = 0; run < RUNS; run++) {
    if (run % 10 === 0) svm.revert(genesis);
    const wire = unsignedWire(randomMessage(new Random(run * 7 + 3), svm.bank.blockhashes.latest));
    const before = stateOf(svm);
    const simulated = svm.simulateTransaction(wire);
    expect(changedBetween(before, stateOf(svm))).toEqual([]);
    const snapshot = svm.snapshot();
    const result = svm.sendTransaction(wire);
    const after = stateOf(svm);
    const changed = changedBetween(before, after);
    kinds.add(result.ok ? "success" : result.outcome);

    expect(observe(simulated)).toEqual(observe(result));
    expect(lamportsIn(before) - lamportsIn(after)).toBe(result.fee);
    if (result.outcome === "dropped") expect([changed, result.fee]).toEqual([[], 0n]);
    else expect(changed).toContain(result.accountKeys[0]);
    // A transaction that fails leaves its payer and its nonce.
    if (!result.ok) expect(changed.length).toBeLessThanOrEqual(2);
    expect(result.accountKeys).toEqual(expect.arrayContaining(changed));

    svm.revert(snapshot);
    expect(changedBetween(before, stateOf(svm))).toEqual([]);
    if (run % 2 === 0) svm.sendTransaction(wire);
  }
  expect([...kinds].sort()).toEqual(["dropped", "executed", "feesOnly", "success"]);
});

import { isSolanaError } from "@solana/kit";
import { describe, expect, test } from "vitest";
import * as litesvm from "../../src/litesvm/index.js";
import { hostileValues } from "../bad-input/hostile-values.js";
import { account, funded, PAYER, SOL } from "./support/accounts.js";
import { memo, newAddress, transaction } from "./support/transactions.js";

const library: typeof litesvm = litesvm;

type Call = (value: unknown) => unknown;

/** Each hostile value must give a result or a typed error, at the latest at its second use. */
function survives(call: Call): void {
  for (const value of hostileValues()) {
    try {
      call(value);
    } catch (thrown) {
      if (thrown instanceof litesvm.CallgateError) expect(thrown.message.length).toBeGreaterThan(5);
      else if (!isSolanaError(thrown)) throw new Error("something untyped was thrown", { cause: thrown });
    }
  }
}

/** The call with the value in each place. */
function survivesAnywhere(count: number, call: (...args: unknown[]) => unknown, good: readonly unknown[]): void {
  for (let place = 0; place < count; place++) survives((value) => call(...good.with(place, value)));
}

describe("classes", () => {
  const hash = "1".repeat(32);
  const bytes = new Uint8Array(32);
  test.each([
    ["Account", [1n, bytes, bytes, true, 1n]],
    ["Clock", [1n, 1n, 1n, 1n, 1n]],
    ["CompiledInstruction", [1, bytes, bytes]],
    ["EpochRewards", [1n, 1n, hash, 1n, 1n, 1n, true]],
    ["EpochSchedule", [1n, 1n, true, 1n, 1n]],
    ["Rent", [1n, 1, 1]],
    ["SlotHistory", [new BigUint64Array(1), 1n]],
    ["StakeHistoryEntry", [1n, 1n, 1n]],
  ] as const)("%s", (name, good) => {
    const type = library[name] as unknown as new (...args: readonly unknown[]) => object;
    survivesAnywhere(good.length, (...args) => new type(...args), good);
    for (const [property, { set }] of Object.entries(Object.getOwnPropertyDescriptors(type.prototype))) {
      if (set === undefined) continue;
      survives((value) => {
        (new type(...good) as Record<string, unknown>)[property] = value;
      });
    }
  });

  test("their methods", () => {
    const { ComputeBudget, FeatureSet, Rent, SlotHistory, StakeHistory } = litesvm;
    for (const name of ["minimumBalance", "calculateBurn", "isExempt", "due", "dueAmount"] as const) {
      const call = (...args: unknown[]) => (Rent.default()[name] as (...args: unknown[]) => unknown)(...args);
      survivesAnywhere(3, call, [1n, 1n, 1]);
    }
    survives((value) => Rent.withSlotsPerEpoch(value as bigint));
    for (const name of ["isActive", "activatedSlot", "deactivate"] as const) {
      survives((value) => new FeatureSet()[name](value as Uint8Array));
    }
    survivesAnywhere(2, (id, slot) => new FeatureSet().activate(id as Uint8Array, slot as bigint), [
      new Uint8Array(32),
      1n,
    ]);
    survives((value) => SlotHistory.default().check(value as bigint));
    survives((value) => new StakeHistory().get(value as bigint));
    survivesAnywhere(2, (epoch, entry) => new StakeHistory().add(epoch as bigint, entry as never), [1n, undefined]);
    survives((value) => Object.assign(new ComputeBudget(), { invokeUnits: value }));
    survives((value) => Object.assign(new ComputeBudget(), { heapSize: value }));
  });
});

describe("LiteSVM", () => {
  const svm = funded(litesvm);
  const good = transaction(PAYER, svm.latestBlockhash(), [memo("x")]);

  // `withX` and `setX` change the VM, which has to cope. Files are left out: "x" is a good name for one.
  test.each([
    ...["withComputeBudget", "withFeatureSet", "withLamports", "withLogBytesLimit", "withTransactionHistory"],
    ...["minimumBalanceForRentExemption", "getAccount", "getProgramAccounts", "getBalance", "getTransaction"],
    ...["setAccount", "setClock", "setEpochRewards", "setEpochSchedule", "setLastRestartSlot", "setRent"],
    ...["setSlotHashes", "setSlotHistory", "setStakeHistory", "warpToSlot", "sendTransaction", "simulateTransaction"],
    ...["setTransactionMessageLifetimeUsingLatestBlockhash", "withSigverify", "withBlockhashCheck"],
  ])("%s", (method) => {
    survives((value) => (svm[method as keyof litesvm.LiteSVM] as Call)(value));
    svm.withSigverify(true).withBlockhashCheck(true);
  });

  test("addProgram and airdrop", () => {
    const address = newAddress(3);
    survivesAnywhere(2, (id, bytes) => svm.addProgram(id as never, bytes as never), [address, new Uint8Array(3)]);
    survivesAnywhere(3, (id, bytes, loader) => svm.addProgramWithLoader(id as never, bytes as never, loader as never), [
      address,
      new Uint8Array(3),
      address,
    ]);
    survivesAnywhere(2, (id, amount) => svm.airdrop(id as never, amount as never), [address, SOL]);
  });

  test("bytes to restore", () => {
    survives((value) => litesvm.LiteSVM.fromBytes(value as Uint8Array));
  });

  test("accounts with hostile parts", () => {
    for (const name of ["address", "data", "executable", "lamports", "programAddress"]) {
      survives((value) => svm.setAccount({ ...account(newAddress(4)), [name]: value }));
    }
  });

  test("slot hashes with hostile parts", () => {
    survives((value) => svm.setSlotHashes([value] as never));
    survives((value) => svm.setSlotHashes([{ slot: value, hash: "1".repeat(32) }] as never));
    survives((value) => svm.setSlotHashes([{ slot: 1n, hash: value }] as never));
  });

  test.each([true, false])("transactions with hostile parts, verified: %s", (verified) => {
    svm.withSigverify(verified);
    for (const name of ["messageBytes", "signatures"]) {
      survives((value) => svm.sendTransaction({ ...good, [name]: value }));
    }
    survives((value) => svm.sendTransaction({ ...good, signatures: { [PAYER.address]: value } } as never));
    const results = Array.from({ length: good.messageBytes.length }, (_, length) => {
      return () => svm.sendTransaction({ ...good, messageBytes: good.messageBytes.slice(0, length) as never });
    });
    for (const run of results) survives(run);
    svm.withSigverify(true);
  });

  test("the VM still works", () => {
    const fresh = transaction(PAYER, svm.latestBlockhash(), [memo("still here")]);
    svm.setAccount(account(PAYER.address));
    svm.withSysvars();
    expect(svm.sendTransaction(fresh).toString()).toContain("TransactionMetadata");
  });
});

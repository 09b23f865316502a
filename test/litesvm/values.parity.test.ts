import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import * as litesvm from "../../src/litesvm/index.js";
import { anything, bytes, HASH, hash, key, RUNS, sameNew, sameSet, u64, u64s } from "./support/arbitraries.js";
import { type Library, same } from "./support/both.js";

const ours: Library = litesvm;

describe("what is there", () => {
  test("the classes, their members and how many of them take a constructor", () => {
    same((library) =>
      Object.entries(library)
        .filter(([name, value]) => typeof value === "function" && name !== "LiteSVM" && name !== "CallgateError")
        .filter(([name]) => !name.endsWith("Fieldless") && name !== "SlotHistoryCheck" && name !== "LiteSvm")
        .map(([name, value]) => [name, ...membersOf(value)])
        .sort(([a], [b]) => String(a).localeCompare(String(b))),
    );
  });

  test.each([
    "AddressAndAccount",
    "FailedTransactionMetadata",
    "InnerInstruction",
    "InstructionErrorBorshIo",
    "InstructionErrorCustom",
    "SlotHash",
    "TransactionErrorDuplicateInstruction",
    "TransactionErrorInstructionError",
    "TransactionErrorInsufficientFundsForRent",
    "TransactionErrorProgramExecutionTemporarilyRestricted",
    "TransactionMetadata",
    "TransactionReturnData",
  ] as const)("%s cannot be constructed", (name) => {
    expect(() => new (ours[name] as new () => unknown)()).toThrow("Class contains no `constructor`, can not new it!");
  });

  test("numbers of enums", () => {
    expect(ours.SlotHistoryCheck).toEqual({ Future: 0, TooOld: 1, Found: 2, NotFound: 3 });
    expect(ours.TransactionErrorFieldless.InvalidLoadedAccountsDataSizeLimit).toBe(31);
    expect(ours.InstructionErrorFieldless.BorshIoError).toBe(52);
  });
});

function membersOf(type: unknown): string[] {
  const { prototype } = type as { prototype: object };
  const members = Object.entries(Object.getOwnPropertyDescriptors(prototype)).map(
    ([name, { get, set }]) => `${name}${get ? " get" : ""}${set ? " set" : ""}`,
  );
  const statics = Object.getOwnPropertyNames(type).filter((name) => !IN_EVERY_FUNCTION.includes(name));
  return [...members, ...statics.map((name) => `static ${name}`)].sort();
}
const IN_EVERY_FUNCTION = ["length", "name", "prototype", "arguments", "caller"];

describe("Account", () => {
  test("any arguments", () => {
    const valid = fc.tuple(u64, bytes, fc.oneof(key, bytes), fc.boolean(), u64);
    fc.assert(
      fc.property(valid, (args) => sameNew("Account", args)),
      RUNS,
    );
    fc.assert(
      fc.property(fc.array(anything, { minLength: 5, maxLength: 5 }), (args) => sameNew("Account", args)),
      RUNS,
    );
  });

  test.each([0, 1, 2, 3, 4])("a wrong argument %i", (index) => {
    const args = [1n, new Uint8Array(2), new Uint8Array(32), true, 2n];
    fc.assert(
      fc.property(anything, (value) => sameNew("Account", args.with(index, value as never))),
      RUNS,
    );
  });

  test("more than 64 bytes of data print as 64", () => {
    sameNew("Account", [1n, new Uint8Array(100).fill(0xab), new Uint8Array(32).fill(9), false, 2n]);
  });

  test("what it gives is the caller's own", () => {
    same((library) => {
      const data = Uint8Array.of(1, 2);
      const account = new library.Account(1n, data, new Uint8Array(32), true, 2n);
      data[0] = 9;
      account.data()[1] = 9;
      account.owner()[1] = 9;
      return account;
    });
  });
});

describe("Clock", () => {
  const make = (library: Library) => new library.Clock(1n, -2n, 3n, 4n, -5n);

  test("any arguments", () => {
    fc.assert(
      fc.property(u64s(5), (args) => sameNew("Clock", args)),
      RUNS,
    );
    fc.assert(
      fc.property(fc.array(anything, { maxLength: 6 }), (args) => sameNew("Clock", args)),
      RUNS,
    );
  });

  test.each(["slot", "epoch", "epochStartTimestamp", "leaderScheduleEpoch", "unixTimestamp"] as const)("%s", (name) => {
    fc.assert(
      fc.property(fc.oneof(u64, anything), (value) => sameSet(make, name, value)),
      RUNS,
    );
  });
});

describe("Rent", () => {
  const make = (library: Library) => new library.Rent(3480n, 2, 50);
  const rate = fc.oneof(u64, fc.constantFrom(3480n, 6960n, 1_759_197_129_867n, 1_759_197_129_868n, 879_598_564_934n));
  const threshold = fc.oneof(fc.constantFrom(1, 2, 0, -1, 0.5, Number.NaN, Infinity, 1e300), fc.double());
  const percent = fc.oneof(fc.nat(255), fc.constantFrom(256, -1, 3.9, Number.NaN, 2 ** 32 + 5, Infinity));

  test("any arguments", () => {
    fc.assert(
      fc.property(fc.tuple(rate, threshold, percent), (args) => sameNew("Rent", args)),
      RUNS,
    );
    fc.assert(
      fc.property(fc.array(anything, { maxLength: 4 }), (args) => sameNew("Rent", args)),
      RUNS,
    );
  });

  test.each(["lamportsPerByteYear", "exemptionThreshold", "burnPercent"] as const)("%s", (name) => {
    fc.assert(
      fc.property(fc.oneof(rate, threshold, percent, anything), (value) => sameSet(make, name, value)),
      RUNS,
    );
  });

  test("named ones", () => {
    same(({ Rent }) => [Rent.default(), Rent.free(), Rent.withSlotsPerEpoch(5n), Rent.withSlotsPerEpoch(-5n)]);
    fc.assert(
      fc.property(anything, (slots) => same(({ Rent }) => Rent.withSlotsPerEpoch(slots as bigint))),
      RUNS,
    );
  });

  test("arithmetic", () => {
    const length = fc.oneof(fc.bigInt({ min: 0n, max: 1000n }), fc.constantFrom(10_485_760n, 10_485_761n), u64);
    const years = fc.oneof(fc.double(), fc.constantFrom(0, 1, 1.5, -1));
    const smallRate = fc.oneof(fc.bigInt({ min: 0n, max: 100_000n }), rate);
    const inputs = fc.tuple(smallRate, threshold, fc.nat(255), length, u64, years);
    fc.assert(
      fc.property(inputs, ([rate, threshold, percent, length, balance, years]) => {
        const rentOf = (library: Library) => new library.Rent(rate, threshold, percent);
        same((library) => rentOf(library).minimumBalance(length));
        same((library) => rentOf(library).isExempt(balance, length));
        same((library) => rentOf(library).due(balance, length, years));
        same((library) => rentOf(library).dueAmount(length, years));
        same((library) => rentOf(library).calculateBurn(balance));
      }),
      { numRuns: 200 },
    );
  });

  test("wrong arguments of methods", () => {
    const three = fc.array(fc.oneof(anything, u64), { maxLength: 3 });
    fc.assert(
      fc.property(
        fc.constantFrom("minimumBalance", "isExempt", "due", "dueAmount", "calculateBurn"),
        three,
        (name, args) => same((library) => (make(library)[name as "due"] as (...args: unknown[]) => unknown)(...args)),
      ),
      RUNS,
    );
  });
});

describe("EpochSchedule and EpochRewards", () => {
  test("any arguments", () => {
    const schedule = fc.tuple(u64, u64, fc.boolean(), u64, u64);
    fc.assert(
      fc.property(schedule, (args) => sameNew("EpochSchedule", args)),
      RUNS,
    );
    const rewards = fc.tuple(
      u64,
      u64,
      hash,
      fc.oneof(u64, fc.bigInt({ min: 0n, max: 2n ** 128n })),
      u64,
      u64,
      fc.boolean(),
    );
    fc.assert(
      fc.property(rewards, (args) => sameNew("EpochRewards", args)),
      { numRuns: 200 },
    );
    fc.assert(
      fc.property(fc.array(anything, { maxLength: 7 }), (args) => sameNew("EpochSchedule", args)),
      RUNS,
    );
    fc.assert(
      fc.property(fc.array(anything, { maxLength: 7 }), (args) => sameNew("EpochRewards", args)),
      RUNS,
    );
  });

  test.each(["slotsPerEpoch", "leaderScheduleSlotOffset", "warmup", "firstNormalEpoch", "firstNormalSlot"] as const)(
    "EpochSchedule.%s",
    (name) => {
      const make = (library: Library) => new library.EpochSchedule(1n, 2n, true, 3n, 4n);
      fc.assert(
        fc.property(fc.oneof(u64, fc.boolean(), anything), (value) => sameSet(make, name, value)),
        RUNS,
      );
    },
  );

  test.each([
    "distributionStartingBlockHeight",
    "numPartitions",
    "parentBlockhash",
    "totalPoints",
    "totalRewards",
    "distributedRewards",
    "active",
  ] as const)("EpochRewards.%s", (name) => {
    const make = (library: Library) => new library.EpochRewards(1n, 2n, HASH, 3n, 4n, 5n, true);
    const value = fc.oneof(u64, fc.boolean(), hash, anything, fc.constantFrom(2n ** 128n - 1n, 2n ** 128n));
    fc.assert(
      fc.property(value, (value) => sameSet(make, name, value)),
      RUNS,
    );
  });

  test.each([0, 1, 2, 3, 4, 5, 6])("EpochRewards with a wrong argument %i", (index) => {
    const args = [1n, 2n, HASH, 3n, 4n, 5n, true];
    fc.assert(
      fc.property(anything, (value) => sameNew("EpochRewards", args.with(index, value as never))),
      RUNS,
    );
  });
});

import { describe, expect, test } from "vitest";
import { FeatureSet } from "../../../src/solana/feature-set.js";
import { featureNamed } from "../../../src/solana/features.js";
import { createWithSeed } from "../../../src/solana/program-derived-address.js";
import { addressFromPubkey, type Pubkey } from "../../../src/solana/pubkey.js";
import { expectSameAsOracle } from "../compare.js";
import { account, accountMap, key, run } from "../harness.js";
import { type AccountEntry, PAYER, PAYER_ACCOUNT, r, s, system, systemData, TAG, w, ws } from "./system-case.js";

const NEW = key(21);
const OWNER = key(30);
const OTHER = key(31);
const BASE = key(40);
const MAX_SPACE = 10n * 1024n * 1024n;
const NEW_TEXT = `Address { address: ${addressFromPubkey(NEW)}, base: None }`;
const SEEDED = seeded("seed", OWNER);
const SEEDED_TEXT = `Address { address: ${addressFromPubkey(SEEDED)}, base: Some(${addressFromPubkey(BASE)}) }`;

function seeded(seed: string, owner: Pubkey): Pubkey {
  const derived = createWithSeed(BASE, Buffer.from(seed), owner);
  if (!derived.ok) throw new Error(derived.error);
  return derived.address;
}

/** Runs one instruction here and on the oracle; gives the error and the program's own log line. */
function outcome(
  metas: Parameters<typeof system>[0],
  data: Uint8Array,
  accounts: readonly AccountEntry[] = [],
  computeUnits?: number,
) {
  const options = computeUnits === undefined ? {} : { computeUnits };
  const result = expectSameAsOracle({
    payer: PAYER,
    instructions: [system(metas, data)],
    accounts: [PAYER_ACCOUNT, ...accounts],
    ...options,
  });
  const own = result.logs.filter((line) => !line.startsWith("Program "));
  return { error: result.error, log: own[0] };
}

const rich = (lamports = 10n ** 10n) => account({ lamports });
const absent: AccountEntry = [NEW, account()];
const carrying = (data: number, owner = account().owner) =>
  account({ lamports: 10n ** 10n, data: new Uint8Array(data), owner });
const OK = { error: undefined, log: undefined };

describe("CreateAccount", () => {
  const data = (lamports: bigint, space: bigint) => systemData(TAG.createAccount, lamports, space, OWNER);

  test("creates, at the largest size too", () => {
    expect(outcome([ws(PAYER), ws(NEW)], data(10n ** 9n, 100n), [absent])).toEqual(OK);
    expect(outcome([ws(PAYER), ws(NEW)], data(10n ** 12n, MAX_SPACE), [absent])).toEqual(OK);
  });

  test("refuses a size one byte over the largest", () => {
    expect(outcome([ws(PAYER), ws(NEW)], data(10n ** 12n, MAX_SPACE + 1n), [absent])).toEqual({
      error: { Custom: 3 },
      log: "Allocate: requested 10485761, max allowed 10485760",
    });
  });

  test("refuses an account that holds lamports, before it asks for a signature", () => {
    const inUse = { error: { Custom: 0 }, log: `Create Account: account ${NEW_TEXT} already in use` };
    expect(outcome([ws(PAYER), w(NEW)], data(1n, 0n), [[NEW, account({ lamports: 1n })]])).toEqual(inUse);
  });

  test("refuses an unsigned new account", () => {
    expect(outcome([ws(PAYER), w(NEW)], data(1n, 0n), [absent])).toEqual({
      error: "MissingRequiredSignature",
      log: `Allocate: 'to' account ${NEW_TEXT} must sign`,
    });
  });

  test("refuses an unsigned payer, by the transfer, after allocating", () => {
    expect(outcome([w(OTHER), ws(NEW)], data(1n, 0n), [absent, [OTHER, rich()]])).toEqual({
      error: "MissingRequiredSignature",
      log: `Transfer: \`from\` account ${addressFromPubkey(OTHER)} must sign`,
    });
  });

  test("refuses one lamport more than the payer has", () => {
    const poor: AccountEntry = [OTHER, rich(5n * 10n ** 9n)];
    expect(outcome([ws(OTHER), ws(NEW)], data(5n * 10n ** 9n, 0n), [absent, poor])).toEqual(OK);
    expect(outcome([ws(OTHER), ws(NEW)], data(5n * 10n ** 9n + 1n, 0n), [absent, poor])).toEqual({
      error: { Custom: 1 },
      log: "Transfer: insufficient lamports 5000000000, need 5000000001",
    });
  });

  test("refuses a payer that carries data, or that another program owns", () => {
    expect(outcome([ws(OTHER), ws(NEW)], data(1n, 0n), [absent, [OTHER, carrying(1)]])).toEqual({
      error: "InvalidArgument",
      log: "Transfer: `from` must not carry data",
    });
    expect(outcome([ws(OTHER), ws(NEW)], data(1n, 0n), [absent, [OTHER, carrying(0, OWNER)]])).toEqual({
      error: "ExternalAccountLamportSpend",
      log: undefined,
    });
  });

  test("refuses readonly accounts as the account policy says", () => {
    expect(outcome([ws(PAYER), s(NEW)], data(1n, 8n), [absent]).error).toBe("ReadonlyDataModified");
    expect(outcome([s(OTHER), ws(NEW)], data(1n, 0n), [absent, [OTHER, rich()]]).error).toBe("ReadonlyLamportChange");
  });

  test("lets the payer create itself only out of nothing", () => {
    expect(outcome([ws(NEW), ws(NEW)], data(0n, 5n), [absent]).error).toBe("InvalidArgument");
  });

  test("needs two accounts", () => {
    expect(outcome([ws(PAYER)], data(1n, 0n)).error).toBe("MissingAccount");
  });
});

describe("CreateAccountWithSeed", () => {
  const data = (seed: string, lamports = 10n ** 9n, owner: Uint8Array = OWNER) =>
    systemData(TAG.createAccountWithSeed, BASE, seed, lamports, 10n, owner);

  test("creates when the base signs", () => {
    expect(outcome([ws(PAYER), w(SEEDED), s(BASE)], data("seed"), [[SEEDED, account()]])).toEqual(OK);
  });

  test("refuses without the base's signature", () => {
    expect(outcome([ws(PAYER), ws(SEEDED), r(BASE)], data("seed"), [[SEEDED, account()]])).toEqual({
      error: "MissingRequiredSignature",
      log: `Allocate: 'to' account ${SEEDED_TEXT} must sign`,
    });
  });

  test("refuses another address", () => {
    expect(outcome([ws(PAYER), w(NEW), s(BASE)], data("seed"), [absent])).toEqual({
      error: { Custom: 5 },
      log: `Create: address ${addressFromPubkey(NEW)} does not match derived address ${addressFromPubkey(SEEDED)}`,
    });
  });

  test("refuses a seed of 33 bytes and takes one of 32", () => {
    const long = "é".repeat(16);
    const address = seeded(long, OWNER);
    expect(outcome([ws(PAYER), w(address), s(BASE)], data(long), [[address, account()]])).toEqual(OK);
    expect(outcome([ws(PAYER), w(address), s(BASE)], data(`${long}x`), [[address, account()]])).toEqual({
      error: { Custom: 0 },
      log: undefined,
    });
  });

  test("refuses an owner that ends like the marker of program addresses", () => {
    const owner = key(1);
    owner.set(new TextEncoder().encode("ProgramDerivedAddress"), 11);
    expect(outcome([ws(PAYER), w(NEW), s(BASE)], data("seed", 1n, owner), [absent]).error).toEqual({ Custom: 2 });
  });
});

describe("Assign, Allocate", () => {
  const assign = systemData(TAG.assign, OWNER);
  const allocate = (space: bigint) => systemData(TAG.allocate, space);

  test("assign hands over a signing account", () => {
    expect(outcome([ws(NEW)], assign, [[NEW, rich()]])).toEqual(OK);
  });

  test("assign does nothing, signed or not, when the owner is the same", () => {
    expect(outcome([r(NEW)], assign, [[NEW, carrying(3, OWNER)]])).toEqual(OK);
  });

  test("assign refuses an unsigned account, a foreign one, a readonly one and one with data", () => {
    expect(outcome([w(NEW)], assign, [[NEW, rich()]])).toEqual({
      error: "MissingRequiredSignature",
      log: `Assign: account ${NEW_TEXT} must sign`,
    });
    expect(outcome([ws(NEW)], assign, [[NEW, carrying(0, OTHER)]]).error).toBe("ModifiedProgramId");
    expect(outcome([s(NEW)], assign, [[NEW, rich()]]).error).toBe("ModifiedProgramId");
    const nonZero = account({ lamports: 10n ** 10n, data: Uint8Array.of(0, 1) });
    expect(outcome([ws(NEW)], assign, [[NEW, nonZero]]).error).toBe("ModifiedProgramId");
    expect(outcome([ws(NEW)], assign, [[NEW, carrying(2)]])).toEqual(OK);
  });

  test("allocate gives zeros, none and as many as fit", () => {
    expect(outcome([ws(NEW)], allocate(0n), [[NEW, rich()]])).toEqual(OK);
    expect(outcome([ws(NEW)], allocate(MAX_SPACE), [[NEW, rich(10n ** 12n)]])).toEqual(OK);
    expect(outcome([ws(NEW)], allocate(MAX_SPACE + 1n), [[NEW, rich(10n ** 12n)]]).error).toEqual({ Custom: 3 });
    expect(outcome([ws(NEW)], allocate(2n ** 64n - 1n), [[NEW, rich()]])).toEqual({
      error: { Custom: 3 },
      log: "Allocate: requested 18446744073709551615, max allowed 10485760",
    });
  });

  test("allocate refuses an account with data or of another owner", () => {
    const inUse = { error: { Custom: 0 }, log: `Allocate: account ${NEW_TEXT} already in use` };
    expect(outcome([ws(NEW)], allocate(1n), [[NEW, carrying(1)]])).toEqual(inUse);
    expect(outcome([ws(NEW)], allocate(1n), [[NEW, carrying(0, OTHER)]])).toEqual(inUse);
  });

  test("three large allocations break the limit of a transaction", () => {
    const keys = [key(51), key(52), key(53)];
    const result = expectSameAsOracle({
      payer: PAYER,
      instructions: keys.map((one) => system([ws(one)], allocate(MAX_SPACE))),
      accounts: [PAYER_ACCOUNT, ...keys.map((one): AccountEntry => [one, rich(10n ** 12n)])],
    });
    expect([result.errorIndex, result.error]).toEqual([2, "MaxAccountsDataAllocationsExceeded"]);
  });

  test("with seed, the base signs", () => {
    const there: AccountEntry[] = [[SEEDED, rich()]];
    const allocateSeeded = systemData(TAG.allocateWithSeed, BASE, "seed", 20n, OWNER);
    const assignSeeded = systemData(TAG.assignWithSeed, BASE, "seed", OWNER);
    for (const data of [allocateSeeded, assignSeeded]) {
      expect(outcome([w(SEEDED), s(BASE)], data, there)).toEqual(OK);
      expect(outcome([w(NEW), s(BASE)], data, [[NEW, rich()]]).error).toEqual({ Custom: 5 });
    }
    expect(outcome([ws(SEEDED), r(BASE)], allocateSeeded, there).log).toBe(
      `Allocate: 'to' account ${SEEDED_TEXT} must sign`,
    );
    expect(outcome([ws(SEEDED), r(BASE)], assignSeeded, there).log).toBe(`Assign: account ${SEEDED_TEXT} must sign`);
  });

  test("each needs its one account", () => {
    for (const data of [
      assign,
      allocate(1n),
      systemData(TAG.allocateWithSeed, BASE, "seed", 20n, OWNER),
      systemData(TAG.assignWithSeed, BASE, "seed", OWNER),
    ]) {
      expect(outcome([], data).error).toBe("MissingAccount");
    }
  });
});

describe("Transfer", () => {
  const transfer = (lamports: bigint) => systemData(TAG.transfer, lamports);

  test("moves all lamports, and none, even between one and the same account", () => {
    const both: AccountEntry[] = [
      [NEW, rich()],
      [OTHER, rich()],
    ];
    expect(outcome([ws(NEW), w(OTHER)], transfer(10n ** 10n), both)).toEqual(OK);
    expect(outcome([ws(NEW), w(OTHER)], transfer(0n), both)).toEqual(OK);
    expect(outcome([ws(NEW), w(NEW)], transfer(5n), both)).toEqual(OK);
  });

  test("of nothing still makes every check", () => {
    expect(outcome([w(NEW), w(OTHER)], transfer(0n), [[NEW, rich()]]).error).toBe("MissingRequiredSignature");
    expect(outcome([ws(NEW), w(OTHER)], transfer(0n), [[NEW, carrying(1)]]).error).toBe("InvalidArgument");
    expect(outcome([s(NEW), w(OTHER)], transfer(0n), [[NEW, rich()]]).error).toBe("ReadonlyLamportChange");
  });

  test("refuses one lamport more than there is", () => {
    expect(outcome([ws(NEW), w(OTHER)], transfer(10n ** 10n + 1n), [[NEW, rich()]])).toEqual({
      error: { Custom: 1 },
      log: "Transfer: insufficient lamports 10000000000, need 10000000001",
    });
  });

  test("refuses to overflow the receiver", () => {
    const full: AccountEntry = [OTHER, rich(2n ** 64n - 2n)];
    const sender: AccountEntry = [NEW, rich()];
    expect(outcome([ws(NEW), w(OTHER)], transfer(2n), [sender, full]).error).toBe("ArithmeticOverflow");
  });

  test("with seed: base, seed and owner give the sender's address", () => {
    const data = systemData(TAG.transferWithSeed, 5n * 10n ** 9n, "seed", OWNER);
    const there: AccountEntry[] = [
      [SEEDED, rich()],
      [OTHER, rich()],
    ];
    expect(outcome([w(SEEDED), s(BASE), w(OTHER)], data, there)).toEqual(OK);
    expect(outcome([ws(SEEDED), r(BASE), w(OTHER)], data, there)).toEqual({
      error: "MissingRequiredSignature",
      log: `Transfer: 'from' account ${addressFromPubkey(BASE)} must sign`,
    });
    expect(outcome([w(NEW), s(BASE), w(OTHER)], data, [[NEW, rich()]])).toEqual({
      error: { Custom: 5 },
      log: `Transfer: 'from' address ${addressFromPubkey(NEW)} does not match derived address ${addressFromPubkey(SEEDED)}`,
    });
    const long = systemData(TAG.transferWithSeed, 1n, "x".repeat(33), OWNER);
    expect(outcome([w(SEEDED), s(BASE), w(OTHER)], long, there).error).toEqual({ Custom: 0 });
    expect(outcome([w(SEEDED), s(BASE)], data, there).error).toBe("MissingAccount");
  });
});

describe("CreateAccountAllowPrefund", () => {
  const data = (lamports: bigint, space = 10n) => systemData(TAG.createAccountAllowPrefund, lamports, space, OWNER);
  const prefunded: AccountEntry = [NEW, rich()];

  test("creates an account that holds lamports, with and without a payer", () => {
    expect(outcome([ws(NEW), ws(PAYER)], data(5n), [prefunded])).toEqual(OK);
    expect(outcome([ws(NEW)], data(0n), [prefunded])).toEqual(OK);
  });

  test("needs the payer only to pay", () => {
    expect(outcome([ws(NEW)], data(1n), [prefunded]).error).toBe("MissingAccount");
    expect(outcome([], data(0n)).error).toBe("MissingAccount");
    expect(outcome([ws(NEW), w(OTHER)], data(1n), [prefunded, [OTHER, rich()]]).error).toBe("MissingRequiredSignature");
    expect(outcome([ws(NEW), w(OTHER)], data(0n), [prefunded, [OTHER, rich()]])).toEqual(OK);
  });

  test("refuses an account with data, and an unsigned one", () => {
    expect(outcome([ws(NEW)], data(0n), [[NEW, carrying(1)]]).error).toEqual({ Custom: 0 });
    expect(outcome([w(NEW)], data(0n), [prefunded]).error).toBe("MissingRequiredSignature");
  });

  test("does not exist before its gate", () => {
    const features = FeatureSet.allEnabled();
    const accounts = accountMap([PAYER_ACCOUNT, prefunded]);
    const instructions = [system([ws(NEW)], data(0n))];
    expect(run(PAYER, instructions, { accounts, features }).error).toBeUndefined();
    features.deactivate(featureNamed("create_account_allow_prefund").id);
    expect(run(PAYER, instructions, { accounts, features }).error).toBe("InvalidInstructionData");
  });
});

describe("instruction data", () => {
  const metas = [ws(PAYER), w(NEW)];

  test("may have bytes after the instruction", () => {
    const data = Uint8Array.from([...systemData(TAG.transfer, 10n ** 9n), 1, 2, 3]);
    expect(outcome(metas, data, [absent])).toEqual(OK);
  });

  test("may not end early, or name an unknown instruction", () => {
    const whole = systemData(TAG.transfer, 10n ** 9n);
    for (const data of [
      whole.subarray(0, 11),
      whole.subarray(0, 3),
      new Uint8Array(0),
      systemData(14),
      Uint8Array.of(2, 0, 0, 1),
    ]) {
      expect(outcome(metas, data, [absent]).error).toBe("InvalidInstructionData");
    }
  });

  test("may not hold a text that is no UTF-8, or longer than the data", () => {
    const withSeed = (length: bigint, ...bytes: number[]) =>
      systemData(TAG.assignWithSeed, BASE, length, Uint8Array.from(bytes), OWNER);
    for (const bad of [[0xff], [0xc0, 0x80], [0xed, 0xa0, 0x80], [0xf4, 0x90, 0x80, 0x80], [0xe2, 0x82]]) {
      expect(outcome([w(NEW), s(BASE)], withSeed(BigInt(bad.length), ...bad), [[NEW, rich()]]).error).toBe(
        "InvalidInstructionData",
      );
    }
    for (const good of [[0xef, 0xbb, 0xbf], [0xf0, 0x9f, 0x98, 0x80], [0]]) {
      expect(outcome([w(NEW), s(BASE)], withSeed(BigInt(good.length), ...good), [[NEW, rich()]]).error).toEqual({
        Custom: 5,
      });
    }
    for (const length of [33n + 1n, 2n ** 32n, 2n ** 53n, 2n ** 64n - 1n]) {
      expect(outcome([w(NEW), s(BASE)], withSeed(length, 65), [[NEW, rich()]]).error).toBe("InvalidInstructionData");
    }
  });

  test("is decoded up to 1232 bytes", () => {
    // 4 + 32 + 8 + n + 32 bytes.
    const withSeed = (n: number) => systemData(TAG.assignWithSeed, BASE, "x".repeat(n), OWNER);
    expect(withSeed(1156).length).toBe(1232);
    const longest = run(PAYER, [system([w(NEW), s(BASE)], withSeed(1156))], worldOf([NEW, rich()]));
    expect(longest.error).toEqual({ Custom: 0 });
    const longer = run(PAYER, [system([w(NEW), s(BASE)], withSeed(1157))], worldOf([NEW, rich()]));
    expect(longer.error).toBe("InvalidInstructionData");
  });

  function worldOf(...entries: AccountEntry[]) {
    return { accounts: accountMap([PAYER_ACCOUNT, ...entries]) };
  }
});

test("150 units are enough, 149 are not", () => {
  const data = systemData(TAG.transfer, 10n ** 9n);
  expect(outcome([ws(PAYER), w(NEW)], data, [absent], 150)).toEqual(OK);
  expect(outcome([ws(PAYER), w(NEW)], data, [absent], 149).error).toBe("ComputationalBudgetExceeded");
});

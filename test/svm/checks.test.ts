import { describe, expect, test } from "vitest";
import type { Account } from "../../src/solana/account.js";
import type { Instruction } from "../../src/solana/instruction.js";
import { encodeLookupTable } from "../../src/solana/lookup-table.js";
import * as ids from "../../src/solana/program-ids.js";
import type { Pubkey } from "../../src/solana/pubkey.js";
import { COMPAT } from "../../src/svm/compat.js";
import { newKey, transfer } from "../helpers/transactions.js";
import { errorOf, fate, type SendOptions, Workbench } from "./support.js";

// Stages 8 to 13: compute budget, lookup tables, locks, budget values, age, duplicates. All of them drop.

function budget(tag: number, value: number | bigint): Instruction {
  const data = new Uint8Array(tag === 3 ? 9 : 5);
  data[0] = tag;
  const view = new DataView(data.buffer);
  if (tag === 3) view.setBigUint64(1, BigInt(value), true);
  else view.setUint32(1, Number(value), true);
  return { programId: ids.COMPUTE_BUDGET_PROGRAM_ID, accounts: [], data };
}

const heap = (bytes: number) => budget(1, bytes);
const limit = (units: number) => budget(2, units);
const price = (microLamports: number | bigint) => budget(3, microLamports);
const loadedSize = (bytes: number) => budget(4, bytes);
const invalidData = (index: number) => ({ InstructionError: [index, "InvalidInstructionData"] });

describe("compute budget instructions", () => {
  const bench = new Workbench();
  const to = bench.setAccount(newKey());
  let salt = 1n;
  const send = (...instructions: Instruction[]) => {
    salt++;
    return bench.send([...instructions, transfer(bench.payer, to, salt)]);
  };

  test.each([
    ["an unknown tag", [{ ...heap(0), data: Uint8Array.of(5, 0, 0, 0, 0) }], invalidData(0)],
    ["tag 0", [{ ...heap(0), data: Uint8Array.of(0, 0, 0, 0, 0) }], invalidData(0)],
    ["no data", [limit(5000), { ...heap(0), data: new Uint8Array(0) }], invalidData(1)],
    ["a value cut short", [{ ...heap(0), data: Uint8Array.of(2, 0, 0, 0) }], invalidData(0)],
    ["two limits", [limit(5000), limit(5000)], { DuplicateInstruction: 1 }],
    ["two prices", [price(1), limit(5000), price(1)], { DuplicateInstruction: 2 }],
    ["two heaps", [heap(32768), heap(32768)], { DuplicateInstruction: 1 }],
    ["two loaded sizes", [loadedSize(9), loadedSize(9)], { DuplicateInstruction: 1 }],
    ["a heap too small", [heap(32 * 1024 - 1024)], invalidData(0)],
    ["a heap off the grid", [limit(5000), heap(32 * 1024 + 1)], invalidData(1)],
    ["a heap too big", [heap(257 * 1024)], invalidData(0)],
    ["a loaded size of 0", [loadedSize(0)], "InvalidLoadedAccountsDataSizeLimit"],
    ["a bad heap before a loaded size of 0", [loadedSize(0), heap(1)], invalidData(1)],
  ])("%s", (_, instructions, error) => {
    expect(fate(send(...instructions))).toEqual(["dropped", error]);
  });

  test("trailing bytes are allowed", () => {
    expect(errorOf(send({ ...limit(0), data: Uint8Array.of(2, 0x88, 0x13, 0, 0, 9) }))).toBe("success");
  });

  test("the price counts for the limit that is asked for, rounded up", () => {
    expect(send(limit(1000), price(1)).fee).toBe(5001n);
    expect(send(limit(1000), price(1000)).fee).toBe(5001n);
    expect(send(limit(1000), price(1001)).fee).toBe(5002n);
    expect(send(price(1_000_000)).fee).toBe(5000n + 6000n); // 3000 units for each builtin
    expect(send(limit(10_000_000), price(1_000_000)).fee).toBe(5000n + 1_400_000n);
  });

  test("the limit is what the meter starts with", () => {
    expect(send(limit(150))).toMatchObject({ error: { InstructionError: [1, "ComputationalBudgetExceeded"] } });
    expect(send(limit(300))).toMatchObject({ ok: true, computeUnitsConsumed: 300 });
    expect(send(limit(299))).toMatchObject({ computeUnitsConsumed: 299 });
  });

  test("v1 carries its own and takes the instructions for no-ops", () => {
    const config = { computeUnitLimit: 450, loadedAccountsDataSizeLimit: 10_000, priorityFeeLamports: 77n };
    const options: SendOptions = { version: 1, config };
    const broken = { ...heap(0), data: Uint8Array.of(9) };
    const result = bench.send([broken, limit(1), transfer(bench.payer, to, 1_000_000n)], options);
    expect(result).toMatchObject({ ok: true, fee: 5077n, computeUnitsConsumed: 450 });
  });

  test("v1 without limits has none to use", () => {
    const v1 = (config: object) => fate(bench.send([transfer(bench.payer, to, 8n)], { version: 1, config }));
    expect(v1({ computeUnitLimit: 150 })).toEqual(["feesOnly", "MaxLoadedAccountsDataSizeExceeded"]);
    expect(v1({ loadedAccountsDataSizeLimit: 10_000 })).toEqual([
      "executed",
      { InstructionError: [0, "ComputationalBudgetExceeded"] },
    ]);
  });
});

describe("lookup tables", () => {
  const U64_MAX = 0xffff_ffff_ffff_ffffn;
  const owner = ids.ADDRESS_LOOKUP_TABLE_PROGRAM_ID;
  const addresses = [newKey(), newKey(), newKey()];
  const table = (change: object = {}) => ({
    owner,
    data: encodeLookupTable({
      deactivationSlot: U64_MAX,
      lastExtendedSlot: 1n,
      lastExtendedSlotStartIndex: 0,
      authority: undefined,
      addresses,
      ...change,
    }),
  });
  const SLOT = 447_552_000n;

  function send(account: Partial<Account> | undefined, target: Pubkey = addresses[1]!, options: SendOptions = {}) {
    const bench = new Workbench();
    const key = newKey();
    if (account !== undefined) bench.setAccount(key, account);
    for (const address of addresses) bench.setAccount(address);
    // The message believes in one address more than the table has.
    const lookupTables = [{ key, addresses: [...addresses, newKey9] }];
    const result = bench.send([transfer(bench.payer, target, 7n)], { version: 0, lookupTables, ...options });
    return { bench, result };
  }
  const newKey9 = newKey();

  test("give writable keys", () => {
    const { bench, result } = send(table());
    expect(result).toMatchObject({ ok: true });
    expect(bench.lamports(addresses[1]!)).toBe(1_000_000_007n);
    expect(result.accountKeys).toHaveLength(3);
  });

  test.each<[string, Partial<Account> | undefined, string]>([
    ["absent", undefined, "AddressLookupTableNotFound"],
    ["not the program's", { ...table(), owner: ids.SYSTEM_PROGRAM_ID }, "InvalidAddressLookupTableOwner"],
    ["empty", { owner, data: new Uint8Array(0) }, "InvalidAddressLookupTableData"],
    ["uninitialised", { owner, data: new Uint8Array(56) }, "InvalidAddressLookupTableData"],
    ["cut inside an address", { owner, data: table().data.subarray(0, 100) }, "InvalidAddressLookupTableData"],
    ["deactivated long ago", table({ deactivationSlot: 5n }), "AddressLookupTableNotFound"],
    [
      "of a later slot alone",
      table({ lastExtendedSlot: SLOT, lastExtendedSlotStartIndex: 1 }),
      "InvalidAddressLookupTableIndex",
    ],
  ])("%s", (_, account, error) => {
    expect(fate(send(account).result)).toEqual(["dropped", error]);
  });

  test("an index beyond the table", () => {
    expect(errorOf(send(table(), newKey9).result)).toBe("InvalidAddressLookupTableIndex");
  });

  test("deactivated in this slot, or in one that SlotHashes has", () => {
    expect(errorOf(send(table({ deactivationSlot: SLOT })).result)).toBe("success");
    expect(errorOf(send(table({ deactivationSlot: SLOT - 1n })).result)).toBe("AddressLookupTableNotFound");
  });

  test("deactivated in a slot that SlotHashes still has", () => {
    const bench = new Workbench();
    const key = bench.setAccount(newKey(), table({ deactivationSlot: SLOT }));
    const send = () => {
      const lookupTables = [{ key, addresses }];
      return errorOf(bench.send([transfer(bench.payer, addresses[0]!, 10n ** 9n)], { version: 0, lookupTables }));
    };
    bench.svm.warpToSlot(SLOT + 3n);
    expect(send()).toBe("success");
    for (let slot = 4n; slot < 4n + 511n; slot++) bench.svm.warpToSlot(SLOT + slot);
    expect(bench.svm.getSysvar("slotHashes").at(-1)?.slot).toBe(SLOT);
    expect(send()).toBe("success");
    bench.svm.warpToSlot(SLOT + 600n);
    expect(send()).toBe("AddressLookupTableNotFound");
  });

  test("addresses of an earlier extension are there", () => {
    const same = { lastExtendedSlot: SLOT, lastExtendedSlotStartIndex: 2 };
    expect(errorOf(send(table(same)).result)).toBe("success");
    expect(errorOf(send(table(same), addresses[2]!).result)).toBe("InvalidAddressLookupTableIndex");
  });

  test("stand behind the decoding of the budget, before its values", () => {
    const bench = new Workbench();
    const lookupTables = [{ key: newKey(), addresses }];
    const send = (first: Instruction) =>
      errorOf(bench.send([first, transfer(bench.payer, addresses[0]!, 1n)], { version: 0, lookupTables }));
    expect(send({ ...heap(0), data: Uint8Array.of(9) })).toEqual(invalidData(0));
    expect(send(heap(1))).toBe("AddressLookupTableNotFound");
    expect(send(loadedSize(0))).toBe("AddressLookupTableNotFound");
  });
});

describe("locks", () => {
  // Without the limit of 1232 bytes, which 64 static keys would exceed.
  const bench = new Workbench({ compat: { ...COMPAT.agave, limitsForm: false } });
  const to = bench.setAccount(newKey());
  const withKeys = (...keys: Pubkey[]): SendOptions => ({
    change: (message) => ({ ...message, accountKeys: [...message.accountKeys, ...keys] }),
  });
  const newKeys = (count: number) => Array.from({ length: count }, newKey);
  const send = (options: SendOptions, first: Instruction[] = []) =>
    errorOf(bench.send([...first, transfer(bench.payer, to, 1n)], options));

  test("at most 64 keys, all different", () => {
    expect(send(withKeys(...newKeys(61)))).toBe("success");
    expect(send(withKeys(...newKeys(62)))).toBe("TooManyAccountLocks");
    expect(send(withKeys(to))).toBe("AccountLoadedTwice");
    expect(send(withKeys(...newKeys(40), to))).toBe("AccountLoadedTwice");
    expect(send(withKeys(...newKeys(61), to))).toBe("TooManyAccountLocks");
  });

  test("looked-up keys count, and meet the static ones", () => {
    const data = encodeLookupTable({
      deactivationSlot: 0xffff_ffff_ffff_ffffn,
      lastExtendedSlot: 1n,
      lastExtendedSlotStartIndex: 0,
      authority: undefined,
      addresses: [to, ...newKeys(70)],
    });
    const table = bench.setAccount(newKey(), { owner: ids.ADDRESS_LOOKUP_TABLE_PROGRAM_ID, data });
    const looking = (indexes: number[]): SendOptions => ({
      version: 0,
      change: (message) => ({
        ...message,
        addressTableLookups: [
          { accountKey: table, writableIndexes: Uint8Array.from(indexes), readonlyIndexes: new Uint8Array(0) },
        ],
      }),
    });
    const range = (from: number, count: number) => Array.from({ length: count }, (_, i) => from + i);
    expect(send(looking([0]))).toBe("AccountLoadedTwice");
    expect(send(looking([3, 3]))).toBe("AccountLoadedTwice");
    expect(send(looking(range(1, 61)))).toBe("success");
    expect(send(looking(range(1, 62)))).toBe("TooManyAccountLocks");
  });

  test("come before the values of the budget and the blockhash", () => {
    expect(send(withKeys(to), [loadedSize(0)])).toBe("AccountLoadedTwice");
    expect(send({ ...withKeys(to), blockhash: newKey() })).toBe("AccountLoadedTwice");
    expect(send({ blockhash: newKey() }, [loadedSize(0)])).toBe("InvalidLoadedAccountsDataSizeLimit");
  });
});

describe("blockhashes", () => {
  test("stay good while 150 newer ones come", () => {
    const bench = new Workbench();
    const to = bench.setAccount(newKey());
    const { blockhash } = bench;
    for (let i = 0; i < 150; i++) bench.svm.advanceBlockhash();
    expect(errorOf(bench.send([transfer(bench.payer, to, 1n)], { blockhash }))).toBe("success");
    bench.svm.advanceBlockhash();
    expect(fate(bench.send([transfer(bench.payer, to, 2n)], { blockhash }))).toEqual(["dropped", "BlockhashNotFound"]);
  });

  test("must be good for six more in a simulation", () => {
    const bench = new Workbench();
    const to = bench.setAccount(newKey());
    const { blockhash } = bench;
    for (let i = 0; i < 144; i++) bench.svm.advanceBlockhash();
    const instructions = [transfer(bench.payer, to, 1n)];
    expect(errorOf(bench.simulate(instructions, { blockhash }))).toBe("success");
    bench.svm.advanceBlockhash();
    expect(errorOf(bench.simulate(instructions, { blockhash }))).toBe("BlockhashNotFound");
    expect(errorOf(bench.send(instructions, { blockhash }))).toBe("success");
  });

  test("are not looked at when the VM is told so", () => {
    const bench = new Workbench({ blockhashCheck: false });
    const to = bench.setAccount(newKey());
    expect(errorOf(bench.send([transfer(bench.payer, to, 1n)], { blockhash: newKey() }))).toBe("success");
  });

  test("come before duplicates and the payer", () => {
    const bench = new Workbench();
    const to = bench.setAccount(newKey());
    const { blockhash } = bench;
    const instructions = [transfer(bench.payer, to, 1n)];
    expect(errorOf(bench.send(instructions, { blockhash }))).toBe("success");
    expect(errorOf(bench.send(instructions, { blockhash }))).toBe("AlreadyProcessed");
    bench.svm.expireBlockhash();
    expect(errorOf(bench.send(instructions, { blockhash }))).toBe("BlockhashNotFound");
    expect(errorOf(bench.send(instructions, { blockhash, feePayer: newKey() }))).toBe("BlockhashNotFound");
  });
});

describe("duplicates", () => {
  const setUp = (options = {}) => {
    const bench = new Workbench(options);
    const to = bench.setAccount(newKey());
    const wire = bench.wire([transfer(bench.payer, to, 1n)]);
    return { bench, wire };
  };

  test("are known by the message, whatever the signatures", () => {
    const { bench, wire } = setUp();
    expect(errorOf(bench.svm.sendTransaction(wire))).toBe("success");
    const signedOtherwise = wire.with(1, 99);
    expect(fate(bench.svm.sendTransaction(signedOtherwise))).toEqual(["dropped", "AlreadyProcessed"]);
    expect(errorOf(bench.svm.simulateTransaction(wire))).toBe("AlreadyProcessed");
  });

  test("failed transactions count, dropped ones do not", () => {
    const { bench } = setUp();
    const [poor, to] = [newKey(), newKey()];
    const wire = bench.wire([transfer(poor, to, 10n ** 15n)], { feePayer: poor });
    expect(errorOf(bench.svm.sendTransaction(wire))).toBe("AccountNotFound");
    bench.setAccount(poor);
    expect(fate(bench.svm.sendTransaction(wire))).toEqual(["executed", { InstructionError: [0, { Custom: 1 }] }]);
    expect(errorOf(bench.svm.sendTransaction(wire))).toBe("AlreadyProcessed");
  });

  test("simulations do not count", () => {
    const { bench, wire } = setUp();
    expect(errorOf(bench.svm.simulateTransaction(wire))).toBe("success");
    expect(errorOf(bench.svm.sendTransaction(wire))).toBe("success");
  });

  test("run again without a history", () => {
    const { bench, wire } = setUp({ transactionHistory: 0 });
    expect(errorOf(bench.svm.sendTransaction(wire))).toBe("success");
    expect(errorOf(bench.svm.sendTransaction(wire))).toBe("success");
  });

  test("are remembered as long as their blockhash is good, and forgotten at last", () => {
    const { bench, wire } = setUp({ blockhashCheck: false });
    expect(errorOf(bench.svm.sendTransaction(wire))).toBe("success");
    for (let i = 0; i < 151; i++) bench.svm.advanceBlockhash();
    expect(errorOf(bench.svm.sendTransaction(wire))).toBe("AlreadyProcessed");
    for (let i = 0; i < 151; i++) bench.svm.advanceBlockhash();
    expect(errorOf(bench.svm.sendTransaction(wire))).toBe("success");
  });

  test("come before the payer", () => {
    const { bench, wire } = setUp();
    expect(errorOf(bench.svm.sendTransaction(wire))).toBe("success");
    bench.setAccount(bench.payer, { lamports: 0n });
    expect(errorOf(bench.svm.sendTransaction(wire))).toBe("AlreadyProcessed");
  });
});

test("the recent blockhashes sysvar follows, newest first, at most 150", () => {
  const bench = new Workbench();
  const first = bench.blockhash;
  bench.svm.advanceBlockhash();
  const entries = bench.svm.getSysvar("recentBlockhashes");
  expect(entries.map(({ blockhash }) => blockhash)).toEqual([bench.blockhash, first]);
  for (let i = 0; i < 200; i++) bench.svm.advanceBlockhash();
  expect(bench.svm.getSysvar("recentBlockhashes")).toHaveLength(150);
});

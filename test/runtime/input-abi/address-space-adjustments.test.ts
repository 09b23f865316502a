import { expect, test } from "vitest";
import {
  A,
  B,
  called,
  cpiStage,
  type Ending,
  failing,
  lockedOf,
  ownOf,
  type Row,
  testRows,
} from "../../helpers/cast.js";
import { HEAP, type Part } from "../../helpers/puppet.js";
import { MAX_UNITS } from "../../helpers/stage.js";
import { meta } from "../../helpers/transactions.js";

// SIMD-0460 and direct mapping: each account's data are a memory region of their own, and what a program may not do to
// them fails when it is done, with the account's error (Agave: vm.rs, execute; transaction-context,
// access_violation_handler). LiteSVM with every gate active.

const stage = cpiStage("all");
const own = (caller: string) => ownOf(caller);

/** Writes, or reads, so many bytes at an offset of an account's data. */
const stores = (key: (caller: string) => Uint8Array, offset: number, bytes: Uint8Array): Pick<Row, "part"> => ({
  part: (p, { caller }) => p.setData(key(caller), bytes, offset),
});
const loads = (key: (caller: string) => Uint8Array, offset: number, length: number): Pick<Row, "part"> => ({
  part: (p, { caller }) => p.copy(p.at(key(caller)).data + BigInt(offset), HEAP, length),
});
const fills = (key: (caller: string) => Uint8Array, offset: number): Pick<Row, "part"> => ({
  part: (p, { caller }) => p.syscall("sol_memset_", p.at(key(caller)).data + BigInt(offset), 7n, 1n),
});
const compares = (key: (caller: string) => Uint8Array, offset: number): Pick<Row, "part"> => ({
  part: (p, { caller }) => p.syscall("sol_memcmp_", p.at(key(caller)).data + BigInt(offset), HEAP, 1n, HEAP + 8n),
});
const storesWord = (key: (caller: string) => Uint8Array, offset: number): Pick<Row, "part"> => ({
  // Remembers r0 and stores it as one word.
  part: (p, { caller }) => p.store(p.at(key(caller)).data + BigInt(offset)),
});
const foreign = () => ownOf("B");
const foreignLocked = () => lockedOf("B");
const NOTHING = new Uint8Array(0);
const ONE = Uint8Array.of(7);
const SAME = Uint8Array.of(1);

const aligned: Pick<Row, "only"> = { only: ({ caller }) => caller !== "V1" };
const ofV1: Pick<Row, "only"> = { only: ({ caller }) => caller === "V1" };
const REALLOC = failing("InvalidRealloc");
const FOREIGN = failing("ExternalAccountDataModified");
const TOO_SMALL: Ending = { error: "AccountDataTooSmall", failed: "account data too small for instruction" };
const fault = (failed: string): Ending => ({ error: "ProgramFailedToComplete", failed });

const accesses: Row[] = [
  { name: "a store into one's own", ...stores(own, 0, ONE) },
  { name: "a store into one's own that is read-only", ...stores(lockedOf, 0, ONE), ...failing("ReadonlyDataModified") },
  { name: "a store into a foreign account", ...stores(foreign, 0, ONE), ...FOREIGN },
  {
    name: "a store into a foreign account that is read-only",
    ...stores(foreignLocked, 0, ONE),
    ...failing("ReadonlyDataModified"),
  },
  { name: "a store of the same byte into a foreign account", ...stores(foreign, 0, SAME), ...FOREIGN },
  { name: "a load of a foreign account", ...loads(foreign, 0, 100) },
  { name: "a syscall that writes into a foreign account", ...fills(foreign, 0), ...FOREIGN },
  { name: "a syscall that reads past a foreign account", ...compares(foreign, 100), ...TOO_SMALL, ...aligned },
];

/** Past the end of the data. For loader v1 the record goes on there: owner, executable flag, rent epoch. */
const ends: Row[] = [
  { name: "a store one byte past one's own", ...stores(own, 100, ONE) },
  { name: "a store across the end of one's own", ...storesWord(own, 96), ...aligned },
  { name: "a store at the last byte of the room", ...stores(own, 100 + 10_239, ONE), ...aligned },
  {
    name: "a store across the end of the room",
    ...storesWord(own, 100 + 10_240 - 7),
    ...fault("Access violation writing 8 bytes at address 0x4000028bd (in unallocated region)"),
    ...aligned,
  },
  {
    name: "a store across the end of one's own",
    ...storesWord(own, 96),
    ...fault("Access violation writing 8 bytes at address 0x40000009b (in input region)"),
    ...ofV1,
  },
  { name: "a load one byte past one's own", ...loads(own, 100, 1), ...REALLOC, onV1: {} },
  { name: "a load one byte past one's own that is read-only", ...loads(lockedOf, 100, 1), ...TOO_SMALL, onV1: {} },
  { name: "a load one byte past a foreign account", ...loads(foreign, 100, 1), ...TOO_SMALL, onV1: {} },
  { name: "a store one byte past a foreign account", ...stores(foreign, 100, ONE), ...FOREIGN, ...aligned },
  { name: "a load past the room", ...loads(foreign, 100 + 10_240, 1), ...aligned },
  { name: "a syscall that writes one byte past one's own", ...fills(own, 100) },
];

const growth: Row[] = [
  {
    name: "a load of what a store has added",
    part: (p, { caller }) => p.setData(ownOf(caller), ONE, 200).copy(p.at(ownOf(caller)).data + 150n, HEAP, 1),
    ...aligned,
  },
  {
    name: "a store past the end, and the old length word",
    part: (p, { caller }) => p.setData(ownOf(caller), ONE, 200),
    ...aligned,
  },
  {
    name: "a store past the end, and a new length word",
    part: (p, { caller }) => p.setData(ownOf(caller), ONE, 200).setLength(ownOf(caller), 201),
    ...aligned,
  },
];

const calls: Row[] = [
  {
    name: "a store into one's own after it was given away in a call",
    part: (p, { caller }) => {
      p.setData(ownOf(caller), new Uint8Array(100)).setOwner(ownOf(caller), B);
      p.call(B, [meta(ownOf(caller), "w")], NOTHING).setData(ownOf(caller), ONE);
    },
    ...FOREIGN,
    log: called("B"),
  },
  {
    name: "a load of what a callee has cut off",
    part: (p) => {
      p.call(B, [meta(ownOf("B"), "w")], (b) => b.setLength(ownOf("B"), 50));
      p.copy(p.at(ownOf("B")).data + 50n, HEAP, 1);
    },
    ...TOO_SMALL,
    log: called("B"),
  },
  {
    name: "a load of what a callee has added",
    part: (p) => {
      p.call(B, [meta(ownOf("B"), "w")], (b) => b.setLength(ownOf("B"), 150));
      p.copy(p.at(ownOf("B")).data + 149n, HEAP, 1);
    },
    log: called("B"),
    ...aligned,
  },
  {
    name: "a load past what a callee has added",
    part: (p) => {
      p.call(B, [meta(ownOf("B"), "w")], (b) => b.setLength(ownOf("B"), 150));
      p.copy(p.at(ownOf("B")).data + 150n, HEAP, 1);
    },
    ...TOO_SMALL,
    log: called("B"),
    ...aligned,
  },
];

testRows(stage, [...accesses, ...ends, ...growth, ...calls]);

test("a fault that became an account's error still takes all units", () => {
  const part: Part = (p) => p.setData(ownOf("B"), ONE);
  const { computeUnits } = stage.play({ acts: [{ program: A, accounts: [meta(ownOf("B"), "w")], part }] });
  expect(computeUnits).toBe(MAX_UNITS);
});

test("a syscall that ran into an account's error leaves the rest", () => {
  const part: Part = (p) => p.syscall("sol_memset_", p.at(ownOf("B")).data, 7n, 1n);
  const { computeUnits } = stage.play({ acts: [{ program: A, accounts: [meta(ownOf("B"), "w")], part }] });
  expect(computeUnits).toBeLessThan(1000);
});

import { describe, expect, it } from "vitest";
import { LOADER_V3_ID } from "../../../src/solana/program-ids.js";
import { account } from "../harness.js";
import {
  AUTHORITY,
  BUFFER,
  DATA,
  LAMPORTS,
  loaderAccount,
  loaderV3,
  meta,
  STRANGER,
  TwinWorld,
  testRefusals,
  withAccount,
  withAccounts,
} from "./loader-case.js";

const uninitialized = (length: number) =>
  account({ lamports: LAMPORTS, owner: LOADER_V3_ID, data: new Uint8Array(length) });
const buffer = (length: number, authority = AUTHORITY) =>
  loaderAccount({ kind: "buffer", authority }, new Uint8Array(length));
const garbage = account({ lamports: LAMPORTS, owner: LOADER_V3_ID, data: new Uint8Array(40).fill(9) });
const immutable = loaderAccount({ kind: "buffer", authority: undefined }, new Uint8Array(10));
const foreign = { ...buffer(10), owner: STRANGER };

describe("InitializeBuffer", () => {
  const initialize = loaderV3([meta(BUFFER, "w"), meta(AUTHORITY)], DATA.initializeBuffer());
  testRefusals(initialize, () => [[BUFFER, uninitialized(37)]], [
    { title: "one account", error: "MissingAccount", instruction: withAccounts(initialize, 1) },
    {
      title: "a buffer",
      error: "AccountAlreadyInitialized",
      log: "Buffer account already initialized",
      accounts: [[BUFFER, buffer(0)]],
    },
    {
      title: "a program",
      error: "AccountAlreadyInitialized",
      log: "Buffer account already initialized",
      accounts: [[BUFFER, loaderAccount({ kind: "program", programDataAddress: STRANGER })]],
    },
    { title: "what is no state", error: "InvalidAccountData", accounts: [[BUFFER, garbage]] },
    { title: "3 bytes", error: "InvalidAccountData", accounts: [[BUFFER, uninitialized(3)]] },
    { title: "36 bytes", error: "AccountDataTooSmall", accounts: [[BUFFER, uninitialized(36)]] },
    {
      title: "a readonly account",
      error: "ReadonlyDataModified",
      instruction: withAccount(initialize, 0, meta(BUFFER)),
    },
    {
      title: "somebody else's account",
      error: "ExternalAccountDataModified",
      accounts: [[BUFFER, { ...uninitialized(37), owner: STRANGER }]],
    },
  ]);
});

describe("Write", () => {
  const bytes = Uint8Array.of(1, 2, 3, 4, 5);
  const write = loaderV3([meta(BUFFER, "w"), meta(AUTHORITY, "s")], DATA.write(5, bytes));
  testRefusals(write, () => [[BUFFER, buffer(10)]], [
    { title: "one account", error: "MissingAccount", instruction: withAccounts(write, 1) },
    {
      title: "an account that is no buffer",
      error: "InvalidAccountData",
      log: "Invalid Buffer account",
      accounts: [[BUFFER, uninitialized(100)]],
    },
    { title: "what is no state", error: "InvalidAccountData", accounts: [[BUFFER, garbage]] },
    { title: "an immutable buffer", error: "Immutable", log: "Buffer is immutable", accounts: [[BUFFER, immutable]] },
    {
      title: "another authority",
      error: "IncorrectAuthority",
      log: "Incorrect buffer authority provided",
      instruction: withAccount(write, 1, meta(STRANGER, "s")),
    },
    {
      title: "an authority that does not sign",
      error: "MissingRequiredSignature",
      log: "Buffer authority did not sign",
      instruction: withAccount(write, 1, meta(AUTHORITY)),
    },
    {
      title: "one byte too many",
      error: "AccountDataTooSmall",
      log: "Write overflow: 46 < 47",
      accounts: [[BUFFER, buffer(9)]],
    },
    {
      title: "the highest offset",
      error: "AccountDataTooSmall",
      log: "Write overflow: 47 < 4294967337",
      instruction: { ...write, data: DATA.write(0xffff_ffff, bytes) },
    },
    { title: "a readonly buffer", error: "ReadonlyDataModified", instruction: withAccount(write, 0, meta(BUFFER)) },
    { title: "somebody else's buffer", error: "ExternalAccountDataModified", accounts: [[BUFFER, foreign]] },
    {
      title: "a length beyond the data",
      error: "InvalidInstructionData",
      instruction: { ...write, data: DATA.write(5, bytes).subarray(0, -1) },
    },
    {
      title: "a length of u64::MAX",
      error: "InvalidInstructionData",
      instruction: { ...write, data: DATA.write(5, bytes).fill(0xff, 8, 16) },
    },
  ]);

  it("takes as many bytes as bincode's limit leaves, 1216, and none more", () => {
    const world = new TwinWorld();
    world.set(BUFFER, buffer(2000));
    const writeSome = (length: number) => ({ ...write, data: DATA.write(7, new Uint8Array(length).fill(3)) });
    expect(world.send(writeSome(1217)).error).toBe("InvalidInstructionData");
    expect(world.send(writeSome(1216)).error).toBeUndefined();
    expect(world.get(BUFFER).data.subarray(37 + 7, 37 + 7 + 1216)).toEqual(new Uint8Array(1216).fill(3));
  });

  it("writes nothing where there is nothing", () => {
    const world = new TwinWorld();
    world.set(BUFFER, buffer(0));
    expect(world.send({ ...write, data: DATA.write(0, new Uint8Array(0)) }).error).toBeUndefined();
    expect(world.send({ ...write, data: DATA.write(1, new Uint8Array(0)) }).error).toBe("AccountDataTooSmall");
  });
});

describe("instructions that are none", () => {
  const world = new TwinWorld();
  it.each([
    ["no data", []],
    ["3 bytes", [4, 0, 0]],
    ["number 8", [8, 0, 0, 0]],
    ["number 9", [9, 0, 0, 0, 1, 0, 0, 0]],
    ["number 256", [0, 1, 0, 0]],
    ["Deploy with 7 bytes of length", [2, 0, 0, 0, 1, 2, 3, 4, 5, 6, 7]],
    ["Extend with 3 bytes of length", [6, 0, 0, 0, 1, 2, 3]],
  ])("%s", (_, data) => {
    const instruction = loaderV3([meta(BUFFER, "w"), meta(AUTHORITY)], Uint8Array.from(data));
    const outcome = world.send(instruction);
    expect(outcome.error).toBe("InvalidInstructionData");
    expect(outcome.computeUnits).toBe(2370);
  });

  it("may end in anything", () => {
    world.set(BUFFER, uninitialized(37));
    const data = Uint8Array.of(0, 0, 0, 0, 99, 99, 99);
    expect(world.send(loaderV3([meta(BUFFER, "w"), meta(AUTHORITY)], data)).error).toBeUndefined();
  });
});

describe("compute units", () => {
  const initialize = loaderV3([meta(BUFFER, "w"), meta(AUTHORITY)], DATA.initializeBuffer());
  it.each([
    [2370, undefined],
    [2369, "ComputationalBudgetExceeded"],
  ])("with %i: %s", (computeUnits, error) => {
    const world = new TwinWorld({ computeUnits });
    world.set(BUFFER, uninitialized(37));
    const outcome = world.send(initialize);
    expect(outcome.error).toBe(error);
    expect(outcome.computeUnits).toBe(computeUnits);
  });
});

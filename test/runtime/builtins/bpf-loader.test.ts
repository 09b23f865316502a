import { describe, expect, it } from "vitest";
import {
  LOADER_V1_ID,
  LOADER_V2_ID,
  LOADER_V3_ID,
  LOADER_V4_ID,
  MEMO_PROGRAM_ID,
  MEMO_V1_PROGRAM_ID,
} from "../../../src/solana/program-ids.js";
import type { Pubkey } from "../../../src/solana/pubkey.js";
import { BUNDLED_PROGRAMS, readBundledElf } from "../../../src/svm/bundled-programs.js";
import { account } from "../harness.js";
import { LAMPORTS, meta, PAYER, PROGRAM, TwinWorld } from "./loader-case.js";
import { returning } from "./tiny-elf.js";

const instruction = (programId: Pubkey, ...data: number[]) => ({
  programId,
  accounts: [],
  data: Uint8Array.from(data),
});
const bundledElf = (name: string) => readBundledElf(BUNDLED_PROGRAMS.find((program) => program.name === name)!);
const program = (owner: Pubkey, data: Uint8Array) => account({ lamports: LAMPORTS, owner, data, executable: true });

describe("loaders that manage no programs any more", () => {
  it.each([
    ["v1", LOADER_V1_ID, 1140, "Deprecated loader is no longer supported"],
    ["v2", LOADER_V2_ID, 570, "BPF loader management instructions are no longer supported"],
  ])("loader %s says so", (_, loader, computeUnits, log) => {
    const outcome = new TwinWorld().send(instruction(loader, 0, 0, 0, 0));
    expect(outcome.error).toBe("UnsupportedProgramId");
    expect(outcome.logs.at(-2)).toBe(log);
    expect(outcome.computeUnits).toBe(computeUnits);
    const poor = new TwinWorld({ computeUnits: computeUnits - 1 }).send(instruction(loader));
    expect(poor.error).toBe("ComputationalBudgetExceeded");
    expect(poor.computeUnits).toBe(computeUnits - 1);
  });
});

describe("programs run under their loader", () => {
  it.each([
    ["v1", LOADER_V1_ID],
    ["v2", LOADER_V2_ID],
  ])("loader %s", (_, loader) => {
    const world = new TwinWorld();
    world.set(PROGRAM, program(loader, returning(7)));
    expect(world.send(instruction(PROGRAM)).error).toEqual({ Custom: 7 });
    world.set(PROGRAM, program(loader, returning(0)));
    expect(world.send(instruction(PROGRAM)).error).toBeUndefined();
  });

  it.each([
    ["memo of 2020, loader v1, unaligned input", "memo-v1", MEMO_V1_PROGRAM_ID, LOADER_V1_ID],
    ["memo of 2025, loader v2", "memo", MEMO_PROGRAM_ID, LOADER_V2_ID],
  ])("%s", (_, name, id, loader) => {
    const world = new TwinWorld();
    world.set(id, program(loader, bundledElf(name)));
    const hello = { ...instruction(id, ...Buffer.from("hello")), accounts: [meta(PAYER, "ws")] };
    expect(world.send(hello).error).toBeUndefined();
    expect(world.send({ ...hello, data: Uint8Array.of(0xff) }).error).toBeDefined();
  });

  it("not without an ELF that loads", () => {
    const world = new TwinWorld();
    world.set(PROGRAM, { ...program(LOADER_V2_ID, new Uint8Array(0)), executable: false });
    expect(world.sendHereOnly(instruction(PROGRAM)).logs.at(-2)).toBe("Program is not cached");
    world.set(PROGRAM, { ...program(LOADER_V2_ID, new Uint8Array(300)), executable: false });
    const outcome = world.sendHereOnly(instruction(PROGRAM));
    expect(outcome.error).toBe("UnsupportedProgramId");
    expect(outcome.logs.at(-2)).toBe("Program is not deployed");
  });

  it("not under loader v4, which is no builtin: without a line in the log", () => {
    const world = new TwinWorld();
    world.set(PROGRAM, { ...program(LOADER_V4_ID, returning(0)), executable: false });
    const outcome = world.sendHereOnly(instruction(PROGRAM));
    expect(outcome.error).toBe("UnsupportedProgramId");
    expect(outcome.logs).toEqual([]);
  });

  it("without their executable flag too", () => {
    const world = new TwinWorld();
    world.set(PROGRAM, { ...program(LOADER_V2_ID, returning(3)), executable: false });
    expect(world.sendHereOnly(instruction(PROGRAM)).error).toEqual({ Custom: 3 });
  });

  it("loader v3's own account is a builtin's, and takes 2370 units", () => {
    expect(new TwinWorld().send(instruction(LOADER_V3_ID)).computeUnits).toBe(2370);
  });
});

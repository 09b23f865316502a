import { beforeEach, describe, expect, it } from "vitest";
import { LOADER_V3_BYTES } from "../../../src/solana/loader-v3-state.js";
import { LOADER_V3_ID } from "../../../src/solana/program-ids.js";
import { addressFromPubkey } from "../../../src/solana/pubkey.js";
import { account } from "../harness.js";
import {
  AUTHORITY,
  BUFFER,
  close,
  DATA,
  deploy,
  extend,
  LAMPORTS,
  loaderAccount,
  loaderV3,
  meta,
  PROGRAM,
  PROGRAMDATA,
  SPILL,
  STRANGER,
  setAuthority,
  TwinWorld,
  upgrade,
  withAccount,
} from "./loader-case.js";
import { returning } from "./tiny-elf.js";

const ELF = returning(0);
const call = { programId: PROGRAM, accounts: [], data: new Uint8Array(0) };
const deployProgram = deploy(PROGRAM, PROGRAMDATA, BUFFER, 1000n);
const upgradeProgram = upgrade(PROGRAM, PROGRAMDATA, BUFFER, SPILL);
const closeProgram = close(meta(PROGRAM, "w"));

let world: TwinWorld;

beforeEach(() => {
  world = new TwinWorld();
});

const uninitialized = (length: number) =>
  account({ lamports: LAMPORTS, owner: LOADER_V3_ID, data: new Uint8Array(length) });
const setBuffer = (elf: Uint8Array) => world.set(BUFFER, loaderAccount({ kind: "buffer", authority: AUTHORITY }, elf));

function setUp(elf = ELF): void {
  setBuffer(elf);
  world.set(PROGRAM, uninitialized(LOADER_V3_BYTES.program));
}

function deployed(): void {
  setUp();
  expect(world.send(deployProgram).error).toBeUndefined();
}

/** The line in which the loader says why a program does not run. */
const refusalOf = ({ error, logs }: { error: unknown; logs: readonly string[] }) => [error, logs.at(-2)];

describe("a program's life under loader v3", () => {
  it("is written to a buffer, deployed, run, upgraded, run, handed on, closed", () => {
    world.set(BUFFER, uninitialized(LOADER_V3_BYTES.buffer + ELF.length));
    world.send(loaderV3([meta(BUFFER, "w"), meta(AUTHORITY)], DATA.initializeBuffer()));
    for (let offset = 0; offset < ELF.length; offset += 50) {
      const write = DATA.write(offset, ELF.subarray(offset, offset + 50));
      expect(world.send(loaderV3([meta(BUFFER, "w"), meta(AUTHORITY, "s")], write)).error).toBeUndefined();
    }
    expect(world.get(BUFFER).data.subarray(LOADER_V3_BYTES.buffer)).toEqual(ELF);

    world.set(PROGRAM, uninitialized(LOADER_V3_BYTES.program));
    expect(world.send(deployProgram).logs).toContain(`Deployed program ${addressFromPubkey(PROGRAM)}`);
    expect(world.get(PROGRAM).executable).toBe(true);
    expect(world.get(PROGRAMDATA).data.length).toBe(LOADER_V3_BYTES.programData + 1000);
    world.warp(1n);
    expect(world.send(call).error).toBeUndefined();

    setBuffer(returning(5));
    expect(world.send(upgradeProgram).logs).toContain(`Upgraded program ${addressFromPubkey(PROGRAM)}`);
    world.warp(1n);
    expect(world.send(call).error).toEqual({ Custom: 5 });

    const handOver = setAuthority(meta(STRANGER));
    expect(world.send(handOver).error).toBeUndefined();
    expect(world.send(handOver).error).toBe("IncorrectAuthority");
    expect(world.send(call).error).toEqual({ Custom: 5 });

    expect(world.send(extend(10_240)).error).toBeUndefined();
    world.warp(1n);
    expect(world.send(call).error).toEqual({ Custom: 5 });

    expect(world.send(withAccount(closeProgram, 2, meta(STRANGER, "s"))).error).toBeUndefined();
    expect(world.accounts.has(PROGRAMDATA)).toBe(false);
    expect(world.send(deployProgram).error).toBe("AccountAlreadyInitialized");
  });
});

// LiteSVM lets a program run in the slot it changes in, so from here on most is held against Agave's source alone.
describe("when a program can be called", () => {
  const notDeployed = ["UnsupportedProgramId", "Program is not deployed"];
  const notCached = ["UnsupportedProgramId", "Program is not cached"];

  it("not in the transaction that deploys it, and not in that slot", () => {
    setUp();
    const together = world.sendHereOnly(deployProgram, call);
    expect(refusalOf(together)).toEqual(notDeployed);
    expect(together.errorIndex).toBe(1);
    expect(world.accounts.has(PROGRAMDATA)).toBe(false);
    deployed();
    expect(refusalOf(world.sendHereOnly(call))).toEqual(notDeployed);
    world.warp(1n);
    expect(world.send(call).error).toBeUndefined();
  });

  it("not in the transaction that upgrades it, nor in that slot, unless the upgrade fails", () => {
    deployed();
    world.warp(1n);
    setBuffer(returning(5));
    expect(refusalOf(world.send(upgradeProgram, call))).toEqual(notDeployed);
    expect(world.send(call).error).toBeUndefined();
    expect(world.send(upgradeProgram).error).toBeUndefined();
    expect(refusalOf(world.sendHereOnly(call))).toEqual(notDeployed);
    world.warp(1n);
    expect(world.send(call).error).toEqual({ Custom: 5 });
  });

  it("not in the transaction that extends it, nor in that slot", () => {
    deployed();
    world.warp(1n);
    expect(refusalOf(world.sendHereOnly(extend(10_240), call))).toEqual(notDeployed);
    expect(world.send(extend(10_240)).error).toBeUndefined();
    expect(refusalOf(world.sendHereOnly(call))).toEqual(notDeployed);
    world.warp(1n);
    expect(world.send(call).error).toBeUndefined();
  });

  it("still after another authority was set", () => {
    deployed();
    world.warp(1n);
    expect(world.send(setAuthority(), call).error).toBeUndefined();
    expect(world.send(call).error).toBeUndefined();
  });

  it("never again once it is closed", () => {
    deployed();
    world.warp(1n);
    expect(refusalOf(world.send(closeProgram, call))).toEqual(notDeployed);
    expect(world.send(call).error).toBeUndefined();
    expect(world.send(closeProgram).error).toBeUndefined();
    expect(refusalOf(world.sendHereOnly(call))).toEqual(notCached);
    world.warp(1n);
    expect(refusalOf(world.sendHereOnly(call))).toEqual(notCached);
  });

  it("not if it was never deployed, or is a buffer", () => {
    world.set(PROGRAM, uninitialized(LOADER_V3_BYTES.program));
    expect(refusalOf(world.sendHereOnly(call))).toEqual(notCached);
    world.set(PROGRAM, loaderAccount({ kind: "buffer", authority: AUTHORITY }, ELF));
    expect(refusalOf(world.sendHereOnly(call))).toEqual(notCached);
  });

  it("not if somebody else owns its programdata, or there is no ELF in it", () => {
    const programdata = (elf: Uint8Array) =>
      loaderAccount({ kind: "programData", slot: 1n, authority: undefined }, elf);
    world.set(PROGRAM, loaderAccount({ kind: "program", programDataAddress: PROGRAMDATA }));
    world.set(PROGRAMDATA, { ...programdata(ELF), owner: STRANGER });
    expect(refusalOf(world.sendHereOnly(call))).toEqual(notDeployed);
    world.set(PROGRAMDATA, programdata(new Uint8Array(500)));
    expect(refusalOf(world.sendHereOnly(call))).toEqual(notDeployed);
    world.set(PROGRAMDATA, programdata(ELF));
    expect(world.sendHereOnly(call).error).toBeUndefined();
  });
});

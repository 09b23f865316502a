import { beforeEach, describe, expect, it } from "vitest";
import { LOADER_V3_BYTES } from "../../../src/solana/loader-v3-state.js";
import { LOADER_V3_ID, SYSTEM_PROGRAM_ID } from "../../../src/solana/program-ids.js";
import { programdataAddressOf } from "../../../src/solana/programdata-address.js";
import { addressFromPubkey } from "../../../src/solana/pubkey.js";
import { account, key } from "../harness.js";
import {
  AUTHORITY,
  DATA,
  deploy,
  LAMPORTS,
  loaderAccount,
  loaderV3,
  meta,
  PAYER,
  STRANGER,
  TwinWorld,
  upgrade,
} from "./loader-case.js";
import { returning } from "./tiny-elf.js";

const PROGRAM = key(21);
const PROGRAMDATA = programdataAddressOf(PROGRAM).address;
const BUFFER = key(22);
const SPILL = key(23);
const ELF = returning(0);
const call = { programId: PROGRAM, accounts: [], data: new Uint8Array(0) };

let world: TwinWorld;

beforeEach(() => {
  world = new TwinWorld();
});

const uninitialized = (length: number) =>
  account({ lamports: LAMPORTS, owner: LOADER_V3_ID, data: new Uint8Array(length) });
const setBuffer = (elf: Uint8Array) => world.set(BUFFER, loaderAccount({ kind: "buffer", authority: AUTHORITY }, elf));

function deployed(elf = ELF, maxDataLength = 1000n): void {
  setBuffer(elf);
  world.set(PROGRAM, uninitialized(LOADER_V3_BYTES.program));
  expect(world.send(deploy(PROGRAM, PROGRAMDATA, BUFFER, maxDataLength)).error).toBeUndefined();
}

describe("a program's life under loader v3, as in LiteSVM", () => {
  it("is written to a buffer, deployed, run, upgraded, run, handed on, closed", () => {
    world.set(BUFFER, uninitialized(LOADER_V3_BYTES.buffer + ELF.length));
    world.send(loaderV3([meta(BUFFER, "w"), meta(AUTHORITY)], DATA.initializeBuffer()));
    for (let offset = 0; offset < ELF.length; offset += 50) {
      const write = DATA.write(offset, ELF.subarray(offset, offset + 50));
      expect(world.send(loaderV3([meta(BUFFER, "w"), meta(AUTHORITY, "s")], write)).error).toBeUndefined();
    }
    expect(world.get(BUFFER).data.subarray(LOADER_V3_BYTES.buffer)).toEqual(ELF);

    world.set(PROGRAM, uninitialized(LOADER_V3_BYTES.program));
    const { logs } = world.send(deploy(PROGRAM, PROGRAMDATA, BUFFER, 1000n));
    expect(logs).toContain(`Deployed program ${addressFromPubkey(PROGRAM)}`);
    expect(world.get(PROGRAM).executable).toBe(true);
    expect(world.get(PROGRAMDATA).data.length).toBe(LOADER_V3_BYTES.programData + 1000);

    world.warp(1n);
    expect(world.send(call).error).toBeUndefined();

    setBuffer(returning(5));
    expect(world.send(upgrade(PROGRAM, PROGRAMDATA, BUFFER, SPILL)).error).toBeUndefined();
    world.warp(1n);
    expect(world.send(call).error).toEqual({ Custom: 5 });

    const handOver = loaderV3([meta(PROGRAMDATA, "w"), meta(AUTHORITY, "s"), meta(STRANGER)], DATA.setAuthority());
    expect(world.send(handOver).logs).toContain(`New authority Some(${addressFromPubkey(STRANGER)})`);
    expect(world.send(handOver).error).toBe("IncorrectAuthority");
    world.warp(1n);
    expect(world.send(call).error).toEqual({ Custom: 5 });

    const close = loaderV3(
      [meta(PROGRAMDATA, "w"), meta(SPILL, "w"), meta(STRANGER, "s"), meta(PROGRAM, "w")],
      DATA.close(),
    );
    expect(world.send(close).logs).toContain(`Closed Program ${addressFromPubkey(PROGRAM)}`);
    expect(world.accounts.has(PROGRAMDATA)).toBe(false);
  });
});

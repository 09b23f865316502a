import { describe, expect, test } from "vitest";
import { concatBytes } from "../../../src/base/bytes.js";
import { u32, u64 } from "../../../src/cli/diff/bytes.js";
import type { Instruction } from "../../../src/solana/instruction.js";
import { encodeLoaderV3State } from "../../../src/solana/loader-v3-state.js";
import {
  COMPUTE_BUDGET_PROGRAM_ID,
  LOADER_V3_ID,
  SYSTEM_PROGRAM_ID,
  SYSVAR_CLOCK_ID,
  SYSVAR_RENT_ID,
} from "../../../src/solana/program-ids.js";
import { programdataAddressOf } from "../../../src/solana/programdata-address.js";
import { addressFromPubkey } from "../../../src/solana/pubkey.js";
import { A, callOften, cpiStage, SIGNER } from "../../helpers/cast.js";
import { named } from "../../helpers/names.js";
import type { Puppet } from "../../helpers/puppet.js";
import { meta } from "../../helpers/transactions.js";

// A builtin that calls: loader v3's deployment creates the programdata account by the system program. It is prepared
// and pushed as any call, at no price of its own (Agave: invoke_context.rs, native_invoke_signed).

const [NEW, BUFFER] = ["new program", "buffer"].map(named);
const PROGRAMDATA = programdataAddressOf(NEW).address;
const LOADER = `Program ${addressFromPubkey(LOADER_V3_ID)}`;
const SYSTEM = `Program ${addressFromPubkey(SYSTEM_PROGRAM_ID)}`;
const RICH = 10n ** 12n;

const stage = cpiStage().set(SIGNER, { lamports: RICH });
stage.set(NEW, { owner: LOADER_V3_ID, data: new Uint8Array(36) });
stage.set(PROGRAMDATA, { lamports: 0n });
const bufferData = new Uint8Array(37 + stage.elf.length);
bufferData.set(encodeLoaderV3State({ kind: "buffer", authority: SIGNER }));
bufferData.set(stage.elf, 37);
stage.set(BUFFER, { owner: LOADER_V3_ID, data: bufferData, lamports: RICH });

function deployment({ programdata = "w" as "" | "w", callee = SYSTEM_PROGRAM_ID } = {}): Instruction {
  const accounts = [
    meta(SIGNER, "ws"),
    meta(PROGRAMDATA, programdata),
    meta(NEW, "w"),
    meta(BUFFER, "w"),
    meta(SYSVAR_RENT_ID),
    meta(SYSVAR_CLOCK_ID),
    meta(callee),
    meta(SIGNER, "s"),
  ];
  return { programId: LOADER_V3_ID, accounts, data: concatBytes(u32(2), u64(BigInt(stage.elf.length))) };
}

describe("loader v3's deployment", () => {
  test("2,370 units of the loader's and 150 of the system program's, no 946", () => {
    const { error, lines, computeUnits, inner } = stage.play({ acts: [deployment()] });
    expect(error).toBeNull();
    expect(computeUnits).toBe(2370 + 150);
    expect(lines.slice(0, 3)).toEqual([`${LOADER} invoke [1]`, `${SYSTEM} invoke [2]`, `${SYSTEM} success`]);
    expect(lines.at(-1)).toBe(`${LOADER} success`);
    expect(inner[0]).toMatchObject([{ stackHeight: 2 }]);
  });

  test("rights do not grow: programdata that may only be read", () => {
    const { error, lines } = stage.play({ acts: [deployment({ programdata: "" })] });
    expect(error).toEqual({ InstructionError: [0, "PrivilegeEscalation"] });
    expect(lines.slice(1)).toEqual([
      `${addressFromPubkey(PROGRAMDATA)}'s writable privilege escalated`,
      `${LOADER} failed: Cross-program invocation with unauthorized signer or writable account`,
    ]);
  });

  test("the callee must be among the accounts", () => {
    const { error, lines } = stage.play({ acts: [deployment({ callee: A })] });
    expect(error).toEqual({ InstructionError: [0, "MissingAccount"] });
    expect(lines.slice(1)).toEqual([
      `Unknown program ${addressFromPubkey(SYSTEM_PROGRAM_ID)}`,
      `${LOADER} failed: An account required by the instruction is missing`,
    ]);
  });

  test("it counts in the trace", () => {
    const calls = (count: number) => {
      return { program: A, accounts: [meta(COMPUTE_BUDGET_PROGRAM_ID)], part: (a: Puppet) => callOften(a, count) };
    };
    expect(stage.play({ acts: [calls(61), deployment()] }).error).toBeNull();
    const { error } = stage.play({ acts: [calls(62), deployment()] });
    expect(error).toEqual({ InstructionError: [1, "MaxInstructionTraceLengthExceeded"] });
  });
});

import { describe, expect, it } from "vitest";
import { ByteWriter } from "../../src/base/byte-writer.js";
import type { Instruction } from "../../src/solana/instruction.js";
import { LOADER_V3_ID, SYSTEM_PROGRAM_ID } from "../../src/solana/program-ids.js";
import { addressFromPubkey, type Pubkey } from "../../src/solana/pubkey.js";
import { createSvm, type Svm } from "../../src/svm/index.js";
import { Differential } from "../helpers/oracle.js";
import { compileWire, meta } from "../helpers/transactions.js";
import {
  AUTHORITY,
  BUFFER,
  close,
  DATA,
  deploy,
  extend,
  loaderAccount,
  loaderV3,
  PAYER,
  PROGRAM,
  PROGRAMDATA,
  SPILL,
  setAuthority,
  upgrade,
} from "../runtime/builtins/loader-case.js";
import { returning } from "../runtime/builtins/tiny-elf.js";

// Programs through the whole pipeline, with the transactions that clients send.

const LAMPORTS = 10n ** 12n;
const ELF = returning(0);
const call: Instruction = { programId: PROGRAM, accounts: [], data: new Uint8Array(0) };
const deployProgram = deploy(PROGRAM, PROGRAMDATA, BUFFER, 1000n);
const upgradeProgram = upgrade(PROGRAM, PROGRAMDATA, BUFFER, SPILL);
const closeProgram = close(meta(PROGRAM, "w"));
const wire = (blockhash: Uint8Array, instructions: readonly Instruction[]) =>
  compileWire({ feePayer: PAYER, instructions, blockhash });

function createAccount(pubkey: Pubkey, space: number): Instruction {
  const lamports = BigInt(128 + space) * 6960n;
  const data = new ByteWriter().u32(0).u64(lamports).u64(BigInt(space)).bytes(LOADER_V3_ID).finish();
  return { programId: SYSTEM_PROGRAM_ID, accounts: [meta(PAYER, "ws"), meta(pubkey, "ws")], data };
}

const writeBuffer = (elf: Uint8Array): Instruction[] => [
  createAccount(BUFFER, 37 + elf.length),
  loaderV3([meta(BUFFER, "w"), meta(AUTHORITY)], DATA.initializeBuffer()),
  loaderV3([meta(BUFFER, "w"), meta(AUTHORITY, "s")], DATA.write(0, elf)),
];

describe("as LiteSVM has it", () => {
  it("a program is deployed, called, upgraded, called, extended, called, closed", () => {
    const both = new Differential();
    both.setAccount(PAYER, { lamports: LAMPORTS });
    const send = (...instructions: Instruction[]) => both.send(wire(both.blockhash, instructions));
    const isFine = (...instructions: Instruction[]) => expect(send(...instructions).error).toBeNull();

    isFine(...writeBuffer(ELF));
    isFine(createAccount(PROGRAM, 36), deployProgram);
    isFine(call);
    expect(send(...writeBuffer(returning(6)), upgradeProgram).error).toEqual({
      InstructionError: [3, "InvalidArgument"],
    });
    both.agave.warpToSlot(both.svm.slot + 1n);
    both.svm.warpToSlot(both.svm.slot + 1n);
    isFine(...writeBuffer(returning(6)), upgradeProgram);
    expect(send(call).error).toEqual({ InstructionError: [0, { Custom: 6 }] });
    both.agave.warpToSlot(both.svm.slot + 1n);
    both.svm.warpToSlot(both.svm.slot + 1n);
    expect(send(extend(10_240), call).error).toEqual({ InstructionError: [1, "UnsupportedProgramId"] });
    isFine(extend(10_240));
    expect(send(call).error).toEqual({ InstructionError: [0, { Custom: 6 }] });
    both.agave.warpToSlot(both.svm.slot + 1n);
    both.svm.warpToSlot(both.svm.slot + 1n);
    // Whether LiteSVM still runs it after this hangs on the order of the keys in the message.
    isFine(closeProgram);
  });

  it("programs placed by the host run at once; one set before its programdata does not run", () => {
    const both = new Differential();
    both.setAccount(PAYER, { lamports: LAMPORTS });
    const program = loaderAccount({ kind: "program", programDataAddress: PROGRAMDATA });
    const programdata = loaderAccount({ kind: "programData", slot: both.svm.slot, authority: AUTHORITY }, returning(3));
    both.setAccount(PROGRAM, { ...program, executable: true });
    both.setAccount(PROGRAMDATA, programdata);
    expect(both.send(wire(both.blockhash, [call])).logs).toContain("Program is not deployed");
    both.setAccount(PROGRAM, { ...program, executable: true });
    expect(both.send(wire(both.blockhash, [call])).error).toEqual({ InstructionError: [0, { Custom: 3 }] });
    both.setAccount(PROGRAM, program);
    expect(both.send(wire(both.blockhash, [call])).error).toBe("InvalidProgramForExecution");
  });
});

describe("as Agave has it", () => {
  const send = (svm: Svm, ...instructions: Instruction[]) => {
    svm.expireBlockhash();
    return svm.sendTransaction(wire(svm.bank.blockhashes.latest, instructions));
  };
  const newSvm = () => {
    const svm = createSvm({ signatureVerification: false });
    svm.setAccount(PAYER, { lamports: LAMPORTS, data: new Uint8Array(0), owner: SYSTEM_PROGRAM_ID });
    return svm;
  };
  const outcomeOf = (svm: Svm, ...instructions: Instruction[]) => {
    const result = send(svm, ...instructions);
    return result.ok ? "fine" : result.error;
  };
  const isFine = (svm: Svm, ...instructions: Instruction[]) => expect(outcomeOf(svm, ...instructions)).toBe("fine");
  const unsupported = (index: number) => ({ InstructionError: [index, "UnsupportedProgramId"] });

  it("what changes in a slot runs from the next", () => {
    const svm = newSvm();
    isFine(svm, ...writeBuffer(ELF));
    isFine(svm, createAccount(PROGRAM, 36), deployProgram);
    expect(outcomeOf(svm, call)).toEqual(unsupported(0));
    svm.warpToSlot(svm.slot + 1n);
    isFine(svm, call);
    isFine(svm, ...writeBuffer(returning(6)), upgradeProgram);
    expect(outcomeOf(svm, call)).toEqual(unsupported(0));
    svm.warpToSlot(svm.slot + 1n);
    expect(outcomeOf(svm, call)).toEqual({ InstructionError: [0, { Custom: 6 }] });
    isFine(svm, closeProgram);
    expect(outcomeOf(svm, call)).toEqual(unsupported(0));
    const { logs } = send(svm, call);
    expect(logs).toContain("Program is not cached");
  });

  it("a failed or simulated upgrade leaves the program as it was", () => {
    const svm = newSvm();
    isFine(svm, ...writeBuffer(ELF));
    isFine(svm, createAccount(PROGRAM, 36), deployProgram);
    svm.warpToSlot(svm.slot + 1n);
    const upgradeAndFail = [...writeBuffer(returning(6)), upgradeProgram, call];
    expect(outcomeOf(svm, ...upgradeAndFail)).toEqual(unsupported(4));
    isFine(svm, call);
    const upgradeOnly = wire(svm.bank.blockhashes.latest, [...writeBuffer(returning(6)), upgradeProgram]);
    expect(svm.simulateTransaction(upgradeOnly).ok).toBe(true);
    isFine(svm, call);
  });

  it("going back to a snapshot brings the old program back", () => {
    const svm = newSvm();
    isFine(svm, ...writeBuffer(ELF));
    isFine(svm, createAccount(PROGRAM, 36), deployProgram);
    svm.warpToSlot(svm.slot + 1n);
    isFine(svm, call);
    const before = svm.snapshot();
    isFine(svm, ...writeBuffer(returning(6)), upgradeProgram);
    svm.warpToSlot(svm.slot + 1n);
    expect(outcomeOf(svm, call)).toEqual({ InstructionError: [0, { Custom: 6 }] });
    svm.revert(before);
    isFine(svm, call);
    isFine(svm, closeProgram);
    expect(outcomeOf(svm, call)).toEqual(unsupported(0));
    svm.revert(before);
    isFine(svm, setAuthority(meta(SPILL)), call);
  });

  it("accounts that the host sets are looked at in the next transaction", () => {
    const svm = newSvm();
    const set = (pubkey: Pubkey, { data, owner }: { data: Uint8Array; owner: Pubkey }) =>
      svm.setAccount(addressFromPubkey(pubkey), { lamports: LAMPORTS, data, owner });
    set(PROGRAM, loaderAccount({ kind: "program", programDataAddress: PROGRAMDATA }));
    expect(outcomeOf(svm, call)).toEqual(unsupported(0));
    const programdata = (slot: bigint, code: number) =>
      loaderAccount({ kind: "programData", slot, authority: undefined }, returning(code));
    set(PROGRAMDATA, programdata(1n, 4));
    expect(outcomeOf(svm, call)).toEqual({ InstructionError: [0, { Custom: 4 }] });
    set(PROGRAMDATA, programdata(2n, 5));
    expect(outcomeOf(svm, call)).toEqual({ InstructionError: [0, { Custom: 5 }] });
    set(PROGRAMDATA, programdata(svm.slot, 5));
    expect(outcomeOf(svm, call)).toEqual(unsupported(0));
  });
});

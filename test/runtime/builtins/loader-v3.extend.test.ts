import { describe, expect, it } from "vitest";
import { FeatureSet } from "../../../src/solana/feature-set.js";
import { LOADER_V3_ID, SYSTEM_PROGRAM_ID } from "../../../src/solana/program-ids.js";
import { addressFromPubkey } from "../../../src/solana/pubkey.js";
import { DEFAULT_RENT, minimumBalance } from "../../../src/solana/sysvars/rent.js";
import { account } from "../harness.js";
import {
  AUTHORITY,
  BUFFER,
  DATA,
  extend,
  LAMPORTS,
  loaderAccount,
  meta,
  PROGRAM,
  PROGRAMDATA,
  STRANGER,
  TwinWorld,
  testRefusals,
  withAccount,
  withAccounts,
} from "./loader-case.js";
import { returning } from "./tiny-elf.js";

const ELF = returning(0);
const MAX_LENGTH = 10 * 1024 * 1024;
const { slot: SLOT } = new TwinWorld();
const rentFor = (length: number) => minimumBalance(DEFAULT_RENT, length);
const programdata = (slot = 1n, elf = ELF, lamports = rentFor(45 + elf.length)) =>
  loaderAccount({ kind: "programData", slot, authority: AUTHORITY }, elf, { lamports });
const buffer = loaderAccount({ kind: "buffer", authority: AUTHORITY }, ELF);
const program = loaderAccount({ kind: "program", programDataAddress: PROGRAMDATA });
const garbage = account({ lamports: LAMPORTS, owner: LOADER_V3_ID, data: new Uint8Array(400).fill(9) });
const accounts = () =>
  [
    [PROGRAMDATA, programdata()],
    [PROGRAM, program],
    [STRANGER, account({ lamports: 1_000_000n })],
  ] as const;
const instruction = extend(10_240);
const withBytes = (additionalBytes: number) => ({ ...instruction, data: DATA.extend(additionalBytes) });
/** An ELF with so much after it that its programdata is this much shorter than the longest account. */
const elfWithHeadroom = (headroom: number) => {
  const padded = new Uint8Array(MAX_LENGTH - headroom - 45);
  padded.set(ELF);
  return padded;
};
const minimumLog = (requested: number) =>
  "ExtendProgram requires a minimum of 10240 additional bytes or to extend to maximum size, " +
  `but only ${requested} were requested`;

describe("ExtendProgram", () => {
  testRefusals(instruction, accounts, [
    {
      title: "no bytes",
      error: "InvalidInstructionData",
      log: "Additional bytes must be greater than 0",
      instruction: withBytes(0),
    },
    { title: "no account", error: "MissingAccount", instruction: withAccounts(instruction, 0) },
    { title: "1 account", error: "MissingAccount", instruction: withAccounts(instruction, 1) },
    {
      title: "somebody else's programdata",
      error: "InvalidAccountOwner",
      log: "ProgramData owner is invalid",
      accounts: [[PROGRAMDATA, { ...programdata(), owner: STRANGER }]],
    },
    {
      title: "a readonly programdata",
      error: "InvalidArgument",
      log: "ProgramData is not writable",
      instruction: withAccount(instruction, 0, meta(PROGRAMDATA)),
    },
    {
      title: "the programdata as the program",
      error: "AccountBorrowFailed",
      instruction: withAccount(instruction, 1, meta(PROGRAMDATA, "w")),
    },
    {
      title: "a readonly program",
      error: "InvalidArgument",
      log: "Program account is not writable",
      instruction: withAccount(instruction, 1, meta(PROGRAM)),
    },
    {
      title: "somebody else's program",
      error: "InvalidAccountOwner",
      log: "Program account not owned by loader",
      accounts: [[PROGRAM, { ...program, owner: STRANGER }]],
    },
    {
      title: "a buffer for the program",
      error: "InvalidAccountData",
      log: "Invalid Program account",
      accounts: [[PROGRAM, buffer]],
    },
    { title: "a program without a state", error: "InvalidAccountData", accounts: [[PROGRAM, garbage]] },
    {
      title: "another program's programdata",
      error: "InvalidArgument",
      log: "Program account does not match ProgramData account",
      accounts: [[PROGRAM, loaderAccount({ kind: "program", programDataAddress: BUFFER })]],
    },
    {
      title: "more than an account can have",
      error: "InvalidRealloc",
      log:
        `Extended ProgramData length of ${MAX_LENGTH + 1} bytes exceeds max account data length of ` +
        `${MAX_LENGTH} bytes`,
      instruction: withBytes(MAX_LENGTH - 45 - ELF.length + 1),
    },
    {
      title: "u32::MAX bytes",
      error: "InvalidRealloc",
      log:
        `Extended ProgramData length of ${45 + ELF.length + 0xffff_ffff} bytes exceeds max account data length of ` +
        `${MAX_LENGTH} bytes`,
      instruction: withBytes(0xffff_ffff),
    },
    {
      title: "one byte less than the least",
      error: "InvalidArgument",
      log: minimumLog(10_239),
      instruction: withBytes(10_239),
    },
    {
      title: "less than the least that does not fill the account",
      error: "InvalidArgument",
      log: minimumLog(99),
      accounts: [[PROGRAMDATA, programdata(1n, elfWithHeadroom(100))]],
      instruction: withBytes(99),
    },
    {
      title: "a program deployed or extended in this slot",
      error: "InvalidArgument",
      log: "Program was extended in this block already",
      accounts: [[PROGRAMDATA, programdata(SLOT)]],
    },
    {
      title: "a final program",
      error: "Immutable",
      log: "Cannot extend ProgramData accounts that are not upgradeable",
      accounts: [[PROGRAMDATA, loaderAccount({ kind: "programData", slot: 1n, authority: undefined }, ELF)]],
    },
    {
      title: "a buffer for the programdata",
      error: "InvalidAccountData",
      log: "ProgramData state is invalid",
      accounts: [[PROGRAMDATA, buffer]],
    },
    { title: "a programdata without a state", error: "InvalidAccountData", accounts: [[PROGRAMDATA, garbage]] },
    { title: "to extend without a payer", error: "MissingAccount", instruction: withAccounts(instruction, 3) },
    {
      title: "a payer that does not sign",
      error: "PrivilegeEscalation",
      log: `${addressFromPubkey(STRANGER)}'s signer privilege escalated`,
      instruction: withAccount(instruction, 3, meta(STRANGER, "w")),
    },
    {
      title: "a readonly payer",
      error: "PrivilegeEscalation",
      log: `${addressFromPubkey(STRANGER)}'s writable privilege escalated`,
      instruction: withAccount(instruction, 3, meta(STRANGER, "s")),
    },
    {
      title: "another account for the system program",
      error: "MissingAccount",
      log: `Unknown program ${addressFromPubkey(SYSTEM_PROGRAM_ID)}`,
      instruction: withAccount(instruction, 2, meta(STRANGER)),
    },
    {
      title: "a payer that is short of lamports",
      error: { Custom: 1 },
      log: `Transfer: insufficient lamports 1000000, need ${10_240 * 6960}`,
      instruction: withAccount(instruction, 3, meta(STRANGER, "ws")),
    },
    {
      title: "a program that may not be deployed",
      error: "InvalidAccountData",
      log: "Failed to parse ELF file: invalid file header",
      accounts: [[PROGRAMDATA, programdata(1n, new Uint8Array(100))]],
    },
  ]);

  it.each([
    ["10240 bytes", ELF, 10_240],
    ["100 bytes when they fill the account", elfWithHeadroom(100), 100],
    ["10240 bytes when they fill the account", elfWithHeadroom(10_240), 10_240],
    ["as much as fits", ELF, MAX_LENGTH - 45 - ELF.length],
  ])("gives %s, in zeros, for their rent", (_, elf, additionalBytes) => {
    const world = new TwinWorld();
    for (const [pubkey, one] of accounts()) world.set(pubkey, one);
    world.set(PROGRAMDATA, programdata(1n, elf));
    const { error, logs } = world.send(withBytes(additionalBytes));
    expect(error).toBeUndefined();
    expect(logs).toContain(`Extended ProgramData account by ${additionalBytes} bytes`);
    const { data, lamports } = world.get(PROGRAMDATA);
    const length = 45 + elf.length + additionalBytes;
    expect(data.length).toBe(length);
    expect(lamports).toBe(rentFor(length));
    expect(Buffer.from(data.subarray(45, 45 + elf.length)).equals(elf)).toBe(true);
    expect(data.subarray(45 + elf.length).every((byte) => byte === 0)).toBe(true);
  });

  it("happens once in a slot", () => {
    const world = new TwinWorld();
    for (const [pubkey, one] of accounts()) world.set(pubkey, one);
    expect(world.send(instruction).error).toBeUndefined();
    expect(world.send(instruction).error).toBe("InvalidArgument");
    world.warp(1n);
    expect(world.send(instruction).error).toBeUndefined();
  });

  it("needs no payer when the lamports are there", () => {
    const world = new TwinWorld();
    for (const [pubkey, one] of accounts()) world.set(pubkey, one);
    const rent = rentFor(45 + ELF.length + 10_240);
    world.set(PROGRAMDATA, programdata(1n, ELF, rent));
    expect(world.send(withAccounts(instruction, 2)).error).toBeUndefined();
    world.set(PROGRAMDATA, programdata(1n, ELF, rent - 1n));
    expect(world.send(withAccounts(instruction, 2)).error).toBe("MissingAccount");
  });

  it("asks for no least before SIMD-0431", () => {
    const features = new FeatureSet();
    const world = new TwinWorld({ features });
    for (const [pubkey, one] of accounts()) world.set(pubkey, one);
    expect(world.sendHereOnly(withBytes(1)).error).toBeUndefined();
    expect(world.get(PROGRAMDATA).data.length).toBe(45 + ELF.length + 1);
  });
});

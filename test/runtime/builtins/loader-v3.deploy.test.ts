import { describe, expect, it } from "vitest";
import { LOADER_V3_ID, SYSTEM_PROGRAM_ID, SYSVAR_CLOCK_ID, SYSVAR_RENT_ID } from "../../../src/solana/program-ids.js";
import { addressFromPubkey } from "../../../src/solana/pubkey.js";
import { DEFAULT_RENT, minimumBalance } from "../../../src/solana/sysvars/rent.js";
import { account } from "../harness.js";
import {
  AUTHORITY,
  BUFFER,
  DATA,
  deploy,
  LAMPORTS,
  loaderAccount,
  meta,
  PAYER,
  PROGRAM,
  PROGRAMDATA,
  STRANGER,
  TwinWorld,
  testRefusals,
  withAccount,
  withAccounts,
} from "./loader-case.js";
import { elfOf, returning } from "./tiny-elf.js";

const ELF = returning(0);
const LENGTH = BigInt(ELF.length);
const MAX_LENGTH = 10n * 1024n * 1024n - 45n;
const uninitialized = (length: number, lamports = LAMPORTS) =>
  account({ lamports, owner: LOADER_V3_ID, data: new Uint8Array(length) });
const buffer = (elf: Uint8Array, authority: typeof AUTHORITY | undefined = AUTHORITY) =>
  loaderAccount({ kind: "buffer", authority }, elf);
const garbage = account({ lamports: LAMPORTS, owner: LOADER_V3_ID, data: new Uint8Array(40).fill(9) });
const instruction = deploy(PROGRAM, PROGRAMDATA, BUFFER, LENGTH);
const withLength = (maxDataLength: bigint) => deploy(PROGRAM, PROGRAMDATA, BUFFER, maxDataLength);
const rentForProgram = minimumBalance(DEFAULT_RENT, 36);
const accounts = () =>
  [
    [PROGRAM, uninitialized(36, rentForProgram)],
    [PROGRAMDATA, account()],
    [BUFFER, buffer(ELF)],
    [STRANGER, account({ lamports: 1_000_000n })],
  ] as const;

describe("DeployWithMaxDataLen", () => {
  testRefusals(instruction, accounts, [
    { title: "3 accounts", error: "MissingAccount", instruction: withAccounts(instruction, 3) },
    { title: "4 accounts", error: "MissingAccount", instruction: withAccounts(instruction, 4) },
    { title: "5 accounts", error: "MissingAccount", instruction: withAccounts(instruction, 5) },
    { title: "7 accounts", error: "MissingAccount", instruction: withAccounts(instruction, 7) },
    {
      title: "another account for the rent sysvar",
      error: "InvalidArgument",
      instruction: withAccount(instruction, 4, meta(SYSVAR_CLOCK_ID)),
    },
    {
      title: "another account for the clock sysvar",
      error: "InvalidArgument",
      instruction: withAccount(instruction, 5, meta(SYSVAR_RENT_ID)),
    },
    {
      title: "a program that is one",
      error: "AccountAlreadyInitialized",
      log: "Program account already initialized",
      accounts: [[PROGRAM, loaderAccount({ kind: "program", programDataAddress: PROGRAMDATA })]],
    },
    { title: "a program without a state", error: "InvalidAccountData", accounts: [[PROGRAM, garbage]] },
    {
      title: "a program account of 35 bytes",
      error: "AccountDataTooSmall",
      log: "Program account too small",
      accounts: [[PROGRAM, uninitialized(35)]],
    },
    {
      title: "a program account one lamport short of rent",
      error: "ExecutableAccountNotRentExempt",
      log: "Program account not rent-exempt",
      accounts: [[PROGRAM, uninitialized(36, rentForProgram - 1n)]],
    },
    {
      title: "a readonly buffer",
      error: "InvalidArgument",
      log: "Buffer account not writeable",
      instruction: withAccount(instruction, 3, meta(BUFFER)),
    },
    {
      title: "somebody else's buffer",
      error: "IncorrectProgramId",
      log: "Buffer account not owned by loader",
      accounts: [[BUFFER, { ...buffer(ELF), owner: STRANGER }]],
    },
    {
      title: "an account that is no buffer",
      error: "InvalidArgument",
      log: "Invalid Buffer account",
      accounts: [[BUFFER, uninitialized(200)]],
    },
    { title: "a buffer without a state", error: "InvalidAccountData", accounts: [[BUFFER, garbage]] },
    {
      title: "a buffer of another authority",
      error: "IncorrectAuthority",
      log: "Buffer and upgrade authority don't match",
      instruction: withAccount(instruction, 7, meta(STRANGER, "s")),
    },
    {
      title: "an immutable buffer",
      error: "IncorrectAuthority",
      log: "Buffer and upgrade authority don't match",
      accounts: [[BUFFER, loaderAccount({ kind: "buffer", authority: undefined }, ELF)]],
    },
    {
      title: "an authority that does not sign",
      error: "MissingRequiredSignature",
      log: "Upgrade authority did not sign",
      instruction: withAccount(instruction, 7, meta(AUTHORITY)),
    },
    {
      title: "an empty buffer",
      error: "InvalidAccountData",
      log: "Buffer account too small",
      accounts: [[BUFFER, buffer(new Uint8Array(0))]],
    },
    {
      title: "room for one byte less than the program",
      error: "AccountDataTooSmall",
      log: "Max data length is too small to hold Buffer data",
      instruction: withLength(LENGTH - 1n),
    },
    {
      title: "room for one byte more than an account can have",
      error: "InvalidArgument",
      log: "Max data length is too large",
      instruction: withLength(MAX_LENGTH + 1n),
    },
    {
      title: "room for u64::MAX bytes",
      error: "InvalidArgument",
      log: "Max data length is too large",
      instruction: withLength(2n ** 64n - 1n),
    },
    {
      title: "a programdata address that is not derived",
      error: "InvalidArgument",
      log: "ProgramData address is not derived",
      instruction: withAccount(instruction, 1, meta(STRANGER, "w")),
    },
    {
      title: "the buffer as the payer",
      error: "AccountBorrowFailed",
      instruction: withAccount(instruction, 0, meta(BUFFER, "ws")),
    },
    {
      title: "a readonly payer",
      error: "ReadonlyLamportChange",
      instruction: withAccount(instruction, 0, meta(STRANGER, "s")),
    },
    {
      title: "a payer that does not sign",
      error: "PrivilegeEscalation",
      log: `${addressFromPubkey(STRANGER)}'s signer privilege escalated`,
      instruction: withAccount(instruction, 0, meta(STRANGER, "w")),
    },
    {
      title: "a readonly programdata",
      error: "PrivilegeEscalation",
      log: `${addressFromPubkey(PROGRAMDATA)}'s writable privilege escalated`,
      instruction: withAccount(instruction, 1, meta(PROGRAMDATA)),
    },
    {
      title: "another account for the system program",
      error: "MissingAccount",
      log: `Unknown program ${addressFromPubkey(SYSTEM_PROGRAM_ID)}`,
      instruction: withAccount(instruction, 6, meta(STRANGER)),
    },
    {
      title: "a payer that is short of lamports",
      error: { Custom: 1 },
      log: "Transfer: insufficient lamports 1000300, need 2150640",
      accounts: [[BUFFER, { ...buffer(ELF), lamports: 300n }]],
      instruction: withAccount(instruction, 0, meta(STRANGER, "ws")),
    },
    {
      title: "a programdata account that has lamports",
      error: { Custom: 0 },
      log: `Create Account: account Address { address: ${addressFromPubkey(PROGRAMDATA)}, base: None } already in use`,
      accounts: [[PROGRAMDATA, account({ lamports: 1_000_000n })]],
    },
    {
      title: "a readonly program",
      error: "ReadonlyDataModified",
      instruction: withAccount(instruction, 2, meta(PROGRAM)),
    },
    {
      title: "somebody else's program account",
      error: "ExternalAccountDataModified",
      accounts: [[PROGRAM, { ...uninitialized(36), owner: STRANGER }]],
    },
    {
      title: "the buffer as the program",
      error: "AccountAlreadyInitialized",
      log: "Program account already initialized",
      instruction: withAccount(instruction, 2, meta(BUFFER, "w")),
    },
    {
      title: "7 bytes of length",
      error: "InvalidInstructionData",
      instruction: { ...instruction, data: DATA.deploy(1n).subarray(0, 11) },
    },
  ]);

  it("gives the program as much room as an account can have", () => {
    const world = new TwinWorld();
    for (const [pubkey, one] of accounts()) world.set(pubkey, one);
    expect(world.send(withLength(MAX_LENGTH)).error).toBeUndefined();
    expect(world.get(PROGRAMDATA).data.length).toBe(10 * 1024 * 1024);
  });

  it("pays with the buffer's lamports first", () => {
    const world = new TwinWorld();
    for (const [pubkey, one] of accounts()) world.set(pubkey, one);
    const needed = minimumBalance(DEFAULT_RENT, 45 + ELF.length);
    world.set(BUFFER, { ...buffer(ELF), lamports: needed });
    const before = world.get(PAYER).lamports;
    expect(world.send(instruction).error).toBeUndefined();
    const fee = 2n * 5000n;
    expect(world.get(PAYER).lamports).toBe(before - fee);
    expect(world.accounts.has(BUFFER)).toBe(false);
  });
});

describe("ELF files that nobody may deploy", () => {
  const world = new TwinWorld();
  const text = (...bytes: number[]) => elfOf(Uint8Array.from(bytes));
  const withByte = (offset: number, value: number) => {
    const elf = ELF.slice();
    elf[offset] = value;
    return elf;
  };
  it.each([
    ["one byte", Uint8Array.of(1), "Offset or value is out of bounds"],
    ["zeros", new Uint8Array(200), "Failed to parse ELF file: invalid file header"],
    ["sBPF v4", withByte(48, 4), "Detected sbpf_version required by the executable which are not enabled"],
    ["sBPF v9", withByte(48, 9), "Detected sbpf_version required by the executable which are not enabled"],
    ["a cut file", ELF.subarray(0, 120), "Invalid ELF program header"],
    ["an entry point outside the text", withByte(24, 64), "Failed to parse ELF file: invalid file header"],
    [
      "an unknown opcode",
      text(0xb7, 0, 0, 0, 0, 0, 0, 0, 0x06, 0, 0, 0, 0, 0, 0, 0, 0x95, 0, 0, 0, 0, 0, 0, 0),
      "Verifier error: unknown eBPF opcode 0x6 (insn #1)",
    ],
    [
      "a division by zero",
      text(0x37, 0, 0, 0, 0, 0, 0, 0, 0x95, 0, 0, 0, 0, 0, 0, 0),
      "Verifier error: division by 0 (insn #0)",
    ],
    [
      "a write to r10",
      text(0xb7, 10, 0, 0, 0, 0, 0, 0, 0x95, 0, 0, 0, 0, 0, 0, 0),
      "Verifier error: cannot write into register r10 (insn #0)",
    ],
    [
      "a jump out of the text",
      text(0x05, 0, 9, 0, 0, 0, 0, 0, 0x95, 0, 0, 0, 0, 0, 0, 0),
      "Verifier error: jump out of code to #10 (insn #0)",
    ],
  ])("%s", (_, elf, reason) => {
    for (const [pubkey, one] of accounts()) world.set(pubkey, one);
    world.set(BUFFER, buffer(elf));
    const outcome = world.send(withLength(1000n));
    expect(outcome.error).toBe("InvalidAccountData");
    expect(outcome.logs.at(-2)).toBe(reason);
  });
});

import { describe, expect, it } from "vitest";
import { LOADER_V3_ID, SYSVAR_CLOCK_ID, SYSVAR_RENT_ID } from "../../../src/solana/program-ids.js";
import { DEFAULT_RENT, minimumBalance } from "../../../src/solana/sysvars/rent.js";
import { account } from "../harness.js";
import {
  AUTHORITY,
  BUFFER,
  LAMPORTS,
  loaderAccount,
  meta,
  PROGRAM,
  PROGRAMDATA,
  SPILL,
  STRANGER,
  TwinWorld,
  testRefusals,
  upgrade,
  withAccount,
  withAccounts,
} from "./loader-case.js";
import { elfOf, returning } from "./tiny-elf.js";

const ELF = returning(0);
const NEW_ELF = returning(5);
const SPARE = 20;
const { slot: SLOT } = new TwinWorld();
const RENT = minimumBalance(DEFAULT_RENT, 45 + ELF.length + SPARE);

const withSpare = (elf: Uint8Array) => Uint8Array.from([...elf, ...new Uint8Array(SPARE).fill(7)]);
const programdata = (slot = 1n, authority: typeof AUTHORITY | undefined = AUTHORITY, lamports = RENT) =>
  loaderAccount({ kind: "programData", slot, authority }, withSpare(ELF), { lamports });
const buffer = (elf: Uint8Array, lamports = LAMPORTS) =>
  loaderAccount({ kind: "buffer", authority: AUTHORITY }, elf, { lamports });
const garbage = account({ lamports: LAMPORTS, owner: LOADER_V3_ID, data: new Uint8Array(400).fill(9) });
const program = loaderAccount({ kind: "program", programDataAddress: PROGRAMDATA });
const accounts = () =>
  [
    [PROGRAM, program],
    [PROGRAMDATA, programdata()],
    [BUFFER, buffer(NEW_ELF)],
    [SPILL, account()],
  ] as const;
const instruction = upgrade(PROGRAM, PROGRAMDATA, BUFFER, SPILL);

describe("Upgrade", () => {
  testRefusals(instruction, accounts, [
    { title: "2 accounts", error: "MissingAccount", instruction: withAccounts(instruction, 2) },
    { title: "4 accounts", error: "MissingAccount", instruction: withAccounts(instruction, 4) },
    { title: "5 accounts", error: "MissingAccount", instruction: withAccounts(instruction, 5) },
    { title: "6 accounts", error: "MissingAccount", instruction: withAccounts(instruction, 6) },
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
      title: "a readonly program",
      error: "InvalidArgument",
      log: "Program account not writeable",
      instruction: withAccount(instruction, 1, meta(PROGRAM)),
    },
    {
      title: "somebody else's program",
      error: "IncorrectProgramId",
      log: "Program account not owned by loader",
      accounts: [[PROGRAM, { ...program, owner: STRANGER }]],
    },
    {
      title: "a buffer for the program",
      error: "InvalidAccountData",
      log: "Invalid Program account",
      accounts: [[PROGRAM, buffer(ELF)]],
    },
    { title: "a program without a state", error: "InvalidAccountData", accounts: [[PROGRAM, garbage]] },
    {
      title: "another programdata than the program's",
      error: "InvalidArgument",
      log: "Program and ProgramData account mismatch",
      instruction: withAccount(instruction, 0, meta(STRANGER, "w")),
    },
    {
      title: "a readonly buffer",
      error: "InvalidArgument",
      log: "Buffer account not writeable",
      instruction: withAccount(instruction, 2, meta(BUFFER)),
    },
    {
      title: "somebody else's buffer",
      error: "IncorrectProgramId",
      log: "Buffer account not owned by loader",
      accounts: [[BUFFER, { ...buffer(NEW_ELF), owner: STRANGER }]],
    },
    {
      title: "the program as its own buffer",
      error: "InvalidArgument",
      log: "Invalid Buffer account",
      instruction: withAccount(instruction, 2, meta(PROGRAM, "w")),
    },
    { title: "a buffer without a state", error: "InvalidAccountData", accounts: [[BUFFER, garbage]] },
    {
      title: "a buffer of another authority",
      error: "IncorrectAuthority",
      log: "Buffer and upgrade authority don't match",
      accounts: [[BUFFER, loaderAccount({ kind: "buffer", authority: STRANGER }, NEW_ELF)]],
    },
    {
      title: "an immutable buffer",
      error: "IncorrectAuthority",
      log: "Buffer and upgrade authority don't match",
      accounts: [[BUFFER, loaderAccount({ kind: "buffer", authority: undefined }, NEW_ELF)]],
    },
    {
      title: "an authority that does not sign",
      error: "MissingRequiredSignature",
      log: "Upgrade authority did not sign",
      instruction: withAccount(instruction, 6, meta(AUTHORITY)),
    },
    {
      title: "an empty buffer",
      error: "InvalidAccountData",
      log: "Buffer account too small",
      accounts: [[BUFFER, buffer(new Uint8Array(0))]],
    },
    {
      title: "a program one byte too long",
      error: "AccountDataTooSmall",
      log: "ProgramData account not large enough",
      accounts: [[BUFFER, buffer(Uint8Array.from([...withSpare(NEW_ELF), 0]))]],
    },
    {
      title: "one lamport too few",
      error: "InsufficientFunds",
      log: "Buffer account balance too low to fund upgrade",
      accounts: [
        [PROGRAMDATA, programdata(1n, AUTHORITY, RENT - 1000n)],
        [BUFFER, buffer(NEW_ELF, 999n)],
      ],
    },
    {
      title: "a program deployed in this slot",
      error: "InvalidArgument",
      log: "Program was deployed in this block already",
      accounts: [[PROGRAMDATA, programdata(SLOT)]],
    },
    {
      title: "a final program",
      error: "Immutable",
      log: "Program not upgradeable",
      accounts: [[PROGRAMDATA, loaderAccount({ kind: "programData", slot: 1n, authority: undefined }, withSpare(ELF))]],
    },
    {
      title: "a program of another authority",
      error: "IncorrectAuthority",
      log: "Incorrect upgrade authority provided",
      accounts: [[PROGRAMDATA, programdata(1n, STRANGER)]],
    },
    {
      title: "programdata that is none",
      error: "InvalidAccountData",
      log: "Invalid ProgramData account",
      accounts: [[PROGRAMDATA, buffer(withSpare(ELF))]],
    },
    { title: "programdata without a state", error: "InvalidAccountData", accounts: [[PROGRAMDATA, garbage]] },
    {
      title: "a program that fails verification",
      error: "InvalidAccountData",
      log: "Verifier error: division by 0 (insn #0)",
      accounts: [[BUFFER, buffer(elfOf(Uint8Array.of(0x37, 0, 0, 0, 0, 0, 0, 0, 0x95, 0, 0, 0, 0, 0, 0, 0)))]],
    },
    {
      title: "a readonly programdata",
      error: "ReadonlyDataModified",
      instruction: withAccount(instruction, 0, meta(PROGRAMDATA)),
    },
    {
      title: "somebody else's programdata",
      error: "ExternalAccountDataModified",
      accounts: [[PROGRAMDATA, { ...programdata(), owner: STRANGER }]],
    },
    {
      title: "the buffer as spill",
      error: "AccountBorrowFailed",
      instruction: withAccount(instruction, 3, meta(BUFFER, "w")),
    },
    {
      title: "the programdata as spill",
      error: "AccountBorrowFailed",
      instruction: withAccount(instruction, 3, meta(PROGRAMDATA, "w")),
    },
    {
      title: "a readonly spill",
      error: "ReadonlyLamportChange",
      instruction: withAccount(instruction, 3, meta(SPILL)),
    },
  ]);

  it("leaves zeros after a shorter program, its rent, and the rest to spill", () => {
    const world = new TwinWorld();
    for (const [pubkey, one] of accounts()) world.set(pubkey, one);
    expect(world.send(instruction).error).toBeUndefined();
    const { data, lamports } = world.get(PROGRAMDATA);
    expect(data.subarray(45)).toEqual(Uint8Array.from([...NEW_ELF, ...new Uint8Array(SPARE)]));
    expect(lamports).toBe(RENT);
    expect(world.get(SPILL).lamports).toBe(LAMPORTS);
    expect(world.accounts.has(BUFFER)).toBe(false);
  });

  it("needs no more lamports than the rent asks for", () => {
    const world = new TwinWorld();
    for (const [pubkey, one] of accounts()) world.set(pubkey, one);
    world.set(PROGRAMDATA, programdata(1n, AUTHORITY, RENT - 1000n));
    world.set(BUFFER, buffer(withSpare(NEW_ELF), 1000n));
    expect(world.send(instruction).error).toBeUndefined();
    expect(world.get(PROGRAMDATA).lamports).toBe(RENT);
    expect(world.accounts.has(SPILL)).toBe(false);
  });

  it("happens once in a slot", () => {
    const world = new TwinWorld();
    for (const [pubkey, one] of accounts()) world.set(pubkey, one);
    expect(world.send(instruction).error).toBeUndefined();
    world.set(BUFFER, buffer(NEW_ELF));
    expect(world.send(instruction).error).toBe("InvalidArgument");
    world.warp(1n);
    expect(world.send(instruction).error).toBeUndefined();
  });
});

import { describe, expect, it } from "vitest";
import { LOADER_V3_ID } from "../../../src/solana/program-ids.js";
import { addressFromPubkey } from "../../../src/solana/pubkey.js";
import { account } from "../harness.js";
import {
  AUTHORITY,
  BUFFER,
  close,
  LAMPORTS,
  loaderAccount,
  meta,
  PROGRAM,
  PROGRAMDATA,
  SPILL,
  STRANGER,
  TwinWorld,
  testRefusals,
  withAccount,
  withAccounts,
} from "./loader-case.js";
import { returning } from "./tiny-elf.js";

const ELF = returning(0);
const { slot: SLOT } = new TwinWorld();
const programdata = (slot = 1n, authority: typeof AUTHORITY | undefined = AUTHORITY) =>
  loaderAccount({ kind: "programData", slot, authority }, ELF);
const buffer = loaderAccount({ kind: "buffer", authority: AUTHORITY }, ELF);
const program = loaderAccount({ kind: "program", programDataAddress: PROGRAMDATA });
const garbage = account({ lamports: LAMPORTS, owner: LOADER_V3_ID, data: new Uint8Array(400).fill(9) });
const uninitialized = (length: number) =>
  account({ lamports: LAMPORTS, owner: LOADER_V3_ID, data: new Uint8Array(length) });
const accounts = () =>
  [
    [PROGRAMDATA, programdata()],
    [PROGRAM, program],
    [BUFFER, buffer],
    [SPILL, account({ lamports: 1n })],
  ] as const;

const closeProgram = close(meta(PROGRAM, "w"));
const closeBuffer = withAccount(close(), 0, meta(BUFFER, "w"));

describe("Close", () => {
  testRefusals(closeProgram, accounts, [
    { title: "1 account", error: "MissingAccount", instruction: withAccounts(closeProgram, 1) },
    {
      title: "the account itself as recipient",
      error: "InvalidArgument",
      log: "Recipient is the same as the account being closed",
      instruction: withAccount(closeProgram, 1, meta(PROGRAMDATA, "w")),
    },
    { title: "an account without a state", error: "InvalidAccountData", accounts: [[PROGRAMDATA, garbage]] },
    {
      title: "a readonly account",
      error: "ReadonlyDataModified",
      instruction: withAccount(closeProgram, 0, meta(PROGRAMDATA)),
    },
    {
      title: "somebody else's account",
      error: "ExternalAccountDataModified",
      accounts: [[PROGRAMDATA, { ...programdata(), owner: STRANGER }]],
    },
    {
      title: "a program",
      error: "InvalidArgument",
      log: "Account does not support closing",
      accounts: [[PROGRAMDATA, program]],
    },
    {
      title: "a readonly recipient",
      error: "ReadonlyLamportChange",
      instruction: withAccount(closeProgram, 1, meta(SPILL)),
    },
    // Of a program.
    { title: "a programdata without its program", error: "MissingAccount", instruction: withAccounts(closeProgram, 3) },
    {
      title: "a readonly program",
      error: "InvalidArgument",
      log: "Program account is not writable",
      instruction: withAccount(closeProgram, 3, meta(PROGRAM)),
    },
    {
      title: "somebody else's program",
      error: "IncorrectProgramId",
      log: "Program account not owned by loader",
      accounts: [[PROGRAM, { ...program, owner: STRANGER }]],
    },
    {
      title: "a program deployed in this slot",
      error: "InvalidArgument",
      log: "Program was deployed in this block already",
      accounts: [[PROGRAMDATA, programdata(SLOT)]],
    },
    { title: "a program without a state", error: "InvalidAccountData", accounts: [[PROGRAM, garbage]] },
    {
      title: "a buffer for the program",
      error: "InvalidArgument",
      log: "Invalid Program account",
      accounts: [[PROGRAM, buffer]],
    },
    {
      title: "another program's programdata",
      error: "InvalidArgument",
      log: "ProgramData account does not match ProgramData account",
      accounts: [[PROGRAM, loaderAccount({ kind: "program", programDataAddress: STRANGER })]],
    },
    {
      title: "a final program",
      error: "Immutable",
      log: "Account is immutable",
      accounts: [[PROGRAMDATA, loaderAccount({ kind: "programData", slot: 1n, authority: undefined }, ELF)]],
    },
    {
      title: "a program of another authority",
      error: "IncorrectAuthority",
      log: "Incorrect authority provided",
      accounts: [[PROGRAMDATA, programdata(1n, STRANGER)]],
    },
    {
      title: "a program's authority that does not sign",
      error: "MissingRequiredSignature",
      log: "Authority did not sign",
      instruction: withAccount(closeProgram, 2, meta(AUTHORITY)),
    },
    // Of a buffer.
    { title: "a buffer without its authority", error: "MissingAccount", instruction: withAccounts(closeBuffer, 2) },
    {
      title: "an immutable buffer",
      error: "Immutable",
      log: "Account is immutable",
      accounts: [[BUFFER, loaderAccount({ kind: "buffer", authority: undefined }, ELF)]],
      instruction: closeBuffer,
    },
    {
      title: "a buffer of another authority",
      error: "IncorrectAuthority",
      log: "Incorrect authority provided",
      accounts: [[BUFFER, loaderAccount({ kind: "buffer", authority: STRANGER }, ELF)]],
      instruction: closeBuffer,
    },
    {
      title: "a buffer's authority that does not sign",
      error: "MissingRequiredSignature",
      log: "Authority did not sign",
      instruction: withAccount(closeBuffer, 2, meta(AUTHORITY)),
    },
    {
      title: "a recipient whose balance would overflow",
      error: "ArithmeticOverflow",
      accounts: [[SPILL, account({ lamports: 2n ** 64n - LAMPORTS })]],
      instruction: closeBuffer,
    },
  ]);

  it.each([
    ["a program", closeProgram, PROGRAMDATA, `Closed Program ${addressFromPubkey(PROGRAM)}`],
    ["a buffer", closeBuffer, BUFFER, `Closed Buffer ${addressFromPubkey(BUFFER)}`],
  ])("takes everything that %s has", (_, instruction, closed, log) => {
    const world = new TwinWorld();
    for (const [pubkey, one] of accounts()) world.set(pubkey, one);
    const outcome = world.send(instruction);
    expect(outcome.error).toBeUndefined();
    expect(outcome.logs).toContain(log);
    expect(world.accounts.has(closed)).toBe(false);
    expect(world.get(SPILL).lamports).toBe(LAMPORTS + 1n);
  });

  it.each([4, 100])("takes an uninitialized account of %i bytes without asking for an authority", (length) => {
    const world = new TwinWorld();
    for (const [pubkey, one] of accounts()) world.set(pubkey, one);
    world.set(BUFFER, uninitialized(length));
    const { error, logs } = world.send(withAccounts(closeBuffer, 2));
    expect(error).toBeUndefined();
    expect(logs).toContain(`Closed Uninitialized ${addressFromPubkey(BUFFER)}`);
    expect(world.get(SPILL).lamports).toBe(LAMPORTS + 1n);
  });
});

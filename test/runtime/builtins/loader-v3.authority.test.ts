import { describe, expect, it } from "vitest";
import { FeatureSet } from "../../../src/solana/feature-set.js";
import { featureNamed } from "../../../src/solana/features.js";
import { LOADER_V3_ID } from "../../../src/solana/program-ids.js";
import { addressFromPubkey } from "../../../src/solana/pubkey.js";
import { account } from "../harness.js";
import {
  AUTHORITY,
  BUFFER,
  DATA,
  LAMPORTS,
  loaderAccount,
  meta,
  PROGRAM,
  PROGRAMDATA,
  type Refusal,
  STRANGER,
  setAuthority,
  TwinWorld,
  testRefusals,
  withAccount,
  withAccounts,
} from "./loader-case.js";
import { returning } from "./tiny-elf.js";

const ELF = returning(0);
const programdata = (authority: typeof AUTHORITY | undefined = AUTHORITY, elf = ELF) =>
  loaderAccount({ kind: "programData", slot: 3n, authority }, elf);
const final = loaderAccount({ kind: "programData", slot: 3n, authority: undefined }, ELF);
const buffer = loaderAccount({ kind: "buffer", authority: AUTHORITY }, ELF);
const immutable = loaderAccount({ kind: "buffer", authority: undefined }, ELF);
const garbage = account({ lamports: LAMPORTS, owner: LOADER_V3_ID, data: new Uint8Array(400).fill(9) });
const accounts = () =>
  [
    [PROGRAMDATA, programdata()],
    [BUFFER, buffer],
  ] as const;

const handOver = setAuthority(meta(STRANGER, "s"));
const checked = { ...handOver, data: DATA.setAuthorityChecked() };
const ofBuffer = (instruction: typeof handOver) => withAccount(instruction, 0, meta(BUFFER, "w"));

/** What both instructions refuse alike. */
const refusals = (instruction: typeof handOver): Refusal[] => [
  { title: "1 account", error: "MissingAccount", instruction: withAccounts(instruction, 1) },
  { title: "an account without a state", error: "InvalidAccountData", accounts: [[PROGRAMDATA, garbage]] },
  {
    title: "an uninitialized account",
    error: "InvalidArgument",
    log: "Account does not support authorities",
    accounts: [[PROGRAMDATA, account({ lamports: LAMPORTS, owner: LOADER_V3_ID, data: new Uint8Array(45) })]],
  },
  {
    title: "a program",
    error: "InvalidArgument",
    log: "Account does not support authorities",
    accounts: [[PROGRAMDATA, loaderAccount({ kind: "program", programDataAddress: PROGRAM })]],
  },
  {
    title: "a final program",
    error: "Immutable",
    log: "Program not upgradeable",
    accounts: [[PROGRAMDATA, final]],
  },
  {
    title: "a program of another authority",
    error: "IncorrectAuthority",
    log: "Incorrect upgrade authority provided",
    accounts: [[PROGRAMDATA, programdata(STRANGER)]],
  },
  {
    title: "an upgrade authority that does not sign",
    error: "MissingRequiredSignature",
    log: "Upgrade authority did not sign",
    instruction: withAccount(instruction, 1, meta(AUTHORITY)),
  },
  {
    title: "an immutable buffer",
    error: "Immutable",
    log: "Buffer is immutable",
    accounts: [[BUFFER, immutable]],
    instruction: ofBuffer(instruction),
  },
  {
    title: "a buffer of another authority",
    error: "IncorrectAuthority",
    log: "Incorrect buffer authority provided",
    accounts: [[BUFFER, loaderAccount({ kind: "buffer", authority: STRANGER }, ELF)]],
    instruction: ofBuffer(instruction),
  },
  {
    title: "a buffer authority that does not sign",
    error: "MissingRequiredSignature",
    log: "Buffer authority did not sign",
    instruction: withAccount(ofBuffer(instruction), 1, meta(AUTHORITY)),
  },
  {
    title: "a readonly account",
    error: "ReadonlyDataModified",
    instruction: withAccount(instruction, 0, meta(PROGRAMDATA)),
  },
  {
    title: "somebody else's account",
    error: "ExternalAccountDataModified",
    accounts: [[PROGRAMDATA, { ...programdata(), owner: STRANGER }]],
  },
];

describe("SetAuthority", () => {
  testRefusals(handOver, accounts, [
    ...refusals(handOver),
    {
      title: "to leave a buffer to nobody",
      error: "IncorrectAuthority",
      log: "Buffer authority is not optional",
      instruction: withAccounts(ofBuffer(handOver), 2),
    },
  ]);

  it.each([
    ["somebody who does not sign", setAuthority(meta(STRANGER)), `New authority Some(${addressFromPubkey(STRANGER)})`],
    ["nobody", setAuthority(), "New authority None"],
    ["a buffer too", ofBuffer(handOver), `New authority Some(${addressFromPubkey(STRANGER)})`],
  ])("gives the program to %s", (_, instruction, log) => {
    const world = new TwinWorld();
    for (const [pubkey, one] of accounts()) world.set(pubkey, one);
    const outcome = world.send(instruction);
    expect(outcome.error).toBeUndefined();
    expect(outcome.logs).toContain(log);
  });

  it("leaves the old authority's bytes behind when it leaves a program to nobody", () => {
    const world = new TwinWorld();
    world.set(PROGRAMDATA, programdata());
    world.send(setAuthority());
    const { data } = world.get(PROGRAMDATA);
    expect(data[12]).toBe(0);
    expect(data.subarray(13, 45)).toEqual(AUTHORITY);
  });
});

describe("SetAuthorityChecked", () => {
  testRefusals(checked, accounts, [
    ...refusals(checked),
    { title: "2 accounts", error: "MissingAccount", instruction: withAccounts(checked, 2) },
    {
      title: "a new upgrade authority that does not sign",
      error: "MissingRequiredSignature",
      log: "New authority did not sign",
      instruction: withAccount(checked, 2, meta(STRANGER)),
    },
    {
      title: "a new buffer authority that does not sign",
      error: "MissingRequiredSignature",
      log: "New authority did not sign",
      instruction: withAccount(ofBuffer(checked), 2, meta(STRANGER)),
    },
  ]);

  it.each([
    ["a program", checked],
    ["a buffer", ofBuffer(checked)],
  ])("gives %s to who signs for it", (_, instruction) => {
    const world = new TwinWorld();
    for (const [pubkey, one] of accounts()) world.set(pubkey, one);
    const { error, logs } = world.send(instruction);
    expect(error).toBeUndefined();
    expect(logs).toContain(`New authority ${addressFromPubkey(STRANGER)}`);
  });

  it("is no instruction while its gate is off", () => {
    const features = FeatureSet.allEnabled();
    features.deactivate(featureNamed("enable_bpf_loader_set_authority_checked_ix").id);
    const world = new TwinWorld({ features });
    world.set(PROGRAMDATA, programdata());
    expect(world.sendHereOnly(checked).error).toBe("InvalidInstructionData");
  });
});

describe("SIMD-0500: programs of old sBPF versions stay upgradeable", () => {
  const withVersion = (version: number) => {
    const elf = ELF.slice();
    elf[48] = version;
    return elf;
  };
  it.each([
    ["v0", withVersion(0), "InvalidAccountData"],
    ["v2", withVersion(2), "InvalidAccountData"],
    ["v3", withVersion(3), undefined],
    ["no ELF", new Uint8Array(51), undefined],
    ["an ELF of 52 bytes, v0", new Uint8Array(52), "InvalidAccountData"],
  ])("%s", (_, elf, error) => {
    const on = new TwinWorld({ features: FeatureSet.allEnabled() });
    on.set(PROGRAMDATA, programdata(AUTHORITY, elf));
    expect(on.sendHereOnly(setAuthority(meta(STRANGER))).error).toBeUndefined();
    on.set(PROGRAMDATA, programdata(AUTHORITY, elf));
    expect(on.sendHereOnly(setAuthority()).error).toBe(error);
    const off = new TwinWorld();
    off.set(PROGRAMDATA, programdata(AUTHORITY, elf));
    expect(off.send(setAuthority()).error).toBeUndefined();
  });
});

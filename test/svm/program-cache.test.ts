import { beforeEach, describe, expect, it, vi } from "vitest";
import type { ProgramCacheEntry } from "../../src/runtime/program-cache.js";
import { DEFAULT_CONFIG } from "../../src/sbpf/config.js";
import { Executable } from "../../src/sbpf/executable.js";
import { Loader } from "../../src/sbpf/loader.js";
import { SbpfVersion } from "../../src/sbpf/version.js";
import type { Account } from "../../src/solana/account.js";
import { encodeLoaderV3State, type LoaderV3State } from "../../src/solana/loader-v3-state.js";
import {
  LOADER_V1_ID,
  LOADER_V2_ID,
  LOADER_V3_ID,
  LOADER_V4_ID,
  SYSTEM_PROGRAM_ID,
} from "../../src/solana/program-ids.js";
import { PubkeyMap } from "../../src/solana/pubkey-map.js";
import { DEFAULT_RENT } from "../../src/solana/sysvars/rent.js";
import { ProgramCache, showAtOnce } from "../../src/svm/program-cache.js";
import { accountsOfProgram } from "../../src/svm/program-placement.js";
import { returning } from "../runtime/builtins/tiny-elf.js";
import { account, key } from "../runtime/harness.js";

const PROGRAM = key(1);
const PROGRAMDATA = key(2);
const SLOT = 100n;

let nextCode = 0;
/** An ELF that no cache has seen. */
const freshElf = () => returning(nextCode++);

const loaderFor = (...versions: [SbpfVersion, SbpfVersion]) =>
  new Loader<never>({ ...DEFAULT_CONFIG, enabledSbpfVersions: versions });
const LOADER = loaderFor(SbpfVersion.V0, SbpfVersion.V3);
const LOADER_WITHOUT_V3 = loaderFor(SbpfVersion.V0, SbpfVersion.V2);

let accounts: PubkeyMap<Account>;
let slot: bigint;
let programs: ProgramCache;

const environment = (loader = LOADER) => ({ loader, builtins: [] });
const newCache = (loader = LOADER) => new ProgramCache(accounts, () => slot, environment(loader));

beforeEach(() => {
  accounts = new PubkeyMap();
  slot = SLOT;
  programs = newCache();
});

const kind = (entry: ProgramCacheEntry | undefined) => entry?.kind;
const found = () => kind(programs.find(PROGRAM));

function set(pubkey: typeof PROGRAM, owner: typeof PROGRAM, data: Uint8Array): Account {
  const stored = account({ lamports: 1n, owner, data });
  accounts.set(pubkey, stored);
  return stored;
}

function stateWith(state: LoaderV3State, length: number, elf: Uint8Array = new Uint8Array(0)): Uint8Array {
  const data = new Uint8Array(length + elf.length);
  data.set(encodeLoaderV3State(state));
  data.set(elf, length);
  return data;
}

const setProgram = () =>
  set(PROGRAM, LOADER_V3_ID, stateWith({ kind: "program", programDataAddress: PROGRAMDATA }, 36));
const setProgramdata = (deploymentSlot: bigint, elf = freshElf(), owner = LOADER_V3_ID) =>
  set(PROGRAMDATA, owner, stateWith({ kind: "programData", slot: deploymentSlot, authority: undefined }, 45, elf));

describe("what accounts make of a program", () => {
  it("nothing without an account, or with one that no loader owns", () => {
    expect(found()).toBeUndefined();
    for (const owner of [SYSTEM_PROGRAM_ID, LOADER_V4_ID, key(77)]) {
      set(PROGRAM, owner, freshElf());
      expect(found()).toBeUndefined();
    }
  });

  it.each([
    ["v1", LOADER_V1_ID],
    ["v2", LOADER_V2_ID],
  ])("loader %s: the account is the program, whatever the slot; an empty one is none", (_, owner) => {
    set(PROGRAM, owner, freshElf());
    expect(found()).toBe("Loaded");
    slot = 0n;
    expect(found()).toBe("Loaded");
    set(PROGRAM, owner, new Uint8Array(0));
    expect(found()).toBeUndefined();
    set(PROGRAM, owner, Uint8Array.of(1));
    expect(found()).toBe("FailedVerification");
  });

  it("loader v3: none while the program names no programdata that says so itself", () => {
    set(PROGRAM, LOADER_V3_ID, stateWith({ kind: "uninitialized" }, 36));
    expect(found()).toBeUndefined();
    setProgram();
    expect(found()).toBeUndefined();
    set(PROGRAMDATA, LOADER_V3_ID, stateWith({ kind: "buffer", authority: undefined }, 37, freshElf()));
    expect(found()).toBeUndefined();
    setProgramdata(1n);
    expect(found()).toBe("Loaded");
    accounts.delete(PROGRAMDATA);
    expect(found()).toBeUndefined();
  });

  it("loader v3: closed if another owns the programdata", () => {
    setProgram();
    setProgramdata(1n, freshElf(), SYSTEM_PROGRAM_ID);
    expect(found()).toBe("Closed");
  });

  it("loader v3: failed verification if the programdata ends before the program", () => {
    setProgram();
    const data = encodeLoaderV3State({ kind: "programData", slot: 1n, authority: undefined });
    expect(data.length).toBe(13);
    set(PROGRAMDATA, LOADER_V3_ID, data);
    expect(found()).toBe("FailedVerification");
  });

  it("loader v3: hidden in the slot it was deployed in, there before and after", () => {
    setProgram();
    setProgramdata(SLOT);
    expect(found()).toBe("DelayVisibility");
    slot = SLOT + 1n;
    expect(found()).toBe("Loaded");
    slot = SLOT;
    expect(found()).toBe("DelayVisibility");
    slot = SLOT - 1n;
    expect(found()).toBe("Loaded");
  });

  it("loader v3: there at once if deployed in slot 0, or if the host says so", () => {
    setProgram();
    setProgramdata(0n);
    slot = 0n;
    expect(found()).toBe("Loaded");
    slot = SLOT;
    showAtOnce(setProgramdata(SLOT).data);
    expect(found()).toBe("Loaded");
    setProgramdata(SLOT);
    expect(found()).toBe("DelayVisibility");
  });

  it("what the host places: both accounts, there at once", () => {
    const elf = freshElf();
    const placed = accountsOfProgram(
      { id: PROGRAM, loaderId: LOADER_V3_ID, elfLength: elf.length, elf: () => elf },
      DEFAULT_RENT,
      { slot: SLOT, authority: key(5) },
    );
    for (const [pubkey, one] of placed) accounts.set(pubkey, one);
    expect(found()).toBe("Loaded");
  });
});

describe("when programs are looked at", () => {
  const load = vi.spyOn(Executable, "fromElf");
  beforeEach(() => {
    load.mockClear();
  });

  it("at the first call, once", () => {
    set(PROGRAM, LOADER_V2_ID, freshElf());
    expect(load).not.toHaveBeenCalled();
    const entry = programs.find(PROGRAM);
    expect(programs.find(PROGRAM)).toBe(entry);
    expect(load).toHaveBeenCalledTimes(1);
  });

  it("data of a placed account are not made before", () => {
    const elf = vi.fn(freshElf);
    const image = { id: PROGRAM, loaderId: LOADER_V2_ID, elfLength: 136, elf };
    for (const [pubkey, one] of accountsOfProgram(image, DEFAULT_RENT, { slot, authority: undefined })) {
      accounts.set(pubkey, one);
      expect(one.lamports).toBe(BigInt(128 + 136) * 6960n);
    }
    expect(elf).not.toHaveBeenCalled();
    expect(found()).toBe("Loaded");
    expect({ ...accounts.get(PROGRAM)! }.data.length).toBe(136);
    expect(elf).toHaveBeenCalledTimes(1);
  });

  it("once for the same content, in other accounts, under other loaders v1 to v3, in other VMs", () => {
    const elf = freshElf();
    set(PROGRAM, LOADER_V2_ID, elf);
    const entry = programs.find(PROGRAM);
    const another = newCache();
    expect(another.find(PROGRAM)).toBe(entry);
    set(PROGRAM, LOADER_V1_ID, elf.slice());
    expect(another.find(PROGRAM)).toBe(entry);
    setProgram();
    setProgramdata(1n, elf);
    expect(another.find(PROGRAM)).toBe(entry);
    expect(load).toHaveBeenCalledTimes(1);
  });

  it("the same bytes from another offset are another program", () => {
    const data = stateWith({ kind: "programData", slot: 1n, authority: undefined }, 45, freshElf());
    setProgram();
    set(PROGRAMDATA, LOADER_V3_ID, data);
    expect(found()).toBe("Loaded");
    set(PROGRAM, LOADER_V2_ID, data);
    expect(found()).toBe("FailedVerification");
  });

  it("again when an account changes, by whichever door", () => {
    setProgram();
    const before = setProgramdata(1n);
    const first = programs.find(PROGRAM);
    setProgramdata(2n);
    const second = programs.find(PROGRAM);
    expect(second).not.toBe(first);
    accounts.set(PROGRAMDATA, before);
    expect(programs.find(PROGRAM)).toBe(first);
    set(PROGRAM, LOADER_V3_ID, stateWith({ kind: "program", programDataAddress: key(3) }, 36));
    expect(found()).toBeUndefined();
  });

  it("again when the environment changes: verification may come out otherwise, both ways", () => {
    set(PROGRAM, LOADER_V2_ID, freshElf());
    const entry = programs.find(PROGRAM);
    programs.setEnvironment(environment(LOADER_WITHOUT_V3));
    expect(found()).toBe("FailedVerification");
    programs.setEnvironment(environment(LOADER));
    expect(programs.find(PROGRAM)).toBe(entry);
    expect(load).toHaveBeenCalledTimes(2);
  });
});

describe("one transaction", () => {
  it("sees what it deployed or closed itself, and nobody else does", () => {
    set(PROGRAM, LOADER_V2_ID, freshElf());
    const transaction = programs.forTransaction();
    expect(kind(transaction.find(PROGRAM))).toBe("Loaded");
    transaction.storeModifiedEntry(PROGRAM, { kind: "DelayVisibility" });
    expect(kind(transaction.find(PROGRAM))).toBe("DelayVisibility");
    transaction.storeModifiedEntry(PROGRAM, { kind: "Closed" });
    expect(kind(transaction.find(PROGRAM))).toBe("Closed");
    expect(found()).toBe("Loaded");
    expect(kind(programs.forTransaction().find(PROGRAM))).toBe("Loaded");
  });
});

describe("builtins", () => {
  it("are found by their id, as long as the environment has them", () => {
    const builtin = { name: "test", process: () => {} };
    programs.setEnvironment({ loader: LOADER, builtins: [{ programId: PROGRAM, builtin }] });
    expect(programs.find(PROGRAM)).toEqual({ kind: "Builtin", builtin });
    expect(programs.forTransaction().find(PROGRAM)).toBe(programs.find(PROGRAM));
    programs.setEnvironment(environment());
    expect(found()).toBeUndefined();
  });
});

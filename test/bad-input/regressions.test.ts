import { describe, expect, test } from "vitest";
import { SYSVAR_SLOT_HASHES_ID } from "../../src/solana/program-ids.js";
import { createSvm, type Svm } from "../../src/svm/index.js";
import { endingOf } from "./subject.js";
import { OTHER, PAYER } from "./world.js";

// What once threw something untyped, hung, was taken for good, or changed something although it failed.

/** The code of the error that `action` must end with. */
function codeOf(action: (svm: Svm) => unknown): string {
  const ending = endingOf(() => action(createSvm({ programs: false })));
  if (!ending.refused) throw new Error("nothing was thrown");
  return ending.error.code;
}

/** The same for calls that TypeScript would refuse. */
function hostile(action: (svm: Untyped) => unknown): string {
  return codeOf((svm) => action(svm as unknown as Untyped));
}

type Untyped = { readonly [N in keyof Svm]: (...args: unknown[]) => unknown };

describe("options", () => {
  test.each([[null], [5], ["mainnet"], [() => 5]])("createSvm(%s)", (options) => {
    expect(codeOf(() => createSvm(options as never))).toBe("invalid-option");
  });

  test.each([
    ["computeBudget", 0n],
    ["computeBudget", null],
    ["computeBudget", { computeUnitsLimit: 5 }],
    ["computeBudget", { heapSize: 2 ** 40 }],
    ["computeBudget", { maxCallDepth: 2 ** 40 }],
    ["compat", null],
    ["compat", {}],
    ["compat", Object.create(null)],
    ["features", Symbol("mainnet")],
    ["features", "toString"],
    ["signatureVerification", "no"],
    ["sigverify", false],
  ])("%s: %o", (name, value) => {
    expect(codeOf(() => createSvm({ [name]: value }))).toBe("invalid-option");
  });

  test("an option that is undefined has its default", () => {
    const svm = createSvm({ computeBudget: { heapSize: undefined as never }, programs: undefined as never });
    expect(svm.bank.settings.computeBudget?.heapSize).toBe(32_768);
  });
});

describe("arguments", () => {
  test("bytes that only look so", () => {
    const fake = Object.create(Uint8Array.prototype);
    expect(hostile((svm) => svm.getBalance(fake))).toBe("invalid-pubkey");
    expect(hostile((svm) => svm.sendTransaction(fake))).toBe("invalid-transaction");
    expect(hostile((svm) => svm.addProgram(PAYER, fake))).toBe("invalid-program");
    expect(hostile((svm) => svm.setAccount(PAYER, { lamports: 1n, data: fake }))).toBe("invalid-account");
  });

  test("a value that throws when it is looked at", () => {
    const thrower = new Proxy({}, { get: () => JSON.parse("{"), has: () => JSON.parse("{") });
    expect(hostile((svm) => svm.sendTransaction(thrower))).toBe("invalid-transaction");
    expect(hostile((svm) => svm.getBalance(thrower))).toBe("invalid-pubkey");
    expect(hostile((svm) => svm.setAccount(PAYER, thrower))).toBe("invalid-account");
    expect(hostile((svm) => svm.setSysvar("clock", thrower))).toBe("invalid-sysvar");
  });

  test("a list that would take for ever to read", () => {
    const endless = { length: 2 ** 32 };
    const kit = { messageBytes: endless, signatures: {} };
    expect(hostile((svm) => svm.sendTransaction(kit))).toBe("invalid-transaction");
    expect(hostile((svm) => svm.sendTransaction({ serialize: () => endless }))).toBe("invalid-transaction");
    expect(hostile((svm) => svm.setSysvar("slotHashes", [{ slot: 1n, hash: endless }]))).toBe("invalid-sysvar");
    expect(hostile((svm) => svm.setSysvar("slotHashes", new Array(2 ** 32 - 1)))).toBe("invalid-sysvar");
  });

  test("base58 text that would take for ever to decode", () => {
    expect(hostile((svm) => svm.getTransaction("1".repeat(1_000_000)))).toBe("invalid-signature");
  });

  test("a file descriptor in the place of a path, which Node would wait on", () => {
    expect(hostile((svm) => svm.addProgramFromFile(PAYER, 0))).toBe("unreadable-file");
    expect(hostile((svm) => svm.addProgramFromFile(PAYER, Symbol("path")))).toBe("unreadable-file");
  });

  test("an ELF longer than an account can be", () => {
    expect(hostile((svm) => svm.addProgram(PAYER, new Uint8Array(10 * 1024 * 1024)))).toBe("invalid-program");
  });

  test("an account file with a value too deep to print", () => {
    const deep = "[".repeat(100_000) + "]".repeat(100_000);
    expect(codeOf((svm) => svm.loadAccountFile(deep))).toBe("invalid-account-file");
    expect(codeOf((svm) => svm.loadAccountFile(`{"account":{},"pubkey":${deep}}`))).toBe("invalid-account-file");
  });

  test("the bytes of an address stay the caller's own", () => {
    const svm = createSvm({ programs: false });
    const address = OTHER.slice();
    const owner = PAYER.slice();
    svm.setAccount(address, { lamports: 5n, owner });
    address.fill(0);
    owner.fill(0);
    expect(svm.getBalance(OTHER)).toBe(5n);
    expect(svm.getProgramAccounts(PAYER)).toHaveLength(1);
  });
});

describe("sysvars", () => {
  test("names that only objects have", () => {
    for (const name of ["toString", "__proto__", "", 5, null]) {
      expect(hostile((svm) => svm.getSysvar(name))).toBe("unknown-sysvar");
      expect(hostile((svm) => svm.setSysvar(name, {}))).toBe("unknown-sysvar");
    }
  });

  test("numbers that a field cannot hold are not wrapped around", () => {
    expect(codeOf((svm) => svm.setClock({ slot: -1n }))).toBe("invalid-sysvar");
    expect(codeOf((svm) => svm.setClock({ epoch: 1n << 64n }))).toBe("invalid-sysvar");
    expect(codeOf((svm) => svm.setClock({ unixTimestamp: 1n << 63n }))).toBe("invalid-sysvar");
    expect(hostile((svm) => svm.setClock({ slot: 5 }))).toBe("invalid-sysvar");
    const svm = createSvm({ programs: false });
    svm.setClock({ unixTimestamp: -5n });
    expect(svm.clock.unixTimestamp).toBe(-5n);
  });

  test("a list with an entry of the wrong length", () => {
    const entries = [{ slot: 1n, hash: new Uint8Array(31) }];
    expect(codeOf((svm) => svm.setSysvar("slotHashes", entries))).toBe("invalid-sysvar");
  });

  test("a warp that cannot be finished is not begun", () => {
    const svm = createSvm({ programs: false });
    svm.setAccount(SYSVAR_SLOT_HASHES_ID, { lamports: 0n, data: new Uint8Array(20_488) });
    const { clock } = svm;
    const blockhash = svm.latestBlockhash();
    expect(endingOf(() => svm.warpToSlot(clock.slot + 5n))).toMatchObject({ error: { code: "missing-sysvar" } });
    expect(svm.clock).toEqual(clock);
    expect(svm.latestBlockhash()).toBe(blockhash);
  });
});

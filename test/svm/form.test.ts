import { describe, expect, test, vi } from "vitest";
import { FEATURE_PRESETS } from "../../src/solana/feature-presets.js";
import { featureNamed } from "../../src/solana/features.js";
import { compileMessage } from "../../src/solana/message/compile.js";
import type { Message } from "../../src/solana/message/message.js";
import { ED25519_PROGRAM_ID, MEMO_PROGRAM_ID, SYSTEM_PROGRAM_ID } from "../../src/solana/program-ids.js";
import { createSvm } from "../../src/svm/index.js";
import {
  generateKeypair,
  type Keypair,
  meta,
  newKey,
  signedWire,
  transfer,
  unsignedWire,
} from "../helpers/transactions.js";
import { errorOf, fate, Workbench } from "./support.js";

// Stages 1 to 7a: what is refused before any account is looked at.

const V1_CONFIG = { computeUnitLimit: 200_000, loadedAccountsDataSizeLimit: 1_000_000 };

function memoOf(length: number) {
  return { programId: MEMO_PROGRAM_ID, accounts: [], data: new Uint8Array(length).fill(0x61) };
}

/** Memo data that make the transaction exactly so many bytes long. */
function memoFor(bench: Workbench, size: number, version: "legacy" | 0 | 1) {
  const options = { version, config: V1_CONFIG } as const;
  const around = bench.wire([memoOf(500)], options).length - 500;
  return bench.wire([memoOf(size - around)], options);
}

describe("size on the wire", () => {
  const bench = new Workbench();
  test.each([
    ["legacy", 1232, "success"],
    ["legacy", 1233, "SanitizeFailure"],
    [0, 1232, "success"],
    [0, 1233, "SanitizeFailure"],
    [1, 1233, "success"],
    [1, 4096, "success"],
    [1, 4097, "SanitizeFailure"],
  ] as const)("version %s, %d bytes: %s", (version, size, error) => {
    const wire = memoFor(bench, size, version);
    expect(wire.length).toBe(size);
    expect(errorOf(bench.svm.sendTransaction(wire))).toBe(error);
  });
});

describe("top-level instructions", () => {
  const bench = new Workbench();
  const noop = { programId: ED25519_PROGRAM_ID, accounts: [], data: Uint8Array.of(0, 0) };
  test.each([
    ["legacy", 64, "success"],
    ["legacy", 65, "SanitizeFailure"],
    [1, 64, "success"],
    [1, 65, "SanitizeFailure"],
  ] as const)("version %s, %d instructions: %s", (version, count, error) => {
    const result = bench.send(
      Array.from({ length: count }, () => noop),
      { version, config: V1_CONFIG },
    );
    expect(errorOf(result)).toBe(error);
  });
});

describe("account references of one instruction", () => {
  test.each([
    [255, "success"],
    [256, "SanitizeFailure"],
  ])("%d: %s", (count, error) => {
    const bench = new Workbench();
    const to = bench.setAccount(newKey());
    const metas = Array.from({ length: count - 2 }, () => meta(to));
    const { accounts, ...instruction } = transfer(bench.payer, to, 1n);
    expect(errorOf(bench.send([{ ...instruction, accounts: [...accounts, ...metas] }]))).toBe(error);
  });
});

test("v1 before its gate is unsupported, however broken it is", () => {
  const features = FEATURE_PRESETS.mainnet.features();
  features.deactivate(featureNamed("enable_tx_v1").id);
  const bench = new Workbench({ features });
  expect(fate(bench.send([memoOf(5000)], { version: 1 }))).toEqual(["dropped", "UnsupportedVersion"]);
});

describe("signatures", () => {
  const bench = new Workbench({ signatureVerification: true });
  const [payer, other] = [generateKeypair(), generateKeypair()];
  for (const { publicKey } of [payer, other]) bench.setAccount(publicKey);

  function message(change: Partial<Message> = {}): Message {
    const instructions = [
      transfer(payer.publicKey, other.publicKey, 1n),
      transfer(other.publicKey, payer.publicKey, 1n),
    ];
    const compiled = compileMessage({ feePayer: payer.publicKey, blockhash: bench.blockhash, instructions });
    return { ...compiled, ...change };
  }
  const send = (signed: Message, signers: readonly Keypair[]) =>
    errorOf(bench.svm.sendTransaction(signedWire(signed, signers)));

  test("each must be by the key at its index", () => {
    expect(send(message(), [other, payer])).toBe("SignatureFailure");
    expect(send(message(), [payer, payer])).toBe("SignatureFailure");
    expect(send(message(), [payer, other])).toBe("success");
  });

  test("there must be as many as the header says", () => {
    expect(send(message(), [payer])).toBe("SanitizeFailure");
    expect(send(message(), [payer, other, other])).toBe("SignatureFailure");
  });

  test("are not verified when the VM is told so, but counted", () => {
    const lax = new Workbench({ signatureVerification: false });
    lax.setAccount(payer.publicKey);
    lax.setAccount(other.publicKey);
    const unverified = message({ recentBlockhash: lax.blockhash });
    expect(errorOf(lax.svm.sendTransaction(signedWire(unverified, [payer])))).toBe("SanitizeFailure");
    expect(errorOf(lax.svm.sendTransaction(signedWire(unverified, [other, payer])))).toBe("success");
  });

  test.each(["sodium-native", "node:crypto", "portable"] as const)("by %s", (signatureBackend) => {
    const chosen = new Workbench({ signatureVerification: true, signatureBackend });
    expect(chosen.svm.signatureBackend).toBe(signatureBackend);
    for (const { publicKey } of [payer, other]) chosen.setAccount(publicKey);
    const signed = message({ recentBlockhash: chosen.blockhash });
    expect(errorOf(chosen.svm.sendTransaction(signedWire(signed, [other, payer])))).toBe("SignatureFailure");
    expect(errorOf(chosen.svm.sendTransaction(signedWire(signed, [payer, other])))).toBe("success");
  });

  test("the fastest backend is taken, one that is missing is refused", async () => {
    vi.resetModules();
    const svm = (await import("../../src/svm/index.js")).createSvm();
    const names = Array.from({ length: 301 }, () => svm.signatureBackend);
    expect(new Set(names.slice(0, 300))).toEqual(new Set(["node:crypto"]));
    expect(names[300]).toBe("sodium-native");
    expect(() => createSvm({ signatureBackend: "openssl" as "portable" })).toThrow("one of sodium-native, portable");
    vi.stubGlobal("process", {});
    vi.resetModules();
    const outsideNode = (await import("../../src/svm/index.js")).createSvm;
    try {
      expect(outsideNode({ programs: false }).signatureBackend).toBe("portable");
      for (const signatureBackend of ["sodium-native", "node:crypto"] as const) {
        expect(() => outsideNode({ programs: false, signatureBackend })).toThrow(
          `no signatures can be verified by ${signatureBackend} here`,
        );
      }
    } finally {
      vi.unstubAllGlobals();
    }
  });

  test("come after size and number of instructions, before everything else", () => {
    const { instructions } = message();
    const tooMany = message({ instructions: Array.from({ length: 65 }, () => instructions[0]!) });
    expect(send(tooMany, [other, payer])).toBe("SanitizeFailure");
    const wide = { ...instructions[0]!, accounts: new Uint8Array(256) };
    expect(send(message({ instructions: [wide] }), [other, payer])).toBe("SignatureFailure");
    expect(send(message({ instructions: [wide] }), [payer, other])).toBe("SanitizeFailure");
    expect(send(message({ recentBlockhash: newKey() }), [other, payer])).toBe("SignatureFailure");
    expect(send(message({ recentBlockhash: newKey() }), [payer, other])).toBe("BlockhashNotFound");
  });
});

describe("the sanitizer", () => {
  const bench = new Workbench();
  const to = bench.setAccount(newKey());
  const refused: [string, (message: Message) => Partial<Message>][] = [
    ["readonly payer", ({ header }) => ({ header: { ...header, numReadonlySignedAccounts: 1 } })],
    [
      "more signed and readonly keys than keys",
      ({ header }) => ({ header: { ...header, numReadonlyUnsignedAccounts: 3 } }),
    ],
    ["the payer as program", ({ instructions: [one] }) => ({ instructions: [{ ...one!, programIdIndex: 0 }] })],
    ["a program beyond the keys", ({ instructions: [one] }) => ({ instructions: [{ ...one!, programIdIndex: 3 }] })],
    [
      "an account beyond the keys",
      ({ instructions: [one] }) => ({ instructions: [{ ...one!, accounts: Uint8Array.of(3) }] }),
    ],
  ];
  test.each(refused)("refuses %s", (_, change) => {
    const result = bench.send([transfer(bench.payer, to, 1n)], {
      change: (message) => ({ ...message, ...change(message) }),
    });
    expect(fate(result)).toEqual(["dropped", "SanitizeFailure"]);
  });

  test("lets unused keys pass", () => {
    const change = (message: Message) => ({ ...message, accountKeys: [...message.accountKeys, newKey()] });
    expect(errorOf(bench.send([transfer(bench.payer, to, 2n)], { change }))).toBe("success");
  });

  test("lets a transaction without instructions pass: it only pays", () => {
    expect(bench.send([])).toMatchObject({ ok: true, fee: 5000n, computeUnitsConsumed: 0, logs: [] });
  });
});

describe("v1 besides", () => {
  const bench = new Workbench();
  const to = bench.setAccount(newKey());
  const send = (change: (message: Message) => Partial<Message>) =>
    errorOf(
      bench.send([transfer(bench.payer, to, 1n)], {
        version: 1,
        config: V1_CONFIG,
        change: (m) => ({ ...m, ...change(m) }),
      }),
    );

  test("a heap out of range or off the grid", () => {
    for (const heapSize of [0, 31 * 1024, 33 * 1024 + 1, 257 * 1024]) {
      expect(send(({ config }) => ({ config: { ...config, heapSize } }))).toBe("SanitizeFailure");
    }
    for (const heapSize of [32 * 1024, 256 * 1024])
      expect(send(({ config }) => ({ config: { ...config, heapSize } }))).toBe("success");
  });

  test("duplicate keys are for the sanitizer, not for the locks", () => {
    expect(send(({ accountKeys }) => ({ accountKeys: [...accountKeys, to] }))).toBe("SanitizeFailure");
  });

  test("64 addresses, 12 signatures", () => {
    const many = (count: number) => Array.from({ length: count }, newKey);
    expect(send(({ accountKeys }) => ({ accountKeys: [...accountKeys, ...many(61)] }))).toBe("success");
    expect(send(({ accountKeys }) => ({ accountKeys: [...accountKeys, ...many(62)] }))).toBe("SanitizeFailure");
    const signers = (count: number) => ({
      programId: SYSTEM_PROGRAM_ID,
      accounts: [...transfer(bench.payer, to, 1n).accounts, ...many(count - 1).map((key) => meta(key, "s"))],
      data: transfer(bench.payer, to, 1n).data,
    });
    const options = { version: 1, config: V1_CONFIG } as const;
    expect(errorOf(bench.send([signers(12)], options))).toBe("success");
    expect(errorOf(bench.send([signers(13)], options))).toBe("SanitizeFailure");
  });

  test("an impossible config mask", () => {
    const wire = bench.wire([transfer(bench.payer, to, 7n)], { version: 1, config: V1_CONFIG });
    for (const mask of [0b100000, 0b01, 0b10]) {
      const spoiled = wire.slice();
      spoiled[4] = mask;
      expect(fate(bench.svm.sendTransaction(spoiled))).toEqual(["dropped", "SanitizeFailure"]);
      expect(bench.svm.simulateTransaction(spoiled)).toMatchObject({
        ok: false,
        error: "SanitizeFailure",
        postAccounts: [],
      });
    }
  });
});

test("a dropped transaction leaves nothing, pays nothing and is forgotten", () => {
  const bench = new Workbench();
  const before = bench.lamports(bench.payer);
  const wire = unsignedWire(
    compileMessage({ feePayer: bench.payer, instructions: [transfer(bench.payer, newKey(), 1n)], blockhash: newKey() }),
  );
  const result = bench.svm.sendTransaction(wire);
  expect(result).toMatchObject({
    ok: false,
    outcome: "dropped",
    fee: 0n,
    logs: [],
    computeUnitsConsumed: 0,
    instructionTrace: [],
    trace: undefined,
  });
  expect(bench.lamports(bench.payer)).toBe(before);
  expect(bench.svm.getTransaction(result.signature)).toBeUndefined();
});

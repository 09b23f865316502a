import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Lamports } from "@solana/kit";
import * as fc from "fast-check";
import * as litesvm from "litesvm";
import { afterAll, describe, expect, test } from "vitest";
import { concatBytes } from "../../src/base/bytes.js";
import { sha256 } from "../../src/crypto/sha256.js";
import * as ours from "../../src/litesvm/index.js";
import { account, funded, PAYER, SOL } from "./support/accounts.js";
import { plain } from "./support/both.js";
import { COUNTER, SEVEN } from "./support/programs.js";
import { stateOf, sysvarsOf } from "./support/state.js";
import {
  associatedTokenAccount,
  computeUnitLimit,
  memo,
  mintData,
  newAddress,
  signatureOf,
  TOKEN_PROGRAM,
  transaction,
  transfer,
} from "./support/transactions.js";

const { LiteSVM } = ours;
type LiteSVM = ours.LiteSVM;

const PROGRAM = newAddress(40);
const MINT = newAddress(41);

/** A VM that went through a lot, and what it sent. */
function lived() {
  const svm = funded(ours).withTransactionHistory(100n).withLogBytesLimit(777n);
  svm.addProgram(PROGRAM, COUNTER);
  svm.setAccount(account(MINT, { data: mintData(), programAddress: TOKEN_PROGRAM }));
  svm.warpToSlot(500_000_000n);
  svm.expireBlockhash();
  const instructions = [
    [transfer(PAYER.address, newAddress(42), SOL)],
    [transfer(PAYER.address, newAddress(42), 10n ** 17n)],
    [associatedTokenAccount(PAYER.address, MINT, newAddress(43)), memo('a "quoted" é \u0301 \ufeff log')],
    [memo("\ufeff")],
    [{ programAddress: TOKEN_PROGRAM, accounts: [{ address: MINT, role: 0 as const }], data: Uint8Array.of(21) }],
    [computeUnitLimit(3), memo("out of units")],
    [transfer(PAYER.address, newAddress(44), 1n)],
  ];
  const sent = instructions.map((list) => transaction(PAYER, svm.latestBlockhash(), list));
  for (const tx of sent) svm.sendTransaction(tx);
  return { svm, sent };
}

function restored(svm: LiteSVM): LiteSVM {
  return LiteSVM.fromBytes(svm.toBytes());
}

function expectSameBytes(a: Uint8Array, b: Uint8Array): void {
  expect(Buffer.compare(a, b)).toBe(0);
}

describe("a restored VM", () => {
  test("has the same state, history included", () => {
    const { svm, sent } = lived();
    const copy = restored(svm);
    expect(plain(stateOf(copy))).toEqual(plain(stateOf(svm)));
    expect(plain(sysvarsOf(copy))).toEqual(plain(sysvarsOf(svm)));
    for (const tx of sent) {
      const result = svm.getTransaction(signatureOf(tx));
      expect(result).not.toBeNull();
      expect(plain(copy.getTransaction(signatureOf(tx)))).toEqual(plain(result));
    }
    expectSameBytes(copy.toBytes(), svm.toBytes());
  });

  test("goes on as the other does, apart from it", () => {
    const { svm, sent } = lived();
    const copy = restored(svm);
    const next = transaction(PAYER, svm.latestBlockhash(), [
      transfer(PAYER.address, newAddress(45), SOL),
      { programAddress: PROGRAM, accounts: [{ address: newAddress(45), role: 1 }], data: Uint8Array.of(1) },
    ]);
    expect(plain(copy.sendTransaction(sent[0]!))).toEqual(plain(svm.sendTransaction(sent[0]!)));
    expect(plain(copy.sendTransaction(next))).toEqual(plain(svm.sendTransaction(next)));
    expectSameBytes(copy.toBytes(), svm.toBytes());
    expect(plain(copy.airdrop(newAddress(46), SOL))).toEqual(plain(svm.airdrop(newAddress(46), SOL)));
    copy.setAccount(account(newAddress(47)));
    expect(svm.getAccount(newAddress(47)).exists).toBe(false);
  });

  test("has the same settings", () => {
    const budget = new ours.ComputeBudget();
    budget.computeUnitLimit = 2n ** 64n - 1n;
    budget.invokeUnits = 5n;
    budget.heapSize = 65_536;
    const features = ours.FeatureSet.allEnabled();
    features.deactivate(features.getActiveFeatures()[3]!);
    features.activate(new Uint8Array(32).fill(9), 77n);
    const svm = funded(ours).withComputeBudget(budget).withFeatureSet(features).withSigverify(false);
    svm.withBlockhashCheck(false).withLogBytesLimit().withTransactionHistory(0n);
    const copy = restored(svm);
    expectSameBytes(copy.toBytes(), svm.toBytes());
    const tx = transaction(PAYER, "1".repeat(32), [memo("x"), transfer(PAYER.address, newAddress(48), SOL)], {
      signers: [],
    });
    for (let i = 0; i < 2; i++) expect(plain(copy.sendTransaction(tx))).toEqual(plain(svm.sendTransaction(tx)));
  });

  test("may be bare", () => {
    const copy = restored(LiteSVM.default());
    expect(plain(stateOf(copy))).toEqual(plain(stateOf(LiteSVM.default())));
    copy
      .withSysvars()
      .withBuiltins()
      .withLamports((5n * SOL) as Lamports);
    expect(copy.airdrop(newAddress(49), SOL)).toBeInstanceOf(ours.TransactionMetadata);
  });

  test("runs programs with its own gates", () => {
    const svm = funded(ours);
    svm.addProgram(PROGRAM, SEVEN);
    const result = restored(svm).sendTransaction(
      transaction(PAYER, svm.latestBlockhash(), [{ programAddress: PROGRAM }]),
    );
    expect(String(result)).toContain("InstructionError(0, Custom(7))");
  });
});

describe("files", () => {
  const folder = mkdtempSync(join(tmpdir(), "callgate-"));
  afterAll(() => rmSync(folder, { recursive: true }));
  const path = join(folder, "vm.bin");

  test("saved and loaded", () => {
    const { svm } = lived();
    svm.saveToFile(path);
    expectSameBytes(readFileSync(path), svm.toBytes());
    expectSameBytes(LiteSVM.loadFromFile(path).toBytes(), svm.toBytes());
  });

  test("that cannot be read or written", () => {
    const missing = join(folder, "no", "such", "file");
    expect(() => LiteSVM.loadFromFile(missing)).toThrow(expect.objectContaining({ code: "unreadable-file" }));
    expect(() => new LiteSVM().saveToFile(missing)).toThrow(expect.objectContaining({ code: "unwritable-file" }));
    writeFileSync(path, "something else");
    expect(() => LiteSVM.loadFromFile(path)).toThrow(expect.objectContaining({ code: "foreign-snapshot" }));
    expect(() => LiteSVM.loadFromFile(5 as never)).toThrow(expect.objectContaining({ code: "StringExpected" }));
  });
});

describe("bytes that are no snapshot", () => {
  const good = funded(ours).toBytes();

  test("foreign ones, LiteSVM's included", () => {
    for (const bytes of [new Uint8Array(0), new Uint8Array(100), new litesvm.LiteSVM().toBytes(), good.subarray(1)]) {
      expect(() => LiteSVM.fromBytes(bytes)).toThrow(expect.objectContaining({ code: "foreign-snapshot" }));
    }
    expect(() => litesvm.LiteSVM.fromBytes(good)).toThrow();
    expect(() => LiteSVM.fromBytes("text" as never)).toThrow(expect.objectContaining({ code: "InvalidArg" }));
  });

  test("of another version", () => {
    const bytes = good.slice();
    bytes[16] = 2;
    expect(() => LiteSVM.fromBytes(bytes)).toThrow(expect.objectContaining({ code: "unsupported-snapshot-version" }));
  });

  test("cut or changed anywhere", () => {
    const small = LiteSVM.default().toBytes();
    fc.assert(
      fc.property(fc.nat(small.length - 1), fc.integer({ min: 1, max: 255 }), (index, change) => {
        const changed = small.slice();
        changed[index]! ^= change;
        expect(() => LiteSVM.fromBytes(changed)).toThrow(ours.CallgateError);
        expect(() => LiteSVM.fromBytes(small.subarray(0, index))).toThrow(ours.CallgateError);
      }),
      { numRuns: 200 },
    );
  });

  test("with a checksum that fits, whatever they say", () => {
    const small = lived().svm.withDefaultPrograms().toBytes();
    // The last part is the history, whose structure is the richest.
    const historyStart = small.length - 4000;
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 3900 }), fc.nat(255), fc.nat(60), (at, value, cut) => {
        const forged = small.slice(0, small.length - 32 - cut);
        forged[Math.min(historyStart + at, forged.length - 1)] = value;
        const signed = concatBytes(forged, sha256(forged));
        try {
          const svm = LiteSVM.fromBytes(signed);
          expect(svm.latestBlockhash()).toHaveLength(44);
        } catch (thrown) {
          expect(thrown).toBeInstanceOf(ours.CallgateError);
        }
      }),
      { numRuns: 40 },
    );
  });
});

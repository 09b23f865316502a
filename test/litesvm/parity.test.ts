import type { Address, Lamports, Signature } from "@solana/kit";
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import * as ours from "../../src/litesvm/index.js";
import { account, funded, PAYER, SOL } from "./support/accounts.js";
import { anything, RUNS } from "./support/arbitraries.js";
import { type Library, pairOf, plain, same } from "./support/both.js";
import { accountsOf, stateOf, sysvarsOf } from "./support/state.js";
import { newAddress, TOKEN_PROGRAM } from "./support/transactions.js";

type LiteSVM = ours.LiteSVM;

/** The same done to a VM of either library. */
function sameWith(run: (svm: LiteSVM, library: Library) => unknown): void {
  same((library) => run(funded(library), library));
}

describe("a new VM", () => {
  test("has the same accounts and sysvars", () => {
    same(({ LiteSVM }) => stateOf(new LiteSVM()));
    same(({ LiteSVM }) => sysvarsOf(new LiteSVM()));
  });

  test("or nothing", () => {
    same(({ LiteSVM }) => stateOf(LiteSVM.default()));
  });

  test("step by step", () => {
    same(({ LiteSVM }) => stateOf(LiteSVM.default().withSysvars()));
    same(({ LiteSVM }) => stateOf(LiteSVM.default().withBuiltins()));
    same(({ LiteSVM }) => stateOf(LiteSVM.default().withPrecompiles()));
    same(({ LiteSVM }) => stateOf(LiteSVM.default().withLamports(77n)));
    same(({ LiteSVM }) => stateOf(LiteSVM.default().withDefaultPrograms()));
    same(({ LiteSVM }) => stateOf(LiteSVM.default().withNativeMints()));
    same(({ LiteSVM }) => stateOf(LiteSVM.default().withSysvars().withDefaultPrograms().withNativeMints()));
    same(({ LiteSVM, FeatureSet }) => {
      const svm = LiteSVM.default().withFeatureSet(FeatureSet.allEnabled());
      return stateOf(svm.withBuiltins().withSysvars().withDefaultPrograms());
    });
    same(({ LiteSVM, FeatureSet }) => {
      const svm = new LiteSVM().withFeatureSet(new FeatureSet());
      return stateOf(svm.withBuiltins().withSysvars().withDefaultPrograms());
    });
  });

  test("each step gives the VM", () => {
    sameWith((svm, { FeatureSet, ComputeBudget }) =>
      [
        svm.withBlockhashCheck(true),
        svm.withBuiltins(),
        svm.withComputeBudget(new ComputeBudget()),
        svm.withDefaultPrograms(),
        svm.withFeatureSet(new FeatureSet()),
        svm.withLamports(5n),
        svm.withLogBytesLimit(),
        svm.withNativeMints(),
        svm.withPrecompiles(),
        svm.withSigverify(true),
        svm.withSysvars(),
        svm.withTransactionHistory(5n),
      ].map((result) => result === svm),
    );
  });

  test("sysvars missing: an error instead of an abort", () => {
    const bare = ours.LiteSVM.default();
    for (const run of [() => bare.getClock(), () => bare.getRent(), () => bare.warpToSlot(5n)]) {
      expect(run).toThrow(expect.objectContaining({ code: "missing-sysvar" }));
    }
  });
});

describe("wrong arguments", () => {
  const METHODS = [
    ...["withComputeBudget", "withSigverify", "withBlockhashCheck", "withFeatureSet", "withLamports"],
    ...["withTransactionHistory", "withLogBytesLimit", "minimumBalanceForRentExemption", "warpToSlot", "setClock"],
    ...["setEpochRewards", "setEpochSchedule", "setLastRestartSlot", "setRent", "setSlotHashes", "setSlotHistory"],
    ...["setStakeHistory", "saveToFile"],
  ] as const;
  /** Nothing that any of the methods takes, and nothing that aborts the process there. */
  const argument = anything.filter(
    (value) => !["boolean", "bigint", "string"].includes(typeof value) && !/^Uint16|^BigUint64/.test(kindOf(value)),
  );

  function kindOf(value: unknown): string {
    return ArrayBuffer.isView(value) ? value.constructor.name : "";
  }

  test.each(METHODS)("%s", (method) => {
    const sameOn = pairOf(funded);
    fc.assert(
      fc.property(argument, (value) =>
        sameOn((svm) => {
          const result = (svm[method as keyof LiteSVM] as (value: unknown) => unknown).call(svm, value);
          return result === svm || result;
        }),
      ),
      RUNS,
    );
  });

  test.each(["addProgram", "addProgramFromFile", "addProgramWithLoader", "airdrop"] as const)("%s", (method) => {
    const sameOn = pairOf(funded);
    const call = (...args: unknown[]) => sameOn((svm) => (svm[method] as (...args: unknown[]) => unknown)(...args));
    fc.assert(
      fc.property(argument, (value) => call(newAddress(3), value, newAddress(4))),
      RUNS,
    );
    call("no address", 5, 6);
    if (method === "addProgramWithLoader") call(newAddress(3), new Uint8Array(3), "no address");
  });

  test("setAccount", () => {
    const sameOn = pairOf(funded);
    const field = fc.constantFrom("data", "executable");
    fc.assert(
      fc.property(field, anything, (name, value) =>
        sameOn((svm) => svm.setAccount({ ...account(newAddress(3)), [name]: value })),
      ),
      { numRuns: 200 },
    );
    for (const name of ["address", "programAddress"]) {
      sameOn((svm) => svm.setAccount({ ...account(newAddress(3)), [name]: "no address" }));
    }
  });

  test("setSlotHashes", () => {
    const sameOn = pairOf(funded);
    const hash = "1".repeat(32);
    const entry = fc.oneof(
      anything.filter((value) => value != null),
      fc.record({ slot: fc.oneof(anything, fc.constant(5n)), hash: fc.oneof(anything, fc.constant(hash)) }),
    );
    fc.assert(
      fc.property(fc.array(entry, { maxLength: 3 }), (entries) =>
        sameOn((svm) => svm.setSlotHashes(entries as ours.SlotHash[])),
      ),
      { numRuns: 200 },
    );
    sameOn((svm) => svm.setSlotHashes([{ slot: -1n, hash }]));
    expect(() => new ours.LiteSVM().setSlotHashes([null as never])).toThrow("Missing field `slot`");
    expect(() => new ours.LiteSVM().setSlotHashes(Array(513).fill({ slot: 1n, hash }))).toThrow("at most 512");
  });

  test("addresses that are no text, which end in a TypeError there", () => {
    const svm = new ours.LiteSVM();
    fc.assert(
      fc.property(
        anything.filter((value) => typeof value !== "string"),
        (value) => {
          const address = value as Address;
          for (const run of [
            () => svm.getAccount(address),
            () => svm.getBalance(address),
            () => svm.getProgramAccounts(address),
            () => svm.airdrop(address, SOL),
            () => svm.addProgram(address, new Uint8Array(0)),
            () => svm.addProgramWithLoader(newAddress(3), new Uint8Array(0), address),
            () => svm.setAccount(account(address)),
            () => svm.setAccount(account(newAddress(3), { programAddress: address })),
          ]) {
            expect(run).toThrow(expect.objectContaining({ code: "invalid-address" }));
          }
          expect(() => svm.getTransaction(value as Signature)).toThrow(
            expect.objectContaining({ code: "invalid-signature" }),
          );
        },
      ),
      RUNS,
    );
  });

  test("what aborts the process there", () => {
    const svm = new ours.LiteSVM();
    expect(() => svm.getTransaction("1111" as Signature)).toThrow(
      expect.objectContaining({ code: "invalid-signature" }),
    );
    expect(() => svm.sendTransaction({} as never)).toThrow(expect.objectContaining({ code: "invalid-transaction" }));
    const signatures = { [PAYER.address]: new Uint8Array(64).fill(1) };
    const messageBytes = Uint8Array.of(1, 2, 3);
    expect(() => svm.sendTransaction({ messageBytes, signatures } as never)).toThrow("bytes that are none");
  });
});

describe("accounts", () => {
  const address = newAddress(5);

  test("set, found and removed", () => {
    sameWith((svm) => {
      const found = [svm.getAccount(address), svm.getBalance(address)];
      const data = Uint8Array.of(1, 2, 3);
      svm.setAccount(account(address, { data, programAddress: TOKEN_PROGRAM }));
      data[0] = 9;
      found.push(svm.getAccount(address), svm.getBalance(address));
      found.push(accountsOf(svm, TOKEN_PROGRAM) as never);
      svm.setAccount(account(address, { lamports: 0n as Lamports }));
      return [...found, svm.getAccount(address), svm.getBalance(address)];
    });
  });

  test("lamports as a number", () => {
    sameWith((svm) => {
      svm.setAccount(account(address, { lamports: 5 as unknown as Lamports }));
      return svm.getAccount(address);
    });
  });

  test("the account's own data stay as they are", () => {
    sameWith((svm) => {
      svm.setAccount(account(address, { data: Uint8Array.of(1, 2) }));
      const found = svm.getAccount(address);
      if (found.exists) (found.data as Uint8Array)[0] = 9;
      return svm.getAccount(address);
    });
  });
});

describe("airdrops", () => {
  /** The airdrop account is random, and so is the signature, whose hexadecimal digits may look like base58. */
  function unsigned(value: ReturnType<LiteSVM["airdrop"]>): unknown {
    return JSON.parse(
      JSON.stringify(plain(value)).replaceAll(/[0-9a-f]{128}|[1-9A-HJ-NP-Za-km-z]{86,88}/g, "signature"),
    );
  }

  test.each([0n, 1n, 890_880n, 10n ** 9n, 10n ** 15n, 10n ** 18n])("%i lamports", (amount) => {
    same(({ LiteSVM }) => {
      const svm = new LiteSVM();
      const first = unsigned(svm.airdrop(newAddress(7), amount as Lamports));
      const second = unsigned(svm.airdrop(newAddress(7), amount as Lamports));
      return [first, second, svm.getAccount(newAddress(7)), stateOf(svm)];
    });
  });

  test("repeated after the blockhash changed, from another balance, unverified", () => {
    same(({ LiteSVM }) => {
      const svm = new LiteSVM().withLamports(3n * SOL);
      const results = [svm.airdrop(newAddress(7), SOL)];
      svm.expireBlockhash();
      results.push(svm.airdrop(newAddress(7), SOL), svm.airdrop(newAddress(7), SOL));
      svm.withSigverify(false);
      results.push(svm.airdrop(newAddress(7), SOL));
      return [results.map(unsigned), svm.getBalance(newAddress(7))];
    });
  });

  test("where there are no programs, or no lamports", () => {
    same(({ LiteSVM }) => unsigned(LiteSVM.default().withSysvars().airdrop(newAddress(7), SOL)));
    same(({ LiteSVM }) => unsigned(LiteSVM.default().withSysvars().withLamports(SOL).airdrop(newAddress(7), SOL)));
    same(({ LiteSVM }) => {
      const svm = LiteSVM.default()
        .withSysvars()
        .withBuiltins()
        .withLamports(3n * SOL);
      return [unsigned(svm.airdrop(newAddress(7), SOL)), svm.getBalance(newAddress(7))];
    });
  });
});

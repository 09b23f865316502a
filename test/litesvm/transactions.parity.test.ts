import type { Lamports, Transaction } from "@solana/kit";
import * as fc from "fast-check";
import { describe, test } from "vitest";
import type * as ours from "../../src/litesvm/index.js";
import { account, funded, PAYER, SOL } from "./support/accounts.js";
import { type Library, same } from "./support/both.js";
import { stateOf } from "./support/state.js";
import {
  associatedTokenAccount,
  computeUnitLimit,
  memo,
  mintData,
  newAddress,
  SYSTEM_PROGRAM,
  signatureOf,
  signer,
  TOKEN_PROGRAM,
  transaction,
  transfer,
} from "./support/transactions.js";

type LiteSVM = ours.LiteSVM;
type Instructions = Parameters<typeof transaction>[2];
type Options = Parameters<typeof transaction>[3];

const OTHER = newAddress(9);

/** The payer's transaction with the latest blockhash. */
function make(svm: LiteSVM, instructions: Instructions, options?: Options): Transaction {
  return transaction(PAYER, svm.latestBlockhash(), instructions, options);
}

function sameWith(run: (svm: LiteSVM, library: Library) => unknown): void {
  same((library) => run(funded(library), library));
}

/** Simulated, sent, and what the accounts then hold. */
function sameTransaction(instructions: Instructions, options?: Options, prepare?: (svm: LiteSVM) => void): void {
  sameWith((svm) => {
    prepare?.(svm);
    const tx = make(svm, instructions, options);
    const simulated = svm.simulateTransaction(tx);
    return [simulated, simulated.meta(), svm.sendTransaction(tx), stateOf(svm), svm.getAccount(OTHER)];
  });
}

describe("transactions", () => {
  const CASES: readonly [name: string, instructions: Instructions][] = [
    ["a transfer", [transfer(PAYER.address, OTHER, SOL)]],
    [
      "a transfer and a memo",
      [transfer(PAYER.address, OTHER, SOL), memo('"quoted" \\ tab\t, é, \u0301, \u200b and 日本')],
    ],
    ["a transfer of too much", [transfer(PAYER.address, OTHER, 10n ** 15n)]],
    ["a transfer that leaves too little", [transfer(PAYER.address, OTHER, 5n)]],
    ["a second instruction that fails", [memo("fine"), { programAddress: SYSTEM_PROGRAM, data: new Uint8Array(3) }]],
    ["a program that is missing", [{ programAddress: OTHER, data: new Uint8Array(1) }]],
    ["a program's own error", [{ programAddress: TOKEN_PROGRAM, data: Uint8Array.of(255) }]],
    [
      "return data",
      [{ programAddress: TOKEN_PROGRAM, accounts: [{ address: OTHER, role: 0 }], data: Uint8Array.of(21) }],
    ],
    ["a compute limit that is too low", [computeUnitLimit(5), memo("more than five units")]],
    ["two compute limits", [computeUnitLimit(5), computeUnitLimit(6)]],
    ["no instructions", []],
  ];

  test.each(CASES)("%s", (_, instructions) => {
    sameTransaction(instructions);
    sameTransaction(instructions, { version: "legacy" });
  });

  test("inner instructions", () => {
    const mint = newAddress(20);
    const owner = newAddress(21);
    const createAta = associatedTokenAccount(PAYER.address, mint, owner);
    const prepare = (svm: LiteSVM) =>
      svm.setAccount(account(mint, { data: mintData(), programAddress: TOKEN_PROGRAM }));
    sameTransaction([createAta], {}, prepare);
    sameTransaction([createAta, createAta], {}, prepare);
    sameTransaction([createAta]);
  });

  test("version 1", () => {
    sameTransaction([transfer(PAYER.address, OTHER, SOL)], { version: 1 });
    sameTransaction([memo("needs loaded accounts")], { version: 1 });
  });

  test("a payer that cannot pay", () => {
    for (const lamports of [0n, 1n, 4999n, 5000n, 5001n, 895_880n, 895_879n]) {
      sameTransaction([memo("x")], {}, (svm) =>
        svm.setAccount(account(PAYER.address, { lamports: lamports as Lamports })),
      );
    }
    const programAddress = TOKEN_PROGRAM;
    sameTransaction([memo("x")], {}, (svm) => svm.setAccount(account(PAYER.address, { programAddress })));
  });

  test("signatures", () => {
    const instructions = [transfer(PAYER.address, OTHER, SOL)];
    sameTransaction(instructions, { signers: [] });
    sameTransaction(instructions, { signature: new Uint8Array(64).fill(7) });
    sameTransaction(instructions, { signature: new Uint8Array(64) });
    sameTransaction(instructions, { signers: [] }, (svm) => svm.withSigverify(false));
    sameTransaction(instructions, { signature: new Uint8Array(64).fill(7) }, (svm) => svm.withSigverify(false));
    sameTransaction([transfer(PAYER.address, OTHER, SOL), transfer(signer(3).address, OTHER, SOL)], {
      signers: [PAYER, signer(3)],
    });
  });

  test("bytes after the message", () => {
    sameWith((svm) => {
      const tx = make(svm, [transfer(PAYER.address, OTHER, SOL)]);
      const messageBytes = Uint8Array.of(...tx.messageBytes, 1, 2, 3) as unknown as Transaction["messageBytes"];
      return svm.sendTransaction({ ...tx, messageBytes });
    });
  });

  test("blockhashes", () => {
    sameWith((svm) => {
      const tx = make(svm, [transfer(PAYER.address, OTHER, SOL)]);
      const before = svm.latestBlockhash();
      svm.expireBlockhash();
      const results = [before, svm.latestBlockhash(), svm.sendTransaction(tx), svm.simulateTransaction(tx)];
      svm.withBlockhashCheck(false);
      results.push(svm.sendTransaction(tx), svm.sendTransaction(tx), stateOf(svm) as never);
      return results;
    });
  });

  test("a message's lifetime", () => {
    sameWith((svm) => svm.setTransactionMessageLifetimeUsingLatestBlockhash({ version: 0, instructions: [] }));
  });

  test("log limits", () => {
    const text = "0123456789".repeat(20);
    for (const limit of [0n, 1n, 100n, 300n, 10_000n, 2n ** 64n - 1n, undefined]) {
      sameTransaction([memo(text), memo(text)], {}, (svm) => svm.withLogBytesLimit(limit));
    }
    const much = Array.from({ length: 30 }, () => memo("0123456789".repeat(50)));
    sameTransaction(much);
    sameTransaction(much, {}, (svm) => svm.withLogBytesLimit());
  });

  test("the sysvars that a transaction sees", () => {
    sameTransaction([transfer(PAYER.address, OTHER, SOL)], {}, (svm) => svm.warpToSlot(5n));
    sameWith((svm, { Rent }) => {
      svm.setRent(new Rent(1n, 1, 0));
      return [svm.sendTransaction(make(svm, [transfer(PAYER.address, OTHER, 128n)])), svm.getAccount(OTHER)];
    });
  });
});

describe("history", () => {
  test("found, missing and repeated", () => {
    sameWith((svm) => {
      const tx = make(svm, [transfer(PAYER.address, OTHER, SOL)]);
      const failing = make(svm, [transfer(PAYER.address, OTHER, 10n ** 16n)]);
      const dropped = make(svm, [{ programAddress: OTHER }]);
      const sent = [tx, failing, dropped].map((one) => svm.sendTransaction(one));
      const again = [tx, failing, dropped].map((one) => [svm.sendTransaction(one), svm.simulateTransaction(one)]);
      return [sent, again, [tx, failing, dropped].map((one) => svm.getTransaction(signatureOf(one)))];
    });
  });

  test("without verification the same transaction runs again", () => {
    sameWith((svm) => {
      svm.withSigverify(false);
      const tx = make(svm, [transfer(PAYER.address, OTHER, SOL)]);
      return [
        svm.sendTransaction(tx),
        svm.sendTransaction(tx),
        svm.getBalance(OTHER),
        svm.getTransaction(signatureOf(tx)),
      ];
    });
  });

  test("any capacities", () => {
    const step = fc.oneof(
      fc.record({ capacity: fc.oneof(fc.nat(12), fc.nat(150)) }),
      fc.record({ sends: fc.oneof(fc.nat(8), fc.nat(60)) }),
    );
    fc.assert(
      fc.property(fc.array(step, { minLength: 1, maxLength: 5 }), (steps) =>
        sameWith((svm) => {
          const sent: Transaction[] = [];
          for (const step of steps) {
            if ("capacity" in step) svm.withTransactionHistory(BigInt(step.capacity));
            else for (let i = 0; i < step.sends; i++) sent.push(sendNew(svm, sent.length));
          }
          return sent.map((tx) => svm.getTransaction(signatureOf(tx)) !== null);
        }),
      ),
      { numRuns: 25 },
    );
  });

  function sendNew(svm: LiteSVM, index: number): Transaction {
    const tx = make(svm, [transfer(PAYER.address, OTHER, SOL + BigInt(index))]);
    svm.sendTransaction(tx);
    return tx;
  }
});

describe("gates and budgets", () => {
  test("any budget", () => {
    const mint = newAddress(20);
    const instructions = [
      memo("x"),
      associatedTokenAccount(PAYER.address, mint, newAddress(21)),
      transfer(PAYER.address, OTHER, SOL),
    ];
    const names = fc.constantFrom(
      ...["computeUnitLimit", "log64Units", "createProgramAddressUnits", "invokeUnits", "maxInstructionStackDepth"],
      ...["maxInstructionTraceLength", "maxCallDepth", "stackFrameSize", "logPubkeyUnits", "cpiBytesPerUnit"],
      ...["sysvarBaseCost", "syscallBaseCost", "heapCost", "memOpBaseCost", "sha256BaseCost"],
    ) as fc.Arbitrary<"invokeUnits">;
    const value = fc.oneof(fc.bigInt({ min: 0n, max: 5n }), fc.bigInt({ min: 0n, max: 100_000n }));
    const changes = fc.array(fc.tuple(names, value), { minLength: 1, maxLength: 4 });
    fc.assert(
      fc.property(changes, fc.constantFrom(0, 1, 32_768, 65_536, 262_144), (changes, heapSize) =>
        sameWith((svm, { ComputeBudget }) => {
          const budget = new ComputeBudget();
          for (const [name, value] of changes) budget[name] = value;
          budget.heapSize = heapSize;
          svm.setAccount(account(mint, { data: mintData(), programAddress: TOKEN_PROGRAM }));
          return svm.withComputeBudget(budget).sendTransaction(make(svm, instructions));
        }),
      ),
      { numRuns: 100 },
    );
  });

  test("bytes per unit that 32 bits do not hold", () => {
    const mint = newAddress(20);
    const instructions = [associatedTokenAccount(PAYER.address, mint, newAddress(21))];
    for (const cpiBytesPerUnit of [2n ** 32n, 2n ** 32n + 1n]) {
      // Calls are read in another way from the 17th on.
      for (let times = 0; times < 5; times++) {
        sameWith((svm, { ComputeBudget }) => {
          svm.setAccount(account(mint, { data: mintData(), programAddress: TOKEN_PROGRAM }));
          const budget = Object.assign(new ComputeBudget(), { cpiBytesPerUnit });
          return svm.withComputeBudget(budget).sendTransaction(make(svm, instructions));
        });
      }
    }
  });

  test("steps in any order", () => {
    const step = fc.constantFrom(
      ...["withSysvars", "withBuiltins", "withDefaultPrograms", "withPrecompiles"],
      ...["all", "none", "lamports", "unverified"],
    );
    fc.assert(
      fc.property(fc.boolean(), fc.array(step, { maxLength: 8 }), (bare, steps) =>
        same((library) => {
          const svm = bare ? library.LiteSVM.default() : new library.LiteSVM();
          for (const step of steps) take(svm, step, library);
          // Without these LiteSVM aborts.
          svm.withSysvars().withBuiltins();
          svm.setAccount(account(PAYER.address, { lamports: (1000n * SOL) as Lamports }));
          const before = stateOf(svm);
          const results = [memo("x"), { programAddress: TOKEN_PROGRAM, data: Uint8Array.of(21) }].map((instruction) =>
            svm.sendTransaction(make(svm, [instruction, transfer(PAYER.address, OTHER, SOL)])),
          );
          return [before, results, stateOf(svm)];
        }),
      ),
      { numRuns: 60 },
    );
  });

  function take(svm: LiteSVM, step: string, { FeatureSet }: Library): void {
    if (step === "all") svm.withFeatureSet(FeatureSet.allEnabled());
    else if (step === "none") svm.withFeatureSet(new FeatureSet());
    else if (step === "lamports") svm.withLamports(5n * SOL);
    else if (step === "unverified") svm.withSigverify(false).withBlockhashCheck(true);
    else svm[step as "withSysvars"]();
  }

  test("a feature set is copied", () => {
    same(({ LiteSVM, FeatureSet }) => {
      const features = new FeatureSet();
      const svm = LiteSVM.default().withFeatureSet(features);
      for (const id of FeatureSet.allEnabled().getActiveFeatures()) features.activate(id, 0n);
      return stateOf(svm.withBuiltins().withSysvars());
    });
  });
});

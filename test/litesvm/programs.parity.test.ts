import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Address, Lamports } from "@solana/kit";
import * as fc from "fast-check";
import { afterAll, describe, test } from "vitest";
import type * as ours from "../../src/litesvm/index.js";
import { encodeLoaderV3State } from "../../src/solana/loader-v3-state.js";
import * as ids from "../../src/solana/program-ids.js";
import { programdataAddressOf } from "../../src/solana/programdata-address.js";
import { pubkeyFromAddress } from "../../src/solana/pubkey.js";
import { account, funded, PAYER } from "./support/accounts.js";
import { type Library, pairOf, same } from "./support/both.js";
import { bundled, CHATTY, COUNTER, DEEP, SEVEN } from "./support/programs.js";
import { accountsOf } from "./support/state.js";
import { addressOf, newAddress, transaction } from "./support/transactions.js";

type LiteSVM = ours.LiteSVM;

const PROGRAM = newAddress(33);
const DATA = newAddress(34);
const [LOADER_V1, LOADER_V2, LOADER_V3, LOADER_V4, NATIVE_LOADER] = [
  ids.LOADER_V1_ID,
  ids.LOADER_V2_ID,
  ids.LOADER_V3_ID,
  ids.LOADER_V4_ID,
  ids.NATIVE_LOADER_ID,
].map(addressOf) as [Address, Address, Address, Address, Address];
const LOADERS = [LOADER_V1, LOADER_V2, LOADER_V3];

let calls = 0;

/** Calls the program with an account that it may write, in a transaction that nobody has sent yet. */
function call(svm: LiteSVM, data = Uint8Array.of(calls++ % 256, calls >> 8)): unknown {
  const accounts = [{ address: DATA, role: 1 }];
  return svm.sendTransaction(transaction(PAYER, svm.latestBlockhash(), [{ programAddress: PROGRAM, accounts, data }]));
}

function sameWith(run: (svm: LiteSVM, library: Library) => unknown): void {
  same((library) => {
    const svm = funded(library);
    svm.setAccount(account(DATA, { data: new Uint8Array(8), programAddress: PROGRAM }));
    calls = 0;
    return run(svm, library);
  });
}

describe("programs that load", () => {
  test.each([
    ["counter", COUNTER],
    ["seven", SEVEN],
    ["deep", DEEP],
    ["chatty", CHATTY],
    ["memo", bundled("memo")],
  ])("%s under every loader", (_, elf) => {
    for (const loader of LOADERS) {
      sameWith((svm) => {
        svm.addProgramWithLoader(PROGRAM, elf, loader);
        return [call(svm), call(svm), svm.getAccount(DATA), accountsOf(svm, loader)];
      });
    }
    sameWith((svm) => [svm.addProgram(PROGRAM, elf), call(svm), accountsOf(svm, LOADER_V3)]);
  });

  test("one after the other in the same place", () => {
    sameWith((svm) => {
      const results = [COUNTER, SEVEN].map((elf) => [svm.addProgram(PROGRAM, elf), call(svm)]);
      svm.addProgramWithLoader(PROGRAM, CHATTY, LOADER_V2);
      return [results, call(svm), accountsOf(svm, LOADER_V2), accountsOf(svm, LOADER_V3)];
    });
  });

  test("at another rent and slot", () => {
    sameWith((svm, { Rent }) => {
      svm.warpToSlot(77n);
      svm.setRent(new Rent(3n, 1, 0));
      svm.addProgram(PROGRAM, COUNTER);
      return [call(svm), accountsOf(svm, LOADER_V3)];
    });
    sameWith((svm, { Rent }) => {
      svm.setRent(Rent.free());
      for (const [index, loader] of LOADERS.entries())
        svm.addProgramWithLoader(newAddress(60 + index), COUNTER, loader);
      return LOADERS.map((loader) => accountsOf(svm, loader));
    });
  });
});

describe("programs that do not", () => {
  /** LiteSVM then runs what was there before; here nothing was. */
  function sameAdding(elf: Uint8Array): void {
    for (const loader of LOADERS) {
      sameWith((svm) => svm.addProgramWithLoader(PROGRAM, elf, loader));
      sameWith((svm) => {
        try {
          svm.addProgramWithLoader(PROGRAM, elf, loader);
        } catch {
          return [svm.getAccount(PROGRAM), accountsOf(svm, loader)];
        }
      });
    }
  }

  test("no ELF at all", () => {
    for (const elf of [new Uint8Array(0), new Uint8Array(1), new Uint8Array(64), new Uint8Array(1000).fill(7)])
      sameAdding(elf);
  });

  test("damaged ones", () => {
    const memo = bundled("memo");
    const change = fc.tuple(fc.oneof(fc.nat(64), fc.nat(memo.length - 1)), fc.nat(255));
    fc.assert(
      fc.property(fc.array(change, { minLength: 1, maxLength: 3 }), (changes) => {
        const elf = memo.slice();
        for (const [index, value] of changes) elf[index] = value;
        sameWith((svm) => svm.addProgramWithLoader(PROGRAM, elf, LOADER_V2));
      }),
      { numRuns: 100 },
    );
    fc.assert(
      fc.property(fc.nat(memo.length), (length) => {
        sameWith((svm) => svm.addProgramWithLoader(PROGRAM, memo.subarray(0, length), LOADER_V2));
      }),
      { numRuns: 30 },
    );
  });

  test("a loader that is none", () => {
    for (const loader of [PROGRAM, LOADER_V4, NATIVE_LOADER]) {
      sameWith((svm) => svm.addProgramWithLoader(PROGRAM, COUNTER, loader));
    }
  });
});

describe("programs of files", () => {
  const folder = mkdtempSync(join(tmpdir(), "callgate-"));
  afterAll(() => rmSync(folder, { recursive: true }));

  test("found, broken and missing", () => {
    writeFileSync(join(folder, "counter.so"), COUNTER);
    writeFileSync(join(folder, "empty.so"), new Uint8Array(0));
    for (const name of ["counter.so", "empty.so", "missing.so", "."]) {
      sameWith((svm) => [svm.addProgramFromFile(PROGRAM, join(folder, name)), call(svm)]);
    }
  });
});

describe("programs by setAccount", () => {
  const executable = true;

  test("under every owner", () => {
    for (const programAddress of [...LOADERS, LOADER_V4, NATIVE_LOADER, PROGRAM]) {
      for (const data of [
        COUNTER,
        new Uint8Array(0),
        new Uint8Array(5),
        Uint8Array.of(...new Uint8Array(48), ...COUNTER),
      ]) {
        sameWith((svm) => [
          svm.setAccount(account(PROGRAM, { data, programAddress, executable })),
          svm.getAccount(PROGRAM),
        ]);
      }
    }
    sameWith((svm) => [
      svm.setAccount(account(PROGRAM, { data: COUNTER, programAddress: LOADER_V2, executable })),
      call(svm),
    ]);
    sameWith((svm) => [svm.setAccount(account(PROGRAM, { data: COUNTER, programAddress: LOADER_V2 })), call(svm)]);
  });

  test("with programdata, without, with broken ones, in the other order", () => {
    const id = pubkeyFromAddress(PROGRAM);
    const programDataAddress = programdataAddressOf(id).address;
    const program = account(PROGRAM, {
      data: encodeLoaderV3State({ kind: "program", programDataAddress }),
      programAddress: LOADER_V3,
      executable,
    });
    const head = new Uint8Array(45);
    head.set(encodeLoaderV3State({ kind: "programData", slot: 3n, authority: undefined }));
    for (const elf of [COUNTER, new Uint8Array(0), new Uint8Array(100)]) {
      const data = Uint8Array.of(...head, ...elf);
      const programdata = account(addressOf(programDataAddress), { data, programAddress: LOADER_V3 });
      sameWith((svm) => [svm.setAccount(programdata), svm.setAccount(program), call(svm)]);
      sameWith((svm) => [svm.setAccount(program), call(svm), svm.setAccount(programdata), call(svm)]);
    }
    const short = account(addressOf(programDataAddress), { data: new Uint8Array(10), programAddress: LOADER_V3 });
    sameWith((svm) => [svm.setAccount(short), svm.setAccount(program), call(svm)]);
  });

  test("removed again", () => {
    sameWith((svm) => {
      const program = account(PROGRAM, { data: COUNTER, programAddress: LOADER_V2, executable });
      svm.setAccount(program);
      const before = call(svm);
      svm.setAccount({ ...program, lamports: 0n as Lamports });
      return [before, svm.getAccount(PROGRAM)];
    });
  });
});

describe("call depth and stack frames", () => {
  test("count from the next builtins on, for programs that are added later", () => {
    // LiteSVM aborts where the product is another.
    for (const depth of [1n, 8n, 16n, 32n, 64n, 128n]) {
      sameWith((svm, { ComputeBudget }) => {
        const budget = new ComputeBudget();
        budget.maxCallDepth = depth;
        budget.stackFrameSize = 262_144n / depth;
        svm.addProgram(PROGRAM, DEEP);
        const results = [call(svm), call(svm.withComputeBudget(budget)), call(svm.withBuiltins())];
        svm.addProgram(PROGRAM, DEEP);
        return [...results, call(svm)];
      });
    }
  });
});

test("one VM, program after program", () => {
  const sameOn = pairOf(funded);
  for (const [index, elf] of [COUNTER, SEVEN, CHATTY].entries()) {
    sameOn((svm) => [svm.addProgram(PROGRAM, elf), call(svm, Uint8Array.of(index))]);
  }
});

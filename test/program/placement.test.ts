import { address, getTransactionDecoder, lamports } from "@solana/kit";
import { describe, expect, test } from "vitest";
import { LiteSVM } from "../../src/litesvm/index.js";
import { defineProgram, entrypoint, msg, ProgramError } from "../../src/program/index.js";
import type { Instruction } from "../../src/solana/instruction.js";
import { LOADER_V1_ID, LOADER_V2_ID, LOADER_V3_ID } from "../../src/solana/program-ids.js";
import { addressFromPubkey } from "../../src/solana/pubkey.js";
import { createSvm } from "../../src/svm/index.js";
import { named } from "../helpers/names.js";
import { compileWire } from "../helpers/transactions.js";
import {
  AUTHORITY,
  BUFFER,
  close,
  extend,
  loaderAccount,
  PAYER,
  PROGRAM,
  PROGRAMDATA,
  SPILL,
  setAuthority,
  upgrade,
} from "../runtime/builtins/loader-case.js";
import { returning } from "../runtime/builtins/tiny-elf.js";
import { Bench, compiled, endingOf, meta, textsOf } from "./bench.js";

const hello = entrypoint(() => msg("hello"));

const says = (bench: Bench) => {
  const result = bench.run(PROGRAM);
  return result.ok ? textsOf(result) : endingOf(result);
};

describe("in place", () => {
  test.each([
    ["loader v3", LOADER_V3_ID],
    ["loader v2", LOADER_V2_ID],
  ])("%s: callable at once, with the accounts of a program", (_, loader) => {
    const bench = new Bench();
    bench.svm.addProgram(PROGRAM, hello, { loader });
    expect(says(bench)).toEqual(["hello"]);
    expect(bench.account(PROGRAM)).toMatchObject({ owner: loader, executable: true });
    const { data, lamports } = bench.account(loader === LOADER_V2_ID ? PROGRAM : PROGRAMDATA);
    expect(new TextDecoder().decode(data)).toMatch(/callgate program.*program$/s);
    expect(lamports).toBe(bench.svm.minimumBalanceForRentExemption(data.length));
  });

  test("loader v1 lays out accounts otherwise and is refused", () => {
    const add = () => new Bench().svm.addProgram(PROGRAM, hello, { loader: LOADER_V1_ID });
    expect(add).toThrow(expect.objectContaining({ code: "invalid-option" }));
  });

  test("at several ids, in several VMs, one after the other at one id", () => {
    const seen: Uint8Array[] = [];
    const program = entrypoint((programId) => void seen.push(programId));
    const [a, b] = [new Bench(), new Bench()];
    for (const bench of [a, b]) bench.program(program, PROGRAM);
    a.program(program, named("again"));
    for (const [bench, id] of [
      [a, PROGRAM],
      [a, named("again")],
      [b, PROGRAM],
    ] as const)
      bench.run(id);
    expect(seen).toEqual([PROGRAM, named("again"), PROGRAM]);
    a.program(hello, PROGRAM);
    expect(says(a)).toEqual(["hello"]);
    a.program(returning(7), PROGRAM);
    expect(says(a)).toEqual({ Custom: 7 });
    a.program(hello, PROGRAM);
    expect(says(a)).toEqual(["hello"]);
    expect(endingOf(b.run(PROGRAM))).toBe("success");
  });

  test("through callgate/litesvm", () => {
    const seen: Uint8Array[] = [];
    const litesvm = new LiteSVM();
    litesvm.addProgram(
      address(addressFromPubkey(PROGRAM)),
      entrypoint((programId) => void seen.push(programId)),
    );
    const instruction = { programId: PROGRAM, accounts: [], data: new Uint8Array(0) };
    litesvm.airdrop(address(addressFromPubkey(PAYER)), lamports(1_000_000_000n));
    const wire = compileWire({ feePayer: PAYER, instructions: [instruction], blockhash: new Uint8Array(32) });
    litesvm.withSigverify(false).withBlockhashCheck(false).sendTransaction(getTransactionDecoder().decode(wire));
    expect(seen).toEqual([PROGRAM]);
  });

  test("under LiteSVM's rules too", () => {
    expect(says(new BenchWith({ compat: "litesvm" }))).toEqual(["hello"]);
  });

  test("with gates of another time", () => {
    const bench = new BenchWith({ features: "solana-1.10" });
    expect(textsOf(bench.run(PROGRAM, { version: "legacy" }))).toEqual(["hello"]);
  });

  test("on every engine", () => {
    for (const engine of ["interpreter", "wasm-interpreter"] as const)
      expect(says(new BenchWith({ engine }))).toEqual(["hello"]);
  });

  test.each([
    ["nothing", undefined],
    ["no process", {}],
    ["a name that is none", { process: () => {}, name: 5 }],
    ["units below 0", { process: () => {}, computeUnits: -1 }],
    ["units that are no number", { process: () => {}, computeUnits: "5" }],
    ["a process that is none", { process: "main" }],
    [
      "a definition that cannot be read",
      new Proxy(
        {},
        {
          get: () => {
            throw new Error("trap");
          },
        },
      ),
    ],
  ])("a definition with %s is refused", (_, definition) => {
    expect(() => defineProgram(definition as never)).toThrow(expect.objectContaining({ code: "invalid-program" }));
  });

  test("what is neither ELF nor program is refused", () => {
    for (const given of [undefined, {}, () => {}, { process: () => {} }]) {
      expect(() => createSvm().addProgram(PROGRAM, given as never)).toThrow(
        expect.objectContaining({ code: "invalid-program" }),
      );
    }
  });
});

class BenchWith extends Bench {
  constructor(options: ConstructorParameters<typeof Bench>[0]) {
    super(options);
    this.program(hello, PROGRAM);
  }
}

describe("snapshots and accounts", () => {
  test("a revert brings back what ran before, and what ran after it is not there", () => {
    const bench = new Bench();
    const nothing = bench.svm.snapshot();
    bench.program(hello, PROGRAM);
    const withHello = bench.svm.snapshot();
    bench.program(() => {
      throw new ProgramError(1);
    }, PROGRAM);
    expect(says(bench)).toEqual({ Custom: 1 });
    bench.svm.revert(withHello);
    expect(says(bench)).toEqual(["hello"]);
    bench.svm.revert(nothing);
    expect(says(bench)).toBe("ProgramAccountNotFound");
  });

  test("the marker in the account is the program: copied by the host it runs, changed it does not", () => {
    const bench = new Bench();
    bench.program(hello, PROGRAM);
    // As every program that was just deployed, a copy is hidden in the slot that it names.
    bench.svm.warpToSlot(bench.svm.slot + 1n);
    const programdata = bench.svm.getAccount(PROGRAMDATA)!;
    bench.svm.setAccount(PROGRAMDATA, programdata);
    expect(says(bench)).toEqual(["hello"]);
    bench.svm.setAccount(PROGRAMDATA, { ...programdata, data: programdata.data.fill(1, 45, 50) });
    expect(says(bench)).toBe("UnsupportedProgramId");
    bench.svm.setAccount(PROGRAMDATA, { ...programdata, data: programdata.data.subarray(0, 60) });
    expect(says(bench)).toBe("UnsupportedProgramId");
  });

  test("in another VM the marker names nothing", () => {
    const [bench, other] = [new Bench(), new Bench()];
    bench.program(hello, PROGRAM);
    for (const key of [PROGRAM, PROGRAMDATA]) other.svm.setAccount(key, bench.svm.getAccount(key)!);
    expect(says(other)).toBe("UnsupportedProgramId");
  });
});

describe("loader transactions", () => {
  const ELF = compiled("entrypoint:\nmov64 r0, 9\nexit");

  function stage(): Bench {
    const bench = new Bench();
    for (const key of [AUTHORITY, PAYER, SPILL]) bench.set(key, { lamports: 10n ** 12n });
    bench.svm.addProgram(PROGRAM, hello, { upgradeAuthority: AUTHORITY });
    // A program changes at most once in a slot.
    bench.svm.warpToSlot(10);
    return bench;
  }
  const send = (bench: Bench, instruction: Instruction) => bench.run(instruction.programId, instruction);

  test("another authority: the program stays", () => {
    const bench = stage();
    bench.set(named("next"));
    expect(endingOf(send(bench, setAuthority(meta(named("next")))))).toBe("success");
    expect(says(bench)).toEqual(["hello"]);
  });

  test("upgraded to an ELF it is that program from the next slot on", () => {
    const bench = stage();
    const data = new Uint8Array(45 + ELF.length);
    data.set(bench.account(PROGRAMDATA).data);
    bench.set(PROGRAMDATA, { ...bench.account(PROGRAMDATA), data });
    expect(says(bench)).toEqual(["hello"]);
    bench.set(BUFFER, loaderAccount({ kind: "buffer", authority: AUTHORITY }, ELF));
    expect(endingOf(send(bench, upgrade(PROGRAM, PROGRAMDATA, BUFFER, SPILL)))).toBe("success");
    expect(says(bench)).toBe("UnsupportedProgramId");
    bench.svm.warpToSlot(11);
    expect(says(bench)).toEqual({ Custom: 9 });
  });

  test("extended it is refused, as an ELF that does not load", () => {
    const bench = stage();
    expect(endingOf(send(bench, extend(10_240)))).toBe("InvalidAccountData");
    expect(says(bench)).toEqual(["hello"]);
  });

  test("closed it is no program any more", () => {
    const bench = stage();
    expect(endingOf(send(bench, close(meta(PROGRAM, "w"))))).toBe("success");
    expect(says(bench)).toBe("UnsupportedProgramId");
  });
});

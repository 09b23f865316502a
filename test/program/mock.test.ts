import { describe, expect, test } from "vitest";
import { invoke, type MockResult, mock, msg, ProgramError, pubkey } from "../../src/program/index.js";
import {
  ED25519_PROGRAM_ID,
  LOADER_V3_ID,
  MEMO_PROGRAM_ID,
  SYSTEM_PROGRAM_ID,
  TOKEN_PROGRAM_ID,
} from "../../src/solana/program-ids.js";
import { addressFromPubkey } from "../../src/solana/pubkey.js";
import { spy } from "../../src/svm/index.js";
import { named } from "../helpers/names.js";
import { transfer } from "../helpers/transactions.js";
import { Bench, compiled, endingOf, linesOf, meta, newKey, textsOf, unitsOf } from "./bench.js";

const [PROGRAM, MOCKED, OWN, SIGNER] = [named("program"), named("mocked"), named("own"), named("signer")];
const DATA = Uint8Array.of(1, 2);
const ADDRESS = addressFromPubkey(OWN);

/** A program that calls the mocked one. */
function stage(mocked: ReturnType<typeof mock>): Bench {
  const bench = new Bench();
  bench.program(mocked, MOCKED);
  bench.set(OWN, { owner: MOCKED, data: Uint8Array.of(5, 6, 7) });
  bench.set(SIGNER);
  const metas = [meta(OWN, "w"), meta(SIGNER, "s"), meta(OWN)];
  bench.program((_, accounts) => invoke({ programId: MOCKED, accounts: metas, data: DATA }, accounts), PROGRAM);
  return bench;
}

const run = (bench: Bench) => bench.run(PROGRAM, { accounts: [meta(OWN, "w"), meta(SIGNER, "s"), meta(MOCKED)] });

describe("mock", () => {
  test("succeeds, and remembers how it was called", () => {
    const mocked = mock();
    const bench = stage(mocked);
    expect(endingOf(run(bench))).toBe("success");
    const call = {
      programId: addressFromPubkey(MOCKED),
      accounts: [
        { address: ADDRESS, isSigner: false, isWritable: true },
        { address: addressFromPubkey(SIGNER), isSigner: true, isWritable: false },
        { address: ADDRESS, isSigner: false, isWritable: true },
      ],
      data: DATA,
      stackHeight: 2,
      result: {},
    };
    expect(mocked.calls).toEqual([call]);
    run(bench);
    expect(mocked.calls).toEqual([call, call]);
    mocked.clearCalls();
    expect(mocked.calls).toEqual([]);
  });

  test.each<[string, MockResult, unknown]>([
    ["an error by name", { error: "InsufficientFunds" }, "InsufficientFunds"],
    ["an error of its own", { error: 17 }, { Custom: 17 }],
    ["return data", { returnData: Uint8Array.of(9) }, "success"],
  ])("%s", (_, result, ending) => {
    const done = run(stage(mock(result)));
    expect(endingOf(done)).toEqual(ending);
    if (result.returnData !== undefined) expect(done.returnData).toMatchObject({ data: result.returnData });
  });

  test("changes accounts by address or place, as far as a program may", () => {
    const bench = stage(
      mock({ logs: ["one", "two"], accounts: { [ADDRESS]: { data: Uint8Array.of(1, 2, 3, 4, 5) } } }),
    );
    expect(textsOf(run(bench))).toEqual(["one", "two"]);
    expect(bench.account(OWN).data).toEqual(Uint8Array.of(1, 2, 3, 4, 5));
    bench.program(mock({ accounts: { 0: { data: new Uint8Array(2), owner: TOKEN_PROGRAM_ID } } }), MOCKED);
    expect(endingOf(run(bench))).toBe("success");
    expect(bench.account(OWN)).toMatchObject({ data: new Uint8Array(2), owner: TOKEN_PROGRAM_ID });
    bench.set(OWN, { owner: MOCKED, data: Uint8Array.of(5) });
    bench.program(mock({ accounts: { 0: { lamports: 1n } } }), MOCKED);
    expect(endingOf(run(bench))).toBe("UnbalancedInstruction");
    bench.program(mock({ accounts: { 1: { lamports: 1n } } }), MOCKED);
    expect(endingOf(run(bench))).toBe("ExternalAccountLamportSpend");
    bench.program(mock({ accounts: { 7: { lamports: 1n } } }), MOCKED);
    expect(textsOf(run(bench))[0]).toMatch(
      /expected an account of the call \(an address or an index below 3\), got "7"/,
    );
  });

  test("results in turn; one call more says so", () => {
    const mocked = mock([{ error: 1 }, {}, { error: 2 }]);
    const bench = stage(mocked);
    expect([1, 2, 3, 4].map(() => endingOf(run(bench)))).toEqual([
      { Custom: 1 },
      "success",
      { Custom: 2 },
      "ProgramFailedToComplete",
    ]);
    expect(textsOf(run(bench))[0]).toMatch(/^CallgateError: expected at most 3 calls of the mock, got call 5/);
    expect(mocked.calls.map(({ result }) => result)).toEqual([{ error: 1 }, {}, { error: 2 }, {}, {}]);
  });

  test("by a function that is a program too", () => {
    const mocked = mock((call, accounts) => {
      msg(`${call.accounts.length} accounts, ${accounts[0]!.lamports} lamports`);
      if (call.data[0] === 1) return { error: "Immutable" };
    });
    const bench = stage(mocked);
    expect([endingOf(run(bench)), textsOf(run(bench))]).toEqual(["Immutable", ["3 accounts, 1000000000 lamports"]]);
    bench.program(
      mock(() => {
        throw new ProgramError(3);
      }),
      MOCKED,
    );
    expect(endingOf(run(bench))).toEqual({ Custom: 3 });
  });

  test("costs what it is told to", () => {
    const bench = stage(mock({}, 777));
    expect(unitsOf(run(bench), MOCKED)).toBe(777);
  });
});

describe("any program can be replaced", () => {
  test("mainnet's, and back by a snapshot", () => {
    const bench = new Bench();
    const before = bench.svm.snapshot();
    const mocked = mock({ error: 42 });
    bench.svm.addProgram(MEMO_PROGRAM_ID, mocked);
    const memo = () => bench.run(MEMO_PROGRAM_ID, { data: new TextEncoder().encode("memo") });
    expect(endingOf(memo())).toEqual({ Custom: 42 });
    bench.svm.revert(before);
    bench.set(bench.payer, { lamports: 1_000_000_000n });
    expect(endingOf(memo())).toBe("success");
    expect(mocked.calls).toHaveLength(1);
  });

  test("the System program, for transactions and for callees of programs", () => {
    const bench = new Bench();
    const before = bench.svm.snapshot();
    const mocked = mock();
    bench.svm.addProgram(SYSTEM_PROGRAM_ID, mocked);
    const pay = transfer(bench.payer, bench.set(newKey()), 5n);
    bench.program((_, accounts) => invoke(pay, accounts), PROGRAM);
    expect(endingOf(bench.run(pay.programId, pay))).toBe("success");
    expect(endingOf(bench.run(PROGRAM, { accounts: [...pay.accounts, meta(SYSTEM_PROGRAM_ID)] }))).toBe("success");
    expect(mocked.calls.map(({ data, stackHeight }) => [data, stackHeight])).toEqual([
      [pay.data, 1],
      [pay.data, 2],
    ]);
    expect(bench.account(pay.accounts[1]!.pubkey).lamports).toBe(1_000_000_000n);
    bench.svm.revert(before);
    bench.set(bench.payer, { lamports: 1_000_000_000n });
    bench.set(pay.accounts[1]!.pubkey);
    expect(endingOf(bench.run(pay.programId, pay))).toBe("success");
    expect(bench.account(pay.accounts[1]!.pubkey).lamports).toBe(1_000_000_005n);
  });

  test.each([
    ["a loader", LOADER_V3_ID],
    ["a precompile", ED25519_PROGRAM_ID],
    ["the native loader", pubkey("NativeLoader1111111111111111111111111111111")],
  ])("but %s", (_, id) => {
    expect(() => new Bench().svm.addProgram(id, mock())).toThrow(expect.objectContaining({ code: "invalid-program" }));
  });
});

describe("spy", () => {
  const received = (address: Uint8Array, isSigner: boolean, isWritable: boolean) => {
    return { address: addressFromPubkey(address), isSigner, isWritable };
  };

  test("sees a compiled program, which runs as it did", () => {
    const bench = new Bench();
    bench.program(compiled("entrypoint:\nmov64 r0, 0\nexit"), MOCKED);
    bench.set(OWN);
    bench.program(
      (_, accounts) => invoke({ programId: MOCKED, accounts: [meta(OWN, "s")], data: DATA }, accounts),
      PROGRAM,
    );
    const options = { accounts: [meta(OWN, "s"), meta(MOCKED)] };
    const plain = bench.run(PROGRAM, options);
    const watching = spy(bench.svm, MOCKED);
    const watched = bench.run(PROGRAM, options);
    expect([watched.logs, watched.computeUnitsConsumed, watched.instructionTrace]).toEqual([
      plain.logs,
      plain.computeUnitsConsumed,
      plain.instructionTrace,
    ]);
    expect(watching.calls).toEqual([
      {
        programId: addressFromPubkey(MOCKED),
        accounts: [received(OWN, true, false)],
        data: DATA,
        stackHeight: 2,
        ok: true,
        returnData: new Uint8Array(0),
        computeUnitsConsumed: 2,
      },
    ]);
    watching.stop();
    bench.run(PROGRAM, options);
    expect(watching.calls).toHaveLength(1);
    watching.clearCalls();
    expect(watching.calls).toEqual([]);
  });

  test("sees builtins, and programs in TypeScript; several may watch", () => {
    const bench = new Bench();
    const [system, ours, again] = [SYSTEM_PROGRAM_ID, PROGRAM, PROGRAM].map((id) => spy(bench.svm, id));
    const pay = transfer(bench.payer, bench.set(newKey()), 5n);
    bench.program((_, accounts) => invoke(pay, accounts), PROGRAM);
    bench.run(PROGRAM, { accounts: [...pay.accounts, meta(SYSTEM_PROGRAM_ID)] });
    expect(system!.calls).toMatchObject([{ data: pay.data, stackHeight: 2, ok: true, computeUnitsConsumed: 150 }]);
    expect(ours!.calls).toHaveLength(1);
    expect(again!.calls).toEqual(ours!.calls);
  });

  test("sees failures, and what was returned", () => {
    const bench = new Bench();
    bench.program(mock([{ error: 5 }, { returnData: DATA }]), MOCKED);
    const watching = spy(bench.svm, MOCKED);
    const plain = [bench.run(MOCKED), bench.run(MOCKED)].map(linesOf);
    expect(watching.calls.map(({ ok, returnData }) => [ok, returnData])).toEqual([
      [false, new Uint8Array(0)],
      [true, DATA],
    ]);
    expect(plain[0]!.at(-1)).toBe("Program mocked failed: custom program error: 0x5");
  });

  test("a loader's calls are those by its own id", () => {
    const bench = new Bench();
    const watching = spy(bench.svm, LOADER_V3_ID);
    bench.run(bench.program(() => {}));
    expect(watching.calls).toEqual([]);
    bench.run(LOADER_V3_ID);
    expect(watching.calls).toMatchObject([{ ok: false, stackHeight: 1 }]);
  });
});

import { beforeAll, describe, expect, expectTypeOf, test } from "vitest";
import { type CallgateMatchers, callgateMatchers, type ExpectedError, knownChain } from "../../src/testing/index.js";
import { PROGRAM, SOL, SYSTEM, signed, steal, TILL, tallyStage } from "./stage.js";

declare module "vitest" {
  interface Matchers<T> extends CallgateMatchers<T> {}
}

expect.extend(callgateMatchers);

let stage: Awaited<ReturnType<typeof tallyStage>>;

beforeAll(async () => {
  stage = await tallyStage();
});

/** What a failed assertion says. */
function complaint(assert: () => void): string {
  try {
    assert();
  } catch (thrown) {
    return (thrown as Error).message;
  }
  throw new Error("the assertion did not fail");
}

describe("toSucceed", () => {
  test("passes for what succeeds, a simulation too", async () => {
    expect(await stage.send(stage.add(1n))).toSucceed();
    expect(stage.svm.simulateTransaction(await signed(stage.svm, stage.ana, stage.add(2n)))).toSucceed();
  });

  test("tells the calls, why it failed and what to do", async () => {
    knownChain(stage.svm);
    const result = await stage.send(stage.add(101n));
    const text = complaint(() => expect(result).toSucceed());
    expect(text).toMatch(/^expected the transaction to succeed, but it failed: .*custom program error: 0x1770/);
    expect(text).toContain("└─ #0 tally add (by: 101)");
    expect(text).toContain("6000 is tooMuch: One adds at most 100");
    expect(result).not.toSucceed();
    const success = await stage.send(stage.add(3n));
    expect(complaint(() => expect(success).not.toSucceed())).toMatch(/^expected the transaction to fail, but/);
  });

  test("says how to get a trace", async () => {
    const untraced = await tallyStage({ trace: false });
    const result = await untraced.send(untraced.add(101n));
    const text = complaint(() => expect(result).toSucceed());
    expect(text).toContain("createSvm({ trace: true })");
    expect(text).toContain(`Program ${PROGRAM} failed`);
    expect(() => expect(result).not.toHaveCpi(SYSTEM)).toThrow(expect.objectContaining({ code: "missing-trace" }));
  });
});

describe("toFailWith", () => {
  test("takes JSON, a number, names and codes", async () => {
    const result = await stage.send(stage.add(102n));
    const right: ExpectedError[] = [
      { InstructionError: [0, { Custom: 6000 }] },
      { Custom: 6000 },
      6000,
      "InstructionError",
      "Custom",
      "TooMuch",
      "tooMuch",
      "custom-error",
    ];
    for (const error of right) {
      expect(result).toFailWith(error);
      expect(result).toFailWith(error, { program: PROGRAM });
    }
    const wrong: ExpectedError[] = [{ InstructionError: [1, { Custom: 6000 }] }, { Custom: 6001 }, 6001, "Empty", "x"];
    for (const error of wrong) {
      expect(result).not.toFailWith(error);
    }
  });

  test("knows whose failure it is", async () => {
    const result = await stage.send(stage.pay(2n * SOL));
    // Of the System program, which was called.
    expect(result).toFailWith(1, { program: SYSTEM });
    expect(result).not.toFailWith(1, { program: PROGRAM });
    expect(result).toFailWith("ResultWithNegativeLamports");
    const text = complaint(() => expect(result).toFailWith("ResultWithNegativeLamports", { program: PROGRAM }));
    expect(text).toContain(`of program System ${SYSTEM}`);
  });

  test("takes the transaction's own errors", async () => {
    const again = await signed(stage.svm, stage.ana, stage.add(4n));
    expect(stage.svm.sendTransaction(again)).toSucceed();
    const result = stage.svm.sendTransaction(again);
    expect(result).toFailWith("AlreadyProcessed");
    expect(result).toFailWith("already-processed");
    expect(result).not.toFailWith(0);
  });

  test("says what came instead", async () => {
    const success = await stage.send(stage.add(5n));
    expect(complaint(() => expect(success).toFailWith(6000))).toMatch(
      /^expected the transaction to fail with custom error 6000, but it succeeded/,
    );
    const failure = await stage.send(stage.add(103n));
    expect(complaint(() => expect(failure).toFailWith("Empty"))).toMatch(
      /^expected .* to fail with Empty, but it failed with tooMuch, {"InstructionError":\[0,{"Custom":6000}\]} of program tally/,
    );
    expect(complaint(() => expect(failure).not.toFailWith(6000))).toMatch(
      /not to fail with custom error 6000, but it did/,
    );
    expect(() => expect(failure).toFailWith(undefined as never)).toThrow(
      expect.objectContaining({ code: "invalid-argument" }),
    );
  });
});

describe("toHaveCpi and toHaveSigned", () => {
  test("calls by program, caller and instruction", async () => {
    const result = await stage.send(stage.pay(7n));
    expect(result).toHaveCpi(SYSTEM);
    expect(result).toHaveCpi(SYSTEM, { from: PROGRAM, instruction: "transfer" });
    expect(result).not.toHaveCpi(PROGRAM);
    expect(result).not.toHaveCpi(SYSTEM, { instruction: "createAccount" });
    expect(result).not.toHaveCpi(SYSTEM, { from: SYSTEM });
    expect(complaint(() => expect(result).toHaveCpi(PROGRAM))).toContain("but there is none\n");
    expect(complaint(() => expect(result).not.toHaveCpi(SYSTEM))).toContain("expected no call of");
  });

  test("signatures of keys and of programs", async () => {
    const result = await stage.send(stage.pay(8n));
    expect(result).toHaveSigned(stage.ana.address);
    expect(result).toHaveSigned(TILL);
    expect(result).toHaveSigned(TILL, { by: PROGRAM });
    expect(result).not.toHaveSigned(TILL, { by: SYSTEM });
    expect(result).not.toHaveSigned(stage.ana.address, { by: PROGRAM });
    expect(result).not.toHaveSigned(PROGRAM);
    const text = complaint(() => expect(result).toHaveSigned(PROGRAM));
    expect(text).toContain(`  ${stage.ana.address}\n  ${TILL}, through program ${PROGRAM}\n`);
    expect(await stage.send(stage.add(9n))).not.toHaveSigned(TILL);
  });

  test("a call that the runtime refused is none", async () => {
    const result = await stage.send(steal(stage.ana.address));
    expect(result).toFailWith("signer-privilege-escalated");
    expect(result).not.toHaveCpi(SYSTEM);
    expect(result).not.toHaveSigned(TILL);
    expect(complaint(() => expect(result).toHaveCpi(SYSTEM))).toContain("but the runtime refused it\n");
  });
});

test("what is asked of a promise is to be waited for", () => {
  expectTypeOf<CallgateMatchers<Promise<string>>["toSucceed"]>().returns.toEqualTypeOf<Promise<void>>();
  expectTypeOf<CallgateMatchers<string>["toFailWith"]>().returns.toEqualTypeOf<void>();
});

describe("subjects", () => {
  test("signatures, traces and promises of them", async () => {
    const other = await tallyStage();
    knownChain(other.svm);
    const result = await other.send(other.add(11n));
    expect(result.signature).toSucceed();
    expect(result.signatureBytes).toSucceed();
    expect(result.trace).toSucceed();
    await expect(other.send(other.add(101n))).toFailWith(6000);
    await expect(other.send(other.add(102n))).resolves.toFailWith("TooMuch");
    await expect(expect(other.send(other.add(12n))).not.toSucceed()).rejects.toThrow("but it succeeded");
  });

  test("replies of the RPC's simulateTransaction", () => {
    const err = { InstructionError: [0, { Custom: 1n }] };
    expect({ context: {}, value: { err, logs: [], unitsConsumed: 5n } }).toFailWith({ Custom: 1 });
    expect({ err: null, logs: null }).toSucceed();
  });

  test("what is none", async () => {
    const none = "1".repeat(64);
    expect(() => expect(none).toSucceed()).toThrow(expect.objectContaining({ code: "unknown-transaction" }));
    for (const subject of [undefined, null, 5, {}, () => {}]) {
      expect(() => expect(subject).toSucceed()).toThrow(expect.objectContaining({ code: "invalid-subject" }));
    }
    expect(() => expect("no signature").toSucceed()).toThrow(expect.objectContaining({ code: "invalid-signature" }));
    // A mistake of the test is no failed transaction.
    await expect(expect(Promise.reject(new TypeError("oops"))).toFailWith(1)).rejects.toThrow(/oops/);
  });
});

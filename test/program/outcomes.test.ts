import { describe, expect, test, vi } from "vitest";
import {
  defineProgram,
  type entrypoint,
  invoke,
  msg,
  ProgramError,
  type ProgramErrorName,
} from "../../src/program/index.js";
import { ENGINES, type EngineName } from "../../src/sbpf/engines.js";
import { type InstructionError, returnFromInstructionError } from "../../src/solana/errors.js";
import { spy } from "../../src/svm/index.js";
import {
  Bench,
  compiled,
  endingOf,
  linesOf,
  meta,
  newKey,
  type RunOptions,
  reasonOf,
  textsOf,
  unitsOf,
} from "./bench.js";

function run(process: Parameters<typeof entrypoint>[0], options: RunOptions = {}) {
  const bench = new Bench();
  const id = bench.program(process);
  const result = bench.run(id, options);
  // Whatever happened, the VM goes on as before.
  expect(endingOf(bench.run(bench.program(() => msg("still here"))))).toBe("success");
  return { result, id, ending: endingOf(result), texts: textsOf(result) };
}

const NAMES: readonly ProgramErrorName[] = [
  "InvalidArgument",
  "InvalidInstructionData",
  "InvalidAccountData",
  "AccountDataTooSmall",
  "InsufficientFunds",
  "IncorrectProgramId",
  "MissingRequiredSignature",
  "AccountAlreadyInitialized",
  "UninitializedAccount",
  "NotEnoughAccountKeys",
  "AccountBorrowFailed",
  "MaxSeedLengthExceeded",
  "InvalidSeeds",
  "BorshIoError",
  "AccountNotRentExempt",
  "UnsupportedSysvar",
  "IllegalOwner",
  "MaxAccountsDataAllocationsExceeded",
  "InvalidRealloc",
  "MaxInstructionTraceLengthExceeded",
  "BuiltinProgramsMustConsumeComputeUnits",
  "InvalidAccountOwner",
  "ArithmeticOverflow",
  "Immutable",
  "IncorrectAuthority",
];

describe("a ProgramError ends as the code of a compiled program", () => {
  const bench = new Bench();
  const rows: (ProgramErrorName | number)[] = [...NAMES, 0, 1, 6000, 0xffff_ffff];

  test.each(rows)("%s", (error) => {
    const id = newKey();
    const instructionError: InstructionError = typeof error === "number" ? { Custom: error } : error;
    const r0 = returnFromInstructionError(instructionError);
    bench.program(compiled(`entrypoint:\nlddw r0, ${r0}\nexit`), id);
    const twin = bench.run(id);
    bench.program(() => {
      throw new ProgramError(error);
    }, id);
    const result = bench.run(id);
    expect([endingOf(result), linesOf(result)]).toEqual([endingOf(twin), linesOf(twin)]);
    expect(endingOf(result)).toEqual(instructionError);
    expect(new ProgramError(error).error).toEqual(instructionError);
  });

  test.each([-1, 2 ** 32, 1.5, Number.NaN, "NoSuchError", "Custom", "CallDepth", null, {}])("%s is none", (error) => {
    expect(() => new ProgramError(error as never)).toThrow(expect.objectContaining({ code: "invalid-argument" }));
  });
});

describe("returning", () => {
  test("nothing, early or late, or anything of no meaning, is success", () => {
    for (const value of [undefined, null, 0, 1, "text", {}, [], new Uint8Array(1), () => 1, 5n, Symbol("s")]) {
      expect(run(() => value).ending).toBe("success");
    }
    const early = run((_, accounts) => {
      if (accounts.length === 0) return;
      msg("not reached");
    });
    expect([early.ending, early.texts]).toEqual(["success", []]);
  });

  test("an error that should have been thrown is a failure, and says so", () => {
    const { ending, texts } = run(() => new ProgramError("InvalidArgument"));
    expect(ending).toBe("ProgramFailedToComplete");
    expect(texts[0]).toMatch(/^TypeError: expected the program to throw its error, but it returned it/);
  });

  test("a Promise is a failure, and what becomes of it is nobody's business", async () => {
    const unhandled = vi.fn();
    process.on("unhandledRejection", unhandled);
    const late: unknown[] = [];
    const { ending, texts, result } = run(async () => {
      msg("begun");
      await undefined;
      try {
        msg("too late");
      } catch (error) {
        late.push((error as { code: string }).code);
      }
      throw new Error("rejected");
    });
    await new Promise((resolve) => setTimeout(resolve, 20));
    process.off("unhandledRejection", unhandled);
    expect(ending).toBe("ProgramFailedToComplete");
    expect(texts[0]).toBe("begun");
    expect(texts[1]).toMatch(/^TypeError: expected the program to end before it returns, got a Promise/);
    expect(reasonOf(result)).toBe("SBF program panicked");
    expect(late).toEqual(["no-program-running"]);
    expect(unhandled).not.toHaveBeenCalled();
  });

  test("a generator, sync or not, has not run and is a failure", () => {
    for (const program of [
      function* () {
        yield msg("never");
      },
      async function* () {
        yield msg("never");
      },
    ]) {
      const { ending, texts } = run(program);
      expect(ending).toBe("ProgramFailedToComplete");
      expect(texts[0]).toMatch(/^TypeError: expected the program to run, got a generator that has not begun/);
    }
  });

  test("another thenable is one too; one that cannot be looked at fails with what it throws", () => {
    // biome-ignore lint/suspicious/noThenProperty: that is the point
    expect(run(() => ({ then: () => {} })).texts[0]).toMatch(/got a Promise/);
    const trap = new Proxy(
      {},
      {
        get: () => {
          throw new Error("do not look");
        },
      },
    );
    expect(run(() => trap).texts[0]).toMatch(/^Error: do not look/);
  });
});

describe("throwing anything else is ProgramFailedToComplete with a line in the log", () => {
  class OwnError extends Error {
    override name = "OwnError";
  }
  const getter = (property: string) =>
    Object.defineProperty(new Error("hidden"), property, {
      get: () => {
        throw new Error("trap");
      },
    });
  const everyTrap = new Proxy(
    new Error("x"),
    new Proxy(
      {},
      {
        get: () => () => {
          throw new Error("trap");
        },
      },
    ),
  );
  const rows: [string, unknown, RegExp][] = [
    ["an Error", new Error("boom"), /^Error: boom/],
    ["an error of a class of its own", new OwnError("mine"), /^OwnError: mine/],
    ["a very long message", new Error("m".repeat(100_000)), /^Error: m{1000}, at|^Error: m{1000}$/],
    ["null", null, /^null was thrown$/],
    ["undefined", undefined, /^undefined was thrown$/],
    ["text", "just text", /^"just text" was thrown$/],
    ["a number", 7, /^7 was thrown$/],
    ["a bigint", 2n ** 300n, /^a huge bigint was thrown$/],
    ["a symbol", Symbol("s"), /^a symbol was thrown$/],
    ["a function", () => {}, /^a function was thrown$/],
    ["an object", { some: "thing" }, /^an object was thrown$/],
    ["an object like an error", { message: "alike" }, /^Error: alike$/],
    ["an object without a prototype", Object.create(null), /^an object was thrown$/],
    ["a message that is no text", Object.assign(new Error(), { message: 5 }), /^an object was thrown$/],
    ["an error whose message throws", getter("message"), /^an object was thrown$/],
    ["an error whose name throws", getter("name"), /^Error: hidden/],
    ["an error whose stack throws", getter("stack"), /^Error: hidden$/],
    ["a proxy with every trap", everyTrap, /^an object was thrown$/],
    [
      "a revoked proxy",
      (() => {
        const { proxy, revoke } = Proxy.revocable({}, {});
        revoke();
        return proxy;
      })(),
      /^an object was thrown$/,
    ],
    ["an array", [1, 2], /^an array of 2 was thrown$/],
    ["a Promise", Promise.resolve(), /^an object was thrown$/],
    ["what looks like a ProgramError", Object.create(ProgramError.prototype), /^(Program)?Error: /],
  ];

  test.each(rows)("%s", (_, thrown, line) => {
    const { result, ending, texts } = run(() => {
      throw thrown;
    });
    expect(ending).toBe("ProgramFailedToComplete");
    expect(texts).toHaveLength(1);
    expect(texts[0]).toMatch(line);
    expect(reasonOf(result)).toBe("SBF program panicked");
  });

  test("the line names the first place in the program's own code", () => {
    function checkMint() {
      throw new RangeError("no mint");
    }
    expect(run(() => checkMint()).texts[0]).toMatch(
      /^RangeError: no mint, at checkMint \(.*outcomes\.test\.ts:\d+:\d+\)$/,
    );
    const misuse = run(function useIt() {
      msg(5 as never);
    });
    expect(misuse.texts[0]).toMatch(
      /^CallgateError: msg: expected the text as a string, got 5, at .*outcomes\.test\.ts:\d+:\d+/,
    );
  });

  test("what is thrown cannot act while it is described", () => {
    const acts: string[] = [];
    const error = Object.defineProperty(new Error(), "message", {
      get() {
        try {
          msg("from the grave");
        } catch (refusal) {
          acts.push((refusal as { code: string }).code);
        }
        return "described";
      },
    });
    const { texts } = run(() => {
      throw error;
    });
    expect(texts).toEqual([expect.stringMatching(/^Error: described/)]);
    expect(new Set(acts)).toEqual(new Set(["no-program-running"]));
  });
});

describe("recursion without end", () => {
  const forever = (): number => 1 + forever();

  test("overflows the program's stack and nothing else", () => {
    const { ending, texts } = run(forever);
    expect(ending).toBe("ProgramFailedToComplete");
    expect(texts[0]).toMatch(/^RangeError: Maximum call stack size exceeded, at forever/);
  });

  test("through syscalls", () => {
    const talk = (depth: number): void => {
      msg(`${depth}`);
      talk(depth + 1);
    };
    const { ending, texts } = run(() => talk(0));
    expect(ending).toBe("ProgramFailedToComplete");
    expect(texts.at(-1)).toMatch(/RangeError|ComputationalBudget/);
  });

  test("through stores, growth included", () => {
    const bench = new Bench({ features: "all" });
    const key = newKey();
    const grow = (account: { lamports: bigint; dataLength: number; realloc(length: number): void }): void => {
      account.lamports += 0n;
      account.realloc((account.dataLength + 1) % 50);
      grow(account);
    };
    const id = bench.program((_, [account]) => {
      try {
        grow(account!);
      } catch {}
      account!.realloc(3);
    });
    bench.set(key, { owner: id, data: Uint8Array.of(1) });
    expect(endingOf(bench.run(id, { accounts: [meta(key, "w")] }))).toBe("success");
    expect(bench.account(key).data).toHaveLength(3);
  });

  /** Calls itself 60 deep. */
  const deep = compiled(`
entrypoint:
  mov64 r1, 60
  call down
  mov64 r0, 0
  exit
down:
  jeq r1, 0, bottom
  sub64 r1, 1
  call down
bottom:
  exit`);

  test.each(
    (Object.keys(ENGINES) as EngineName[]).flatMap(
      (engine) =>
        [
          [engine, "typescript"],
          [engine, "compiled"],
        ] as const,
    ),
  )("that calls another program at every turn of the way back, %s, %s: all or nothing of each call", (engine, kind) => {
    const bench = new Bench({ engine, computeBudget: { computeUnitLimit: 1_000_000_000 } });
    const callee = bench.program(kind === "compiled" ? deep : () => {});
    const calls = spy(bench.svm, callee);
    let ended = 0;
    let refused = 0;
    const id = bench.program((_, accounts) => {
      const down = (): void => {
        try {
          down();
        } catch {}
        if (ended > 20) return;
        try {
          invoke({ programId: callee, accounts: [], data: new Uint8Array(0) }, accounts);
          ended++;
        } catch (error) {
          if (!(error instanceof RangeError || (error as { code?: string }).code === "invalid-argument")) throw error;
          refused++;
        }
      };
      down();
    });
    const result = bench.run(id, { accounts: [meta(callee)] });
    expect([endingOf(result), calls.calls.length, ended]).toEqual(["success", 21, 21]);
    expect(refused).toBeGreaterThan(100);
    expect(result.innerInstructions[0]).toHaveLength(21);
  });
});

test("what the runtime itself throws is no program's failure, and none can hide it", () => {
  const bench = new Bench();
  const callee = bench.program(() => {});
  const fault = () => {
    throw new Error("a bug of the runtime");
  };
  bench.svm.bank.programs.observe(callee, fault);
  const id = bench.program((_, accounts) => {
    try {
      invoke({ programId: callee, accounts: [], data: new Uint8Array(0) }, accounts);
    } catch {}
  });
  expect(() => bench.run(id, { accounts: [meta(callee)] })).toThrow("a bug of the runtime");
  bench.svm.bank.programs.unobserve(callee, fault);
  expect(endingOf(bench.run(id, { accounts: [meta(callee)] }))).toBe("success");
});

describe("units", () => {
  test("computeUnits are charged for the program's own work, syscalls on top", () => {
    const bench = new Bench();
    const id = bench.program(entrypointWith(1234, () => msg("x")));
    expect(unitsOf(bench.run(id), id)).toBe(1334);
  });

  test("more than there are: as a compiled program that runs out", () => {
    const bench = new Bench();
    let ran = false;
    const id = bench.program(entrypointWith(1001, () => void (ran = true)));
    const result = bench.run(id, { units: 1000 });
    const twin = newKey();
    bench.program(compiled("entrypoint:\nja -1\nexit"), twin);
    const compiledResult = bench.run(twin, { units: 1000 });
    expect([endingOf(result), reasonOf(result), ran]).toEqual([
      endingOf(compiledResult),
      reasonOf(compiledResult),
      false,
    ]);
    expect([endingOf(result), unitsOf(result, id), result.computeUnitsConsumed]).toEqual([
      "ProgramFailedToComplete",
      1000,
      1000,
    ]);
    expect(endingOf(bench.run(id, { units: 1001 }))).toBe("success");
  });

  test("a larger heap is paid for, and can be used", () => {
    const bench = new Bench();
    const id = bench.program(() => msg("x".repeat(100_000)));
    expect(textsOf(bench.run(id))[0]).toMatch(/^CallgateError: memory allocation failed, out of memory/);
    const result = bench.run(id, { heap: 256 * 1024 });
    expect([endingOf(result), unitsOf(result, id)]).toEqual(["success", 100_000]);
  });
});

function entrypointWith(computeUnits: number, process: () => void) {
  return defineProgram({ computeUnits, process });
}

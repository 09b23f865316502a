import { describe, expect, test } from "vitest";
import {
  type AccountInfo,
  AccountMeta,
  Clock,
  findProgramAddress,
  getReturnData,
  getStackHeight,
  invoke,
  logData,
  msg,
  setReturnData,
} from "../../src/program/index.js";
import { guestMemory } from "../../src/runtime/guest-memory.js";
import { named } from "../helpers/names.js";
import { Bench, endingOf, meta, textsOf } from "./bench.js";

// A program that keeps what it was given, or looks for more than it was given, gains nothing.

const [PROGRAM, OTHER, OWN, FOREIGN] = ["program", "other", "own", "foreign"].map(named) as Uint8Array[] as [
  Uint8Array,
  Uint8Array,
  Uint8Array,
  Uint8Array,
];
const ACCOUNTS = [meta(OWN, "w"), meta(FOREIGN, "w"), meta(OTHER)];
const refused = expect.objectContaining({ code: "no-program-running" });

function stage(process: (accounts: AccountInfo[], programId: Uint8Array, data: Uint8Array) => void): Bench {
  const bench = new Bench();
  bench.program((programId, accounts, data) => process(accounts, programId, data), PROGRAM);
  bench.program(() => {}, OTHER);
  bench.set(OWN, { owner: PROGRAM, data: Uint8Array.of(1, 2, 3) });
  bench.set(FOREIGN, { owner: OTHER, data: Uint8Array.of(4, 5, 6) });
  return bench;
}

const run = (bench: Bench) => bench.run(PROGRAM, { accounts: ACCOUNTS, data: Uint8Array.of(1, 2, 3, 4) });

/** Everything that an AccountInfo lets one do. */
const USES: readonly ((account: AccountInfo) => unknown)[] = [
  (account) => account.lamports,
  (account) => {
    account.lamports = 0n;
  },
  (account) => account.data,
  (account) => account.dataLength,
  (account) => account.owner,
  (account) => account.realloc(1),
  (account) => account.assign(PROGRAM),
];

describe("after its end", () => {
  test("accounts are dead, but for their keys and rights", () => {
    let kept: AccountInfo[] = [];
    const bench = stage((accounts) => void (kept = accounts));
    expect(endingOf(run(bench))).toBe("success");
    for (const use of USES) expect(() => use(kept[0]!)).toThrow(refused);
    expect([kept[0]!.key, kept[0]!.isWritable, kept[0]!.isSigner, kept[0]!.executable]).toEqual([
      OWN,
      true,
      false,
      false,
    ]);
    expect(bench.account(OWN).data).toEqual(Uint8Array.of(1, 2, 3));
  });

  test("arrays that it keeps are its own", () => {
    let kept: Uint8Array[] = [];
    const bench = stage(([own, foreign], programId, data) => {
      kept = [own!.data, foreign!.data, own!.key, own!.owner, programId, data];
    });
    expect(endingOf(run(bench))).toBe("success");
    for (const array of kept) array.fill(0xaa);
    const before = [bench.account(OWN), bench.account(FOREIGN)];
    let seen: unknown[] = [];
    bench.program((programId, accounts, data) => {
      seen = [programId, accounts.map(({ key }) => key), data, accounts[0]!.data, accounts[0]!.owner];
    }, PROGRAM);
    expect(endingOf(run(bench))).toBe("success");
    expect(seen).toEqual([PROGRAM, [OWN, FOREIGN, OTHER], Uint8Array.of(1, 2, 3, 4), Uint8Array.of(1, 2, 3), PROGRAM]);
    expect([bench.account(OWN), bench.account(FOREIGN)]).toEqual(before);
  });

  test("functions that need a running program say that none runs", () => {
    const calls: (() => unknown)[] = [
      () => msg("x"),
      () => logData(),
      () => getStackHeight(),
      () => Clock.get(),
      () => setReturnData(OWN),
      () => getReturnData(),
      () => invoke({ programId: OTHER, accounts: [], data: OWN }, []),
    ];
    for (const call of calls) expect(call).toThrow(refused);
    // These need none.
    expect(findProgramAddress([], PROGRAM)).toHaveLength(2);
  });

  test("a callback that it left behind runs as nobody", () => {
    let later = () => {};
    const bench = stage(([own]) => {
      later = () => {
        own!.data[0] = 99;
      };
    });
    run(bench);
    expect(later).toThrow(refused);
    // In another program's run it is that program which runs, and the account is not its own.
    bench.program(() => later(), PROGRAM);
    expect(textsOf(run(bench))[0]).toMatch(
      /^CallgateError: the account is of a program that is not the one that runs now/,
    );
    expect(bench.account(OWN).data).toEqual(Uint8Array.of(1, 2, 3));
  });
});

describe("while it runs", () => {
  test("data has a buffer of its own, and none of them is the machine's", () => {
    const bench = stage((accounts, programId, data) => {
      const arrays = [programId, data, ...accounts.flatMap((one) => [one.data, one.key, one.owner])];
      const buffers = arrays.map(({ buffer }) => buffer);
      expect(new Set(buffers).size).toBe(buffers.length);
      for (const array of arrays) {
        expect(array.buffer.byteLength).toBe(array.length);
        expect(array.buffer).not.toBe(guestMemory().bytes.buffer);
      }
    });
    expect([endingOf(run(bench)), textsOf(run(bench))]).toEqual(["success", []]);
  });

  test("what a program makes of its array shows it nothing of the machine", () => {
    const stolen: unknown[] = [];
    const bench = stage((accounts) => {
      const { data } = accounts[0]!;
      const spy =
        (name: string) =>
        (...args: unknown[]) => {
          stolen.push(name, ...args);
          return new Uint8Array(100).fill(0xaa);
        };
      for (const name of ["set", "subarray", "slice", "fill", "copyWithin"])
        Object.defineProperty(data, name, { value: spy(name) });
      for (const name of ["length", "byteLength", "byteOffset", "buffer"])
        Object.defineProperty(data, name, { get: () => stolen.push(name) });
      Object.setPrototypeOf(data, null);
      data[0] = 42;
      invoke({ programId: OTHER, accounts: [AccountMeta.writable(FOREIGN)], data: new Uint8Array(0) }, accounts);
    });
    expect([endingOf(run(bench)), textsOf(run(bench)), stolen]).toEqual(["success", [], []]);
    expect(bench.account(OWN).data).toEqual(Uint8Array.of(42, 2, 3));
  });

  test("a buffer that is given away is a failure with a reason", () => {
    const bench = stage(([own]) => void structuredClone(own!.data, { transfer: [own!.data.buffer as ArrayBuffer] }));
    const result = run(bench);
    expect(endingOf(result)).toBe("ProgramFailedToComplete");
    expect(textsOf(result)[0]).toMatch(
      /^CallgateError: the data of .*: expected 3 bytes, got a buffer that was transferred/,
    );
  });

  test("keys and owners are copies while it runs, too", () => {
    const bench = stage((accounts, programId) => {
      const [own, foreign] = accounts;
      own!.data[0] = 9;
      for (const array of [own!.key, foreign!.key, own!.owner, programId]) array.fill(0xaa);
      invoke({ programId: OTHER, accounts: [meta(OWN), meta(FOREIGN, "w")], data: new Uint8Array(0) }, accounts);
      expect(own!.owner).toEqual(PROGRAM);
    });
    const result = run(bench);
    expect([endingOf(result), textsOf(result)]).toEqual(["success", []]);
    expect(bench.account(OWN)).toMatchObject({ owner: PROGRAM, data: Uint8Array.of(9, 2, 3) });
    expect(bench.account(FOREIGN).owner).toEqual(OTHER);
  });

  test("the list of accounts is the program's to change", () => {
    const bench = stage((accounts) => {
      accounts[0]!.data[0] = 9;
      accounts.length = 0;
    });
    expect(endingOf(run(bench))).toBe("success");
    expect(bench.account(OWN).data[0]).toBe(9);
  });

  test("a callee cannot use what its caller holds", () => {
    let callers: AccountInfo[] = [];
    let array = new Uint8Array(0);
    const bench = stage((accounts) => {
      callers = accounts;
      array = accounts[0]!.data as Uint8Array<ArrayBuffer>;
      invoke({ programId: OTHER, accounts: [], data: new Uint8Array(0) }, accounts);
      expect(array).toEqual(Uint8Array.of(1, 2, 3));
      expect(accounts[0]!.lamports).toBe(1_000_000_000n);
    });
    bench.program(() => {
      for (const use of USES) expect(() => use(callers[0]!)).toThrow(refused);
      expect(() => invoke({ programId: OTHER, accounts: [meta(OWN)], data: array }, callers)).toThrow(refused);
      // Its array it can reach, to no effect.
      array.fill(0xaa);
    }, OTHER);
    const result = run(bench);
    expect([endingOf(result), textsOf(result)]).toEqual(["success", []]);
    expect(bench.account(OWN).data).toEqual(Uint8Array.of(1, 2, 3));
  });

  test("nor can a caller use what a callee left it", () => {
    let callees: AccountInfo[] = [];
    const bench = stage((accounts) => {
      invoke({ programId: OTHER, accounts: [AccountMeta.writable(FOREIGN)], data: new Uint8Array(0) }, accounts);
      for (const use of USES) expect(() => use(callees[0]!)).toThrow(refused);
      expect(() => invoke({ programId: OTHER, accounts: [], data: new Uint8Array(0) }, callees)).toThrow(refused);
    });
    bench.program((_, accounts) => void (callees = accounts), OTHER);
    const result = run(bench);
    expect([endingOf(result), textsOf(result)]).toEqual(["success", []]);
  });

  test("what is passed to a call is read once, before anything happens", () => {
    const order: string[] = [];
    const bench = stage((accounts) => {
      const data = Uint8Array.of(1);
      const instruction = {
        programId: OTHER,
        get accounts() {
          order.push("read");
          // A call within a call's arguments is a call before it.
          invoke({ programId: OTHER, accounts: [], data: Uint8Array.of(0) }, accounts);
          return [];
        },
        data,
      };
      invoke(instruction, accounts);
    });
    bench.program((_, __, data) => void order.push(`called ${data[0]}`), OTHER);
    expect(endingOf(run(bench))).toBe("success");
    expect(order).toEqual(["read", "called 0", "called 1"]);
  });

  test("its own VM takes no transaction meanwhile, and tells it what it likes to know", () => {
    const bench = stage(() => {
      expect(bench.svm.getBalance(OWN)).toBe(1_000_000_000n);
      expect(() => run(bench)).toThrow(expect.objectContaining({ code: "transaction-running" }));
    });
    const result = run(bench);
    expect([endingOf(result), textsOf(result)]).toEqual(["success", []]);
    expect(endingOf(run(bench))).toBe("success");
  });

  test("another VM may run inside of a program, and changes nothing for it", () => {
    const inner = stage(() => msg("inner"));
    const bench = stage((accounts) => {
      accounts[0]!.data[0] = 7;
      expect(textsOf(run(inner))).toEqual(["inner"]);
      msg("outer");
      accounts[0]!.data[1] = 8;
    });
    const result = run(bench);
    expect([endingOf(result), textsOf(result)]).toEqual(["success", ["outer"]]);
    expect(bench.account(OWN).data).toEqual(Uint8Array.of(7, 8, 3));
  });
});

describe("misuse inside a program", () => {
  const rows: [string, (accounts: AccountInfo[]) => void, string][] = [
    ["no instruction", (a) => invoke(undefined as never, a), "invoke: expected an Instruction, got undefined"],
    [
      "no program id",
      (a) => invoke({ accounts: [], data: OWN } as never, a),
      "invoke: expected the instruction's programId as a Uint8Array, got undefined",
    ],
    [
      "a short program id",
      (a) => invoke({ programId: OWN.subarray(1), accounts: [], data: OWN }, a),
      "invoke: expected the instruction's programId of 32 bytes, got 31 bytes",
    ],
    [
      "no metas",
      (a) => invoke({ programId: OTHER, accounts: 5, data: OWN } as never, a),
      "invoke: expected the instruction's accounts as an array, got 5",
    ],
    [
      "a meta that is none",
      (a) => invoke({ programId: OTHER, accounts: [OWN], data: OWN } as never, a),
      "invoke: expected isSigner of an AccountMeta as a boolean, got undefined",
    ],
    [
      "no data",
      (a) => invoke({ programId: OTHER, accounts: [] } as never, a),
      "invoke: expected the instruction's data as a Uint8Array, got undefined",
    ],
    [
      "no accounts",
      () => invoke({ programId: OTHER, accounts: [], data: OWN }, undefined as never),
      "invoke: expected accounts as an array, got undefined",
    ],
    [
      "an account that is none",
      () => invoke({ programId: OTHER, accounts: [], data: OWN }, [{}] as never),
      "invoke: expected an AccountInfo, got an object",
    ],
    [
      "lamports that are no bigint",
      ([own]) => void (own!.lamports = 5 as never),
      "lamports: expected an integer from 0 to 2^64 - 1, got 5",
    ],
    [
      "lamports below 0",
      ([own]) => void (own!.lamports -= 2_000_000_000n),
      "lamports: expected an integer from 0 to 2^64 - 1, got -1000000000",
    ],
    ["a length that is none", ([own]) => own!.realloc(-1), "realloc: expected a length in bytes, got -1"],
    [
      "an owner that is none",
      ([own]) => own!.assign("x" as never),
      'assign: expected the owner as a Uint8Array, got "x"',
    ],
    ["a field that is none", () => logData("x" as never), 'logData: expected a field as a Uint8Array, got "x"'],
    ["a detached array", () => setReturnData(null as never), "setReturnData: expected data as a Uint8Array, got null"],
    [
      "seeds that are none",
      () => void findProgramAddress(["seed"] as never, OTHER),
      'findProgramAddress: expected a seed as a Uint8Array, got "seed"',
    ],
  ];

  test.each(rows)("%s", (_, use, message) => {
    const result = run(stage((accounts) => use(accounts)));
    expect(endingOf(result)).toBe("ProgramFailedToComplete");
    expect(textsOf(result)[0]).toContain(`CallgateError: ${message}`);
  });
});

import { describe, expect, test } from "vitest";
import { puppetAssembly } from "../../src/cli/diff/puppet.js";
import {
  type AccountInfo,
  AccountMeta,
  findProgramAddress,
  getReturnData,
  invoke,
  invokeSigned,
  msg,
  type ProcessInstruction,
  ProgramAborted,
  ProgramError,
  setReturnData,
} from "../../src/program/index.js";
import { SYSTEM_PROGRAM_ID, TOKEN_PROGRAM_ID } from "../../src/solana/program-ids.js";
import type { Pubkey } from "../../src/solana/pubkey.js";
import { named } from "../helpers/names.js";
import { type Meta, type Part, Puppet } from "../helpers/puppet.js";
import { transfer } from "../helpers/transactions.js";
import { Bench, compiled, endingOf, linesOf, meta, newKey, textsOf } from "./bench.js";

const ELF = compiled(puppetAssembly());
const NOTHING = new Uint8Array(0);
const surroundings = (bench: Bench) => ({
  abi: "rust" as const,
  dataLength: (key: Pubkey) => bench.account(key).data.length,
  isLoaderV1: () => false,
});

/** The script of a puppet. */
function scriptFor(bench: Bench, program: Pubkey, metas: readonly Meta[], part: Part): Uint8Array {
  const puppet = new Puppet(program, metas, surroundings(bench));
  part(puppet);
  return puppet.bytes();
}

const booleans = (metas: readonly Meta[]) =>
  metas.map(({ pubkey, isSigner, isWritable }) => ({
    pubkey,
    isSigner: Boolean(isSigner),
    isWritable: Boolean(isWritable),
  }));

describe("depth", () => {
  const KINDS = ["typescript", "compiled"] as const;
  const programs = Array.from({ length: 6 }, (_, i) => named(`program${i}`));
  const metas = programs.map((key) => meta(key));

  /**
   * Program i leaves a line and calls program i + 1, for so many levels; which kind it is of, `kindOf` says. The last one
   * may ask the next for more than it has.
   */
  function chain(kindOf: (level: number) => (typeof KINDS)[number], levels: number, asked?: Meta) {
    const bench = new Bench();
    const datas: Uint8Array[] = [];
    programs.forEach((program, level) => {
      bench.program(kindOf(level) === "compiled" ? ELF : inTypescript(level), program);
    });
    // A script holds those of the levels below it.
    for (let level = levels - 1; level >= 0; level--) {
      datas[level] = scriptFor(bench, programs[level]!, metas, (p) => {
        p.log(`level ${level}`);
        if (level + 1 < levels) p.call(programs[level + 1]!, metas, datas[level + 1]!, { infos: [] });
        else if (asked !== undefined) p.call(programs[level + 1]!, [...metas, asked], NOTHING, { infos: [] });
      });
    }
    return bench.run(programs[0]!, { accounts: metas, data: datas[0]! });

    function inTypescript(level: number): ProcessInstruction {
      return (_, accounts) => {
        msg(`level ${level}`);
        const programId = programs[level + 1]!;
        if (level + 1 < levels) invoke({ programId, accounts: metas, data: datas[level + 1]! }, accounts);
        else if (asked !== undefined) {
          invoke({ programId, accounts: booleans([...metas, asked]), data: NOTHING }, accounts);
        }
      };
    }
  }

  const patterns = KINDS.flatMap((first) => [
    [`all ${first}`, () => first] as const,
    [`alternating, ${first} first`, (level: number) => KINDS[(KINDS.indexOf(first) + level) % 2]!] as const,
    [
      `${first} only at the bottom`,
      (level: number) => (level === 4 ? first : KINDS[1 - KINDS.indexOf(first)]!),
    ] as const,
  ]);

  describe.each(patterns)("%s", (_, kindOf) => {
    test.each([1, 2, 3, 4, 5])("%i levels", (levels) => {
      const result = chain(kindOf, levels);
      expect(endingOf(result)).toBe("success");
      expect(textsOf(result)).toEqual(Array.from({ length: levels }, (_, i) => `level ${i}`));
      expect(result.instructionTrace.map(({ stackHeight }) => stackHeight)).toEqual(
        Array.from({ length: levels }, (_, i) => i + 1),
      );
    });

    describe.each([1, 2, 3, 4, 5])("escalation at level %i", (levels) => {
      test.each(["s", "w"] as const)("%s", (right) => {
        const result = chain(kindOf, levels, meta(programs[5]!, right));
        expect(endingOf(result)).toBe("PrivilegeEscalation");
        const what = right === "s" ? "signer" : "writable";
        expect(linesOf(result)).toContain(`program5's ${what} privilege escalated`);
        expect(textsOf(result)).toHaveLength(levels);
      });
    });

    test("one more than the limit", () => {
      const result = chain(kindOf, 6);
      expect(endingOf(result)).toBe("CallDepth");
      expect(textsOf(result)).toHaveLength(5);
    });
  });

  test("reentrancy is refused, and a program may call itself", () => {
    const bench = new Bench();
    const [a, b] = [newKey(), newKey()];
    const both = [meta(a), meta(b)];
    const call = (programId: Pubkey, data: number[], accounts: readonly AccountInfo[]) =>
      invoke({ programId, accounts: both, data: Uint8Array.from(data) }, accounts);
    bench.program((_, accounts, [first, ...rest]) => {
      if (first !== undefined) call(first === 0 ? a : b, rest, accounts);
    }, a);
    bench.program((_, accounts, [first, ...rest]) => {
      if (first !== undefined) call(first === 0 ? a : b, rest, accounts);
    }, b);
    const ending = (...data: number[]) => endingOf(bench.run(a, { accounts: both, data: Uint8Array.from(data) }));
    expect(ending(0, 0, 0)).toBe("success");
    expect(ending(0, 1, 1)).toBe("success");
    expect(ending(1, 0)).toBe("ReentrancyNotAllowed");
    expect(ending(0, 1, 0)).toBe("ReentrancyNotAllowed");
  });
});

describe("privileges", () => {
  const [CALLER, CALLEE] = [named("caller"), named("callee")];
  const [PLAIN, SIGNER, WRITABLE] = [named("plain"), named("signer"), named("writable")];
  const held = [meta(PLAIN), meta(SIGNER, "s"), meta(WRITABLE, "w"), meta(CALLEE)];

  const rows: [string, Meta[], string][] = [
    ["what the caller holds", [meta(PLAIN), meta(SIGNER, "s"), meta(WRITABLE, "w")], "success"],
    ["less than that", [meta(SIGNER), meta(WRITABLE)], "success"],
    ["a signature nobody gave", [meta(PLAIN, "s")], "PrivilegeEscalation"],
    ["a write nobody allowed", [meta(PLAIN, "w")], "PrivilegeEscalation"],
    ["a write of a signer", [meta(SIGNER, "sw")], "PrivilegeEscalation"],
    ["a signature of the writable one", [meta(WRITABLE, "sw")], "PrivilegeEscalation"],
    ["a signature at the second place", [meta(PLAIN), meta(PLAIN, "s")], "PrivilegeEscalation"],
    ["an account that the caller has not", [meta(named("absent"))], "MissingAccount"],
  ];

  describe.each([
    ["typescript", "compiled"],
    ["compiled", "typescript"],
    ["typescript", "typescript"],
  ])("%s calls %s", (callerKind, calleeKind) => {
    test.each(rows)("%s: %s %s", (_, metas, ending) => {
      const bench = new Bench();
      for (const key of [PLAIN, SIGNER, WRITABLE, named("absent")]) bench.set(key);
      if (calleeKind === "compiled") bench.program(ELF, CALLEE);
      else bench.program(() => {}, CALLEE);
      const known = metas.filter(({ pubkey }) => pubkey[0] !== named("absent")[0]);
      if (callerKind === "compiled") bench.program(ELF, CALLER);
      else {
        bench.program((_id, accounts) => {
          invoke({ programId: CALLEE, accounts: booleans(metas), data: NOTHING }, accounts);
        }, CALLER);
      }
      const data = scriptFor(bench, CALLER, held, (p) => {
        p.call(CALLEE, metas, NOTHING, { infos: known.length === metas.length ? [PLAIN, SIGNER, WRITABLE] : [] });
      });
      expect(endingOf(bench.run(CALLER, { accounts: held, data }))).toBe(ending);
    });
  });

  test("the callee sees what it was given, no more", () => {
    const bench = new Bench();
    bench.set(SIGNER);
    let seen: unknown;
    bench.program((_, accounts) => {
      seen = accounts.map(({ isSigner, isWritable }) => [isSigner, isWritable]);
    }, CALLEE);
    bench.program((_, accounts) => {
      invoke({ programId: CALLEE, accounts: [meta(SIGNER), meta(SIGNER, "s")], data: NOTHING }, accounts);
    }, CALLER);
    expect(endingOf(bench.run(CALLER, { accounts: [meta(SIGNER, "sw"), meta(CALLEE)] }))).toBe("success");
    // Both places have the rights of either, as on chain.
    expect(seen).toEqual([
      [true, false],
      [true, false],
    ]);
  });

  test("derived addresses sign for their own program only", () => {
    const bench = new Bench();
    const seeds = [new TextEncoder().encode("vault")];
    const [vault, bump] = findProgramAddress(seeds, CALLER);
    bench.set(vault, { lamports: 10_000_000n });
    bench.set(WRITABLE);
    const pay = (accounts: AccountInfo[]) => {
      invokeSigned(transfer(vault, WRITABLE, 5_000_000n), accounts, [[...seeds, Uint8Array.of(bump)]]);
    };
    const accounts = [meta(vault, "w"), meta(WRITABLE, "w"), meta(SYSTEM_PROGRAM_ID)];
    bench.program((_, infos) => pay(infos), CALLEE);
    expect(endingOf(bench.run(CALLEE, { accounts }))).toBe("PrivilegeEscalation");
    bench.program((_, infos) => {
      pay(infos);
      expect(infos[0]!.lamports).toBe(5_000_000n);
    }, CALLER);
    expect(endingOf(bench.run(CALLER, { accounts }))).toBe("success");
    expect(bench.account(WRITABLE).lamports).toBe(1_005_000_000n);
    bench.program((_, infos) => invoke(transfer(vault, WRITABLE, 1n), infos), CALLER);
    expect(endingOf(bench.run(CALLER, { accounts }))).toBe("PrivilegeEscalation");
  });
});

describe("what callees do", () => {
  const [CALLER, CALLEE, OWN] = [named("caller"), named("callee"), named("own")];
  const accounts = [meta(OWN, "w"), meta(CALLEE)];

  function call(
    callee: Parameters<Bench["program"]>[0],
    caller: (account: AccountInfo, go: () => void) => void,
    data = NOTHING,
  ) {
    const bench = new Bench();
    bench.program(callee, CALLEE);
    bench.set(OWN, { owner: CALLEE, data: Uint8Array.of(1, 2, 3) });
    bench.program((_, infos) => {
      caller(infos[0]!, () => invoke({ programId: CALLEE, accounts: [meta(OWN, "w")], data }, infos));
    }, CALLER);
    return { bench, result: bench.run(CALLER, { accounts }) };
  }

  test("data that a callee wrote show in the array that the caller holds", () => {
    const { result } = call(
      (_, [own]) => own!.data.set([7, 8, 9]),
      (own, go) => {
        const { data } = own;
        expect(data).toEqual(Uint8Array.of(1, 2, 3));
        go();
        expect(data).toEqual(Uint8Array.of(7, 8, 9));
        expect(own.data).toBe(data);
      },
    );
    expect([endingOf(result), textsOf(result)]).toEqual(["success", []]);
  });

  test("of another length they are in a new array", () => {
    const { result, bench } = call(
      (_, [own]) => {
        own!.realloc(5);
        own!.data[4] = 5;
      },
      (own, go) => {
        const { data } = own;
        go();
        expect(data).toEqual(Uint8Array.of(1, 2, 3));
        expect([own.data, own.dataLength]).toEqual([Uint8Array.of(1, 2, 3, 0, 5), 5]);
      },
    );
    expect([endingOf(result), textsOf(result)]).toEqual(["success", []]);
    expect(bench.account(OWN).data).toHaveLength(5);
  });

  test("lamports and owner too", () => {
    const { result } = call(
      (_, [own]) => {
        own!.data.fill(0);
        own!.assign(TOKEN_PROGRAM_ID);
      },
      (own, go) => {
        go();
        expect(own.owner).toEqual(TOKEN_PROGRAM_ID);
        expect(own.data).toEqual(new Uint8Array(3));
      },
    );
    expect([endingOf(result), textsOf(result)]).toEqual(["success", []]);
  });

  test("return data", () => {
    const { result } = call(
      () => setReturnData(Uint8Array.of(4, 2)),
      (_, go) => {
        go();
        expect(getReturnData()).toEqual([CALLEE, Uint8Array.of(4, 2)]);
      },
    );
    expect([endingOf(result), textsOf(result)]).toEqual(["success", []]);
  });

  test.each([
    ["its ProgramError", new ProgramError(42), { Custom: 42 }],
    ["anything else", new Error("x"), "ProgramFailedToComplete"],
  ])("a callee that fails with %s ends its caller, which cannot help it", (_, error, ending) => {
    const acts: string[] = [];
    const { result, bench } = call(
      () => {
        throw error;
      },
      (own, go) => {
        const attempts = [
          go,
          () => msg("on I go"),
          go,
          () => void own.lamports,
          () => (own.lamports = 0n),
          () => own.realloc(1),
        ];
        for (const attempt of attempts) {
          try {
            attempt();
            acts.push("worked");
          } catch (refusal) {
            acts.push((refusal as Error).name);
            expect(refusal).toBeInstanceOf(ProgramAborted);
          }
        }
        throw new ProgramError("InvalidArgument");
      },
    );
    expect(acts).toEqual(Array(6).fill("ProgramAborted"));
    expect(endingOf(result)).toEqual(ending);
    const lines = linesOf(result);
    expect(lines.filter((line) => / failed: /.test(line))).toHaveLength(2);
    expect(lines.at(-1)).toMatch(/^Program caller failed: /);
    expect(bench.account(OWN).data).toEqual(Uint8Array.of(1, 2, 3));
  });

  test("a program that catches that its units ran out ends all the same", () => {
    const bench = new Bench();
    let caught = 0;
    const id = bench.program(() => {
      for (;;) {
        try {
          msg("again");
        } catch {
          if (++caught > 5) return;
        }
      }
    });
    const result = bench.run(id, { units: 1000 });
    expect([endingOf(result), textsOf(result).length, caught]).toEqual(["ComputationalBudgetExceeded", 10, 6]);
    expect(result.computeUnitsConsumed).toBe(1000);
  });

  test("mainnet's Token program, called: a real ELF with its own errors", () => {
    const bench = new Bench();
    const mint = bench.set(newKey(), { owner: TOKEN_PROGRAM_ID, data: new Uint8Array(82), lamports: 10_000_000n });
    bench.program((_, infos, data) => {
      invoke({ programId: TOKEN_PROGRAM_ID, accounts: [AccountMeta.writable(mint)], data }, infos);
      expect(infos[0]!.data[44]).toBe(6);
    }, CALLER);
    // InitializeMint2: 6 decimals, an authority, no freeze authority.
    const data = Uint8Array.from([20, 6, ...named("authority"), 0]);
    const accounts = [meta(mint, "w"), meta(TOKEN_PROGRAM_ID)];
    expect(endingOf(bench.run(CALLER, { accounts, data }))).toBe("success");
    expect(endingOf(bench.run(CALLER, { accounts, data }))).toEqual({ Custom: 6 });
  });
});

import { describe, expect, test } from "vitest";
import { base64Encode } from "../../../src/base/base64.js";
import { u16, u64 } from "../../../src/cli/diff/bytes.js";
import { SYSVAR_INSTRUCTIONS_ID } from "../../../src/solana/program-ids.js";
import { A, B, C, cpiStage, ownOf, V1 } from "../../helpers/cast.js";
import { type Part, type Puppet, SIBLING } from "../../helpers/puppet.js";
import type { Act, Play } from "../../helpers/stage.js";
import { meta } from "../../helpers/transactions.js";

// What is kept of the instructions that ran: their order, what a program sees of those before it, and which one the
// instructions sysvar says is running (Agave: transaction-context; syscalls, SyscallGetProcessedSiblingInstruction).

const stage = cpiStage();
const programs = [A, B, C, V1].map((key) => meta(key));
const act = (program: Uint8Array, part: Part, accounts = programs): Act => ({ program, accounts, part });
const data = (...fields: readonly Uint8Array[]) =>
  `Program data: ${fields.map((field) => base64Encode(field)).join(" ")}`;

const letter =
  (text: string): Part =>
  (p) =>
    p.log(text);

describe("inner instructions", () => {
  test("of each top-level instruction, in the order of the calls", () => {
    const { inner } = stage.play({
      acts: [
        act(A, (a) =>
          a.call(B, programs, (b) => b.call(C, [], letter("c")).call(C, [], letter("d"))).call(C, [], letter("e")),
        ),
        act(C, letter("f")),
        act(B, (b) => b.call(B, [], letter("g"))),
      ],
    });
    const shape = inner.map((list) => list.map(({ stackHeight }) => stackHeight));
    expect(shape).toEqual([[2, 3, 3, 2], [], [2]]);
  });

  test("a call that failed is among them, what would have come after it is not", () => {
    const { inner } = stage.play({ acts: [act(A, (a) => a.call(B, [], (b) => b.leave(1n)).call(C, [], letter("c")))] });
    expect(inner.map((list) => list.map(({ stackHeight }) => stackHeight))).toEqual([[2]]);
  });

  test("accounts by their index in the transaction, in the order of the metas", () => {
    const { inner } = stage.play({
      acts: [
        act(A, (a) => a.call(B, [meta(C), meta(ownOf("A")), meta(C)], new Uint8Array(0)), [
          ...programs,
          meta(ownOf("A")),
        ]),
      ],
    });
    // Keys stand in the message by role, then by bytes: the payer, A's, A, B, C, V1.
    expect(inner[0][0]).toMatchObject({ programIdIndex: 3, accounts: [4, 1, 4] });
  });
});

/** Looks back `index` instructions and logs whether there is one, its lengths and its program. */
function look(p: Puppet, index: number): Puppet {
  p.write(SIBLING.programId, new Uint8Array(32)).findSibling(index, 0, 0);
  return p.logBytes([SIBLING.found, 8], [SIBLING.meta, 16], [SIBLING.programId, 32]);
}

const found = (program: Uint8Array, dataLength: number, accounts: number) => {
  const exact = dataLength === 0 && accounts === 0;
  const lengths = Uint8Array.from([...u64(BigInt(dataLength)), ...u64(BigInt(accounts))]);
  return data(u64(1n), lengths, exact ? program : new Uint8Array(32));
};
const NONE = data(u64(0n), new Uint8Array(16), new Uint8Array(32));
const NOTHING = new Uint8Array(0);

describe("siblings", () => {
  const looksAt = (acts: Play["acts"]) => {
    const { lines } = stage.play({ acts });
    return lines.filter((line) => line.startsWith("Program data: "));
  };

  test("of a top-level instruction: those before it, the latest first", () => {
    const lines = looksAt([
      { programId: B, accounts: [], data: NOTHING },
      { programId: C, accounts: [meta(A)], data: NOTHING },
      act(A, (a) => look(look(look(a, 0), 1), 2)),
    ]);
    expect(lines).toEqual([found(C, 0, 1), found(B, 0, 0), NONE]);
  });

  test("of a top-level instruction: not those after it", () => {
    expect(looksAt([act(A, (a) => look(a, 0)), { programId: B, accounts: [], data: NOTHING }])).toEqual([NONE]);
  });

  test("of a top-level instruction: not what it called itself, nor what others called", () => {
    const lines = looksAt([
      act(A, (a) => a.call(B, [], NOTHING), programs),
      act(A, (a) => look(a.call(B, [], NOTHING), 1)),
    ]);
    expect(lines).toEqual([NONE]);
  });

  test("of a call: earlier calls of the same caller, the latest first", () => {
    const part: Part = (a) => {
      a.call(B, [], NOTHING).call(V1, [], NOTHING);
      a.call(C, [], (c) => look(look(look(c, 0), 1), 2));
    };
    expect(looksAt([act(A, part)])).toEqual([found(V1, 0, 0), found(B, 0, 0), NONE]);
  });

  test("of a call: not what earlier calls called, nor its caller", () => {
    const part: Part = (a) => {
      a.call(B, programs, (b) => b.call(V1, [], NOTHING));
      a.call(C, [], (c) => look(look(c, 0), 1));
    };
    const lines = looksAt([act(C, () => {}), act(A, part)]);
    expect(lines).toEqual([expect.not.stringContaining(base64Encode(V1)), NONE]);
    expect(lines[0]).not.toBe(NONE);
  });

  test("of a call: not calls of another instruction", () => {
    const call: Part = (a) => a.call(B, [], NOTHING);
    expect(looksAt([act(A, call), act(A, (a) => a.call(C, [], (c) => look(c, 0)))])).toEqual([NONE]);
  });

  test("of a call inside a call: not calls of an earlier caller at the same height", () => {
    const part: Part = (a) => {
      a.call(B, programs, (b) => b.call(V1, [], NOTHING));
      a.call(B, programs, (b) => b.call(C, [], (c) => look(c, 0)));
    };
    expect(looksAt([act(A, part)])).toEqual([NONE]);
  });
});

describe("the instructions sysvar", () => {
  /** Logs the last two bytes of the sysvar's data: the index. Its length comes from a first play. */
  const play = (length: number) => {
    const accounts = [...programs, meta(SYSVAR_INSTRUCTIONS_ID)];
    const logIndex: Part = (p) => {
      const { data } = p.at(SYSVAR_INSTRUCTIONS_ID);
      p.logBytes([data - 8n, 8], [data + BigInt(length) - 2n, 2]);
    };
    const calling: Part = (a) => {
      logIndex(a);
      a.noteLength(SYSVAR_INSTRUCTIONS_ID, length).call(B, accounts, (b) => {
        logIndex(b);
        b.call(C, accounts, logIndex);
      });
      logIndex(a);
    };
    return stage.play({ acts: [act(A, logIndex, accounts), act(C, () => {}), act(A, calling, accounts)] });
  };

  test("names the top-level instruction, whatever it calls", () => {
    const first = play(2).lines.find((line) => line.startsWith("Program data: "));
    const length = Number(Buffer.from(first!.split(" ")[2], "base64").readBigUInt64LE());
    const lines = play(length).lines.filter((line) => line.startsWith("Program data: "));
    const index = (value: number) => data(u64(BigInt(length)), u16(value));
    expect(lines).toEqual([index(0), index(2), index(2), index(2), index(2)]);
  });
});

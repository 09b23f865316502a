import { describe, expect, test } from "vitest";
import { type AccountInfo, invoke, ProgramError } from "../../src/program/index.js";
import { named } from "../helpers/names.js";
import { Bench, endingOf, meta, textsOf } from "./bench.js";

// solana-account-info, AccountInfo::resize, and the runtime's limits.

const [PROGRAM, CALLEE, OWN] = [named("program"), named("callee"), named("own")];
const LIMIT = 10_240;
const MAX_DATA = 10 * 1024 * 1024;

function run(
  features: "mainnet" | "all",
  data: Uint8Array,
  process: (own: AccountInfo, accounts: AccountInfo[]) => void,
) {
  const bench = new Bench({ features });
  bench.program((_, accounts) => process(accounts[0]!, accounts), PROGRAM);
  bench.program((_, [own], [low, high]) => own!.realloc(low! + 256 * high!), CALLEE);
  bench.set(OWN, { owner: PROGRAM, data, lamports: 10n ** 12n });
  const result = bench.run(PROGRAM, { accounts: [meta(OWN, "w"), meta(CALLEE)] });
  return { ending: endingOf(result), texts: textsOf(result), data: bench.account(OWN).data };
}

describe.each(["mainnet", "all"] as const)("gates: %s", (features) => {
  test.each([0, 1, 5, 4096])("up to 10,240 more than %i bytes", (length) => {
    const grown = run(features, new Uint8Array(length).fill(7), (own) => {
      own.realloc(length + LIMIT);
      own.data[length + LIMIT - 1] = 9;
    });
    const expected = new Uint8Array(length + LIMIT);
    expected.fill(7, 0, length);
    expected[length + LIMIT - 1] = 9;
    expect([grown.ending, grown.texts]).toEqual(["success", []]);
    expect(grown.data).toEqual(expected);
    expect(run(features, new Uint8Array(length), (own) => own.realloc(length + LIMIT + 1)).ending).toBe(
      "InvalidRealloc",
    );
  });

  test("the limit counts from the instruction's begin, and InvalidRealloc can be caught", () => {
    const { ending, data } = run(features, new Uint8Array(2), (own) => {
      own.realloc(LIMIT);
      own.realloc(LIMIT + 2);
      expect(() => own.realloc(LIMIT + 3)).toThrow(new ProgramError("InvalidRealloc"));
    });
    expect([ending, data.length]).toEqual(["success", LIMIT + 2]);
  });

  test("what is cut off is gone when the account grows again", () => {
    const { ending, data } = run(features, Uint8Array.of(1, 2, 3, 4, 5), (own) => {
      own.data[4] = 9;
      own.realloc(2);
      expect(own.data).toEqual(Uint8Array.of(1, 2));
      own.realloc(4);
      expect(own.data).toEqual(Uint8Array.of(1, 2, 0, 0));
    });
    expect([ending, data]).toEqual(["success", Uint8Array.of(1, 2, 0, 0)]);
  });

  test("what was written before it stays", () => {
    const { ending, data } = run(features, Uint8Array.of(1, 2, 3), (own) => {
      own.data[0] = 9;
      own.realloc(4);
      own.data[3] = 8;
      own.realloc(2);
      own.realloc(3);
    });
    expect([ending, data]).toEqual(["success", Uint8Array.of(9, 2, 0)]);
  });

  test("to nothing and back", () => {
    const { ending, data } = run(features, Uint8Array.of(1, 2, 3), (own) => {
      own.realloc(0);
      expect([own.data.length, own.dataLength]).toEqual([0, 0]);
      own.realloc(1);
      own.data[0] = 8;
    });
    expect([ending, data]).toEqual(["success", Uint8Array.of(8)]);
  });

  test("the old array is no longer the account's", () => {
    const { ending, data } = run(features, Uint8Array.of(1, 2, 3), (own) => {
      const old = own.data;
      own.realloc(3);
      expect(own.data).toBe(old);
      own.realloc(4);
      old[0] = 9;
      own.data[1] = 8;
    });
    expect([ending, data]).toEqual(["success", Uint8Array.of(1, 8, 3, 0)]);
  });

  test("an account of the largest size shrinks and does not grow", () => {
    const full = new Uint8Array(MAX_DATA).fill(1);
    const shrunk = run(features, full, (own) => own.realloc(MAX_DATA - 1));
    expect([shrunk.ending, shrunk.data.length]).toEqual(["success", MAX_DATA - 1]);
    expect(run(features, full, (own) => own.realloc(MAX_DATA + 1)).ending).toBe("InvalidRealloc");
  });

  test("a callee grows an account within what its caller has room for", () => {
    const call = (length: number) => (own: AccountInfo, accounts: AccountInfo[]) => {
      own.assign(CALLEE);
      const data = Uint8Array.of(length & 0xff, length >> 8);
      invoke({ programId: CALLEE, accounts: [meta(OWN, "w")], data }, accounts);
      expect(own.dataLength).toBe(length);
      expect(own.data).toEqual(new Uint8Array(length));
    };
    const grown = run(features, new Uint8Array(4), call(4 + LIMIT));
    expect([grown.ending, grown.texts, grown.data.length]).toEqual(["success", [], 4 + LIMIT]);
    // The caller took half of the room already; the callee has its own limit.
    const beyond = run(features, new Uint8Array(4), (own, accounts) => {
      own.realloc(4 + LIMIT / 2);
      call(4 + LIMIT + 1)(own, accounts);
    });
    expect(beyond.ending).toBe("InvalidRealloc");
  });
});

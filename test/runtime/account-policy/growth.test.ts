import { describe, expect, test } from "vitest";
import { concatBytes } from "../../../src/base/bytes.js";
import { u32, u64 } from "../../../src/cli/diff/bytes.js";
import type { Instruction } from "../../../src/solana/instruction.js";
import { SYSTEM_PROGRAM_ID } from "../../../src/solana/program-ids.js";
import type { Pubkey } from "../../../src/solana/pubkey.js";
import {
  A,
  B,
  CUES,
  called,
  compareRows,
  cpiStage,
  expectEnding,
  failing,
  lockedOf,
  ownOf,
  type Row,
  SIGNER,
  testRows,
} from "../../helpers/cast.js";
import { named } from "../../helpers/names.js";
import type { Part } from "../../helpers/puppet.js";
import type { Act } from "../../helpers/stage.js";
import { meta } from "../../helpers/transactions.js";

// How much accounts may grow: 10,240 bytes in one instruction of a serialized program, 10 MiB in all, and all of a
// transaction's together 20 MiB (Agave: transaction-context, MAX_ACCOUNT_DATA_LEN and
// MAX_ACCOUNT_DATA_GROWTH_PER_TRANSACTION; solana-program-entrypoint, MAX_PERMITTED_DATA_INCREASE).

const MIB = 1024 * 1024;
const NOTHING = new Uint8Array(0);
const RICH = 10n ** 12n;
const SYSTEM = "Program 11111111111111111111111111111111";
const allocated = [`${SYSTEM} invoke [2]`, `${SYSTEM} success`];

/** A program's own accounts, 100 bytes below 10 MiB: to write, and to read. */
const hugeOf = (program: string) => named(`${program}'s huge`);
const [FIRST, SECOND] = ["first", "second"].map(named);

function allocation(account: Pubkey, space: number): Instruction {
  const data = concatBytes(u32(8), u64(BigInt(space)));
  return { programId: SYSTEM_PROGRAM_ID, accounts: [meta(account, "ws")], data };
}

const aligned: Pick<Row, "only"> = { only: ({ caller }) => caller !== "V1" };
const ofV1: Pick<Row, "only"> = { only: ({ caller }) => caller === "V1" };

const resizing = (length: number): Pick<Row, "part"> => ({
  part: (p, { caller }) => p.setLength(ownOf(caller), length),
});

/** By the length word that the program leaves. */
const ends: Row[] = [
  { name: "by 10,240 bytes", ...resizing(100 + 10_240), ...aligned },
  { name: "by 10,241 bytes", ...resizing(100 + 10_241), ...failing("InvalidRealloc"), ...aligned },
  { name: "to 2^53 bytes", ...resizing(2 ** 53), ...failing("InvalidRealloc"), ...aligned },
  {
    name: "to u64::MAX bytes",
    part: (p, { caller }) => p.write(p.at(ownOf(caller)).data - 8n, u64(-1n)),
    ...failing("InvalidRealloc"),
    ...aligned,
  },
  {
    name: "one's own that is read-only by a byte",
    part: (p, { caller }) => p.setLength(lockedOf(caller), 101),
    ...failing("ReadonlyDataModified"),
    ...aligned,
  },
  {
    name: "one's own that is read-only by 10,241 bytes: the size first",
    part: (p, { caller }) => p.setLength(lockedOf(caller), 100 + 10_241),
    ...failing("InvalidRealloc"),
    ...aligned,
  },
  {
    name: "a foreign account by a byte",
    part: (p) => p.setLength(ownOf("B"), 101),
    ...failing("ExternalAccountDataModified"),
    ...aligned,
  },
  { name: "whatever the length word of loader v1 says", ...resizing(2 ** 53), ...ofV1 },
];

const callingSystem = (space: number): Pick<Row, "part"> => ({
  part: (p) => p.call(SYSTEM_PROGRAM_ID, [meta(SIGNER, "ws")], allocation(SIGNER, space).data),
});

const callingB = (growth: number): Pick<Row, "part"> => ({
  part: (p) => p.call(B, [meta(ownOf("B"), "w")], (b) => b.setLength(ownOf("B"), 100 + growth)),
});

const limitedTo = (limit: number) => `Account data size realloc limited to ${limit} in inner instructions`;

/** By what a callee does. */
const calls: Row[] = [
  { name: "10,240 bytes that System allocates", ...callingSystem(10_240), log: allocated, ...aligned },
  {
    name: "10,241 bytes that System allocates",
    ...callingSystem(10_241),
    ...failing("InvalidRealloc"),
    log: [...allocated, limitedTo(10_240)],
    ...aligned,
  },
  {
    name: "a byte that System allocates",
    ...callingSystem(1),
    ...failing("InvalidRealloc"),
    log: [...allocated, limitedTo(0)],
    ...ofV1,
  },
  { name: "10,240 bytes by the callee", ...callingB(10_240), log: called("B"), ...aligned },
  {
    name: "a byte by the callee",
    ...callingB(1),
    ...failing("InvalidRealloc"),
    log: [...called("B"), limitedTo(0)],
    ...ofV1,
  },
  {
    name: "10,240 bytes by one call and a byte by the next",
    part: (p) => {
      p.call(B, [meta(ownOf("B"), "w")], (b) => b.setLength(ownOf("B"), 100 + 10_240));
      p.noteLength(ownOf("B"), 100 + 10_240);
      p.call(B, [meta(ownOf("B"), "w")], (b) => b.setLength(ownOf("B"), 100 + 10_241));
    },
    ...failing("InvalidRealloc"),
    log: [...called("B"), ...called("B"), limitedTo(10_240)],
    ...aligned,
  },
  {
    name: "10,240 bytes by a call, and as many back by oneself",
    part: (p) => {
      p.call(B, [meta(ownOf("B"), "w")], (b) => b.setLength(ownOf("B"), 100 + 10_240));
      p.noteLength(ownOf("B"), 100 + 10_240);
      p.call(B, [meta(ownOf("B"), "w")], (b) => b.setLength(ownOf("B"), 100));
    },
    log: [...called("B"), ...called("B")],
    ...aligned,
  },
];

const stage = cpiStage();

describe("when the program ends", () => {
  const cues = CUES.filter(({ abi }) => abi === "c");
  testRows(stage, ends, cues);
  compareRows(ends, cues);
});

describe("when a callee ends", () => {
  testRows(stage, calls);
  compareRows(calls);
});

describe("to 10 MiB", () => {
  const big = cpiStage().set(hugeOf("A"), { owner: A, data: new Uint8Array(10 * MIB - 100), lamports: RICH });
  const bigLocked = named("A's huge locked");
  big.set(bigLocked, { owner: A, data: new Uint8Array(10 * MIB - 100), lamports: RICH });
  const resize = (key: Pubkey, role: "w" | "", length: number) =>
    big.play({ acts: [{ program: A, accounts: [meta(key, role)], part: (a) => a.setLength(key, length) }] });

  test("10 MiB", () => {
    const played = resize(hugeOf("A"), "w", 10 * MIB);
    expectEnding(played, "A", {});
    expect(played.account(hugeOf("A"))?.data.length).toBe(2 * 10 * MIB);
  });

  test("10 MiB and a byte", () => {
    expectEnding(resize(hugeOf("A"), "w", 10 * MIB + 1), "A", failing("InvalidRealloc"));
  });

  test("10 MiB of an account that is read-only", () => {
    expectEnding(resize(bigLocked, "", 10 * MIB), "A", failing("ReadonlyDataModified"));
  });

  test("10 MiB and a byte of an account that is read-only: the size first", () => {
    expectEnding(resize(bigLocked, "", 10 * MIB + 1), "A", failing("InvalidRealloc"));
  });
});

describe("by 20 MiB in one transaction", () => {
  const wide = cpiStage().set(FIRST, { lamports: RICH }).set(SECOND, { lamports: RICH });
  const twenty = [allocation(FIRST, 10 * MIB), allocation(SECOND, 10 * MIB)];
  const MAX = failing("MaxAccountsDataAllocationsExceeded");

  test("20 MiB", () => {
    const { error, account } = wide.play({ acts: twenty });
    expect(error).toBeNull();
    expect(account(FIRST)?.data.length).toBe(2 * 10 * MIB);
  });

  const third: readonly (readonly [name: string, growth: number, role: "w" | "", key: Pubkey])[] = [
    ["and a byte of one's own", 1, "w", ownOf("A")],
    ["and a byte of an account that is read-only: the sum first", 1, "", lockedOf("A")],
    ["and a byte of a foreign account: the sum first", 1, "w", ownOf("B")],
  ];

  for (const [name, growth, role, key] of third) {
    test(`20 MiB ${name}, when the program ends`, () => {
      const act: Act = { program: A, accounts: [meta(key, role)], part: (a) => a.setLength(key, 100 + growth) };
      const played = wide.play({ acts: [...twenty, act] });
      expect(played.error).toEqual({ InstructionError: [2, MAX.error] });
      expect(played.lines.slice(-2)).toEqual(["Program A invoke [1]", `Program A failed: ${MAX.failed}`]);
    });

    test(`20 MiB ${name}, when the program calls`, () => {
      const part: Part = (a) => a.setLength(key, 100 + growth).call(B, [meta(key)], NOTHING);
      const played = wide.play({ acts: [...twenty, { program: A, accounts: [meta(key, role), meta(B)], part }] });
      expect(played.error).toEqual({ InstructionError: [2, MAX.error] });
      expect(played.lines.slice(-2)).toEqual(["Program A invoke [1]", `Program A failed: ${MAX.failed}`]);
    });
  }

  test("20 MiB, a byte less of one account, a byte more of another", () => {
    const act: Act = {
      program: A,
      accounts: [meta(ownOf("A"), "w"), meta(hugeOf("A"), "w")],
      part: (a) => a.setLength(ownOf("A"), 99).setLength(hugeOf("A"), 1),
    };
    const played = wide.set(hugeOf("A"), { owner: A, lamports: RICH }).play({ acts: [...twenty, act] });
    expect(played.error).toBeNull();
  });

  test("20 MiB, a byte more of one account, then a byte less of another: too late", () => {
    const act: Act = {
      program: A,
      accounts: [meta(hugeOf("A"), "w"), meta(ownOf("A"), "w")],
      part: (a) => a.setLength(ownOf("A"), 99).setLength(hugeOf("A"), 1),
    };
    const played = wide.set(hugeOf("A"), { owner: A, lamports: RICH }).play({ acts: [...twenty, act] });
    expect(played.error).toEqual({ InstructionError: [2, MAX.error] });
  });

  test("20 MiB, and System allocates a byte more", () => {
    const played = wide.play({ acts: [...twenty, allocation(SIGNER, 1)] });
    expect(played.error).toEqual({ InstructionError: [2, MAX.error] });
    expect(played.lines.slice(-2)).toEqual([`${SYSTEM} invoke [1]`, `${SYSTEM} failed: ${MAX.failed}`]);
  });
});

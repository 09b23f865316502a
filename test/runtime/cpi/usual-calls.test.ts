import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { base64Encode } from "../../../src/base/base64.js";
import { concatBytes } from "../../../src/base/bytes.js";
import { u64 } from "../../../src/cli/diff/bytes.js";
import type { CallArguments, PlannedInfo } from "../../../src/cli/diff/invocation.js";
import { puppetAssembly } from "../../../src/cli/diff/puppet.js";
import { entrypoint, type ProcessInstruction } from "../../../src/program/program.js";
import { UsualCalls } from "../../../src/runtime/cpi/usual/usual-calls.js";
import { assemble } from "../../../src/sbpf/assembler.js";
import { buildElf, builtRodataVmAddress } from "../../../src/sbpf/elf-builder.js";
import { SbpfVersion } from "../../../src/sbpf/version.js";
import { LOADER_V2_ID } from "../../../src/solana/program-ids.js";
import {
  A,
  B,
  C,
  type Cue,
  cpiStage,
  DATA,
  lockedOf,
  makeFirstCalls,
  OTHER_GATES,
  ownOf,
  perform,
  SIGNER,
  WALLET,
} from "../../helpers/cast.js";
import { named } from "../../helpers/names.js";
import {
  type CallOptions,
  HEAP,
  INPUT,
  type LaidOutCall,
  type Meta,
  type Poke,
  type Puppet,
} from "../../helpers/puppet.js";
import type { Solo } from "../../helpers/solo.js";
import { LAMPORTS } from "../../helpers/stage.js";
import { meta } from "../../helpers/transactions.js";

// Which calls are read in one pass of WebAssembly, and which are left to the plain way. That both come to the same is
// what all tests of calls see, in which either way takes its turn: each play here too is compared with LiteSVM.

const STACK = 0x2_0000_0000n;
const FRAME = 4096n;
/** Heap that no call is laid out in. */
const ELSEWHERE = HEAP + 0x6000n;
const stage = cpiStage("mainnet");
const read = vi.spyOn(UsualCalls.prototype, "read");
const callers: Cue[] = (["c", "rust"] as const).map((abi) => ({ caller: "A", abi }));

/** Whether the calls of a part were read in one pass. */
function areUsual(part: (puppet: Puppet, cue: Cue) => void, cue: Cue, on = stage): boolean {
  return wereUsual(() => perform(on, { part }, cue));
}

/** Whether all calls that were made were read in one pass; or else none. */
function wereUsual(run: () => void): boolean {
  read.mockClear();
  run();
  const results = new Set(read.mock.results.map(({ value }) => value !== undefined));
  expect(results.size).toBe(1);
  return results.has(true);
}

const ofTwo = (caller: string) => [meta(ownOf(caller), "w"), meta(SIGNER, "ws")];

function call(poke?: (call: LaidOutCall) => readonly Poke[]) {
  return (puppet: Puppet, { caller }: Cue) => {
    puppet.call(B, ofTwo(caller), new Uint8Array(3), poke === undefined ? {} : { poke });
  };
}

const gatesOf = (name: string) => OTHER_GATES.find(([given]) => given === name)![1]();

const puppet = assemble(puppetAssembly(), SbpfVersion.V0);

/** What C and Rust know of the account of A's own, which is its first. */
function wordsOfOwn() {
  const words = (...values: bigint[]) => concatBytes(...values.map(u64));
  const key = INPUT + 16n;
  const [owner, lamports, data, length] = [key + 32n, key + 64n, key + 80n, BigInt(DATA.length)];
  return { c: words(key, lamports, length, data, owner, 0n, 0n), rustDataCell: words(1n, 1n, 0n, data, length) };
}

/** Moves bytes of a call to two places: the end of the stack's first frame, and, where memory goes on, the second. */
function overFrames(p: Puppet, from: bigint, length: number, first: number): bigint {
  const to = STACK + FRAME - BigInt(first);
  p.copy(from, to, first).copy(from + BigInt(first), STACK + 2n * FRAME, length - first);
  return to;
}

/** The puppet, but of its input it reads nothing between what its script tells it to read and a call. */
function scriptOnHeapElf(): Uint8Array {
  const [inInput, onHeap] = [
    "mov64 r6, r2\n  ldxdw r7, [r2-8]\n",
    "ldxdw r7, [r2-8]\n mov64 r3, r7\n lddw r1, 0x300004000\n mov64 r6, r1\n syscall sol_memcpy_\n",
  ];
  return buildElf(assemble(puppetAssembly().replace(inInput, onHeap), puppet.version));
}

beforeAll(() => {
  makeFirstCalls(stage);
});

afterAll(() => {
  read.mockRestore();
});

describe.each(callers)("structs of $abi", (cue) => {
  test.each<[string, (puppet: Puppet, cue: Cue) => void]>([
    ["two accounts", call()],
    [
      "one account twice",
      (p, { caller }) => p.call(B, [meta(ownOf(caller)), meta(ownOf(caller), "w")], new Uint8Array(1)),
    ],
    ["no data", (p, { caller }) => p.call(B, ofTwo(caller), new Uint8Array(0))],
    ["no metas", (p) => p.call(B, [], new Uint8Array(1), { infos: [WALLET] })],
    [
      "more infos than accounts",
      (p, { caller }) => {
        p.call(B, ofTwo(caller), new Uint8Array(1), { infos: [WALLET, lockedOf(caller), SIGNER, ownOf(caller)] });
      },
    ],
    [
      "structs in a frame of the stack",
      (p, { caller }) => {
        p.call(B, ofTwo(caller), new Uint8Array(1), { base: STACK });
      },
    ],
    ["refused rights", (p) => p.call(B, [meta(lockedOf("B"), "w")], new Uint8Array(1))],
  ])("usual: %s", (_, part) => {
    expect(areUsual(part, cue)).toBe(true);
  });

  const [instructionWords, infoWords] =
    cue.abi === "c"
      ? [
          { program: 0, metas: 8, metasLength: 16, data: 24, dataLength: 32 },
          { key: 0, owner: 32 },
        ]
      : [
          { metas: 0, metasLength: 16, data: 24, dataLength: 40 },
          { key: 0, lamports: 8, data: 16, owner: 24 },
        ];
  const wrongWords = [
    ...Object.entries(instructionWords).map(([name, at]) => [
      `instruction's ${name}`,
      ({ args }: LaidOutCall) => args[0] + BigInt(at),
    ]),
    ...Object.entries(infoWords).map(([name, at]) => [
      `info's ${name}`,
      ({ info }: LaidOutCall) => info(1) + BigInt(at),
    ]),
  ] as [string, (call: LaidOutCall) => bigint][];

  /** Data may lie anywhere and be long, and there may be none, nor metas. */
  const isUsualToo = (name: string, value: bigint) =>
    (name.endsWith("Length") && value < HEAP) || (name === "instruction's data" && value === INPUT);

  test.each(wrongWords)("not usual: another %s", (name, at) => {
    for (const value of [0n, 0x900n, HEAP + 0x7fffn, INPUT, 2n ** 64n - 1n]) {
      if (isUsualToo(name, value)) continue;
      expect(
        areUsual(
          call((laidOut) => [[at(laidOut), u64(value)]]),
          cue,
        ),
      ).toBe(false);
    }
  });

  test("not usual: an account without an info, an unknown program, no infos, flags", () => {
    const withoutInfo = (p: Puppet) => p.call(B, ofTwo("A"), new Uint8Array(1), { infos: [SIGNER] });
    const noInfos = (p: Puppet) => p.call(B, [], new Uint8Array(1), { infos: [] });
    const flags = (p: Puppet) => p.call(B, [{ pubkey: SIGNER, isSigner: 2, isWritable: 0 }], new Uint8Array(1));
    for (const part of [withoutInfo, noInfos, flags]) expect(areUsual(part, cue)).toBe(false);
  });

  /** A call whose instruction or infos were moved elsewhere. */
  const moved = (argument: 0 | 1, bytes: number, to: (p: Puppet) => bigint) => (p: Puppet) => {
    const args = (given: CallArguments) => {
      p.copy(given[argument], to(p), bytes);
      return given.with(argument, to(p));
    };
    p.call(B, ofTwo("A"), new Uint8Array(1), { args });
  };

  const metas = HEAP + 2n * 32n;
  /** Metas of C, which follow their keys, moved elsewhere. */
  const movedMetas = (to: bigint) => (p: Puppet) => {
    const args = (given: CallArguments) => {
      p.copy(metas, to, 32).write(given[0] + 8n, u64(to));
      return given;
    };
    p.call(B, ofTwo("A"), new Uint8Array(1), { abi: "c", args });
  };
  const infosLength = 2 * (cue.abi === "c" ? 56 : 48);

  test.each<[string, boolean, (p: Puppet) => void]>([
    ["usual: the instruction elsewhere", true, moved(0, 80, () => ELSEWHERE)],
    ["not usual: the instruction not aligned", false, moved(0, 80, () => ELSEWHERE + 4n)],
    ["usual: infos elsewhere", true, moved(1, infosLength, () => ELSEWHERE)],
    ["not usual: infos not aligned", false, moved(1, infosLength, () => ELSEWHERE + 4n)],
    ["not usual: infos in the input", false, moved(1, infosLength, (p) => p.at(SIGNER).data)],
    ["usual: metas of C elsewhere", true, movedMetas(ELSEWHERE)],
    ["not usual: metas of C not aligned", false, movedMetas(ELSEWHERE + 4n)],
  ])("%s", (_, isUsual, part) => {
    expect(areUsual(part, cue)).toBe(isUsual);
  });

  test("not usual: a length in read-only data", () => {
    const words = wordsOfOwn();
    const rodata = cue.abi === "c" ? words.c : words.rustDataCell;
    const reading = cpiStage("mainnet");
    reading.house.setAccount(A, { data: buildElf(puppet, rodata), owner: LOADER_V2_ID, executable: true });
    const at = BigInt(builtRodataVmAddress(puppet.version));
    const options: CallOptions =
      cue.abi === "c"
        ? { args: ([instruction, , ...rest]) => [instruction, at, ...rest] }
        : { poke: ({ info }) => [[info(0) + 16n, u64(at)]] };
    const part = (p: Puppet) => p.call(B, [meta(ownOf("A"))], new Uint8Array(1), options);
    expect(areUsual(part, cue, reading)).toBe(false);
  });

  test("infos over the end of a frame of the stack: not usual where the length of data is in them", () => {
    for (const first of [8, 16, infosLength - 8]) {
      const args = (p: Puppet) => (given: CallArguments) => given.with(1, overFrames(p, given[1], infosLength, first));
      const over = (p: Puppet) => p.call(B, ofTwo("A"), new Uint8Array(1), { args: args(p) });
      expect(areUsual(over, cue)).toBe(cue.abi === "rust");
    }
  });

  test("not usual: an account that all of an info leads to a copy of", () => {
    const recordBytes = 96;
    for (const to of [() => HEAP + 16n, (p: Puppet) => p.at(SIGNER).data]) {
      const part = (p: Puppet) => {
        const own = p.at(ownOf("A"));
        const by = to(p) - own.key;
        p.copy(own.key, to(p), recordBytes);
        const { key, owner, lamports, data } = own;
        const addresses = { key: key + by, owner: owner + by, lamports: lamports + by, data: data + by };
        const changeInfos = (infos: PlannedInfo[]) => infos.map((info) => ({ ...info, addresses }));
        p.call(B, [meta(ownOf("A"))], new Uint8Array(1), { base: ELSEWHERE, changeInfos });
      };
      expect(areUsual(part, cue)).toBe(false);
    }
  });

  test("accounts are those of this transaction", () => {
    const own = named("A's without data");
    const pass = (p: Puppet) => p.call(B, [meta(own), meta(WALLET)], (b) => b.logBytes([b.at(own).lamports, 8]));
    const accounts = () => [meta(own, "w"), meta(WALLET, "w"), meta(B)];
    stage.set(own, { owner: A });
    expect(wereUsual(() => perform(stage, { accounts, part: pass }, cue))).toBe(true);
    stage.set(own, { owner: A, lamports: LAMPORTS + 5n });
    // What it had in the last transaction.
    const part = (p: Puppet) => pass(p.setLamports(own, LAMPORTS).setLamports(WALLET, LAMPORTS + 5n));
    expect(wereUsual(() => perform(stage, { accounts, part }, cue))).toBe(true);
  });

  test("keys that begin alike", () => {
    const twin = named("wallet's twin");
    stage.set(twin, { lamports: LAMPORTS + 1n });
    const both = [meta(WALLET), meta(twin)];
    const part = (p: Puppet) => {
      p.call(B, both, (b) => b.logBytes([b.at(WALLET).lamports, 8], [b.at(twin).lamports, 8]));
    };
    expect(wereUsual(() => perform(stage, { accounts: () => [...both, meta(B)], part }, cue))).toBe(true);
  });
});

test("not usual: cells of Rust over the end of a frame, of the heap, or in the input", () => {
  const heapEnd = HEAP + 0x8000n;
  const places: ((p: Puppet) => bigint)[] = [
    (p) => overFrames(p, ELSEWHERE, 40, 24),
    (p) => overFrames(p, ELSEWHERE, 40, 32),
    (p) => {
      p.copy(ELSEWHERE, p.at(SIGNER).data, 40);
      return p.at(SIGNER).data;
    },
    (p) => {
      p.copy(ELSEWHERE, heapEnd - 32n, 32);
      return heapEnd - 32n;
    },
  ];
  const isUsualWith = (place: (p: Puppet) => bigint) => {
    const part = (p: Puppet, cue: Cue) => {
      p.write(ELSEWHERE, wordsOfOwn().rustDataCell);
      call(({ info }) => [[info(0) + 16n, u64(place(p))]])(p, cue);
    };
    return areUsual(part, { caller: "A", abi: "rust" });
  };
  expect(isUsualWith(() => ELSEWHERE)).toBe(true);
  for (const place of places) expect(isUsualWith(place)).toBe(false);
});

test.each(["c", "rust"] as const)("not usual: a caller of loader v1 with structs of %s", (abi) => {
  expect(areUsual(call(), { caller: "V1", abi })).toBe(false);
});

test.each(callers)("not usual: the interpreter that is the definition, structs of $abi", (cue) => {
  expect(areUsual(call(), cue)).toBe(true);
  expect(areUsual(call(), cue, cpiStage("mainnet", { alone: { engine: "interpreter" } }))).toBe(false);
});

test.each(callers)("not usual: pointers may lead anywhere (before SIMD-0459), structs of $abi", (cue) => {
  expect(areUsual(call(), cue, cpiStage(gatesOf("mainnet's gates without SIMD-0459")))).toBe(false);
});

describe("not usual: a caller whose accounts are regions of their own (SIMD-0460)", () => {
  const adjusting = cpiStage(gatesOf("mainnet's gates and SIMD-0460"));
  adjusting.house.setAccount(A, { data: scriptOnHeapElf(), owner: LOADER_V2_ID, executable: true });

  test.each(callers)("what it gave away it cannot write after a call, structs of $abi", (cue) => {
    const own = ownOf("A");
    const part = (p: Puppet) => {
      p.setData(own, new Uint8Array(100)).setOwner(own, B);
      p.copy(p.at(own).key, HEAP, 1)
        .call(B, [meta(own)], new Uint8Array(0))
        .setData(own, Uint8Array.of(1));
    };
    read.mockClear();
    expect(perform(adjusting, { part }, cue).error).toEqual({ InstructionError: [0, "ExternalAccountDataModified"] });
    expect(read.mock.results.map(({ value }) => value)).toEqual([undefined]);
  });
});

test.each(callers)("not usual: a program that only the caller's caller holds, structs of $abi", (cue) => {
  const part = (p: Puppet) => {
    p.call(B, [meta(SIGNER)], (b) => b.call(C, [], new Uint8Array(0), { infos: [SIGNER] }));
  };
  read.mockClear();
  expect(perform(stage, { part }, cue).error).toEqual({ InstructionError: [0, "MissingAccount"] });
  expect(read.mock.results.map(({ value }) => value !== undefined)).toEqual([true, false]);
});

test.each(callers)(
  "not usual: an account that only the caller's caller holds, in its place, structs of $abi",
  (cue) => {
    const accounts = () => [meta(WALLET, "w"), meta(SIGNER, "ws"), meta(B), meta(C)];
    const part = (p: Puppet) => {
      p.call(B, [meta(SIGNER), meta(C)], (b) => {
        b.write(b.at(SIGNER).key, WALLET).call(C, [meta(WALLET)], new Uint8Array(0), { infos: [SIGNER] });
      });
    };
    read.mockClear();
    expect(perform(stage, { accounts, part }, cue).error).toEqual({ InstructionError: [0, "MissingAccount"] });
    expect(read.mock.results.map(({ value }) => value !== undefined)).toEqual([true, false]);
  },
);

test("usual: calls within each other, as far as there is room for what is found", () => {
  const list = named("64 metas");
  const metas = [meta(list), meta(A)];
  const keys = Array.from({ length: 64 }, (_, i) => concatBytes(metas[Math.min(i, 1)].pubkey, Uint8Array.of(0, 0)));
  const deep = cpiStage("mainnet", { alone: { computeBudget: { maxInstructionStackDepth: 20 }, compat: "litesvm" } });
  deep.set(list, { data: concatBytes(...keys) });
  const infos = metas.map(({ pubkey }) => pubkey);
  const deepen = (calls: number) => (p: Puppet) => {
    if (calls === 0) return;
    const poke = ({ args }: LaidOutCall): Poke[] => [
      [args[0], u64(p.at(list).data)],
      [args[0] + 16n, u64(64n)],
    ];
    p.call(A, metas, deepen(calls - 1), { infos, poke });
  };
  read.mockClear();
  const { error } = perform(deep, { accounts: () => metas, part: deepen(14) }, { caller: "A", abi: "rust" });
  expect(error).toBeNull();
  expect(read.mock.results.map(({ value }) => value !== undefined)).toEqual([
    ...Array(9).fill(true),
    ...Array(5).fill(false),
  ]);
});

test("a callee in TypeScript may send another chain's transactions, and its caller sees its own accounts afterwards", () => {
  const [outer, inner] = [cpiStage("mainnet", { alone: true }), cpiStage("mainnet", { alone: true })];
  const cue: Cue = { caller: "A", abi: "rust" };
  const sender = named("sender");
  const process: ProcessInstruction = (_, accounts) => {
    perform(inner, { part: (p) => p.call(B, ofTwo("A"), new Uint8Array(3)) }, cue);
    accounts[0].lamports -= 7n;
    accounts[1].lamports += 7n;
  };
  (outer.house as Solo).svm.addProgram(sender, entrypoint(process));
  outer.set(WALLET, { owner: sender });
  const accounts = (): Meta[] => [meta(WALLET, "w"), meta(SIGNER, "ws"), meta(B), meta(sender)];
  const part = (p: Puppet) => {
    p.call(B, [meta(SIGNER, "ws")], new Uint8Array(0));
    p.call(sender, [meta(WALLET, "w"), meta(SIGNER, "w")], new Uint8Array(0));
    p.logBytes([p.at(WALLET).lamports, 8], [p.at(SIGNER).lamports, 8]);
    p.call(B, [meta(SIGNER, "ws"), meta(WALLET, "w")], new Uint8Array(0));
  };
  read.mockClear();
  const { error, lines } = perform(outer, { accounts, part }, cue);
  expect(error).toBeNull();
  expect(lines).toContain(`Program data: ${base64Encode(u64(LAMPORTS - 7n))} ${base64Encode(u64(LAMPORTS + 7n))}`);
  expect(read.mock.results.map(({ value }) => value !== undefined)).toEqual([true, true, true, true]);
});

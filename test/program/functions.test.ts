import { describe, expect, test } from "vitest";
import { concatBytes } from "../../src/base/bytes.js";
import { u64 } from "../../src/cli/diff/bytes.js";
import * as sdk from "../../src/program/index.js";
import { Scratch } from "../../src/program/scratch.js";
import { MM_HEAP_START } from "../../src/sbpf/memory-layout.js";
import * as derivation from "../../src/solana/program-derived-address.js";
import * as ids from "../../src/solana/program-ids.js";
import { encodeClock } from "../../src/solana/sysvars/clock.js";
import { encodeEpochRewards } from "../../src/solana/sysvars/epoch-rewards.js";
import { encodeEpochSchedule } from "../../src/solana/sysvars/epoch-schedule.js";
import { encodeLastRestartSlot } from "../../src/solana/sysvars/last-restart-slot.js";
import { encodeRent } from "../../src/solana/sysvars/rent.js";
import { encodeSlotHashes } from "../../src/solana/sysvars/slot-hashes.js";
import { encodeStakeHistory } from "../../src/solana/sysvars/stake-history.js";
import { named } from "../helpers/names.js";
import { Bench, compiled, endingOf, linesOf, meta, reasonOf, unitsOf } from "./bench.js";

// Each function logs what it gives, and so does a compiled program that makes the syscalls by hand: log lines, outcome
// and the price of the syscalls are the same.

const PROGRAM = named("program");
const encoder = new TextEncoder();
const HEAP = { vmAddress: MM_HEAP_START, length: 32 * 1024 };
const MAX_UNITS = 1_400_000;

/** A syscall that a compiled program makes; r0 goes to a place in the heap if one is given. */
interface MadeSyscall {
  readonly name: string;
  readonly args: readonly (number | bigint)[];
  readonly r0?: number;
}

/** What the compiled program does: lays out its heap, makes syscalls, and logs parts of the heap. */
interface Twin {
  readonly calls: readonly MadeSyscall[];
  readonly logged: readonly (readonly [vmAddress: number, length: number])[];
}

interface Row {
  readonly name: string;
  /** What is logged at the end: `Program data: …`. */
  readonly run: () => readonly Uint8Array[];
  readonly twin: (heap: Scratch) => Twin;
  readonly before?: readonly sdk.Instruction[];
  readonly ending?: unknown;
}

function bench(): Bench {
  // Some syscalls are not on mainnet yet.
  const made = new Bench({ features: "all" });
  made.svm.warpToSlot(1000);
  const hash = new Uint8Array(32).fill(7);
  made.svm.setSysvar(
    "slotHashes",
    [999n, 998n, 5n].map((slot) => ({ slot, hash })),
  );
  made.svm.setSysvar("stakeHistory", [{ epoch: 0n, effective: 1n, activating: 2n, deactivating: 3n }]);
  return made;
}

/** Units of the syscalls alone, and all else that can be seen. */
function observe({ name, before }: Row, program: Uint8Array | sdk.Program, own: number, data: Uint8Array) {
  const made = bench();
  made.program(program, PROGRAM);
  for (const instruction of before ?? []) made.program(() => {}, instruction.programId);
  made.set(named("account"));
  const result = made.run(PROGRAM, { data, ...(before === undefined ? {} : { before }) });
  const lines = linesOf(result).map((line) => line.replace(/\d+ units remaining/, "… units remaining"));
  return { name, ending: endingOf(result), lines, returned: result.returnData, units: unitsOf(result, PROGRAM) - own };
}

function compiledTwin(row: Row) {
  const heap = new Scratch(HEAP);
  // So that results at the begin of the heap are not found by chance.
  heap.reserve(64);
  const { calls, logged } = row.twin(heap);
  const slices = logged.length === 0 ? 0 : heap.reserve(logged.length * 16);
  logged.forEach(([vmAddress, length], i) => {
    heap.setU64(slices + 16 * i, vmAddress);
    heap.setU64(slices + 16 * i + 8, length);
  });
  const image = heap.bytes.slice();
  const source = [
    "mov64 r1, 0",
    `lddw r1, ${HEAP.vmAddress}`,
    "ldxdw r3, [r2-8]",
    "syscall sol_memcpy_",
    ...[...calls, { name: "sol_log_data", args: [slices, logged.length] }].flatMap(
      ({ name, args, ...rest }: MadeSyscall) => [
        ...args.map((arg, i) => `lddw r${i + 1}, ${arg}`),
        `syscall ${name}`,
        ...(rest.r0 === undefined ? [] : [`lddw r1, ${rest.r0}`, "stxdw [r1+0], r0"]),
      ],
    ),
    "mov64 r0, 0",
    "exit",
  ];
  const own = source.length + Math.max(10, Math.floor(image.length / 250));
  return observe(row, compiled(`entrypoint:\n${source.join("\n")}`), own, image);
}

function inTypescript(row: Row) {
  const program = sdk.entrypoint(() => sdk.logData(...row.run()));
  return observe(row, program, 0, new Uint8Array(0));
}

const NOTHING = { logged: [] };
const SEEDS = [encoder.encode("seed"), Uint8Array.of(1, 2, 3)];
const FOUND = derivation.findProgramAddress(SEEDS, PROGRAM)!;

function hashRow(name: string, hash: typeof sdk.sha256): Row {
  return {
    name,
    run: () => [hash(SEEDS[0]!, SEEDS[1]!)],
    twin: (heap) => {
      const result = heap.reserve(32);
      return { calls: [{ name: `sol_${name}`, args: [heap.putSlices(SEEDS), 2, result] }], logged: [[result, 32]] };
    },
  };
}

function sysvarRow(
  name: string,
  run: () => Uint8Array,
  syscall: string,
  bytes: number,
  ...parts: [number, number][]
): Row {
  return {
    name,
    run: () => [run()],
    twin: (heap) => {
      const result = heap.reserve(bytes + 8);
      const aligned = result + (result % 16);
      // The parts of the struct that are no padding, one after the other.
      const joined = heap.reserve(bytes);
      let length = 0;
      const copies = parts.map(([from, to]) => {
        const copy = { name: "sol_memcpy_", args: [joined + length, aligned + from, to - from] };
        length += to - from;
        return copy;
      });
      return { calls: [{ name: syscall, args: [aligned] }, ...copies], logged: [[joined, length]] };
    },
  };
}

/** First the number of entries is read, then so many. */
function listRow(name: string, id: Uint8Array, bytes: number, run: () => Uint8Array): Row {
  return {
    name,
    run: () => [run()],
    twin: (heap) => {
      const key = heap.put(id);
      const result = HEAP.vmAddress + 0x2000;
      const calls = [8, bytes].map((length) => ({ name: "sol_get_sysvar", args: [key, result, 0, length] }));
      return { calls, logged: [[result, bytes]] };
    },
  };
}

const sibling: sdk.Instruction = {
  programId: named("sibling"),
  accounts: [meta(named("account"), "w"), meta(named("account"))],
  data: Uint8Array.of(9, 8, 7),
};
const SIBLING_BYTES = 2 * 34;

const ROWS: readonly Row[] = [
  {
    name: "msg",
    run: () => {
      sdk.msg("ein Gruß, ☃");
      return [];
    },
    twin: (heap) => {
      const text = encoder.encode("ein Gruß, ☃");
      return { calls: [{ name: "sol_log_", args: [heap.put(text), text.length] }], ...NOTHING };
    },
  },
  {
    name: "msg of nothing",
    run: () => {
      sdk.msg("");
      return [];
    },
    twin: () => ({ calls: [{ name: "sol_log_", args: [0, 0] }], ...NOTHING }),
  },
  {
    name: "logData",
    run: () => [encoder.encode("event"), new Uint8Array(0), Uint8Array.of(1)],
    twin: (heap) => ({
      calls: [],
      logged: [
        [heap.put(encoder.encode("event")), 5],
        [0, 0],
        [heap.put(Uint8Array.of(1)), 1],
      ],
    }),
  },
  {
    name: "logPubkey",
    run: () => {
      sdk.logPubkey(PROGRAM);
      return [];
    },
    twin: (heap) => ({ calls: [{ name: "sol_log_pubkey", args: [heap.put(PROGRAM)] }], ...NOTHING }),
  },
  {
    name: "log64",
    run: () => {
      sdk.log64(0n, 1n, 2n ** 32n, 2n ** 53n, 2n ** 64n - 1n);
      return [];
    },
    twin: () => ({
      calls: [{ name: "sol_log_64_", args: [0n, 1n, 2n ** 32n, 2n ** 53n, 2n ** 64n - 1n] }],
      ...NOTHING,
    }),
  },
  {
    name: "logComputeUnits",
    run: () => {
      sdk.logComputeUnits();
      return [];
    },
    twin: () => ({ calls: [{ name: "sol_log_compute_units_", args: [] }], ...NOTHING }),
  },
  hashRow("sha256", sdk.sha256),
  hashRow("keccak256", sdk.keccak256),
  hashRow("blake3", sdk.blake3),
  {
    name: "findProgramAddress",
    run: () => {
      const [address, bump] = sdk.findProgramAddress(SEEDS, PROGRAM);
      return [address, Uint8Array.of(bump)];
    },
    twin: (heap) => {
      const [address, bump] = [heap.reserve(32), heap.reserve(1)];
      const args = [heap.putSlices(SEEDS), SEEDS.length, heap.put(PROGRAM), address, bump];
      return {
        calls: [{ name: "sol_try_find_program_address", args }],
        logged: [
          [address, 32],
          [bump, 1],
        ],
      };
    },
  },
  {
    name: "createProgramAddress",
    run: () => [sdk.createProgramAddress([...SEEDS, Uint8Array.of(FOUND.bump)], PROGRAM)],
    twin: (heap) => {
      const address = heap.reserve(32);
      const args = [heap.putSlices([...SEEDS, Uint8Array.of(FOUND.bump)]), 3, heap.put(PROGRAM), address];
      return { calls: [{ name: "sol_create_program_address", args }], logged: [[address, 32]] };
    },
  },
  {
    name: "createWithSeed",
    run: () => [sdk.createWithSeed(PROGRAM, "seed", ids.SYSTEM_PROGRAM_ID)],
    twin: (heap) => {
      const address = heap.reserve(32);
      const slices = heap.putSlices([PROGRAM, SEEDS[0]!, ids.SYSTEM_PROGRAM_ID]);
      return { calls: [{ name: "sol_sha256", args: [slices, 3, address] }], logged: [[address, 32]] };
    },
  },
  {
    name: "setReturnData and getReturnData",
    run: () => {
      sdk.setReturnData(encoder.encode("answer"));
      const [programId, data] = sdk.getReturnData()!;
      return [programId, data];
    },
    twin: (heap) => {
      const [data, programId] = [heap.reserve(1024), heap.reserve(32)];
      return {
        calls: [
          { name: "sol_set_return_data", args: [heap.put(encoder.encode("answer")), 6] },
          { name: "sol_get_return_data", args: [data, 1024, programId] },
        ],
        logged: [
          [programId, 32],
          [data, 6],
        ],
      };
    },
  },
  {
    name: "getReturnData of nothing",
    run: () => [u64(BigInt(sdk.getReturnData() === undefined ? 0 : 1))],
    twin: (heap) => {
      const [data, programId, r0] = [heap.reserve(1024), heap.reserve(32), heap.reserve(8)];
      return { calls: [{ name: "sol_get_return_data", args: [data, 1024, programId], r0 }], logged: [[r0, 8]] };
    },
  },
  {
    name: "getStackHeight",
    run: () => [u64(BigInt(sdk.getStackHeight()))],
    twin: (heap) => {
      const r0 = heap.reserve(8);
      return { calls: [{ name: "sol_get_stack_height", args: [], r0 }], logged: [[r0, 8]] };
    },
  },
  {
    name: "getProcessedSiblingInstruction",
    before: [sibling],
    run: () => {
      const { programId, data, accounts } = sdk.getProcessedSiblingInstruction(0)!;
      const metas = accounts.map((one) =>
        concatBytes(one.pubkey, Uint8Array.of(Number(one.isSigner), Number(one.isWritable))),
      );
      return [programId, data, concatBytes(...metas)];
    },
    twin: (heap) => {
      const [header, programId, data, metas] = [16, 32, 3, SIBLING_BYTES].map((length) => heap.reserve(length));
      const call = { name: "sol_get_processed_sibling_instruction", args: [0, header!, programId!, data!, metas!] };
      return {
        calls: [call, call],
        logged: [
          [programId!, 32],
          [data!, 3],
          [metas!, SIBLING_BYTES],
        ],
      };
    },
  },
  {
    name: "getProcessedSiblingInstruction of nothing",
    run: () => [u64(sdk.getProcessedSiblingInstruction(3) === undefined ? 0n : 1n)],
    twin: (heap) => {
      const [header, programId, r0] = [heap.reserve(16), heap.reserve(32), heap.reserve(8)];
      const args = [3, header, programId, 0, 0];
      return { calls: [{ name: "sol_get_processed_sibling_instruction", args, r0 }], logged: [[r0, 8]] };
    },
  },
  sysvarRow("Clock", () => encodeClock(sdk.Clock.get()), "sol_get_clock_sysvar", 40, [0, 40]),
  sysvarRow("Rent", () => encodeRent(sdk.Rent.get()), "sol_get_rent_sysvar", 24, [0, 17]),
  sysvarRow(
    "EpochSchedule",
    () => encodeEpochSchedule(sdk.EpochSchedule.get()),
    "sol_get_epoch_schedule_sysvar",
    40,
    [0, 17],
    [24, 40],
  ),
  sysvarRow(
    "EpochRewards",
    () => encodeEpochRewards(sdk.EpochRewards.get()),
    "sol_get_epoch_rewards_sysvar",
    96,
    [0, 81],
  ),
  sysvarRow(
    "LastRestartSlot",
    () => encodeLastRestartSlot(sdk.LastRestartSlot.get()),
    "sol_get_last_restart_slot",
    8,
    [0, 8],
  ),
  listRow("SlotHashes", ids.SYSVAR_SLOT_HASHES_ID, 8 + 3 * 40, () => encodeSlotHashes(sdk.SlotHashes.get())),
  listRow("StakeHistory", ids.SYSVAR_STAKE_HISTORY_ID, 8 + 32, () => encodeStakeHistory(sdk.StakeHistory.get())),
];

/** Units of the copies that only a twin makes. */
function copyingOf(row: Row): number {
  const { calls } = row.twin(new Scratch(HEAP));
  return calls.filter(({ name }) => name === "sol_memcpy_").length * 10;
}

describe("as the syscalls of a compiled program", () => {
  test.each(ROWS.map((row) => [row.name, row] as const))("%s", (_, row) => {
    const twin = compiledTwin(row);
    const ours = inTypescript(row);
    expect(twin.ending).toBe("success");
    expect(ours).toEqual({ ...twin, units: twin.units - copyingOf(row) });
    expect(ours.lines.length).toBeGreaterThan(2);
  });
});

describe("what a compiled program sees in its region", () => {
  test("remainingComputeUnits", () => {
    const made = bench();
    let remaining = 0;
    made.program(
      sdk.defineProgram({ computeUnits: 1000, process: () => void (remaining = sdk.remainingComputeUnits()) }),
      PROGRAM,
    );
    const result = made.run(PROGRAM);
    expect(unitsOf(result, PROGRAM)).toBe(1100);
    expect(remaining).toBe(MAX_UNITS - 1100);
  });

  test("a syscall that the gates do not allow ends the program, and is named", () => {
    const made = new Bench();
    made.program(() => void sdk.blake3(PROGRAM), PROGRAM);
    const result = made.run(PROGRAM);
    expect([endingOf(result), reasonOf(result)]).toEqual(["ProgramFailedToComplete", "Unsupported syscall sol_blake3"]);
  });

  test("instruction data and program id", () => {
    const made = bench();
    let seen: unknown[] = [];
    made.program((programId, accounts, data) => (seen = [programId, accounts, data]), PROGRAM);
    made.run(PROGRAM, { data: Uint8Array.of(1, 2, 3) });
    expect(seen).toEqual([PROGRAM, [], Uint8Array.of(1, 2, 3)]);
  });

  test("accounts with their rights; one that stands twice is one object", () => {
    const made = bench();
    const [signer, writable, owner] = [named("signer"), named("writable"), named("owner")];
    made.set(signer, { lamports: 5_000_000n });
    made.set(writable, { lamports: 6_000_000n, owner, data: Uint8Array.of(4, 5) });
    let seen: unknown[] = [];
    made.program((_, accounts) => {
      expect(accounts[3]).toBe(accounts[1]);
      seen = accounts.map((one) => [
        one.key,
        one.isSigner,
        one.isWritable,
        one.executable,
        one.owner,
        one.lamports,
        one.data,
        one.dataLength,
      ]);
    }, PROGRAM);
    const accounts = [meta(signer, "s"), meta(writable, "w"), meta(PROGRAM), meta(writable, "w")];
    expect(endingOf(made.run(PROGRAM, { accounts }))).toBe("success");
    const second = [writable, false, true, false, owner, 6_000_000n, Uint8Array.of(4, 5), 2];
    const program = made.account(PROGRAM);
    expect(seen).toEqual([
      [signer, true, false, false, ids.SYSTEM_PROGRAM_ID, 5_000_000n, new Uint8Array(0), 0],
      second,
      [PROGRAM, false, false, true, ids.LOADER_V3_ID, program.lamports, program.data, 36],
      second,
    ]);
  });

  test("nextAccountInfo goes through the accounts, and fails after the last", () => {
    const made = bench();
    const key = made.set(named("one"));
    made.program((_, accounts) => {
      const iterator = accounts.values();
      expect(sdk.nextAccountInfo(iterator).key).toEqual(key);
      sdk.nextAccountInfo(iterator);
    }, PROGRAM);
    expect(endingOf(made.run(PROGRAM, { accounts: [meta(key)] }))).toBe("NotEnoughAccountKeys");
  });
});

describe("sysvars from accounts", () => {
  const run = (process: sdk.ProcessInstruction, ...keys: Uint8Array[]) => {
    const made = bench();
    made.program(process, PROGRAM);
    return made.run(PROGRAM, { accounts: keys.map((key) => meta(key)), data: Uint8Array.of(7) });
  };

  test.each([
    ["Clock", sdk.Clock],
    ["Rent", sdk.Rent],
    ["EpochSchedule", sdk.EpochSchedule],
    ["EpochRewards", sdk.EpochRewards],
    ["LastRestartSlot", sdk.LastRestartSlot],
    ["SlotHashes", sdk.SlotHashes],
    ["StakeHistory", sdk.StakeHistory],
  ] as [string, sdk.Sysvar<unknown>][])(
    "%s: the same as by syscall; another account is InvalidArgument",
    (_, sysvar) => {
      const same: sdk.ProcessInstruction = (_id, [account]) => {
        expect(JSON.stringify(sysvar.fromAccountInfo(account!), text)).toBe(JSON.stringify(sysvar.get(), text));
      };
      expect(endingOf(run(same, sysvar.id))).toBe("success");
      expect(endingOf(run(same, named("other")))).toBe("InvalidArgument");
    },
  );

  const text = (_: string, value: unknown) => (typeof value === "bigint" ? `${value}` : value);

  test("Rent knows what accounts must hold", () => {
    const result = run(() => {
      const rent = sdk.Rent.get();
      expect(rent.minimumBalance(82)).toBe(bench().svm.minimumBalanceForRentExemption(82));
      expect(rent.isExempt(rent.minimumBalance(82), 82)).toBe(true);
      expect(rent.isExempt(rent.minimumBalance(82) - 1n, 82)).toBe(false);
    });
    expect(endingOf(result)).toBe("success");
  });

  test("Instructions", () => {
    const result = run((programId, [account]) => {
      const { Instructions } = sdk;
      expect(Instructions.loadCurrentIndex(account!)).toBe(0);
      const instruction = Instructions.getRelative(0, account!);
      expect(instruction).toEqual({ programId, accounts: [meta(Instructions.id)], data: Uint8Array.of(7) });
      expect(() => Instructions.loadAt(1, account!)).toThrow(sdk.ProgramError);
      Instructions.getRelative(-1, account!);
    }, sdk.Instructions.id);
    expect(endingOf(result)).toBe("InvalidArgument");
    const other = run((_, [account]) => void sdk.Instructions.loadCurrentIndex(account!), named("other"));
    expect(endingOf(other)).toBe("UnsupportedSysvar");
  });

  test("getSysvar: beyond the end, and no sysvar", () => {
    expect(endingOf(run(() => void sdk.getSysvar(sdk.Clock.id, 0, 41)))).toBe("InvalidArgument");
    expect(endingOf(run(() => void sdk.getSysvar(named("none"), 0, 1)))).toBe("UnsupportedSysvar");
    expect(endingOf(run(() => expect(sdk.getSysvar(sdk.Clock.id, 0, 8)).toEqual(u64(1000n))))).toBe("success");
  });
});

describe("addresses", () => {
  const tooLong = new Uint8Array(33);
  const onCurve = (() => {
    for (let bump = 255; ; bump--) {
      const seeds = [...SEEDS, Uint8Array.of(bump)];
      if (!derivation.createProgramAddress(seeds, PROGRAM).ok) return seeds;
    }
  })();

  const within = (process: () => void) => {
    const made = bench();
    made.program(process, PROGRAM);
    return made.run(PROGRAM);
  };
  const owner = concatBytes(new Uint8Array(11), encoder.encode("ProgramDerivedAddress"));

  test.each<[string, () => void, sdk.InstructionError]>([
    ["a seed that is too long", () => sdk.createProgramAddress([tooLong], PROGRAM), "MaxSeedLengthExceeded"],
    ["17 seeds", () => sdk.createProgramAddress(Array(17).fill(SEEDS[0]), PROGRAM), "MaxSeedLengthExceeded"],
    ["an address on the curve", () => sdk.createProgramAddress(onCurve, PROGRAM), "InvalidSeeds"],
    [
      "a text seed that is too long",
      () => sdk.createWithSeed(PROGRAM, "s".repeat(33), PROGRAM),
      "MaxSeedLengthExceeded",
    ],
    ["an owner that ends in the marker", () => sdk.createWithSeed(PROGRAM, "s", owner), "IllegalOwner"],
  ])("%s is a ProgramError, in a program and outside", (_, derive, error) => {
    expect(endingOf(within(derive))).toBe(error);
    expect(derive).toThrow(sdk.ProgramError);
  });

  test("outside of programs they are computed", () => {
    expect(sdk.findProgramAddress(SEEDS, PROGRAM)).toEqual([FOUND.address, FOUND.bump]);
    expect(sdk.createProgramAddress([...SEEDS, Uint8Array.of(FOUND.bump)], PROGRAM)).toEqual(FOUND.address);
    const derived = derivation.createWithSeed(PROGRAM, SEEDS[0]!, named("owner"));
    expect({ ok: true, address: sdk.createWithSeed(PROGRAM, "seed", named("owner")) }).toEqual(derived);
  });

  test.each([
    ["sha256", sdk.sha256, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"],
    ["keccak256", sdk.keccak256, "4e03657aea45a94fc7d47ba826c8d667c0d1e6e33a64a036ec44f58fa12d6c45"],
    ["blake3", sdk.blake3, "6437b3ac38465133ffb63b75273a8db548c558465d79db03fd359c6cd5bd9d85"],
  ] as const)("%s is computed outside of programs too: what is published for abc", (_, hash, hex) => {
    expect(Buffer.from(hash(encoder.encode("ab"), encoder.encode("c"))).toString("hex")).toBe(hex);
    expect(() => hash("abc" as never)).toThrow(expect.objectContaining({ code: "invalid-argument" }));
  });

  test("findProgramAddress without any is an error, and ends a program as a seed too long does", () => {
    expect(() => sdk.findProgramAddress(Array(16).fill(SEEDS[0]), PROGRAM)).toThrow(
      "Unable to find a viable program address",
    );
    expect(reasonOf(within(() => sdk.findProgramAddress(Array(16).fill(SEEDS[0]), PROGRAM)))).toBe(
      "SBF program panicked",
    );
    const text =
      "Could not create program address with signer seeds: Length of the seed is too long for address generation";
    expect(reasonOf(within(() => sdk.findProgramAddress([tooLong], PROGRAM)))).toBe(text);
  });

  test("pubkey, addressOf, pubkeyEqual", () => {
    const key = sdk.pubkey("TokenkegQfeZyiNwAJbNbGKPFXCWuBvf9Ss623VQ5DA");
    expect(key).toEqual(sdk.TOKEN_PROGRAM_ID);
    expect(sdk.addressOf(key)).toBe("TokenkegQfeZyiNwAJbNbGKPFXCWuBvf9Ss623VQ5DA");
    expect(sdk.pubkeyEqual(key, sdk.TOKEN_PROGRAM_ID)).toBe(true);
    expect(sdk.pubkeyEqual(key, PROGRAM)).toBe(false);
  });
});

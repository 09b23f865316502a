import { describe, expect, test } from "vitest";
import type { FeatureName } from "../../../src/solana/features.js";
import * as ids from "../../../src/solana/program-ids.js";
import { expectSame, expectSameTransaction } from "./support/differential.js";
import { runInOurs } from "./support/ours.js";
import { HEAP, INPUT, PROBE_ID, type Probe, probeData, probeScene, STACK } from "./support/probe.js";
import { bytes, key, MAX_COMPUTE_UNITS, type Scene, type SceneInstruction, transactionBytes } from "./support/scene.js";

const HEAP_END = HEAP + 32768n;

describe.each<[string, number]>([
  ["sol_get_clock_sysvar", 40],
  ["sol_get_epoch_schedule_sysvar", 40],
  ["sol_get_epoch_rewards_sysvar", 96],
  ["sol_get_rent_sysvar", 24],
  ["sol_get_last_restart_slot", 8],
])("%s", (syscall, size) => {
  const dirty = new Uint8Array(128).fill(0xee);

  test("writes the struct with zeroed padding", () => {
    const probe: Probe = { syscall, registers: [HEAP + 16n], heap: dirty, look: { at: HEAP, length: 128 } };
    const { returnData } = expectSame(probe);
    expect(returnData.slice(0, 32)).toBe("ee".repeat(16));
    expect(returnData.slice(2 * (16 + size))).toBe("ee".repeat(112 - size));
  });

  test.each<[string, bigint]>([
    ["nowhere", 0n],
    ["off alignment to 8", HEAP + 4n],
    ["off alignment to 16", HEAP + 8n],
    ["off alignment and beyond the end", HEAP_END - 4n],
    ["on the stack", STACK + 4096n - 96n],
    ["in the program", 0x1_0000_0000n],
    ["at the end of the heap", HEAP_END - BigInt(size)],
    ["beyond the end of the heap", HEAP_END - BigInt(size) + 8n],
    ["in the input", INPUT],
    ["beyond the input", INPUT + 2n ** 40n],
    ["beyond everything", 2n ** 64n - 1n],
    ["just before the input", INPUT - 8n],
  ])("%s", (_name, address) => {
    expectSame({ syscall, registers: [address], heap: dirty, look: { at: HEAP, length: 128 } });
    expectSame({ syscall, registers: [address], loader: ids.LOADER_V1_ID });
  });

  test("costs 100 and the size of the struct", () => {
    const probe = { syscall, registers: [HEAP] };
    const { computeUnits } = expectSame(probe);
    const plain = expectSame({ syscall: "sol_get_stack_height", registers: [] });
    expect(computeUnits - plain.computeUnits).toBe(size);
    for (const missing of [0, 1]) expectSame({ ...probe, computeUnitLimit: computeUnits - missing });
  });
});

const CACHED = {
  clock: [ids.SYSVAR_CLOCK_ID, 40],
  epochSchedule: [ids.SYSVAR_EPOCH_SCHEDULE_ID, 33],
  epochRewards: [ids.SYSVAR_EPOCH_REWARDS_ID, 81],
  rent: [ids.SYSVAR_RENT_ID, 17],
  slotHashes: [ids.SYSVAR_SLOT_HASHES_ID, 20_488],
  stakeHistory: [ids.SYSVAR_STAKE_HISTORY_ID, 16_392],
  lastRestartSlot: [ids.SYSVAR_LAST_RESTART_SLOT_ID, 8],
} as const;
const NOT_CACHED = {
  fees: ids.SYSVAR_FEES_ID,
  recentBlockhashes: ids.SYSVAR_RECENT_BLOCKHASHES_ID,
  instructions: ids.SYSVAR_INSTRUCTIONS_ID,
  slotHistory: ids.SYSVAR_SLOT_HISTORY_ID,
  rewards: ids.SYSVAR_REWARDS_ID,
  "no sysvar": key(3),
};

describe("sol_get_sysvar", () => {
  const syscall = "sol_get_sysvar";
  const RESULT = HEAP + 64n;
  const get = (id: Uint8Array, offset: bigint, length: bigint, result = RESULT, idAddress = HEAP) =>
    expectSame({
      syscall,
      registers: [idAddress, result, offset, length],
      heap: id,
      look: { at: RESULT, length: 100 },
    });

  test.each(Object.entries(CACHED))("reads %s", (_name, [id, size]) => {
    const end = BigInt(size);
    for (const [offset, length] of [
      [0n, end],
      [0n, end + 1n],
      [1n, end - 1n],
      [1n, end],
      [end, 0n],
      [end, 1n],
      [end + 1n, 0n],
      [0n, 0n],
      [end - 1n, 1n],
    ]) {
      get(id, offset!, length!);
    }
  });

  test.each(Object.entries(NOT_CACHED))("does not find %s", (_name, id) => {
    const outcome = get(id, 0n, 8n);
    expect(outcome.logs[1]).toBe("Program log: 0x2, 0x0, 0x0, 0x0, 0x0");
    get(id, 2n ** 60n, 8n);
  });

  test.each<[string, bigint, bigint, bigint, bigint]>([
    ["no id", 0n, RESULT, 0n, 8n],
    ["no id and no result", 0n, 0n, 0n, 8n],
    ["no result", HEAP, 0n, 0n, 8n],
    ["an empty result nowhere", HEAP, 0n, 0n, 0n],
    ["a result off alignment", HEAP, RESULT + 1n, 0n, 8n],
    ["a result in the input", HEAP, INPUT, 0n, 8n],
    ["an empty result beyond everything", HEAP, 2n ** 64n - 1n, 0n, 0n],
    ["a result just before the input", HEAP, INPUT - 1n, 0n, 0n],
    ["a result over the id", HEAP, HEAP + 8n, 0n, 40n],
    ["an offset that overflows", HEAP, RESULT, 2n ** 64n - 8n, 8n],
    ["an offset that just does not", HEAP, RESULT, 2n ** 64n - 9n, 8n],
    ["an offset that overflows, and no id", 1n, RESULT, 2n ** 64n - 8n, 8n],
    ["2750 bytes", HEAP, RESULT, 0n, 2750n],
    ["2749 bytes", HEAP, RESULT, 0n, 2749n],
    ["too many bytes", HEAP, RESULT, 0n, 349_980_000n],
    ["all bytes", HEAP, RESULT, 0n, 2n ** 64n - 1n],
  ])("with %s", (_name, idAddress, result, offset, length) => {
    get(ids.SYSVAR_CLOCK_ID, offset, length, result, idAddress);
    expectSame({
      syscall,
      registers: [idAddress, result, offset, length],
      heap: ids.SYSVAR_SLOT_HASHES_ID,
      loader: ids.LOADER_V1_ID,
    });
  });
});

/** A probe in a machine with this sysvar account. */
function probeWithSysvar(probe: Probe, id: Uint8Array, data: Uint8Array): [Scene, SceneInstruction] {
  const base = probeScene(probe);
  const name = `${base.name} with ${Buffer.from(id).toString("hex")}`;
  const scene = { ...base, name, accounts: [{ id, owner: ids.SYSVAR_PROGRAM_ID, data }] };
  return [scene, { programId: PROBE_ID, data: probeData(probe) }];
}

describe("sol_get_fees_sysvar", () => {
  const probe: Probe = { syscall: "sol_get_fees_sysvar", registers: [HEAP], look: { at: HEAP, length: 16 } };

  test("is gone", () => {
    expect(expectSame(probe).logs.at(-1)).toContain("unsupported BPF instruction");
  });

  test.each([HEAP, HEAP + 1n, 8n, INPUT, HEAP_END - 8n, HEAP_END])("without the gate, at 0x%d", (address) => {
    expectSame({ ...probe, registers: [address], without: ["disable_fees_sysvar"] });
  });

  test("gives the lamports per signature, but not through sol_get_sysvar", () => {
    const fees = bytes(0x0102030405060708n, 9);
    const [scene, instruction] = probeWithSysvar(
      { ...probe, without: ["disable_fees_sysvar"] },
      ids.SYSVAR_FEES_ID,
      fees,
    );
    expect(expectSameTransaction(scene, [instruction]).returnData).toBe(`0807060504030201${"00".repeat(8)}`);
    const raw: Probe = { syscall: "sol_get_sysvar", registers: [HEAP, HEAP, 0n, 8n], heap: ids.SYSVAR_FEES_ID };
    const [rawScene, rawInstruction] = probeWithSysvar(raw, ids.SYSVAR_FEES_ID, fees);
    expect(expectSameTransaction(rawScene, [rawInstruction]).logs[1]).toContain("0x2,");
  });
});

test.each(Object.entries(CACHED))("bytes after the end of %s are part of its data", (_name, [id, size]) => {
  const data = new Uint8Array(size + 3);
  data.set([7, 8, 9], size);
  for (const [offset, length] of [
    [size, 3],
    [size, 4],
    [size - 2, 5],
  ]) {
    const look = { at: HEAP + 64n, length: 8 };
    const probe: Probe = { syscall: "sol_get_sysvar", registers: [HEAP, look.at, offset!, length!], heap: id, look };
    const [scene, instruction] = probeWithSysvar(probe, id, data);
    expectSameTransaction(scene, [instruction]);
  }
});

/** Mainnet's rent, for 2 years, but for the percentage that is burnt. */
const rent = (burnPercent: number) => bytes(3480n, 2n ** 62n, burnPercent);

/** As many bytes, none of them 0, but for a flag. */
const filled = (length: number, flag?: number) => (from: number) =>
  Uint8Array.from({ length }, (_, i) => (i === flag ? 1 : from + i));

test.each<[string, Uint8Array, (from: number) => Uint8Array]>([
  ["sol_get_clock_sysvar", ids.SYSVAR_CLOCK_ID, filled(40)],
  ["sol_get_epoch_schedule_sysvar", ids.SYSVAR_EPOCH_SCHEDULE_ID, filled(33, 16)],
  ["sol_get_epoch_rewards_sysvar", ids.SYSVAR_EPOCH_REWARDS_ID, filled(81, 80)],
  ["sol_get_rent_sysvar", ids.SYSVAR_RENT_ID, rent],
  ["sol_get_last_restart_slot", ids.SYSVAR_LAST_RESTART_SLOT_ID, filled(8)],
])("%s gives what the account says at the time", (syscall, id, dataOf) => {
  const returned = [1, 100, 1].map((from) => {
    const [scene, instruction] = probeWithSysvar(
      { syscall, registers: [HEAP], look: { at: HEAP, length: 96 } },
      id,
      dataOf(from),
    );
    return expectSameTransaction(scene, [instruction]).returnData;
  });
  expect(returned[1]).not.toBe(returned[0]);
  expect(returned[2]).toBe(returned[0]);
});

test.each([
  ["sol_get_clock_sysvar", ids.SYSVAR_CLOCK_ID, 39],
  ["sol_get_epoch_schedule_sysvar", ids.SYSVAR_EPOCH_SCHEDULE_ID, 32],
  ["sol_get_epoch_rewards_sysvar", ids.SYSVAR_EPOCH_REWARDS_ID, 80],
  ["sol_get_last_restart_slot", ids.SYSVAR_LAST_RESTART_SLOT_ID, 7],
])("%s fails where its account is too short, after its pointer is checked", (syscall, id, size) => {
  // litesvm refuses such accounts; the rule is Agave's (sysvar_cache.rs, fill_missing_entries).
  const [scene, instruction] = probeWithSysvar({ syscall, registers: [HEAP] }, id, new Uint8Array(size));
  const { error } = runInOurs(scene, transactionBytes([instruction], MAX_COMPUTE_UNITS));
  expect(error).toContain("UnsupportedSysvar");
  const [, misaligned] = probeWithSysvar({ syscall, registers: [HEAP + 1n] }, id, new Uint8Array(size));
  const { logs } = runInOurs(scene, transactionBytes([misaligned], MAX_COMPUTE_UNITS));
  expect(logs.at(-1)).toContain("Unaligned pointer");
  const raw: Probe = { syscall: "sol_get_sysvar", registers: [HEAP, HEAP, 0n, 1n], heap: id };
  const [rawScene, rawInstruction] = probeWithSysvar(raw, id, new Uint8Array(size));
  expect(runInOurs(rawScene, transactionBytes([rawInstruction], MAX_COMPUTE_UNITS)).logs[1]).toContain("0x2,");
});

test.each<[string, FeatureName[]]>([
  ["sol_get_clock_sysvar", ["virtual_address_space_adjustments"]],
  ["sol_get_sysvar", ["virtual_address_space_adjustments"]],
])("%s under %j", (syscall, gates) => {
  for (const address of [HEAP, HEAP + 1n, INPUT, STACK]) {
    expectSame({ syscall, registers: [address, address, 0n, 8n], heap: ids.SYSVAR_CLOCK_ID, gates });
  }
});

import { describe, test } from "vitest";
import type { FeatureName } from "../../../src/solana/features.js";
import { LOADER_V1_ID, LOADER_V2_ID, SYSVAR_CLOCK_ID } from "../../../src/solana/program-ids.js";
import { Random } from "../../helpers/random.js";
import { expectSameTransaction } from "./support/differential.js";
import { HEAP, INPUT, PROBE_ID, probeData, probeScene } from "./support/probe.js";
import { bytes, key, type Scene } from "./support/scene.js";

// Syscalls that read and write accounts in the input region. With SIMD-0460 each account's data is a region of its
// own, which grows under what is written and refuses what its program may not write.

const ACCOUNTS = [
  { id: key(20), owner: PROBE_ID, data: new Uint8Array(100).fill(1) },
  { id: key(21), owner: key(99), data: new Uint8Array(64).fill(2) },
  { id: key(22), owner: PROBE_ID, data: new Uint8Array(0) },
  { id: key(23), owner: PROBE_ID, data: new Uint8Array(40).fill(4) },
];
const [OWN, FOREIGN, EMPTY, READ_ONLY] = ACCOUNTS.map(({ id }) => id);
const RESERVE = 10_240;
const RECORD_BYTES = 88;

/** Where each account's data lies: after a record of 88 bytes; room to grow, alignment and rent epoch follow. */
const DATA = ACCOUNTS.reduce<{ starts: bigint[]; end: number }>(
  ({ starts, end }, { data }) => {
    const start = end + RECORD_BYTES;
    return { starts: [...starts, INPUT + BigInt(start)], end: Math.ceil((start + data.length + RESERVE) / 8) * 8 + 8 };
  },
  { starts: [], end: 8 },
).starts;

/** Around the first and last bytes of an account's data and of its room to grow. */
function randomPointer(random: Random): bigint {
  if (random.chance(0.15)) return HEAP + BigInt(random.below(30)) * 8n;
  const account = random.below(ACCOUNTS.length);
  const { length } = ACCOUNTS[account]!.data;
  const anchor = DATA[account]! + BigInt(random.pick([0, length, length + RESERVE, -RECORD_BYTES, 5000]));
  return anchor + BigInt(random.below(24) - 12) * (random.chance(0.5) ? 8n : 1n);
}

const randomLength = (random: Random): bigint =>
  BigInt(random.chance(0.8) ? random.below(120) : random.pick([0, 100, 10_240, 10_241, 10_340, 10_341, 20_000]));

type MakeRegisters = (random: Random) => readonly (bigint | number)[];
const SYSCALLS: readonly [syscall: string, registers: MakeRegisters][] = [
  ["sol_memcpy_", (random) => [randomPointer(random), randomPointer(random), randomLength(random)]],
  ["sol_memmove_", (random) => [randomPointer(random), randomPointer(random), randomLength(random)]],
  ["sol_memset_", (random) => [randomPointer(random), 0xab, randomLength(random)]],
  [
    "sol_memcmp_",
    (random) => [randomPointer(random), randomPointer(random), randomLength(random), randomPointer(random)],
  ],
  ["sol_log_", (random) => [randomPointer(random), randomLength(random)]],
  ["sol_sha256", (random) => [random.pick([HEAP, randomPointer(random)]), 2, randomPointer(random)]],
  [
    "sol_try_find_program_address",
    (random) => [HEAP, 1, randomPointer(random), randomPointer(random), randomPointer(random)],
  ],
  ["sol_get_sysvar", (random) => [randomPointer(random), randomPointer(random), 0, 8]],
  ["sol_set_return_data", (random) => [randomPointer(random), randomLength(random)]],
  ["sol_secp256k1_recover", (random) => [randomPointer(random), 0, randomPointer(random), randomPointer(random)]],
];

const MODES: readonly [name: string, gates: readonly FeatureName[]][] = [
  ["one region", []],
  ["SIMD-0460", ["virtual_address_space_adjustments"]],
  ["SIMD-0460 and direct mapping", ["virtual_address_space_adjustments", "account_data_direct_mapping"]],
];

describe.each(MODES)("accounts in %s", (_mode, gates) => {
  test.each(SYSCALLS)("%s", (syscall, makeRegisters) => {
    const random = new Random(syscall.length + 31 * gates.length);
    for (let i = 0; i < 60; i++) {
      const loader = random.chance(0.2) ? LOADER_V1_ID : LOADER_V2_ID;
      const probe = {
        syscall,
        registers: makeRegisters(random),
        heap: bytes(randomPointer(random), 32n, HEAP, 8n, SYSVAR_CLOCK_ID),
        look: { at: HEAP, length: 64 },
        loader,
        gates,
      };
      const base = probeScene(probe);
      const scene: Scene = { ...base, name: `accounts ${base.name}`, accounts: ACCOUNTS };
      const instruction = {
        programId: PROBE_ID,
        writable: [OWN!, FOREIGN!, EMPTY!],
        accounts: [READ_ONLY!],
        data: probeData(probe),
      };
      expectSameTransaction(scene, [instruction]);
    }
  });
});

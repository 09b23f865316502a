import { test } from "vitest";
import { SbpfVersion } from "../../../src/sbpf/version.js";
import type { FeatureName } from "../../../src/solana/features.js";
import { LOADER_V1_ID, LOADER_V2_ID } from "../../../src/solana/program-ids.js";
import { Random } from "../../helpers/random.js";
import { expectSame } from "./support/differential.js";
import { HEAP, INPUT, type Probe, STACK } from "./support/probe.js";
import { bytes } from "./support/scene.js";

// Random registers for every syscall: pointers into every region, across its ends and off alignment, lengths from none
// to endless, and a heap full of such pointers and lengths.

/** What a register is for: pointer, length of a buffer, count of elements, number of a curve or operation. */
type Role = "pointer" | "length" | "count" | "choice";
const ROLES: Readonly<Record<string, Role>> = { p: "pointer", l: "length", n: "count", c: "choice" };

const SYSCALLS: readonly [name: string, roles: string, gate?: FeatureName][] = [
  ["abort", ""],
  ["sol_panic_", "plnn"],
  ["sol_log_", "pl"],
  ["sol_log_64_", "ppppp"],
  ["sol_log_pubkey", "p"],
  ["sol_log_compute_units_", ""],
  ["sol_log_data", "pn"],
  ["sol_create_program_address", "pnpp"],
  ["sol_try_find_program_address", "pnppp"],
  ["sol_sha256", "pnp"],
  ["sol_keccak256", "pnp"],
  ["sol_blake3", "pnp", "blake3_syscall_enabled"],
  ["sol_sha512", "pnp", "enable_sha512_syscall"],
  ["sol_secp256k1_recover", "pcpp"],
  ["sol_curve_validate_point", "cp"],
  ["sol_curve_group_op", "ccppp"],
  ["sol_curve_multiscalar_mul", "cppnp"],
  ["sol_curve_decompress", "cpp"],
  ["sol_curve_pairing_map", "cnppp"],
  ["sol_get_clock_sysvar", "p"],
  ["sol_get_epoch_schedule_sysvar", "p"],
  ["sol_get_epoch_rewards_sysvar", "p"],
  ["sol_get_rent_sysvar", "p"],
  ["sol_get_last_restart_slot", "p"],
  ["sol_get_sysvar", "ppnl"],
  ["sol_memcpy_", "ppl"],
  ["sol_memmove_", "ppl"],
  ["sol_memset_", "pnl"],
  ["sol_memcmp_", "pplp"],
  ["sol_get_processed_sibling_instruction", "npppp"],
  ["sol_get_stack_height", ""],
  ["sol_set_return_data", "pl"],
  ["sol_get_return_data", "plp"],
  ["sol_invoke_signed_c", "ppnpn"],
  ["sol_invoke_signed_rust", "ppnpn"],
  ["sol_alloc_free_", "lc"],
  ["sol_alt_bn128_group_op", "cplp"],
  ["sol_alt_bn128_compression", "cplp"],
  ["sol_big_mod_exp", "pp", "enable_big_mod_exp_syscall"],
  ["sol_poseidon", "ccpnp"],
  ["sol_remaining_compute_units", "", "remaining_compute_units_syscall_enabled"],
  ["sol_get_epoch_stake", "p"],
];

const CASES_PER_SYSCALL = 100;
const HEAP_WORDS = 80;
const HEAP_BYTES = 32_768n;

test.each(SYSCALLS)("%s", (syscall, roles, gate) => {
  const random = new Random([...syscall].reduce((sum, letter) => sum * 31 + letter.charCodeAt(0), 7));
  for (let i = 0; i < CASES_PER_SYSCALL; i++) expectSame(randomProbe(random, syscall, roles, gate));
});

function randomProbe(random: Random, syscall: string, roles: string, gate: FeatureName | undefined): Probe {
  return {
    syscall,
    registers: Array.from({ length: 5 }, (_, i) => randomWord(random, ROLES[roles[i] ?? "p"]!)),
    // Slices, that is pointers and lengths by turns.
    heap: bytes(...Array.from({ length: HEAP_WORDS }, (_, i) => randomWord(random, i % 2 === 0 ? "pointer" : "count"))),
    look: random.pick(LOOKS),
    version: random.pick([SbpfVersion.V0, SbpfVersion.V3]),
    loader: random.chance(0.25) ? LOADER_V1_ID : LOADER_V2_ID,
    ...(gate && { gates: [gate] }),
    ...(random.chance(0.1) && { computeUnitLimit: random.below(30_000) }),
  };
}

const LOOKS = [
  { at: HEAP, length: 700 },
  { at: STACK, length: 700 },
  { at: INPUT, length: 300 },
];
const EDGES = [2n ** 32n, 2n ** 53n - 1n, 2n ** 53n, 2n ** 60n, 2n ** 63n - 1n, 2n ** 63n, 2n ** 64n - 1n];
const LENGTHS = [0n, 1n, 31n, 32n, 64n, 96n, 128n, 192n, 255n, 1024n, 1025n, 4096n, 20_000n, 20_001n, 32_768n];

/** A value that suits the role, or now and then one that does not. */
function randomWord(random: Random, role: Role): bigint {
  if (random.chance(0.08)) return random.pick(EDGES);
  switch (random.chance(0.08) ? random.pick(Object.values(ROLES)) : role) {
    case "pointer":
      return randomPointer(random);
    case "length":
      return random.chance(0.5) ? random.pick(LENGTHS) : BigInt(random.below(300));
    case "count":
      return BigInt(Math.floor(random.unit() ** 2 * 34));
    case "choice":
      return BigInt(random.below(8) + (random.chance(0.3) ? 0x80 : 0));
  }
}

/** Mostly into the heap where it is not empty; else around the ends of the regions. */
function randomPointer(random: Random): bigint {
  const alignment = random.chance(0.85) ? 8n : 1n;
  if (random.chance(0.75)) return HEAP + BigInt(random.below(HEAP_WORDS)) * alignment;
  const ends = [HEAP, HEAP + HEAP_BYTES, STACK, STACK + 4096n, INPUT, INPUT + 700n, 0x1_0000_0000n, 0n];
  return BigInt.asUintN(64, random.pick(ends) + BigInt(random.below(40) - 20) * alignment);
}

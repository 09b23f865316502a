// Programs that compute for long, and the syscalls that do the work of one.
import { compare } from "../measure/compare.mjs";
import { elf } from "../programs/elf.mjs";
import { LOOPS } from "../programs/loops.mjs";
import { OTHER_CALLS, POSEIDON_CALLS } from "../programs/operands.mjs";
import { calls, findAddresses, hashes } from "../programs/syscalls.mjs";
import { instruction, wire } from "../wire.mjs";
import { UNIT_LIMIT } from "./transactions.mjs";
import { PAYER, PROGRAM, repeated } from "./workloads.mjs";

const CALL = wire(PAYER, UNIT_LIMIT, instruction(PROGRAM, new Uint8Array(0)));

export function programWorkload(source) {
  return repeated(CALL, { programs: [[PROGRAM, elf(source)]], count: 3 });
}

const row = (name, aim, source, settings) => ({
  name,
  aim,
  run: (effort) => compare({ ...programWorkload(source), settings }, effort),
});

const AIMS = { "loads and stores": 3 };

export const LOOP_ROWS = Object.entries(LOOPS).map(([name, source]) =>
  row(`1.4 M units of ${name}`, AIMS[name] ?? 1, source),
);

/** Name, syscall, and the gate that mainnet has not activated. */
const HASHES = [
  ["sha256", "sol_sha256"],
  ["keccak256", "sol_keccak256"],
  ["blake3", "sol_blake3", "blake3_syscall_enabled"],
];

function operandRow(name, aim, { data, gates, ...call }, times) {
  const transaction = wire(PAYER, UNIT_LIMIT, instruction(PROGRAM, data));
  const workload = repeated(transaction, { programs: [[PROGRAM, elf(calls(call, times))]], count: 1 });
  return {
    name: `${name}, ${times} times`,
    aim,
    run: (effort) => compare({ ...workload, settings: { gates } }, effort),
  };
}

export const SYSCALL_ROWS = [
  row("find_program_address, 60 times", 1, findAddresses(60)),
  ...HASHES.flatMap(([name, syscall, ...gates]) => [
    row(`${name} of 32 bytes, 2500 times`, 1, hashes(syscall, 32, 2500), { gates }),
    row(`${name} of 1 KiB, 500 times`, 1, hashes(syscall, 1024, 500), { gates }),
  ]),
  ...POSEIDON_CALLS.map((call) => operandRow(call.name, 1, call, 100)),
  // No aims: nobody calls them in a loop, but nobody should wait for one either.
  ...OTHER_CALLS.map((call) => operandRow(`other syscalls: ${call.name}`, undefined, call, 5)),
];

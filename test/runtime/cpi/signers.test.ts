import { u64 } from "../../../src/cli/diff/bytes.js";
import { createProgramAddress } from "../../../src/solana/program-derived-address.js";
import { addressFromPubkey } from "../../../src/solana/pubkey.js";
import {
  B,
  called,
  compareRows,
  cpiStage,
  derivedFrom,
  type Ending,
  type Row,
  seedsOf,
  testRows,
} from "../../helpers/cast.js";
import { named } from "../../helpers/names.js";
import { HEAP, type LaidOutCall, type Poke } from "../../helpers/puppet.js";
import { meta } from "../../helpers/transactions.js";

// Addresses that a caller signs for: derived from seeds under its own id (Agave: cpi.rs, translate_signers).

const NOTHING = new Uint8Array(0);
const NOWHERE = 0x900n;
const [VAULT, SAFE] = [[Uint8Array.of(1)], [Uint8Array.of(2)]];

/** The caller calls B with both of its addresses as signers. */
function signing(signers: (caller: string) => readonly (readonly Uint8Array[])[]): Pick<Row, "part"> {
  return {
    part: (p, { caller }) => {
      const metas = [VAULT, SAFE].map((seeds) => meta(derivedFrom(caller, seeds), "s"));
      p.call(B, metas, NOTHING, { signers: signers(caller) });
    },
  };
}

/** Seeds that give an address under the id of every program that calls or is called here. */
function seedsForAll(): Uint8Array[] {
  for (let seed = 0; ; seed++) {
    const seeds = [Uint8Array.of(3, seed)];
    if (["A", "V3", "V1", "B"].every((program) => createProgramAddress(seeds, named(program)).ok)) return seeds;
  }
}

const COMMON = seedsForAll();
const derivedByB = createProgramAddress(COMMON, B);
if (!derivedByB.ok) throw new Error("no address");
const OF_CALLEE = derivedByB.address;

function onCurve(caller: string): Uint8Array[] {
  for (let seed = 0; ; seed++) {
    if (!createProgramAddress([Uint8Array.of(9, seed)], named(caller)).ok) return [Uint8Array.of(9, seed)];
  }
}

const notSigned = (seeds: Uint8Array[]): Pick<Row, "log" | "error" | "failed"> => ({
  log: (_, { caller }) => [`${addressFromPubkey(derivedFrom(caller, seeds))}'s signer privilege escalated`],
  error: "PrivilegeEscalation",
  failed: "Cross-program invocation with unauthorized signer or writable account",
});

function faulty(failed: string): Ending {
  return { error: "ProgramFailedToComplete", failed };
}

/** One group of one seed of four bytes; `poke` spoils it. */
function spoiled(poke: (call: LaidOutCall) => readonly Poke[]): Pick<Row, "part"> {
  return { part: (p) => p.call(B, [], NOTHING, { signers: [[new Uint8Array(4)]], poke }) };
}

const groupAt = ({ args }: LaidOutCall) => args[3];
/** The slice {address, length} of the only seed stands before the group, the group's last. */
const seedAt = (call: LaidOutCall) => groupAt(call) - 16n;

const rows: Row[] = [
  { name: "both groups sign", ...signing((c) => [seedsOf(c, VAULT), seedsOf(c, SAFE)]), log: called("B") },
  {
    name: "the order of groups does not count",
    ...signing((c) => [seedsOf(c, SAFE), seedsOf(c, VAULT)]),
    log: called("B"),
  },
  {
    name: "a group that nobody needs",
    part: (p, { caller }) => p.call(B, [], NOTHING, { signers: [seedsOf(caller, VAULT)] }),
    log: called("B"),
  },
  { name: "the second address is not signed for", ...signing((c) => [seedsOf(c, VAULT)]), ...notSigned(SAFE) },
  { name: "no address is signed for", ...signing(() => []), ...notSigned(VAULT) },
  {
    name: "seeds that would do for the callee",
    part: (p) => p.call(B, [meta(OF_CALLEE, "s")], NOTHING, { signers: [COMMON] }),
    log: [`${addressFromPubkey(OF_CALLEE)}'s signer privilege escalated`],
    error: "PrivilegeEscalation",
    failed: "Cross-program invocation with unauthorized signer or writable account",
  },
  {
    name: "seeds whose address lies on the curve",
    part: (p, { caller }) => p.call(B, [], NOTHING, { signers: [onCurve(caller)] }),
    ...faulty("Could not create program address with signer seeds: Provided seeds do not result in a valid address"),
  },
  {
    name: "the list of groups outside memory",
    part: (p) => p.call(B, [], NOTHING, { args: ([i, a, n]) => [i, a, n, NOWHERE, 2n] }),
    ...faulty("Access violation reading 32 bytes at address 0x900 (in unallocated region)"),
  },
  {
    name: "the list of groups not at a multiple of 8",
    part: (p) => p.call(B, [], NOTHING, { args: ([i, a, n]) => [i, a, n, HEAP + 0x7004n, 1n] }),
    ...faulty("Unaligned pointer"),
    onV1: { log: called("B") },
  },
  {
    name: "groups of more bytes than an i64 counts",
    part: (p) => p.call(B, [], NOTHING, { args: ([i, a, n]) => [i, a, n, HEAP, 1n << 60n] }),
    ...faulty("InvalidLength"),
  },
  {
    name: "a group outside memory",
    ...spoiled((call) => [[groupAt(call), u64(NOWHERE)]]),
    ...faulty("Access violation reading 16 bytes at address 0x900 (in unallocated region)"),
  },
  {
    name: "a group not at a multiple of 8",
    ...spoiled((call) => [[groupAt(call), u64(HEAP + 0x7001n)]]),
    ...faulty("Unaligned pointer"),
    onV1: { log: called("B") },
  },
  {
    name: "a seed outside memory",
    ...spoiled((call) => [[seedAt(call), u64(NOWHERE)]]),
    ...faulty("Access violation reading 4 bytes at address 0x900 (in unallocated region)"),
  },
  {
    name: "a seed past the heap",
    ...spoiled((call) => [[seedAt(call), u64(HEAP + 0x8000n - 3n)]]),
    ...faulty("Access violation reading 4 bytes at address 0x300007ffd (in heap region)"),
  },
];

const holdingAddresses = (caller: string) => {
  const addresses = [VAULT, SAFE].map((seeds) => derivedFrom(caller, seeds));
  return [...addresses, OF_CALLEE, B].map((key) => meta(key));
};

const cases = rows.map((row) => ({ ...row, accounts: holdingAddresses }));
testRows(cpiStage(), cases);
compareRows(cases);

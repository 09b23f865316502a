import { describe, expect, test } from "vitest";
import { base64Encode } from "../../../src/base/base64.js";
import { concatBytes } from "../../../src/base/bytes.js";
import { u64 } from "../../../src/cli/diff/bytes.js";
import { sha256 } from "../../../src/crypto/sha256.js";
import type { AccountMeta } from "../../../src/solana/instruction.js";
import { LOADER_V2_ID, SYSTEM_PROGRAM_ID } from "../../../src/solana/program-ids.js";
import { type Pubkey, pubkeyEqual } from "../../../src/solana/pubkey.js";
import { A, B, cpiStage, expectEnding, V1 } from "../../helpers/cast.js";
import { named } from "../../helpers/names.js";
import { HEAP, INPUT, type Meta, type Part, Puppet } from "../../helpers/puppet.js";
import { LAMPORTS, type Stage } from "../../helpers/stage.js";
import { meta } from "../../helpers/transactions.js";

// The input region, byte for byte: a puppet hashes its own, and the test hashes what it expects (Agave:
// program-runtime/src/serialization.rs).

const RENT_EPOCH = u64(-1n);
const zeros = (length: number) => new Uint8Array(length);
const sized = (length: number) => named(`${length} bytes`);
const filled = (length: number) => Uint8Array.from({ length }, (_, i) => i + 1);
const SIZES = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 300];

function layoutStage(features: "mainnet" | "all"): Stage {
  const stage = cpiStage(features);
  // What accounts have of the rent epoch does not show.
  for (const size of SIZES) stage.set(sized(size), { owner: B, data: filled(size), rentEpoch: 5n });
  return stage;
}

interface Scene {
  readonly name: string;
  readonly accounts: readonly Meta[];
}

const scenes: Scene[] = [
  { name: "no accounts", accounts: [] },
  ...SIZES.map((size) => ({ name: `an account of ${size} bytes`, accounts: [meta(sized(size))] })),
  {
    name: "every role",
    accounts: [meta(sized(1)), meta(sized(2), "w"), meta(sized(3), "s"), meta(sized(4), "ws"), meta(B)],
  },
  { name: "two accounts one after the other", accounts: [meta(sized(3)), meta(sized(5))] },
  { name: "an account twice", accounts: [meta(sized(3), "w"), meta(sized(3), "w")] },
  {
    name: "an account that comes back after others",
    accounts: [meta(sized(1)), meta(sized(2)), meta(sized(3)), meta(sized(2)), meta(sized(3)), meta(sized(2))],
  },
  { name: "255 accounts", accounts: [meta(sized(8)), ...Array<Meta>(253).fill(meta(sized(9))), meta(sized(8))] },
  { name: "nobody's account", accounts: [meta(named("nobody"))] },
];

interface Known {
  readonly lamports: bigint;
  readonly owner: Pubkey;
  readonly data: Uint8Array;
  readonly executable: boolean;
}

function known(stage: Stage, key: Pubkey): Known {
  const size = SIZES.find((size) => pubkeyEqual(sized(size), key));
  if (size !== undefined) return { lamports: LAMPORTS, owner: B, data: filled(size), executable: false };
  if (pubkeyEqual(key, B)) return { lamports: LAMPORTS, owner: LOADER_V2_ID, data: stage.elf, executable: true };
  return { lamports: 0n, owner: SYSTEM_PROGRAM_ID, data: zeros(0), executable: false };
}

const ROOM = zeros(10_240);
const padding = (length: number) => zeros((8 - (length % 8)) % 8);

/** Loaders v2 and v3. */
function alignedRecord(meta: Meta, { lamports, owner, data, executable }: Known): Uint8Array[] {
  const flags = Uint8Array.of(0xff, Number(meta.isSigner), Number(meta.isWritable), Number(executable), 0, 0, 0, 0);
  const head = concatBytes(flags, meta.pubkey, owner, u64(lamports), u64(BigInt(data.length)));
  return [head, data, ROOM, padding(data.length), RENT_EPOCH];
}

/** Loader v1. */
function unalignedRecord(meta: Meta, { lamports, owner, data, executable }: Known): Uint8Array[] {
  const flags = Uint8Array.of(0xff, Number(meta.isSigner), Number(meta.isWritable));
  const head = concatBytes(flags, meta.pubkey, u64(lamports), u64(BigInt(data.length)));
  return [head, data, owner, Uint8Array.of(Number(executable)), RENT_EPOCH];
}

/** The whole region in pieces. SIMD-0449 adds, but for loader v1, padding and a pointer to each account's record. */
function region(stage: Stage, program: Pubkey, accounts: readonly Meta[], data: Uint8Array, pointers: boolean) {
  const unaligned = pubkeyEqual(program, V1);
  const pieces = [u64(BigInt(accounts.length))];
  const length = () => pieces.reduce((sum, piece) => sum + piece.length, 0);
  const records: bigint[] = [];
  accounts.forEach((meta, i) => {
    const first = accounts.findIndex(({ pubkey }) => pubkeyEqual(pubkey, meta.pubkey));
    records.push(records[first] ?? INPUT + BigInt(length()));
    if (first < i) pieces.push(Uint8Array.of(first), unaligned ? zeros(0) : zeros(7));
    else pieces.push(...(unaligned ? unalignedRecord : alignedRecord)(meta, known(stage, meta.pubkey)));
  });
  pieces.push(u64(BigInt(data.length)), data, program);
  if (pointers && !unaligned) pieces.push(padding(length()), ...records.map(u64));
  return pieces;
}

const [SLICES, DIGEST] = [HEAP, HEAP + 0x7800n];

/** The puppet hashes its region piece by piece, but for the room to grow, which may not be readable (SIMD-0460). */
function hashing(pieces: readonly Uint8Array[], hashesRoom: boolean): Part {
  return (p) => {
    let at = INPUT;
    const slices: Uint8Array[] = [];
    for (const piece of pieces) {
      if (hashesRoom || piece !== ROOM) slices.push(concatBytes(u64(at), u64(BigInt(piece.length))));
      at += BigInt(piece.length);
    }
    p.write(SLICES, concatBytes(...slices));
    p.syscall("sol_sha256", SLICES, BigInt(slices.length), DIGEST).logBytes([DIGEST, 32]);
  };
}

/** The script's bytes: all puppets are told the same. */
function scriptOf(part: Part): Uint8Array {
  const puppet = new Puppet(A, [], { abi: "c", dataLength: () => 0, isLoaderV1: () => false });
  part(puppet);
  return puppet.bytes();
}

for (const features of ["mainnet", "all"] as const) {
  const stage = layoutStage(features);
  const isMainnet = features === "mainnet";

  describe.each(["A", "V3", "V1"])(`${features}: %s`, (name) => {
    const program = named(name);

    for (const { name: scene, accounts } of scenes) {
      test(scene, () => {
        // The script is as long as its slices are many, whatever they say.
        const draft = region(stage, program, accounts, zeros(0), !isMainnet);
        const { length } = scriptOf(hashing(draft, isMainnet));
        const part = hashing(region(stage, program, accounts, zeros(length), !isMainnet), isMainnet);
        const pieces = region(stage, program, accounts, scriptOf(part), !isMainnet);
        const played = stage.play({ acts: [{ program, accounts, part }] });
        const hashed = isMainnet ? pieces : pieces.filter((piece) => piece !== ROOM);
        expectEnding(played, name, { log: [`Program data: ${base64Encode(sha256(...hashed))}`] });
      });
    }
  });
}

describe("256 accounts", () => {
  const stage = layoutStage("mainnet");
  const accounts = Array<Meta>(256).fill(meta(sized(1)));

  test.each(["A", "V3", "V1"])("%s is not run", (name) => {
    const played = stage.play({ version: 0, acts: [{ program: named(name), accounts, part: (p) => p.log("runs") }] });
    expectEnding(played, name, { error: "MaxAccountsExceeded", failed: "Max accounts exceeded" });
  });

  test("a builtin is run", () => {
    const instruction = { programId: SYSTEM_PROGRAM_ID, accounts: accounts as AccountMeta[], data: zeros(0) };
    const { error } = stage.play({ version: 0, acts: [instruction] });
    expect(error).toEqual({ InstructionError: [0, "InvalidInstructionData"] });
  });
});

import { base64Encode } from "../../../src/base/base64.js";
import { u64 } from "../../../src/cli/diff/bytes.js";
import { B, called, compareRows, cpiStage, ownOf, type Row, SIGNER, testRows } from "../../helpers/cast.js";
import { HEAP, type LaidOutCall, type Poke } from "../../helpers/puppet.js";
import { meta } from "../../helpers/transactions.js";

// What a call looks like in guest memory (Agave: program-runtime/src/cpi.rs, SolInstruction, SolAccountMeta,
// SolAccountInfo; solana-stable-layout; solana-account-info).

const NOTHING = new Uint8Array(0);
const GARBAGE = new Uint8Array(16).fill(0xee);

/** The callee logs how it holds its first account: marker, signer, writable, executable. */
const flags = (signer: number, writable: number): Row => ({
  name: `a meta with signer ${signer} and writable ${writable}`,
  part: (p) => {
    p.call(B, [{ pubkey: SIGNER, isSigner: signer, isWritable: writable }], (b) => {
      b.logBytes([b.at(SIGNER).key - 8n, 4]);
    });
  },
  log: called("B", `Program data: ${base64Encode(Uint8Array.of(0xff, signer, writable, 0))}`),
});

/** Bytes of a struct that nobody reads. */
const UNREAD: Record<LaidOutCall["abi"], (call: LaidOutCall) => Poke[]> = {
  // Rent epoch, flags and padding of each info.
  c: ({ info }) => [0, 1].map((i): Poke => [info(i) + 40n, GARBAGE]),
  // Capacities of metas and data; rent epoch and flags of each info; counts and flags before each cell.
  rust: ({ args, info }) => [
    [args[0] + 8n, u64(0xeen)],
    [args[0] + 32n, u64(0xeen)],
    ...[0, 1].map((i): Poke => [info(i) + 32n, GARBAGE]),
  ],
};

const rows: Row[] = [
  flags(0, 0),
  flags(1, 0),
  flags(0, 1),
  flags(1, 1),
  {
    name: "the callee's data and the caller's r0 = 0",
    part: (p) => {
      p.call(B, [], (b) => b.log("the data"));
      p.logResult();
    },
    log: [...called("B", "Program log: the data"), `Program data: ${base64Encode(new Uint8Array(8))}`],
  },
  {
    name: "rent epochs, flags and capacities that are garbage",
    part: (p, { caller }) => {
      const metas = [meta(ownOf(caller), "w"), meta(ownOf("B"))];
      p.call(B, metas, (b) => b.logBytes([b.at(ownOf("B")).data, 3]), { poke: (call) => UNREAD[call.abi](call) });
    },
    log: called("B", `Program data: ${base64Encode(Uint8Array.of(1, 2, 3))}`),
  },
  {
    name: "no metas, no data, no infos, no seeds: their pointers are not read",
    part: (p) => {
      p.call(B, [], NOTHING, {
        poke: ({ args, abi }) => {
          const [metas, data] = abi === "c" ? [8n, 24n] : [0n, 24n];
          return [
            [args[0] + metas, u64(1n)],
            [args[0] + data, u64(3n)],
          ];
        },
        args: ([instruction]) => [instruction, 5n, 0n, 0x4_0000_0001n, 0n],
      });
    },
    log: called("B"),
  },
  {
    name: "structs on the stack",
    part: (p, { caller }) => p.call(B, [meta(ownOf(caller))], NOTHING, { base: 0x2_0000_0000n }),
    log: called("B"),
  },
  {
    name: "structs at the end of the heap",
    part: (p) => p.call(B, [], NOTHING, { base: HEAP + 0x8000n - 80n }),
    log: called("B"),
  },
];

testRows(cpiStage(), rows);
compareRows(rows);

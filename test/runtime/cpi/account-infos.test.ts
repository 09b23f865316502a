import { describe, expect, test } from "vitest";
import { base64Encode } from "../../../src/base/base64.js";
import { concatBytes } from "../../../src/base/bytes.js";
import { u64 } from "../../../src/cli/diff/bytes.js";
import type { InputAddresses } from "../../../src/cli/diff/frame.js";
import type { PlannedInfo } from "../../../src/cli/diff/invocation.js";
import { FEATURE_PRESETS } from "../../../src/solana/feature-presets.js";
import { featureNamed } from "../../../src/solana/features.js";
import {
  B,
  C,
  CUES,
  called,
  compareRows,
  cpiStage,
  type Ending,
  ownOf,
  perform,
  type Row,
  SIGNER,
  testRows,
  WALLET,
} from "../../helpers/cast.js";
import { HEAP, INPUT, type LaidOutCall, type Poke, type Puppet } from "../../helpers/puppet.js";
import { meta } from "../../helpers/transactions.js";

// The AccountInfos that a caller passes: where they lie, which one counts, and where their pointers must lead (Agave:
// cpi.rs, translate_account_infos, translate_accounts_common, CallerAccount; SIMD-0459 is active).

const NOTHING = new Uint8Array(0);
const NOWHERE = 0x900n;
/** Heap for cells that a row makes itself. */
const CELLS = HEAP + 0x6000n;

const faulty = (failed: string): Ending => ({ error: "ProgramFailedToComplete", failed });
const INVALID_POINTER = faulty("Invalid pointer");
const isRust: Pick<Row, "only"> = { only: ({ abi }) => abi === "rust" };
const isC: Pick<Row, "only"> = { only: ({ abi }) => abi === "c" };
const hex = (value: bigint) => `0x${value.toString(16)}`;

/** The caller passes B's account, whose info `change` spoils. */
function passing(change: (info: PlannedInfo, puppet: Puppet) => PlannedInfo): Pick<Row, "part"> {
  return {
    part: (p) => {
      p.call(B, [meta(ownOf("B"), "w")], NOTHING, { changeInfos: (infos) => infos.map((info) => change(info, p)) });
    },
  };
}

/** One pointer of the info of B's account leads elsewhere. */
function misleading(field: keyof InputAddresses, name: string, elsewhere: (puppet: Puppet) => bigint): Row {
  return {
    name: `the pointer to the ${field} leads to ${name}`,
    ...passing((info, p) => ({ ...info, addresses: { ...info.addresses, [field]: elsewhere(p) } })),
    log: (p) => [`Invalid account info pointer \`${field}': ${hex(elsewhere(p))} != ${hex(p.at(ownOf("B"))[field])}`],
    ...INVALID_POINTER,
  };
}

/** Another word in place of one of the Rust info's, and perhaps a cell that it leads to. */
function pokingInfo(
  word: number,
  value: (puppet: Puppet) => bigint,
  cell?: (puppet: Puppet) => Poke,
): Pick<Row, "part"> {
  return {
    part: (p) => {
      const poke = ({ info }: LaidOutCall): Poke[] => [
        [info(0) + 8n * BigInt(word), u64(value(p))],
        ...(cell === undefined ? [] : [cell(p)]),
      ];
      p.call(B, [meta(ownOf("B"), "w")], NOTHING, { poke });
    },
  };
}

const LAMPORTS_RC = 1;
const DATA_RC = 2;

const arrayAt = (address: bigint, length: bigint): Pick<Row, "part"> => ({
  part: (p) => p.call(B, [], NOTHING, { args: ([i, , , s, n]) => [i, address, length, s, n] }),
});

const array: Row[] = [
  {
    name: "the array's end at 0x400000000",
    part: (p, { abi }) => {
      const size = abi === "c" ? 56n : 48n;
      p.call(B, [], NOTHING, { args: ([i, , , s, n]) => [i, INPUT - 2n * size, 2n, s, n] });
    },
    ...INVALID_POINTER,
  },
  {
    name: "the array's end one byte below 0x400000000: there is no memory",
    part: (p, { abi }) => {
      const size = abi === "c" ? 56n : 48n;
      p.call(B, [], NOTHING, { args: ([i, , , s, n]) => [i, INPUT - 2n * size - 1n, 2n, s, n] });
    },
    ...isC,
    ...faulty("Access violation reading 112 bytes at address 0x3ffffff8f (in unallocated region)"),
  },
  { name: "an empty array at 0x400000000", ...arrayAt(INPUT, 0n), ...INVALID_POINTER },
  { name: "an empty array one byte below", ...arrayAt(INPUT - 1n, 0n), log: called("B") },
  { name: "more infos than a u64 counts bytes", ...arrayAt(HEAP, 1n << 62n), ...INVALID_POINTER },
  { name: "the array in the input region", ...arrayAt(INPUT, 1n), ...INVALID_POINTER },
  {
    name: "the array outside memory",
    ...arrayAt(NOWHERE, 1n),
    ...isC,
    ...faulty("Access violation reading 56 bytes at address 0x900 (in unallocated region)"),
  },
  {
    name: "the array outside memory",
    ...arrayAt(NOWHERE, 1n),
    ...isRust,
    ...faulty("Access violation reading 48 bytes at address 0x900 (in unallocated region)"),
  },
  {
    name: "the array not at a multiple of 8",
    ...arrayAt(HEAP + 0x7004n, 1n),
    ...faulty("Unaligned pointer"),
    onV1: faulty("Access violation reading 32 bytes at address 0x0 (in unallocated region)"),
  },
  {
    name: "a key outside memory, of an info that no meta asks for",
    part: (p) => {
      p.call(B, [], NOTHING, { infos: [WALLET], poke: ({ info }) => [[info(0), u64(NOWHERE)]] });
    },
    ...faulty("Access violation reading 32 bytes at address 0x900 (in unallocated region)"),
  },
];

const choice: Row[] = [
  {
    name: "infos in another order than metas",
    part: (p) =>
      p.call(B, [meta(SIGNER), meta(WALLET), meta(ownOf("B"))], NOTHING, { infos: [ownOf("B"), SIGNER, WALLET] }),
    log: called("B"),
  },
  {
    name: "no info",
    part: (p) => p.call(B, [meta(ownOf("B")), meta(WALLET)], NOTHING, { infos: [ownOf("B")] }),
    log: ["Instruction references an unknown account wallet"],
    error: "MissingAccount",
    failed: "An account required by the instruction is missing",
  },
  { name: "no info of an executable", part: (p) => p.call(B, [meta(C)], NOTHING, { infos: [] }), log: called("B") },
  {
    name: "an info of an executable whose pointers lead nowhere",
    part: (p) => {
      p.call(B, [meta(C)], NOTHING, { poke: ({ info }) => [[info(0) + 8n, concatBytes(u64(NOWHERE), u64(NOWHERE))]] });
    },
    log: called("B"),
  },
  {
    name: "two infos of one account: the second is not looked at",
    part: (p) => {
      p.call(B, [meta(WALLET)], NOTHING, {
        infos: [WALLET, WALLET],
        poke: ({ info }) => [[info(1) + 8n, concatBytes(u64(NOWHERE), u64(NOWHERE))]],
      });
    },
    log: called("B"),
  },
  {
    name: "two infos of one account: the first counts",
    part: (p) => {
      p.call(B, [meta(WALLET)], NOTHING, {
        infos: [WALLET, WALLET],
        changeInfos: ([first, second]) => [{ ...first, addresses: { ...first.addresses, owner: NOWHERE } }, second],
      });
    },
    log: (p) => [`Invalid account info pointer \`owner': 0x900 != ${hex(p.at(WALLET).owner)}`],
    ...INVALID_POINTER,
  },
  {
    name: "the account is found by the key's bytes, then refused for where they stand",
    part: (p) => {
      p.call(B, [meta(WALLET)], NOTHING, {
        changeInfos: ([info]) => [{ ...info, addresses: { ...info.addresses, key: CELLS } }],
        poke: () => [[CELLS, WALLET]],
      });
    },
    log: (p) => [`Invalid account info pointer \`key': ${hex(CELLS)} != ${hex(p.at(WALLET).key)}`],
    ...INVALID_POINTER,
  },
  {
    name: "the key of another account of the caller's",
    part: (p) => {
      p.call(B, [meta(WALLET)], NOTHING, {
        changeInfos: ([info]) => [{ ...info, addresses: { ...info.addresses, key: p.at(SIGNER).key } }],
      });
    },
    log: ["Instruction references an unknown account wallet"],
    error: "MissingAccount",
    failed: "An account required by the instruction is missing",
  },
];

const pointers: Row[] = [
  misleading("owner", "the owner of another account", (p) => p.at(WALLET).owner),
  misleading("owner", "the heap", () => CELLS),
  misleading("owner", "nowhere", () => NOWHERE),
  misleading("lamports", "the lamports of another account", (p) => p.at(WALLET).lamports),
  misleading("lamports", "the heap", () => CELLS),
  misleading("lamports", "nowhere", () => NOWHERE),
  misleading("data", "the data of another account", (p) => p.at(WALLET).data),
  misleading("data", "the second byte", (p) => p.at(ownOf("B")).data + 1n),
  misleading("data", "the heap", () => CELLS),
  misleading("data", "nowhere", () => NOWHERE),
];

const cells: Row[] = [
  {
    name: "the lamports cell in the input region",
    ...pokingInfo(LAMPORTS_RC, (p) => p.at(ownOf("B")).lamports - 24n),
    ...INVALID_POINTER,
    ...isRust,
  },
  {
    name: "the lamports cell at 0x400000000",
    ...pokingInfo(LAMPORTS_RC, () => INPUT - 24n),
    ...INVALID_POINTER,
    ...isRust,
  },
  {
    name: "the lamports cell just below 0x400000000: there is no memory",
    ...pokingInfo(LAMPORTS_RC, () => INPUT - 32n),
    ...faulty("Access violation reading 8 bytes at address 0x3fffffff8 (in unallocated region)"),
    ...isRust,
  },
  { name: "the data cell at 0x400000000", ...pokingInfo(DATA_RC, () => INPUT - 24n), ...INVALID_POINTER, ...isRust },
  {
    name: "the data cell just below 0x400000000: there is no memory",
    ...pokingInfo(DATA_RC, () => INPUT - 25n),
    ...faulty("Access violation reading 16 bytes at address 0x3ffffffff (in unallocated region)"),
    ...isRust,
  },
  {
    name: "the lamports cell not at a multiple of 8",
    ...pokingInfo(
      LAMPORTS_RC,
      () => CELLS + 4n,
      (p) => [CELLS + 28n, u64(p.at(ownOf("B")).lamports)],
    ),
    ...faulty("Unaligned pointer"),
    onV1: { log: called("B") },
    ...isRust,
  },
  {
    name: "the data cell not at a multiple of 8",
    ...pokingInfo(
      DATA_RC,
      () => CELLS + 4n,
      (p) => [CELLS + 28n, concatBytes(u64(p.at(ownOf("B")).data), u64(100n))],
    ),
    ...faulty("Unaligned pointer"),
    onV1: { log: called("B") },
    ...isRust,
  },
  {
    name: "an Rc near the end of the address space: the cell is found past zero",
    ...pokingInfo(LAMPORTS_RC, () => (1n << 64n) - 8n),
    ...faulty("Access violation reading 8 bytes at address 0x10 (in unallocated region)"),
    ...isRust,
  },
];

/** The caller's own account, whose info says another length. */
const ofLength = (length: number): Pick<Row, "part"> => ({
  part: (p, { caller }) => {
    p.noteLength(ownOf(caller), length).call(B, [meta(ownOf(caller), "w")], (b) => {
      b.logBytes([b.at(ownOf(caller)).data - 8n, 8]);
    });
  },
});

const INVALID_REALLOC: Ending = { error: "InvalidRealloc", failed: "Failed to reallocate account data" };
const isAligned: Pick<Row, "only"> = { only: ({ caller }) => caller !== "V1" };
const isV1: Pick<Row, "only"> = { only: ({ caller }) => caller === "V1" };

const lengths: Row[] = [
  {
    name: "10,240 bytes more than at first",
    ...ofLength(100 + 10_240),
    log: called("B", `Program data: ${base64Encode(u64(10_340n))}`),
    ...isAligned,
  },
  { name: "10,241 bytes more than at first", ...ofLength(100 + 10_241), ...INVALID_REALLOC, ...isAligned },
  {
    name: "as many bytes as at first",
    ...ofLength(100),
    log: called("B", `Program data: ${base64Encode(u64(100n))}`),
    ...isV1,
  },
  { name: "one byte more than at first", ...ofLength(101), ...INVALID_REALLOC, ...isV1 },
  {
    name: "a length that is no safe integer",
    part: (p, { caller }) => {
      p.call(B, [meta(ownOf(caller), "w")], NOTHING, { changeInfos: ([info]) => [{ ...info, dataLength: 1n << 63n }] });
    },
    ...INVALID_REALLOC,
  },
  {
    name: "first is when the caller began: 10,240 bytes of a callee's, then one more",
    part: (p) => {
      p.call(B, [meta(ownOf("B"), "w")], (b) => b.setLength(ownOf("B"), 100 + 10_240));
      p.noteLength(ownOf("B"), 100 + 10_240).call(B, [meta(ownOf("B"))], NOTHING);
      p.noteLength(ownOf("B"), 100 + 10_241).call(B, [meta(ownOf("B"))], NOTHING);
    },
    log: [...called("B"), ...called("B")],
    ...INVALID_REALLOC,
    ...isAligned,
  },
];

describe("with SIMD-0460 and without SIMD-0459 a data pointer", () => {
  const features = FEATURE_PRESETS.mainnet.features();
  features.activate(featureNamed("virtual_address_space_adjustments").id, 0n);
  features.deactivate(featureNamed("syscall_parameter_address_restrictions").id);
  const leadingTo = (address: bigint) =>
    passing((info) => ({ ...info, addresses: { ...info.addresses, data: address } }));

  test.each(CUES)("below the input region leads to its begin: $caller, $abi", (cue) => {
    for (const address of [NOWHERE, CELLS, INPUT - 1n]) perform(cpiStage(features), leadingTo(address), cue);
  });

  test.each(CUES)("beyond all memory is an access violation, and leads Agave beyond it: $caller, $abi", (cue) => {
    for (const address of [INPUT + (1n << 33n), (1n << 63n) + 5n, (1n << 64n) - 1n]) {
      const { error } = perform(cpiStage(features, { alone: true }), leadingTo(address), cue);
      expect(error).toEqual({ InstructionError: [0, "ProgramFailedToComplete"] });
    }
  });
});

const rows = [...array, ...choice, ...pointers, ...cells, ...lengths];
testRows(cpiStage(), rows);
compareRows(rows);

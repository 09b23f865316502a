import { u64 } from "../../../src/cli/diff/bytes.js";
import {
  B,
  called,
  compareRows,
  cpiStage,
  type Ending,
  ownOf,
  type Row,
  SIGNER,
  testRows,
} from "../../helpers/cast.js";
import { HEAP, type LaidOutCall, type Meta } from "../../helpers/puppet.js";
import { meta } from "../../helpers/transactions.js";

// The first thing a CPI does with its arguments: find the instruction (Agave: cpi.rs, translate_instruction_c and
// translate_instruction_rust). None of these failures is an InstructionError, but for the flags'.

const NOTHING = new Uint8Array(0);
const NOWHERE = 0x900n;
const END_OF_HEAP = HEAP + 0x8000n;

/** Words of the instruction struct. */
const WORDS = {
  c: { metas: 1, metasLength: 2, data: 3, dataLength: 4 },
  rust: { metas: 0, metasLength: 2, data: 3, dataLength: 5 },
};

function word({ args, abi }: LaidOutCall, name: keyof typeof WORDS.c): bigint {
  return args[0] + 8n * BigInt(WORDS[abi][name]);
}

function faulty(failed: string): Ending {
  return { error: "ProgramFailedToComplete", failed };
}

const twoMetas = (caller: string): Meta[] => [meta(ownOf(caller), "w"), meta(ownOf("B"), "w")];

/** A call with two metas and three bytes of data, of which one word is wrong. */
function wrong(name: string, field: keyof typeof WORDS.c, value: bigint, ending: Ending & Pick<Row, "only">): Row {
  return {
    name,
    part: (p, { caller }) => {
      p.call(B, twoMetas(caller), new Uint8Array(3), { poke: (call) => [[word(call, field), u64(value)]] });
    },
    ...ending,
  };
}

/** A call whose second meta has other bytes than 0 and 1 in its flags. */
function flags(isSigner: number, isWritable: number): Row {
  return {
    name: `a meta with signer ${isSigner} and writable ${isWritable}`,
    part: (p, { caller }) => p.call(B, [meta(ownOf(caller)), { pubkey: SIGNER, isSigner, isWritable }], NOTHING),
    error: "InvalidArgument",
    failed: "invalid program argument",
  };
}

const inC: Pick<Row, "only"> = { only: ({ abi }) => abi === "c" };
const inRust: Pick<Row, "only"> = { only: ({ abi }) => abi === "rust" };
const inAlignedC: Pick<Row, "only"> = { only: ({ abi, caller }) => abi === "c" && caller !== "V1" };

const rows: Row[] = [
  {
    name: "the instruction outside memory",
    part: (p) => p.call(B, [], NOTHING, { args: ([, ...rest]) => [NOWHERE, ...rest] }),
    ...inC,
    ...faulty("Access violation reading 40 bytes at address 0x900 (in unallocated region)"),
  },
  {
    name: "the instruction outside memory",
    part: (p) => p.call(B, [], NOTHING, { args: ([, ...rest]) => [NOWHERE, ...rest] }),
    ...inRust,
    ...faulty("Access violation reading 80 bytes at address 0x900 (in unallocated region)"),
  },
  {
    name: "the instruction's last byte past the heap",
    part: (p) => p.call(B, [], NOTHING, { args: ([, ...rest]) => [END_OF_HEAP - 32n, ...rest] }),
    ...inC,
    ...faulty("Access violation reading 40 bytes at address 0x300007fe0 (in heap region)"),
  },
  {
    name: "the instruction not at a multiple of 8",
    part: (p) => p.call(B, [], NOTHING, { base: HEAP + 4n }),
    ...faulty("Unaligned pointer"),
    onV1: { log: called("B") },
  },
  {
    name: "the program id outside memory",
    part: (p) => p.call(B, [], NOTHING, { poke: ({ args }) => [[args[0], u64(NOWHERE)]] }),
    ...inC,
    ...faulty("Access violation reading 32 bytes at address 0x900 (in unallocated region)"),
  },
  wrong("metas outside memory", "metas", NOWHERE, {
    ...inC,
    ...faulty("Access violation reading 32 bytes at address 0x900 (in unallocated region)"),
  }),
  wrong("metas outside memory", "metas", NOWHERE, {
    ...inRust,
    ...faulty("Access violation reading 68 bytes at address 0x900 (in unallocated region)"),
  }),
  wrong("the last meta's end past the heap", "metas", END_OF_HEAP - 67n, {
    ...inRust,
    ...faulty("Access violation reading 68 bytes at address 0x300007fbd (in heap region)"),
  }),
  wrong("metas not at a multiple of 8", "metas", HEAP + 4n, { ...inAlignedC, ...faulty("Unaligned pointer") }),
  wrong("metas of more bytes than an i64 counts", "metasLength", 1n << 62n, faulty("InvalidLength")),
  wrong("data outside memory", "data", NOWHERE, {
    ...faulty("Access violation reading 3 bytes at address 0x900 (in unallocated region)"),
  }),
  wrong("data past the heap", "data", END_OF_HEAP - 2n, {
    ...faulty("Access violation reading 3 bytes at address 0x300007ffe (in heap region)"),
  }),
  wrong("data of more bytes than an i64 counts", "dataLength", 1n << 63n, faulty("InvalidLength")),
  {
    name: "a meta's key outside memory",
    part: (p, { caller }) => {
      p.call(B, twoMetas(caller), new Uint8Array(3), {
        // The keys lie before the metas, 32 bytes each.
        poke: () => [[HEAP + 64n + 16n, u64(NOWHERE)]],
      });
    },
    ...inC,
    ...faulty("Access violation reading 32 bytes at address 0x900 (in unallocated region)"),
  },
  flags(2, 0),
  flags(0, 2),
  flags(255, 255),
];

testRows(cpiStage(), rows);
compareRows(rows);

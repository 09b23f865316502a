import { base64Encode } from "../../../src/base/base64.js";
import { concatBytes } from "../../../src/base/bytes.js";
import { u32, u64 } from "../../../src/cli/diff/bytes.js";
import { SYSTEM_PROGRAM_ID } from "../../../src/solana/program-ids.js";
import {
  B,
  C,
  called,
  compareRows,
  cpiStage,
  DATA,
  failing,
  ownOf,
  type Row,
  SIGNER,
  testRows,
  WALLET,
} from "../../helpers/cast.js";
import { named } from "../../helpers/names.js";
import { HEAP, type LaidOutCall, type Poke, type Puppet } from "../../helpers/puppet.js";
import { LAMPORTS } from "../../helpers/stage.js";
import { meta, transfer } from "../../helpers/transactions.js";

// What the caller changed is the callee's to see, and what the callee changed the caller's (Agave: cpi.rs,
// update_callee_account and update_caller_account). Refusals are the account policy's: test/runtime/account-policy.

const NOTHING = new Uint8Array(0);
const SYSTEM = "Program 11111111111111111111111111111111";
const data = (...fields: readonly Uint8Array[]) =>
  `Program data: ${fields.map((field) => base64Encode(field)).join(" ")}`;

/** Logs lamports, owner, length word and the first bytes of data. */
function logAccount(p: Puppet, key: Uint8Array, bytes = 4): void {
  const { lamports, owner, data } = p.at(key);
  p.logBytes([lamports, 8], [owner, 32], [data - 8n, 8], [data, bytes]);
}

const accountLine = (lamports: bigint, owner: Uint8Array, length: number, bytes: Uint8Array) =>
  data(u64(lamports), owner, u64(BigInt(length)), bytes);

const [FIRST_BYTES, OTHER_BYTES] = [DATA.subarray(0, 4), Uint8Array.of(9, 9, 9, 9)];
const ZEROS = new Uint8Array(DATA.length);
const CUT = concatBytes(DATA.subarray(0, 2), ZEROS.subarray(2));
/** Heap for a cell of a row's own. */
const CELL = HEAP + 0x6000n;

const toCallee: Row[] = [
  {
    name: "lamports, data and owner together",
    part: (p, { caller }) => {
      const own = ownOf(caller);
      p.setLamports(own, LAMPORTS - 7n)
        .setLamports(WALLET, LAMPORTS + 7n)
        .setData(own, ZEROS)
        .setOwner(own, B);
      p.call(B, [meta(own, "w"), meta(WALLET)], (b) => {
        logAccount(b, own);
        logAccount(b, WALLET, 0);
        b.setData(own, OTHER_BYTES);
      });
    },
    log: called(
      "B",
      accountLine(LAMPORTS - 7n, B, 100, ZEROS.subarray(0, 4)),
      accountLine(LAMPORTS + 7n, SYSTEM_PROGRAM_ID, 0, NOTHING),
    ),
  },
  {
    name: "a shorter length by the info, while the serialized word says the old one",
    part: (p, { caller }) => {
      p.noteLength(ownOf(caller), 3).call(B, [meta(ownOf(caller))], (b) => logAccount(b, ownOf(caller), 3));
    },
    log: (_, { caller }) => called("B", accountLine(LAMPORTS, named(caller), 3, DATA.subarray(0, 3))),
  },
  {
    name: "the old length by the info, while the serialized word says a shorter one",
    part: (p, { caller }) => {
      p.write(p.at(ownOf(caller)).data - 8n, u64(3n));
      p.call(B, [meta(ownOf(caller))], (b) => logAccount(b, ownOf(caller)));
    },
    log: (_, { caller }) => called("B", accountLine(LAMPORTS, named(caller), 100, FIRST_BYTES)),
  },
  {
    name: "data cut to nothing, given again, and an owner of nothing",
    part: (p, { caller }) => {
      const own = ownOf(caller);
      const pass = (bytes: number) => p.call(B, [meta(own)], (b) => logAccount(b, own, bytes));
      p.setLength(own, 0);
      pass(0);
      p.setLength(own, 4).setData(own, OTHER_BYTES);
      pass(4);
      p.setLength(own, 0);
      pass(0);
      p.setOwner(own, B);
      pass(0);
    },
    log: (_, { caller }) => [
      ...called("B", accountLine(LAMPORTS, named(caller), 0, NOTHING)),
      ...called("B", accountLine(LAMPORTS, named(caller), 4, OTHER_BYTES)),
      ...called("B", accountLine(LAMPORTS, named(caller), 0, NOTHING)),
      ...called("B", accountLine(LAMPORTS, B, 0, NOTHING)),
    ],
    only: ({ caller }) => caller !== "V1",
  },
  {
    name: "nothing of an account that no meta names",
    part: (p, { caller }) => {
      p.setData(ownOf(caller), OTHER_BYTES).call(B, [], (b) => b.log("no accounts"));
      p.call(B, [meta(ownOf(caller))], (b) => logAccount(b, ownOf(caller)));
    },
    log: (_, { caller }) => [
      ...called("B", "Program log: no accounts"),
      ...called("B", accountLine(LAMPORTS, named(caller), 100, OTHER_BYTES)),
    ],
  },
  {
    name: "nothing of an executable: what was written over it counts when the caller ends",
    part: (p, { caller }) => {
      p.setData(C, OTHER_BYTES).call(B, [meta(C), meta(ownOf(caller))], (b) => b.log("called"));
    },
    ...failing("ReadonlyDataModified"),
    log: called("B", "Program log: called"),
  },
];

/** The caller calls and then logs what it sees of an account. */
const seeing = (
  key: (caller: string) => Uint8Array,
  call: (p: Puppet, caller: string) => void,
  bytes = 4,
): Pick<Row, "part"> => ({
  part: (p, { caller }) => {
    call(p, caller);
    logAccount(p, key(caller), bytes);
  },
});

const ofB = () => ownOf("B");
const system = [`${SYSTEM} invoke [2]`, `${SYSTEM} success`];
const aligned: Pick<Row, "only"> = { only: ({ caller }) => caller !== "V1" };

const toCaller: Row[] = [
  {
    name: "lamports, by a builtin",
    ...seeing(
      () => WALLET,
      (p) => p.call(SYSTEM_PROGRAM_ID, [meta(SIGNER, "ws"), meta(WALLET, "w")], transfer(SIGNER, WALLET, 5n).data),
      0,
    ),
    log: [...system, accountLine(LAMPORTS + 5n, SYSTEM_PROGRAM_ID, 0, NOTHING)],
  },
  {
    name: "the owner, by a builtin",
    ...seeing(
      () => SIGNER,
      (p) => p.call(SYSTEM_PROGRAM_ID, [meta(SIGNER, "ws")], concatBytes(u32(1), B)),
      0,
    ),
    log: [...system, accountLine(LAMPORTS, B, 0, NOTHING)],
  },
  {
    name: "data that an account did not have, by a builtin",
    ...seeing(
      () => SIGNER,
      (p) => p.call(SYSTEM_PROGRAM_ID, [meta(SIGNER, "ws")], concatBytes(u32(8), u64(3n))),
      4,
    ),
    log: [...system, accountLine(LAMPORTS, SYSTEM_PROGRAM_ID, 3, new Uint8Array(4))],
    ...aligned,
  },
  {
    name: "lamports and an owner, call after call",
    ...seeing(
      () => SIGNER,
      (p) => {
        const pay = transfer(SIGNER, WALLET, 5n).data;
        for (let i = 0; i < 3; i++) p.call(SYSTEM_PROGRAM_ID, [meta(SIGNER, "ws"), meta(WALLET, "w")], pay);
        p.call(SYSTEM_PROGRAM_ID, [meta(SIGNER, "ws")], concatBytes(u32(1), B));
        p.call(B, [meta(SIGNER, "ws"), meta(WALLET, "w")], (b) => {
          b.setLamports(SIGNER, LAMPORTS - 22n).setLamports(WALLET, LAMPORTS + 22n);
        });
      },
      0,
    ),
    log: [...system, ...system, ...system, ...system, ...called("B"), accountLine(LAMPORTS - 22n, B, 0, NOTHING)],
  },
  {
    name: "an account that it changed itself before",
    ...seeing(
      () => WALLET,
      (p, caller) => {
        p.setLamports(ownOf(caller), LAMPORTS - 3n).setLamports(WALLET, LAMPORTS + 3n);
        p.call(SYSTEM_PROGRAM_ID, [meta(SIGNER, "ws"), meta(WALLET, "w")], transfer(SIGNER, WALLET, 5n).data);
      },
      0,
    ),
    ...failing("UnbalancedInstruction"),
    log: [],
  },
  {
    name: "an account that it changed itself before, and whence that came",
    ...seeing(
      () => WALLET,
      (p, caller) => {
        p.setLamports(ownOf(caller), LAMPORTS - 3n).setLamports(WALLET, LAMPORTS + 3n);
        const metas = [meta(SIGNER, "ws"), meta(WALLET, "w"), meta(ownOf(caller), "w")];
        p.call(SYSTEM_PROGRAM_ID, metas, transfer(SIGNER, WALLET, 5n).data);
      },
      0,
    ),
    log: [...system, accountLine(LAMPORTS + 8n, SYSTEM_PROGRAM_ID, 0, NOTHING)],
  },
  {
    name: "data",
    ...seeing(ofB, (p) => p.call(B, [meta(ownOf("B"), "w")], (b) => b.setData(ownOf("B"), OTHER_BYTES))),
    log: [...called("B"), accountLine(LAMPORTS, B, 100, OTHER_BYTES)],
  },
  {
    name: "data of an account that stands twice among the metas",
    ...seeing(ofB, (p) => {
      p.call(B, [meta(ownOf("B")), meta(ownOf("B"), "w")], (b) => b.setData(ownOf("B"), OTHER_BYTES));
    }),
    log: [...called("B"), accountLine(LAMPORTS, B, 100, OTHER_BYTES)],
  },
  {
    name: "a longer length and the data",
    ...seeing(
      ofB,
      (p) => {
        p.call(B, [meta(ownOf("B"), "w")], (b) =>
          b.setLength(ownOf("B"), 102).setData(ownOf("B"), Uint8Array.of(8, 8), 100),
        );
      },
      104,
    ),
    log: [...called("B"), accountLine(LAMPORTS, B, 102, concatBytes(DATA, Uint8Array.of(8, 8, 0, 0)))],
    ...aligned,
  },
  {
    name: "a shorter length, and zeros where data were",
    ...seeing(ofB, (p) => p.call(B, [meta(ownOf("B"), "w")], (b) => b.setLength(ownOf("B"), 2)), 100),
    log: [...called("B"), accountLine(LAMPORTS, B, 2, CUT)],
    // Loader v1 reads as many bytes back as it gave.
    onV1: { ...failing("ExternalAccountDataModified"), log: [...called("B"), accountLine(LAMPORTS, B, 2, CUT)] },
  },
  {
    name: "no data any more, and zeros where they were",
    ...seeing(ofB, (p) => p.call(B, [meta(ownOf("B"), "w")], (b) => b.setLength(ownOf("B"), 0)), 100),
    log: [...called("B"), accountLine(LAMPORTS, B, 0, ZEROS)],
    ...aligned,
  },
  {
    name: "the length in the AccountInfo",
    part: (p) => {
      let lengthWord = 0n;
      const poke = ({ abi, info }: LaidOutCall): Poke[] => {
        lengthWord = abi === "c" ? info(0) + 16n : CELL + 32n;
        if (abi === "c") return [];
        return [
          [info(0) + 16n, u64(CELL)],
          [CELL + 24n, concatBytes(u64(p.at(ownOf("B")).data), u64(100n))],
        ];
      };
      p.call(B, [meta(ownOf("B"), "w")], (b) => b.setLength(ownOf("B"), 2), { poke }).logBytes([lengthWord, 8]);
    },
    log: [...called("B"), data(u64(2n))],
    onV1: { ...failing("ExternalAccountDataModified"), log: [...called("B"), data(u64(2n))] },
  },
];

const rows = [...toCallee, ...toCaller];
testRows(cpiStage(), rows);
compareRows(rows);

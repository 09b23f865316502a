import { describe, expect, test } from "vitest";
import { base64Encode } from "../../../src/base/base64.js";
import { u64 } from "../../../src/cli/diff/bytes.js";
import { SYSTEM_PROGRAM_ID } from "../../../src/solana/program-ids.js";
import {
  A,
  B,
  C,
  called,
  compareRows,
  cpiStage,
  expectEnding,
  type Row,
  SIGNER,
  testRows,
  WALLET,
} from "../../helpers/cast.js";
import { HEAP, type Puppet } from "../../helpers/puppet.js";
import { meta, transfer } from "../../helpers/transactions.js";

// Return data between programs (Agave: invoke_context.rs, process_executable_chain; vm.rs; syscalls, SyscallGetReturnData).

const [ONE, TWO] = [Uint8Array.of(1, 2, 3), Uint8Array.of(4, 5)];
const [BYTES, PROGRAM] = [HEAP + 0x6000n, HEAP + 0x6800n];
const encode = (...fields: readonly Uint8Array[]) => fields.map((field) => base64Encode(field)).join(" ");

/** Logs how long the return data are, as many as `room` of them, and whose they are. */
function logReturnData(p: Puppet, room = 8): Puppet {
  p.syscall("sol_get_return_data", BYTES, BigInt(room), PROGRAM).store(HEAP + 0x6700n);
  return p.logBytes([HEAP + 0x6700n, 8], [BYTES, room], [PROGRAM, 32]);
}

const seen = (length: number, bytes: Uint8Array, program: Uint8Array) =>
  `Program data: ${encode(u64(BigInt(length)), bytes, program)}`;
const padded = (bytes: Uint8Array) => Uint8Array.from({ length: 8 }, (_, i) => bytes[i] ?? 0);
const NOTHING_SEEN = seen(0, new Uint8Array(8), new Uint8Array(32));
const returned = (program: string, data: Uint8Array) => `Program return: ${program} ${base64Encode(data)}`;

const rows: Row[] = [
  {
    name: "a callee's data reach its caller",
    part: (p) => logReturnData(p.call(B, [], (b) => b.setReturnData(ONE))),
    log: (_, { caller }) => [...called("B", returned("B", ONE)), seen(3, padded(ONE), B), returned(caller, ONE)],
  },
  {
    name: "less room than data: the whole length, the first bytes",
    part: (p) =>
      logReturnData(
        p.call(B, [], (b) => b.setReturnData(ONE)),
        2,
      ),
    log: (_, { caller }) => [...called("B", returned("B", ONE)), seen(3, ONE.subarray(0, 2), B), returned(caller, ONE)],
  },
  {
    name: "a call takes away what its caller had set",
    part: (p) => logReturnData(p.setReturnData(ONE).call(B, [], () => {})),
    log: [...called("B"), NOTHING_SEEN],
  },
  {
    name: "a call takes away what another callee had set",
    part: (p) => {
      p.call(B, [], (b) => b.setReturnData(ONE));
      logReturnData(p.call(C, [], () => {}));
    },
    log: [...called("B", returned("B", ONE)), ...called("C"), NOTHING_SEEN],
  },
  {
    name: "a call of a builtin takes them away too",
    part: (p) => {
      p.setReturnData(ONE);
      logReturnData(
        p.call(SYSTEM_PROGRAM_ID, [meta(SIGNER, "ws"), meta(WALLET, "w")], transfer(SIGNER, WALLET, 1n).data),
      );
    },
    log: [
      "Program 11111111111111111111111111111111 invoke [2]",
      "Program 11111111111111111111111111111111 success",
      NOTHING_SEEN,
    ],
  },
  {
    name: "a callee does not see its caller's",
    part: (p) => p.setReturnData(ONE).call(B, [], (b) => logReturnData(b)),
    log: called("B", NOTHING_SEEN),
  },
  {
    name: "the caller's own come last",
    part: (p) => p.call(B, [], (b) => b.setReturnData(ONE)).setReturnData(TWO),
    log: (_, { caller }) => [...called("B", returned("B", ONE)), returned(caller, TWO)],
  },
  {
    name: "data set and emptied again are not logged",
    part: (p) => p.setReturnData(ONE).setReturnData(new Uint8Array(0)),
  },
];

const stage = cpiStage();
testRows(stage, rows);
compareRows(rows);

describe("the transaction's", () => {
  test("a callee's, under the callee's id", () => {
    const part = (a: Puppet) => a.call(B, [], (b) => b.setReturnData(ONE));
    const { returnData } = stage.play({ acts: [{ program: A, accounts: [meta(B)], part }] });
    expect(returnData?.hex).toBe("010203");
    expect(returnData?.program).toBe(
      stage.play({ acts: [{ program: B, part: (b) => b.setReturnData(ONE) }] }).returnData?.program,
    );
  });

  test("the last instruction's alone", () => {
    const { returnData } = stage.play({
      acts: [
        { program: A, part: (a) => a.setReturnData(ONE) },
        { program: B, part: (b) => logReturnData(b) },
      ],
    });
    expect(returnData?.hex ?? "").toBe("");
  });
});

describe("at most 1024 bytes", () => {
  const setting = (length: number) => {
    return stage.play({
      acts: [{ program: A, part: (a) => a.syscall("sol_set_return_data", HEAP, BigInt(length)) }],
    });
  };

  test("1024", () => {
    expectEnding(setting(1024), "A", { log: [returned("A", new Uint8Array(1024))] });
  });

  test("1025", () => {
    expectEnding(setting(1025), "A", {
      error: "ProgramFailedToComplete",
      failed: "Return data too large (1025 > 1024)",
    });
  });
});

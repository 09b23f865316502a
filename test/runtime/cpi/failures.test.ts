import { describe, expect, test } from "vitest";
import { SYSTEM_PROGRAM_ID } from "../../../src/solana/program-ids.js";
import { A, B, C, compareRows, cpiStage, type Row, SIGNER, testRows, WALLET } from "../../helpers/cast.js";
import { HEAP, type Part } from "../../helpers/puppet.js";
import { LAMPORTS, MAX_UNITS } from "../../helpers/stage.js";
import { meta, transfer } from "../../helpers/transactions.js";

// A callee's failure is its caller's: an InstructionError as it is, anything else as ProgramFailedToComplete; nothing
// runs after it (Agave: invoke_context.rs, process_executable_chain).

const SYSTEM = "Program 11111111111111111111111111111111";

/** B fails inside C inside the caller, which would log something afterwards. */
function deep(name: string, part: Part, error: NonNullable<Row["error"]>, own: string, passedOn = own): Row {
  return {
    name,
    part: (p) => p.call(C, [meta(B)], (c) => c.call(B, [], part)).log("caught"),
    log: ["Program C invoke [2]", "Program B invoke [3]", `Program B failed: ${own}`, `Program C failed: ${passedOn}`],
    error,
    failed: passedOn,
  };
}

const INCOMPLETE = "Program failed to complete";

const rows: Row[] = [
  deep("a code of its own", (b) => b.leave(5n), { Custom: 5 }, "custom program error: 0x5"),
  deep("a code of the builtins'", (b) => b.leave(2n << 32n), "InvalidArgument", "invalid program argument"),
  deep(
    "an InstructionError of a syscall",
    (b) => b.call(B, [{ pubkey: B, isSigner: 2, isWritable: 0 }], new Uint8Array(0), { infos: [] }),
    "InvalidArgument",
    "invalid program argument",
  ),
  deep(
    "a fault of the machine",
    (b) => b.write(0n, Uint8Array.of(1)),
    "ProgramFailedToComplete",
    "Access violation writing 1 bytes at address 0x0 (in unallocated region)",
    INCOMPLETE,
  ),
  deep(
    "a failure of a syscall that is no InstructionError",
    (b) => b.syscall("sol_memcpy_", HEAP, HEAP, 8n),
    "ProgramFailedToComplete",
    "Overlapping copy",
    INCOMPLETE,
  ),
  {
    name: "a code of the system program's",
    part: (p) => {
      const { data } = transfer(SIGNER, WALLET, LAMPORTS + 1n);
      p.call(SYSTEM_PROGRAM_ID, [meta(SIGNER, "ws"), meta(WALLET, "w")], data).log("caught");
    },
    log: [
      `${SYSTEM} invoke [2]`,
      `Transfer: insufficient lamports ${LAMPORTS}, need ${LAMPORTS + 1n}`,
      `${SYSTEM} failed: custom program error: 0x1`,
    ],
    error: { Custom: 1 },
    failed: "custom program error: 0x1",
  },
];

const stage = cpiStage();
testRows(stage, rows);
compareRows(rows);

describe("units after a failure inside a call", () => {
  const failing = (part: Part) => {
    return stage.play({ acts: [{ program: A, accounts: [meta(B)], part: (a) => a.call(B, [], part) }] });
  };

  test("a fault takes all that remained; the lines say what was used", () => {
    const { computeUnits, consumed } = failing((b) => b.write(0n, Uint8Array.of(1)));
    expect(computeUnits).toBe(MAX_UNITS);
    const [callee, caller] = consumed;
    expect(callee.units).toBeLessThan(1000);
    // The caller's line comes after the meter was emptied.
    expect(caller.units).toBe(MAX_UNITS);
  });

  test("a syscall's failure takes what was used", () => {
    const { computeUnits, consumed } = failing((b) => b.syscall("sol_memcpy_", HEAP, HEAP, 8n));
    expect(computeUnits).toBeLessThan(5000);
    expect(computeUnits).toBe(consumed[1].units);
  });

  test("an error code takes what was used", () => {
    const { computeUnits, consumed } = failing((b) => b.leave(5n));
    expect(computeUnits).toBeLessThan(5000);
    expect(computeUnits).toBe(consumed[1].units);
  });
});

describe("what the transaction leaves", () => {
  test("nothing of calls that succeeded before", () => {
    const part: Part = (a) => {
      a.call(SYSTEM_PROGRAM_ID, [meta(SIGNER, "ws"), meta(WALLET, "w")], transfer(SIGNER, WALLET, 5n).data).leave(1n);
    };
    const accounts = [meta(SIGNER, "ws"), meta(WALLET, "w"), meta(SYSTEM_PROGRAM_ID)];
    const { error, account } = stage.play({ acts: [{ program: A, accounts, part }] });
    expect(error).toEqual({ InstructionError: [0, { Custom: 1 }] });
    expect(account(WALLET)?.lamports).toBe(LAMPORTS);
  });
});

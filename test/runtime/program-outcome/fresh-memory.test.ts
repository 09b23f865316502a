import { describe, expect, test } from "vitest";
import { assemble } from "../../../src/sbpf/assembler.js";
import { buildElf } from "../../../src/sbpf/elf-builder.js";
import { ENGINES, type EngineName } from "../../../src/sbpf/engines.js";
import { SbpfVersion } from "../../../src/sbpf/version.js";
import { COMPUTE_BUDGET_PROGRAM_ID, LOADER_V2_ID } from "../../../src/solana/program-ids.js";
import type { Pubkey } from "../../../src/solana/pubkey.js";
import { createSvm } from "../../../src/svm/index.js";
import { compileWire, meta, newKey } from "../../helpers/transactions.js";

// Memory is used again by later programs, and by programs that are called: each must find it zeroed, and its own kept.

const FILL = 0;
const EXPECT_ZEROS = 1;
const FILL_CALL_AND_KEEP = 2;
const FILL_AND_FAULT = 3;
/** Writes nothing to its input, but calls itself to fill a grown account, which then shows in the caller's input too. */
const CALL_TO_GROW = 4;
const GROW = 5;
const GROWN_BYTES = 1008;

/** Accounts: one of 8 bytes, writable; the program itself. r0 = 1 where memory is not as the mode expects. */
const SWEEPER = `
entrypoint:
  mov64 r6, r1
  ldxb r7, [r2+0]
  mov64 r8, 0
  jeq r7, ${EXPECT_ZEROS}, zeros
  lddw r8, 0x1122334455667788
  jeq r7, ${FILL_CALL_AND_KEEP}, keep
  jeq r7, ${CALL_TO_GROW}, call_to_grow
  jeq r7, ${GROW}, grow
  mov64 r4, 0
  call function_first_frame
  mov64 r1, 0
  call function_sweep
  mov64 r0, 0
  jeq r7, ${FILL_AND_FAULT}, fault
  exit
grow:
  mov64 r1, r6
  add64 r1, 96
  mov64 r2, ${GROWN_BYTES / 8}
  mov64 r3, r8
  mov64 r4, 0
  call function_range
  exit
fault:
  ldxdw r0, [r0+0]
  exit
zeros:
  mov64 r4, 1
  call function_first_frame
  mov64 r9, r0
  mov64 r1, 1
  call function_sweep
  or64 r0, r9
  exit
keep:
  mov64 r1, 0
  call function_sweep
  mov64 r9, ${EXPECT_ZEROS}
  mov64 r4, 8
  ja invoke
call_to_grow:
  mov64 r9, ${GROW}
  mov64 r4, ${GROWN_BYTES}
invoke:
  mov64 r1, r6
  add64 r1, 10360
  stxdw [r10-256], r1
  mov64 r1, r10
  add64 r1, -208
  stxdw [r10-248], r1
  mov64 r2, 1
  stxdw [r10-240], r2
  add64 r1, 16
  stxdw [r10-232], r1
  stxdw [r10-224], r2
  mov64 r1, r6
  add64 r1, 16
  stxdw [r10-208], r1
  stxdw [r10-200], r2
  stxb [r10-192], r9
  stxdw [r10-184], r1
  add64 r1, 64
  stxdw [r10-176], r1
  stxdw [r10-168], r4
  add64 r1, 16
  stxdw [r10-160], r1
  add64 r1, -48
  stxdw [r10-152], r1
  mov64 r3, 0x100
  stxdw [r10-136], r3
  mov64 r1, r10
  add64 r1, -256
  mov64 r2, r10
  add64 r2, -184
  mov64 r3, 1
  mov64 r4, 0
  mov64 r5, 0
  syscall sol_invoke_signed_c
  jeq r7, ${CALL_TO_GROW}, end
  mov64 r1, 1
  call function_sweep
end:
  exit

function_first_frame:
  lddw r1, 0x200000000
  mov64 r2, 512
  mov64 r3, r8
  call function_range
  exit

function_sweep:
  mov64 r7, r1
  lddw r1, 0x300000000
  mov64 r2, 4096
  mov64 r3, r8
  mov64 r4, r7
  call function_range
  mov64 r9, r0
  mov64 r1, r6
  add64 r1, 104
  mov64 r2, 1280
  mov64 r3, r8
  mov64 r4, r7
  call function_range
  or64 r9, r0
  mov64 r1, 60
  mov64 r2, r8
  mov64 r3, r7
  call function_deep
  or64 r0, r9
  exit

function_deep:
  mov64 r6, r1
  mov64 r7, r2
  mov64 r8, r3
  mov64 r1, r10
  add64 r1, -4096
  mov64 r2, 512
  mov64 r3, r7
  mov64 r4, r8
  call function_range
  mov64 r9, r0
  jeq r6, 0, bottom
  mov64 r1, r6
  add64 r1, -1
  mov64 r2, r7
  mov64 r3, r8
  call function_deep
  or64 r9, r0
bottom:
  mov64 r0, r9
  exit

function_range:
  mov64 r0, 0
word:
  jeq r2, 0, out
  jeq r4, 1, compare
  stxdw [r1+0], r3
  ja next
compare:
  ldxdw r5, [r1+0]
  jeq r5, r3, next
  mov64 r0, 1
next:
  add64 r1, 8
  add64 r2, -1
  ja word
out:
  exit
`;

describe.each(Object.keys(ENGINES) as EngineName[])("%s", (engine) => {
  const [payer, account, program, grower] = [newKey(), newKey(), newKey(), newKey()];
  const svm = createSvm({ engine, signatureVerification: false, blockhashCheck: false, transactionHistory: 0 });
  svm.setAccount(payer, { lamports: 10n ** 12n });
  svm.setAccount(account, { lamports: 10n ** 9n, owner: program, data: new Uint8Array(8) });
  const data = buildElf(assemble(SWEEPER, SbpfVersion.V0));
  svm.setAccount(program, { lamports: 10n ** 9n, owner: LOADER_V2_ID, executable: true, data });
  const units = { programId: COMPUTE_BUDGET_PROGRAM_ID, accounts: [], data: Uint8Array.of(2, 0xc0, 0x5c, 0x15, 0) };

  function run(...modes: readonly number[]): unknown {
    return runAs(program, modes);
  }

  function runAs(programId: Pubkey, modes: readonly number[]): unknown {
    const instructions = modes.map((mode) => ({
      programId,
      accounts: [meta(account, "w"), meta(programId)],
      data: Uint8Array.of(mode),
    }));
    const blockhash = new Uint8Array(32);
    const wire = compileWire({ feePayer: payer, blockhash, instructions: [units, ...instructions] });
    const result = svm.sendTransaction(wire);
    return result.ok ? "ok" : result.error;
  }

  test("the next transaction's program finds zeros", () => {
    expect(run(FILL)).toBe("ok");
    expect(run(EXPECT_ZEROS)).toBe("ok");
  });

  test("the next instruction's program finds zeros", () => {
    expect(run(FILL, EXPECT_ZEROS)).toBe("ok");
  });

  test("a called program finds zeros, and its caller what it wrote", () => {
    expect(run(FILL_CALL_AND_KEEP)).toBe("ok");
    expect(run(EXPECT_ZEROS)).toBe("ok");
  });

  test("after a program whose input only the runtime wrote to, for an account that its callee grew", () => {
    // Other bytes than any program's before: what has run is known by its bytes to write to its input.
    const unused = `mov64 r0, ${Object.keys(ENGINES).indexOf(engine)}`;
    const data = buildElf(assemble(`${SWEEPER}${unused}\nexit\n`, SbpfVersion.V0));
    svm.setAccount(grower, { lamports: 10n ** 9n, owner: LOADER_V2_ID, executable: true, data });
    svm.setAccount(account, { lamports: 10n ** 9n, owner: grower, data: new Uint8Array(8) });
    expect(runAs(grower, [CALL_TO_GROW])).toBe("ok");
    // The caller's length word still says 8.
    expect(svm.getAccount(account)?.data).toEqual(Uint8Array.of(0x88, 0x77, 0x66, 0x55, 0x44, 0x33, 0x22, 0x11));
    svm.setAccount(account, { lamports: 10n ** 9n, owner: program, data: new Uint8Array(8) });
    expect(run(EXPECT_ZEROS)).toBe("ok");
  });

  test("after a program that failed too", () => {
    expect(run(FILL_AND_FAULT)).toEqual({ InstructionError: [1, "ProgramFailedToComplete"] });
    expect(run(EXPECT_ZEROS)).toBe("ok");
  });
});

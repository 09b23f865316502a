import { describe, expect, test } from "vitest";
import type { InstructionError } from "../../../src/solana/errors.js";
import { A, cpiStage, expectEnding } from "../../helpers/cast.js";

// What a program's r0 means (solana-instruction-error, From<u64>; solana-program-error's codes).

const stage = cpiStage();
const leaving = (r0: bigint) => stage.play({ acts: [{ program: A, part: (p) => p.leave(r0) }] });
const expectFailure = (r0: bigint, error: InstructionError, failed: string) => {
  const played = leaving(r0);
  expectEnding(played, "A", { error, failed });
  // An error code takes what was used, and no more.
  expect(played.computeUnits).toBe(played.consumed[0].units);
  expect(played.computeUnits).toBeLessThan(100);
};

test("0 is success", () => {
  expectEnding(leaving(0n), "A", {});
});

describe("codes below 2^32 are the program's own", () => {
  test.each([
    [1, "0x1"],
    [5, "0x5"],
    [255, "0xff"],
    [0xffff_ffff, "0xffffffff"],
  ])("%d", (code, hex) => {
    expectFailure(BigInt(code), { Custom: code }, `custom program error: ${hex}`);
  });
});

describe("n << 32 are the runtime's", () => {
  const ERRORS: readonly (readonly [n: number, error: InstructionError, text: string])[] = [
    [1, { Custom: 0 }, "custom program error: 0x0"],
    [2, "InvalidArgument", "invalid program argument"],
    [3, "InvalidInstructionData", "invalid instruction data"],
    [4, "InvalidAccountData", "invalid account data for instruction"],
    [5, "AccountDataTooSmall", "account data too small for instruction"],
    [6, "InsufficientFunds", "insufficient funds for instruction"],
    [7, "IncorrectProgramId", "incorrect program id for instruction"],
    [8, "MissingRequiredSignature", "missing required signature for instruction"],
    [9, "AccountAlreadyInitialized", "instruction requires an uninitialized account"],
    [10, "UninitializedAccount", "instruction requires an initialized account"],
    [11, "NotEnoughAccountKeys", "insufficient account keys for instruction"],
    [12, "AccountBorrowFailed", "instruction tries to borrow reference for an account which is already borrowed"],
    [13, "MaxSeedLengthExceeded", "Length of the seed is too long for address generation"],
    [14, "InvalidSeeds", "Provided seeds do not result in a valid address"],
    [15, "BorshIoError", "Failed to serialize or deserialize account data"],
    [16, "AccountNotRentExempt", "An account does not have enough lamports to be rent-exempt"],
    [17, "UnsupportedSysvar", "Unsupported sysvar"],
    [18, "IllegalOwner", "Provided owner is not allowed"],
    [
      19,
      "MaxAccountsDataAllocationsExceeded",
      "Accounts data allocations exceeded the maximum allowed per transaction",
    ],
    [20, "InvalidRealloc", "Failed to reallocate account data"],
    [21, "MaxInstructionTraceLengthExceeded", "Max instruction trace length exceeded"],
    [22, "BuiltinProgramsMustConsumeComputeUnits", "Builtin programs must consume compute units"],
    [23, "InvalidAccountOwner", "Invalid account owner"],
    [24, "ArithmeticOverflow", "Program arithmetic overflowed"],
    [25, "Immutable", "Account is immutable"],
    [26, "IncorrectAuthority", "Incorrect authority provided"],
  ];

  test.each(ERRORS)("%d: %o", (n, error, text) => {
    expectFailure(BigInt(n) << 32n, error, text);
  });
});

describe("anything else", () => {
  test.each([
    ["27 << 32", 27n << 32n],
    ["1 << 32 and a bit", (1n << 32n) + 1n],
    ["2 << 32 and a bit", (2n << 32n) + 1n],
    ["26 << 32 and all low bits", (27n << 32n) - 1n],
    ["1 << 63", 1n << 63n],
    ["u64::MAX", (1n << 64n) - 1n],
  ])("%s", (_, r0) => {
    expectFailure(r0, "InvalidError", "program returned invalid error code");
  });
});

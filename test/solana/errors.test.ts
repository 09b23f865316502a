import * as kit from "@solana/errors";
import { describe, expect, test } from "vitest";
import { u64FromBigInt } from "../../src/base/u64.js";
import {
  type InstructionError,
  instructionErrorFromReturn,
  instructionErrorName,
  instructionErrorNames,
  instructionErrorOrdinal,
  instructionErrorText,
  returnFromInstructionError,
  type TransactionError,
  transactionErrorName,
  transactionErrorNames,
  transactionErrorOrdinal,
  transactionErrorText,
} from "../../src/solana/errors.js";

/** `GenericError` -> `GENERIC_ERROR` */
const screaming = (name: string) => name.replace(/(?<!^)([A-Z])/g, "_$1").toUpperCase();
const kitCode = (group: string, name: string) =>
  (kit as unknown as Record<string, number>)[`SOLANA_ERROR__${group}__${screaming(name)}`];

const instructionErrors: InstructionError[] = instructionErrorNames.map((name) =>
  name === "Custom" ? { Custom: 7 } : name,
);

describe("instruction errors", () => {
  test("stand in the order by which Kit numbers them", () => {
    expect(instructionErrorNames.length).toBe(54);
    for (const error of instructionErrors) {
      const expected = kitCode("INSTRUCTION_ERROR", instructionErrorName(error)) - 4615001;
      expect(instructionErrorOrdinal(error), instructionErrorName(error)).toBe(expected);
    }
  });
  test.each([
    [{ Custom: 1 }, "custom program error: 0x1"],
    [{ Custom: 0 }, "custom program error: 0x0"],
    [{ Custom: 0xffffffff }, "custom program error: 0xffffffff"],
    ["InvalidInstructionData", "invalid instruction data"],
    ["InvalidArgument", "invalid program argument"],
    ["MissingRequiredSignature", "missing required signature for instruction"],
    ["UnsupportedProgramId", "Unsupported program id"],
    ["IllegalOwner", "Provided owner is not allowed"],
    ["ProgramFailedToComplete", "Program failed to complete"],
    ["AccountDataSizeChanged", "program other than the account's owner changed the size of the account data"],
  ] as [InstructionError, string][])("%j prints", (error, text) => expect(instructionErrorText(error)).toBe(text));
});

describe("transaction errors", () => {
  const errors: TransactionError[] = transactionErrorNames.map((name): TransactionError => {
    if (name === "InstructionError") return { InstructionError: [3, { Custom: 6000 }] };
    if (name === "DuplicateInstruction") return { DuplicateInstruction: 2 };
    if (name === "InsufficientFundsForRent") return { InsufficientFundsForRent: { account_index: 4 } };
    if (name === "ProgramExecutionTemporarilyRestricted") return { [name]: { account_index: 5 } };
    return name;
  });
  test("stand in the order by which Kit numbers them, which leaves InstructionError out", () => {
    const numbered = errors.filter((error) => transactionErrorName(error) !== "InstructionError");
    numbered.forEach((error, position) => {
      const code = kitCode("TRANSACTION_ERROR", transactionErrorName(error));
      if (code !== undefined) expect(code - 7050001, transactionErrorName(error)).toBe(position);
    });
    expect(transactionErrorNames.indexOf("InstructionError")).toBe(8);
    expect(errors.map(transactionErrorOrdinal)).toEqual(errors.map((_, i) => i));
    expect(transactionErrorNames.length).toBe(39);
  });
  test.each([
    [{ InstructionError: [3, { Custom: 6000 }] }, "Error processing Instruction 3: custom program error: 0x1770"],
    [
      { InstructionError: [0, "CallDepth"] },
      "Error processing Instruction 0: Cross-program invocation call depth too deep",
    ],
    [{ DuplicateInstruction: 2 }, "Transaction contains a duplicate instruction (2) that is not allowed"],
    [
      { InsufficientFundsForRent: { account_index: 4 } },
      "Transaction results in an account (4) with insufficient funds for rent",
    ],
    [
      { ProgramExecutionTemporarilyRestricted: { account_index: 5 } },
      "Execution of the program referenced by account at index 5 is temporarily restricted.",
    ],
    ["BlockhashNotFound", "Blockhash not found"],
    ["AccountNotFound", "Attempt to debit an account but found no record of a prior credit."],
  ] as [TransactionError, string][])("%j prints", (error, text) => expect(transactionErrorText(error)).toBe(text));
});

describe("program returns", () => {
  test.each([
    [5, { Custom: 5 }],
    [0xffffffff, { Custom: 0xffffffff }],
    [2 ** 32, { Custom: 0 }],
    [2 * 2 ** 32, "InvalidArgument"],
    [11 * 2 ** 32, "NotEnoughAccountKeys"],
    [20 * 2 ** 32, "InvalidRealloc"],
    [26 * 2 ** 32, "IncorrectAuthority"],
    [27 * 2 ** 32, "InvalidError"],
    [2 * 2 ** 32 + 1, "InvalidError"],
    [u64FromBigInt(2n ** 64n - 1n), "InvalidError"],
    [u64FromBigInt(2n ** 63n), "InvalidError"],
  ])("r0 = %s", (r0, error) => expect(instructionErrorFromReturn(r0)).toEqual(error));

  test("every error that a program can return comes back from its number", () => {
    const returnable = instructionErrors.filter((error) => returnFromInstructionError(error) !== undefined);
    expect(returnable.length).toBe(27);
    for (const error of returnable) {
      const expected = error === "MissingAccount" ? "NotEnoughAccountKeys" : error;
      expect(instructionErrorFromReturn(returnFromInstructionError(error) as number)).toEqual(expected);
    }
    expect(returnFromInstructionError({ Custom: 0 })).toBe(2 ** 32);
  });
});

import { describe, expect, test } from "vitest";
import type { BorrowedAccount } from "../../../src/runtime/borrowed-account.js";
import { InstructionFailure } from "../../../src/runtime/failure.js";
import { InstructionContext, NO_CALLER } from "../../../src/runtime/instruction-context.js";
import { TransactionAccount, TransactionAccounts } from "../../../src/runtime/transaction-accounts.js";
import { TransactionContext } from "../../../src/runtime/transaction-context.js";
import { SYSTEM_PROGRAM_ID, SYSVAR_INSTRUCTIONS_ID, SYSVAR_PROGRAM_ID } from "../../../src/solana/program-ids.js";
import type { Pubkey } from "../../../src/solana/pubkey.js";
import { named } from "../../helpers/names.js";

// What builtins alone can reach, or nobody, tried on the account policy itself (Agave: transaction-context,
// instruction_accounts.rs, set_executable and checked_add_lamports; transaction.rs, push and pop).

const PROGRAM = named("program");
const RENT = { lamportsPerByte: 10n, exemptionThreshold: 1, burnPercent: 50 };
/** (128 bytes of overhead + 2 of data) × 10. */
const EXEMPT = 1300n;

interface Given {
  readonly lamports?: bigint;
  readonly owner?: Pubkey;
  readonly isWritable?: boolean;
  readonly executable?: boolean;
}

/** An instruction of PROGRAM that holds one account of two bytes. */
function given({ lamports = EXEMPT, owner = PROGRAM, isWritable = true, executable = false }: Given = {}) {
  const fields = { lamports, owner, data: new Uint8Array(2), executable, rentEpoch: 0n };
  const held = new TransactionAccount(named("account"), fields);
  const program = new TransactionAccount(PROGRAM, { ...fields, owner: SYSTEM_PROGRAM_ID });
  const transaction = new TransactionContext(new TransactionAccounts([program, held]), RENT, 5, 64, 1);
  const metas = [
    { indexInTransaction: 1, isSigner: false, isWritable },
    { indexInTransaction: 0, isSigner: false, isWritable: false },
  ];
  const instruction = new InstructionContext(transaction, 0, 0, metas, new Uint8Array(0), NO_CALLER);
  transaction.configure(instruction);
  transaction.push();
  return { held, transaction, instruction };
}

function failure(run: () => unknown): unknown {
  try {
    run();
  } catch (thrown) {
    return thrown instanceof InstructionFailure ? thrown.error : thrown;
  }
  return null;
}

describe("the executable flag", () => {
  const setting = (state: Given, isExecutable = true) => {
    const { held, instruction } = given(state);
    const error = failure(() => instruction.borrow(0).setExecutable(isExecutable));
    return { error, executable: held.executable, touched: held.touched };
  };
  const refused = (error: string) => ({ error, executable: false, touched: false });

  test("of one's own that is rent exempt", () => {
    expect(setting({})).toEqual({ error: null, executable: true, touched: true });
  });

  test("set already: nothing is touched", () => {
    expect(setting({ executable: true })).toEqual({ error: null, executable: true, touched: false });
  });

  test("taken away", () => {
    expect(setting({ executable: true }, false)).toEqual({ error: null, executable: false, touched: true });
  });

  test("a lamport below the rent exempt minimum", () => {
    expect(setting({ lamports: EXEMPT - 1n })).toEqual(refused("ExecutableAccountNotRentExempt"));
  });

  test("of a foreign account", () => {
    expect(setting({ owner: SYSTEM_PROGRAM_ID })).toEqual(refused("ExecutableModified"));
  });

  test("of an account that is read-only", () => {
    expect(setting({ isWritable: false })).toEqual(refused("ExecutableModified"));
  });

  test("the rent first, then owner and role", () => {
    const state = { lamports: 0n, owner: SYSTEM_PROGRAM_ID, isWritable: false };
    expect(setting(state)).toEqual(refused("ExecutableAccountNotRentExempt"));
  });
});

describe("lamports beyond a u64", () => {
  const U64_MAX = (1n << 64n) - 1n;
  const changing = (change: (account: BorrowedAccount) => void) => {
    const { held, instruction } = given();
    return { error: failure(() => change(instruction.borrow(0))), lamports: held.lamports };
  };

  test("up to u64::MAX", () => {
    expect(changing((account) => account.checkedAddLamports(U64_MAX - EXEMPT))).toEqual({
      error: null,
      lamports: U64_MAX,
    });
  });

  test("one more", () => {
    const added = changing((account) => account.checkedAddLamports(U64_MAX - EXEMPT + 1n));
    expect(added).toEqual({ error: "ArithmeticOverflow", lamports: EXEMPT });
  });

  test("down to 0", () => {
    expect(changing((account) => account.checkedSubLamports(EXEMPT))).toEqual({ error: null, lamports: 0n });
  });

  test("one less", () => {
    const taken = changing((account) => account.checkedSubLamports(EXEMPT + 1n));
    expect(taken).toEqual({ error: "ArithmeticOverflow", lamports: EXEMPT });
  });
});

describe("borrows", () => {
  test("a second one while the first lasts", () => {
    const { instruction } = given();
    const first = instruction.borrow(0);
    expect(failure(() => instruction.borrow(0))).toBe("AccountBorrowFailed");
    first.release();
    expect(failure(() => instruction.borrow(0))).toBeNull();
  });

  test("of the program, when the instruction ends", () => {
    const { instruction, transaction } = given();
    instruction.borrow(1);
    expect(failure(() => transaction.pop())).toBe("AccountBorrowOutstanding");
  });

  test("of any other account, when the instruction ends", () => {
    const { instruction, transaction } = given();
    instruction.borrow(0);
    expect(failure(() => transaction.pop())).toBeNull();
  });
});

describe("the instructions sysvar, when an instruction begins", () => {
  const pushing = (owner: Pubkey, length: number) => {
    const fields = { lamports: 1n, owner, data: new Uint8Array(length).fill(9), executable: false, rentEpoch: 0n };
    const sysvar = new TransactionAccount(SYSVAR_INSTRUCTIONS_ID, fields);
    const transaction = new TransactionContext(new TransactionAccounts([sysvar]), RENT, 5, 64, 1);
    const nothing = new Uint8Array(0);
    transaction.configure(new InstructionContext(transaction, 0, 0, [], nothing, NO_CALLER));
    return { error: failure(() => transaction.push()), data: [...sysvar.data] };
  };

  test("gets the index in its last two bytes", () => {
    expect(pushing(SYSVAR_PROGRAM_ID, 4)).toEqual({ error: null, data: [9, 9, 0, 0] });
  });

  test("of another owner", () => {
    expect(pushing(SYSTEM_PROGRAM_ID, 4)).toEqual({ error: "InvalidAccountOwner", data: [9, 9, 9, 9] });
  });

  test("without room for the index", () => {
    expect(pushing(SYSVAR_PROGRAM_ID, 1)).toEqual({ error: "AccountDataTooSmall", data: [9] });
  });
});

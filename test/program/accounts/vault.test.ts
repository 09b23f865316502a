import { sha256 } from "@noble/hashes/sha2.js";
import { expect, test } from "vitest";
import {
  addressOf,
  CpiContext,
  entrypoint,
  findProgramAddress,
  type Instruction,
  type Pubkey,
  SYSTEM_PROGRAM_ID,
} from "../../../src/program/index.js";
import { minimumBalance } from "../../../src/solana/sysvars/rent.js";
import type { TransactionResult } from "../../../src/svm/index.js";
import { newKey } from "../../helpers/transactions.js";
import { errorOf, Workbench } from "../../svm/support.js";
import { errors, SPACE, vault } from "./vault.js";

const SOL = 1_000_000_000n;
const systemProgram = SYSTEM_PROGRAM_ID;
const text = (value: string) => new TextEncoder().encode(value);

class VaultBench extends Workbench {
  readonly id = newKey();
  readonly authority = newKey();
  readonly key: Pubkey;

  constructor(readonly name = "père") {
    super();
    this.svm.addProgram(this.id, vault);
    this.setAccount(this.authority, { lamports: 100n * SOL });
    this.key = findProgramAddress([text("vault"), this.authority, text(name)], this.id)[0];
  }

  run(instruction: Instruction): TransactionResult {
    this.svm.advanceBlockhash();
    return this.send([instruction]);
  }

  open(accounts = {}, name = this.name) {
    const all = { vault: this.key, authority: this.authority, systemProgram, ...accounts };
    return vault.cpi.openVault.instruction(this.id, all, { name });
  }

  deposit(amount: bigint, accounts = {}) {
    const all = { vault: this.key, authority: this.authority, systemProgram, ...accounts };
    return vault.cpi.deposit.instruction(this.id, all, { amount });
  }

  close(accounts = {}) {
    return vault.cpi.closeVault.instruction(this.id, { vault: this.key, authority: this.authority, ...accounts });
  }
}

function expectFailure(result: TransactionResult, code: number, log: string): void {
  expect(errorOf(result)).toEqual({ InstructionError: [0, { Custom: code }] });
  expect(result.logs.filter((line) => line.startsWith("Program log: AnchorError"))).toEqual([`Program log: ${log}`]);
}

function without(instruction: Instruction, index: number, right: "isSigner" | "isWritable"): Instruction {
  return { ...instruction, accounts: instruction.accounts.map((m, i) => (i === index ? { ...m, [right]: false } : m)) };
}

test("a vault's life", () => {
  const bench = new VaultBench();
  const opened = bench.run(bench.open());
  expect(errorOf(opened)).toBe("success");
  expect(opened.logs).toContain("Program log: Instruction: OpenVault");
  const created = bench.account(bench.key)!;
  expect(created.lamports).toBe(minimumBalance(bench.svm.getSysvar("rent"), SPACE));
  expect(created.owner).toEqual(bench.id);
  const name = text(bench.name);
  const data = new Uint8Array(SPACE);
  data.set(sha256(text("account:Vault")).subarray(0, 8));
  data.set(bench.authority, 8);
  data.set([name.length, 0, 0, 0, ...name], 48);
  expect(created.data).toEqual(data);

  expect(errorOf(bench.run(bench.deposit(5n)))).toBe("success");
  const second = bench.run(bench.deposit(300n));
  expect(second.returnData).toMatchObject({ data: Uint8Array.of(0x31, 1, 0, 0, 0, 0, 0, 0) });
  const kept = bench.account(bench.key)!;
  expect([kept.lamports - created.lamports, Buffer.from(kept.data).readBigUInt64LE(40)]).toEqual([305n, 305n]);

  const before = bench.lamports(bench.authority);
  expect(errorOf(bench.run(bench.close()))).toBe("success");
  expect(bench.account(bench.key)).toBeUndefined();
  expect(bench.lamports(bench.authority) - before).toBe(kept.lamports);
});

test.each([1n, 500_000n, 10n * SOL])(
  "lamports sent beforehand do not keep an account from being created: %s",
  (lamports) => {
    const bench = new VaultBench();
    bench.setAccount(bench.key, { lamports });
    expect(errorOf(bench.run(bench.open()))).toBe("success");
    const minimum = minimumBalance(bench.svm.getSysvar("rent"), SPACE);
    expect(bench.account(bench.key)!.lamports).toBe(lamports === 10n * SOL ? lamports : minimum);
  },
);

test("a transaction that revives a closed account in the same instruction list does not bring its value back", () => {
  const bench = new VaultBench();
  bench.run(bench.open());
  const revival = { from: bench.payer, to: bench.key };
  const refund = {
    programId: SYSTEM_PROGRAM_ID,
    accounts: [
      { pubkey: revival.from, isSigner: true, isWritable: true },
      { pubkey: revival.to, isSigner: false, isWritable: true },
    ],
    data: Uint8Array.of(2, 0, 0, 0, 0, 0x2d, 0x31, 1, 0, 0, 0, 0),
  };
  expect(errorOf(bench.send([bench.close(), refund]))).toBe("success");
  expect(bench.account(bench.key)).toMatchObject({ owner: SYSTEM_PROGRAM_ID, data: new Uint8Array(0) });
  expectFailure(
    bench.run(bench.deposit(1n)),
    3007,
    "AnchorError caused by account: vault. Error Code: AccountOwnedByWrongProgram. Error Number: 3007. Error Message: The given account is owned by a different program than expected.",
  );
});

test("a program calls it by its typed functions", () => {
  const bench = new VaultBench();
  bench.run(bench.open());
  const caller = newKey();
  let total: bigint | undefined;
  bench.svm.addProgram(
    caller,
    entrypoint((_, accounts) => {
      const [account, authority, system, program] = accounts;
      const context = CpiContext.new(program!, { vault: account!, authority: authority!, systemProgram: system! });
      total = vault.cpi.deposit(context, { amount: 9n });
    }),
  );
  const { accounts } = bench.deposit(0n);
  const metas = [...accounts, { pubkey: bench.id, isSigner: false, isWritable: false }];
  expect(errorOf(bench.run({ programId: caller, accounts: metas, data: new Uint8Array() }))).toBe("success");
  expect(total).toBe(9n);
});

test("own errors and own discriminators", () => {
  const bench = new VaultBench();
  bench.run(bench.open());
  expect([errors.NothingToDeposit.code, errors.TooMuch.code]).toEqual([6000, 6001]);
  expectFailure(
    bench.run(bench.deposit(0n)),
    6000,
    "AnchorError occurred. Error Code: NothingToDeposit. Error Number: 6000. Error Message: There is nothing to deposit.",
  );
  const peek = vault.cpi.peek.instruction(bench.id, { vault: bench.key, any: bench.payer });
  expect(peek.data).toEqual(Uint8Array.of(7));
  const rest = [1, 2].map(() => ({ pubkey: newKey(), isSigner: false, isWritable: false }));
  const result = bench.run({ ...peek, accounts: [peek.accounts[0]!, ...rest, ...rest] });
  expect(new TextDecoder().decode(result.returnData?.data.subarray(4))).toBe("père 3");
});

const caused = (name: string, error: string, code: number, message: string) =>
  `AnchorError caused by account: ${name}. Error Code: ${error}. Error Number: ${code}. Error Message: ${message}.`;

test("each check fails with Anchor's number and words", () => {
  const bench = new VaultBench();
  const other = bench.setAccount(newKey(), { lamports: SOL });
  const run = (instruction: Instruction) => bench.run(instruction);
  const fails = (instruction: Instruction, name: string, error: string, code: number, message: string) => {
    const result = run(instruction);
    expectFailure(result, code, caused(name, error, code, message));
    return result.logs;
  };

  fails(
    bench.deposit(1n),
    "vault",
    "AccountNotInitialized",
    3012,
    "The program expected this account to be already initialized",
  );
  fails(bench.open({ vault: other }), "vault", "ConstraintSeeds", 2006, "A seeds constraint was violated");
  run(bench.open());

  const notSigner = "The given account did not sign";
  fails(without(bench.deposit(1n), 1, "isSigner"), "authority", "AccountNotSigner", 3010, notSigner);
  const logs = fails(
    bench.deposit(1n, { systemProgram: other }),
    "systemProgram",
    "InvalidProgramId",
    3008,
    "Program ID was not as expected",
  );
  const at = logs.findIndex((line) => line.endsWith("Left:"));
  expect(logs.slice(at, at + 4)).toEqual([
    "Program log: Left:",
    `Program log: ${addressOf(other)}`,
    "Program log: Right:",
    `Program log: ${addressOf(SYSTEM_PROGRAM_ID)}`,
  ]);
  fails(without(bench.deposit(1n), 0, "isWritable"), "vault", "ConstraintMut", 2000, "A mut constraint was violated");
  fails(bench.close({ authority: other }), "vault", "ConstraintHasOne", 2001, "A has one constraint was violated");

  const { data, owner } = bench.account(bench.key)!;
  const stored = (bytes: Uint8Array) => bench.setAccount(newKey(), { lamports: SOL, data: bytes, owner });
  const [short, wrong, broken] = [
    data.slice(0, 7),
    Uint8Array.from(data, (b, i) => b ^ (i === 3 ? 1 : 0)),
    data.slice(0, 20),
  ];
  const none = "No discriminator was found on the account";
  fails(bench.close({ vault: stored(short!) }), "vault", "AccountDiscriminatorNotFound", 3001, none);
  const mismatch = "Account discriminator did not match what was expected";
  fails(bench.close({ vault: stored(wrong!) }), "vault", "AccountDiscriminatorMismatch", 3002, mismatch);
  const unread = "Failed to deserialize the account";
  fails(bench.close({ vault: stored(broken!) }), "vault", "AccountDidNotDeserialize", 3003, unread);
  const moved = stored(data);
  fails(bench.deposit(1n, { vault: moved }), "vault", "ConstraintSeeds", 2006, "A seeds constraint was violated");

  const few = bench.deposit(1n);
  const missing = "Not enough account keys given to the instruction";
  fails({ ...few, accounts: few.accounts.slice(0, 2) }, "systemProgram", "AccountNotEnoughKeys", 3005, missing);
  const fallback =
    "AnchorError occurred. Error Code: InstructionFallbackNotFound. Error Number: 101. Error Message: Fallback functions are not supported.";
  expectFailure(run({ ...few, data: Uint8Array.of(1) }), 101, fallback);
  const unreadable =
    "AnchorError occurred. Error Code: InstructionDidNotDeserialize. Error Number: 102. Error Message: The program could not deserialize the given instruction.";
  expectFailure(run({ ...few, data: few.data.slice(0, -1) }), 102, unreadable);

  const long = new VaultBench("a name of more than 16 bytes");
  const room = caused("vault", "AccountDidNotSerialize", 3004, "Failed to serialize the account");
  expectFailure(long.run(long.open()), 3004, room);
});

import { defineProgram, type ProcessInstruction, type Program } from "../../src/program/index.js";
import { assemble } from "../../src/sbpf/assembler.js";
import { buildElf } from "../../src/sbpf/elf-builder.js";
import { SbpfVersion } from "../../src/sbpf/version.js";
import type { Account } from "../../src/solana/account.js";
import type { Instruction } from "../../src/solana/instruction.js";
import { addressFromPubkey, type Pubkey } from "../../src/solana/pubkey.js";
import { createSvm, type Svm, type SvmOptions, type TransactionResult } from "../../src/svm/index.js";
import { withNames } from "../helpers/names.js";
import { compileWire, meta, newKey } from "../helpers/transactions.js";

const CONSUMED = /^Program (.*) consumed (\d+) of (\d+) compute units$/;
const NO_DATA = new Uint8Array(0);

export interface RunOptions {
  readonly accounts?: Instruction["accounts"];
  readonly data?: Uint8Array;
  /** Instructions before this one. */
  readonly before?: readonly Instruction[];
  readonly units?: number;
  readonly heap?: number;
  /** Of the message; units and heap are those of v1, the default. */
  readonly version?: "legacy" | 1;
}

/** A VM with a rich payer, and one instruction at a time on it. */
export class Bench {
  readonly svm: Svm;
  readonly payer = newKey();

  constructor(options: SvmOptions = {}) {
    this.svm = createSvm({
      signatureVerification: false,
      blockhashCheck: false,
      logBytesLimit: null,
      transactionHistory: 0,
      ...options,
    });
    this.set(this.payer, { lamports: 1_000_000_000_000n });
  }

  /** Puts a program in place; its id. */
  program(program: Program | ProcessInstruction | Uint8Array, id = newKey()): Pubkey {
    this.svm.addProgram(id, typeof program === "function" ? defineProgram({ process: program }) : program);
    return id;
  }

  set(key: Pubkey, account: Partial<Account> = {}): Pubkey {
    this.svm.setAccount(key, { lamports: 1_000_000_000n, ...account });
    return key;
  }

  account(key: Pubkey): Readonly<Account> {
    return this.svm.bank.accounts.get(key)!;
  }

  run(programId: Pubkey, options: RunOptions = {}): TransactionResult {
    const { accounts = [], data = NO_DATA, before = [], units = 1_400_000, heap, version = 1 } = options;
    const config = {
      computeUnitLimit: units,
      loadedAccountsDataSizeLimit: 64 * 1024 * 1024,
      ...(heap === undefined ? {} : { heapSize: heap }),
    };
    const instructions = [...before, { programId, accounts, data }];
    const input = { feePayer: this.payer, instructions, blockhash: new Uint8Array(32), version };
    return this.svm.sendTransaction(compileWire(version === 1 ? { ...input, config } : input));
  }
}

/** The last instruction's error; "success" if there is none. */
export function endingOf(result: TransactionResult): unknown {
  if (result.ok) return "success";
  const { error } = result;
  return typeof error === "object" && "InstructionError" in error ? error.InstructionError[1] : error;
}

/** The lines without those that say what was consumed, with names for addresses. */
export function linesOf(result: TransactionResult): string[] {
  return withNames(result.logs).filter((line) => !CONSUMED.test(line));
}

/** What programs themselves logged by text. */
export function textsOf(result: TransactionResult): string[] {
  return result.logs.flatMap((line) => (line.startsWith("Program log: ") ? [line.slice(13)] : []));
}

/** Why the last program failed, as the log says it. */
export function reasonOf(result: TransactionResult): string | undefined {
  return result.logs.findLast((line) => / failed: /.test(line))?.replace(/^.* failed: /, "");
}

/** Units that a program consumed, as its line says. */
export function unitsOf(result: TransactionResult, programId: Pubkey): number {
  const line = result.logs
    .map((text) => CONSUMED.exec(text))
    .find((match) => match?.[1] === addressFromPubkey(programId));
  return Number(line![2]);
}

/** An ELF of assembled instructions. */
export function compiled(source: string): Uint8Array {
  return buildElf(assemble(source, SbpfVersion.V3));
}

export { meta, newKey };

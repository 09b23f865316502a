import {
  type AccountMeta,
  AccountRole,
  type Address,
  appendTransactionMessageInstruction,
  compileTransaction,
  createTransactionMessage,
  type Instruction,
  isTransactionWithinSizeLimit,
  pipe,
  setTransactionMessageFeePayer,
  setTransactionMessageLifetimeUsingBlockhash,
} from "@solana/kit";
import type { TransactionResult } from "callgate";
import type { Stage } from "./stage.js";

/** What random instructions are made of. */
export interface RandomInputs {
  /** A stage with `signatureVerification: false`, so that anybody can sign. */
  readonly stage: Stage;
  readonly payer: Address;
  readonly programAddress: Address;
  /** Instructions that mean something, to begin with. */
  readonly instructions: readonly Instruction[];
  /** Accounts to put into them, beside those that they name. */
  readonly accounts: readonly Address[];
  /** Throws if the ledger is not consistent; looked at after each transaction that succeeded. */
  readonly invariant?: () => void;
  /** Default 10,000. */
  readonly count?: number;
  readonly seed?: number;
}

/** How often instructions succeeded, and how often they failed with each error. */
export type Tally = ReadonlyMap<string, number>;

const ROLES: readonly AccountRole[] = [0, 1, 2, 3];

/** Transactions between two returns to the first state, so that instructions go on to mean something. */
const TRANSACTIONS_PER_STATE = 50;

/**
 * Sends random instruction data with random accounts. Throws if a transaction makes or destroys lamports, if it fails
 * otherwise than with an error of a program, or if the invariant does.
 */
export function sendRandomInputs(inputs: RandomInputs): Tally {
  const { stage, payer, programAddress, instructions, accounts, count = 10_000, invariant = () => {} } = inputs;
  const random = new Random(inputs.seed ?? 1);
  const pool = [...new Set([...accounts, ...instructions.flatMap((each) => each.accounts ?? []).map(addressOfMeta)])];
  const start = stage.svm.snapshot();
  const tally = new Map<string, number>();
  for (let i = 0; i < count; i++) {
    if (i % TRANSACTIONS_PER_STATE === 0) stage.svm.revert(start);
    let [instruction, transaction] = [] as unknown as [Instruction, ReturnType<typeof unsigned>];
    do {
      instruction = randomInstruction(random, programAddress, instructions, pool);
      transaction = unsigned(stage, payer, instruction);
    } while (!isTransactionWithinSizeLimit(transaction));
    const result = stage.svm.sendTransaction(transaction);
    try {
      const ending = endingOf(result);
      tally.set(ending, (tally.get(ending) ?? 0) + 1);
      requireSameLamports(result);
      if (result.ok) invariant();
    } catch (cause) {
      const given = JSON.stringify({ accounts: instruction.accounts, data: [...(instruction.data ?? [])] });
      throw new Error(`input ${i}: ${(cause as Error).message}\n${given}\n${result.logs.join("\n")}`, { cause });
    }
  }
  return tally;
}

function addressOfMeta({ address }: { readonly address: Address }): Address {
  return address;
}

function unsigned({ svm }: Stage, payer: Address, instruction: Instruction) {
  const lifetime = { blockhash: svm.latestBlockhash(), lastValidBlockHeight: 150n };
  return compileTransaction(
    pipe(
      createTransactionMessage({ version: 0 }),
      (message) => setTransactionMessageFeePayer(payer, message),
      (message) => setTransactionMessageLifetimeUsingBlockhash(lifetime, message),
      (message) => appendTransactionMessageInstruction(instruction, message),
    ),
  );
}

function endingOf(result: TransactionResult): string {
  if (result.ok) return "success";
  const { error } = result;
  // A program that JavaScript ended has met something that its author did not think of.
  if (typeof error !== "object" || !("InstructionError" in error)) {
    if (typeof error === "object" && "InsufficientFundsForRent" in error) return "InsufficientFundsForRent";
    throw new Error(`expected an error of a program, got ${JSON.stringify(error)}`);
  }
  const [, inner] = error.InstructionError;
  if (inner === "ProgramFailedToComplete") throw new Error("the program did not come to its end");
  return JSON.stringify(inner);
}

function requireSameLamports({ balances, fee }: TransactionResult): void {
  if (balances === undefined) return;
  const sum = (lamports: readonly bigint[]) => lamports.reduce((a, b) => a + b, 0n);
  const missing = sum(balances.before.lamports) - sum(balances.after.lamports) - fee;
  if (missing !== 0n) throw new Error(`${missing} lamports went nowhere`);
}

function randomInstruction(
  random: Random,
  programAddress: Address,
  instructions: readonly Instruction[],
  pool: readonly Address[],
): Instruction {
  const model = random.pick(instructions);
  const data = random.oneIn(4) ? random.bytes(random.below(80)) : randomData(random, model.data ?? new Uint8Array());
  const accounts = random.oneIn(8)
    ? Array.from({ length: random.below(12) }, () => randomMeta(random, pool))
    : randomAccounts(random, model.accounts ?? [], pool);
  // Kit refuses to send a program as a writable account.
  for (const account of accounts) if (account.address === programAddress) account.role = AccountRole.READONLY;
  return { programAddress, accounts, data };
}

/** Data that is nearly, or quite, what it was. */
function randomData(random: Random, model: ArrayLike<number>): Uint8Array {
  let data = Uint8Array.from(model);
  for (let changes = random.below(3); changes > 0; changes--) {
    const change = random.below(4);
    if (change === 0) data = data.slice(0, random.below(data.length + 1));
    else if (change === 1) data = Uint8Array.from([...data, ...random.bytes(random.below(12))]);
    else if (change === 2) data.fill(random.pick([0, 1, 127, 128, 255]), random.below(data.length + 1));
    else if (data.length > 0) data[random.below(data.length)] = random.below(256);
  }
  return data;
}

/** Accounts that are nearly, or quite, what they were. */
function randomAccounts(
  random: Random,
  model: readonly Pick<AccountMeta, "address" | "role">[],
  pool: readonly Address[],
) {
  const accounts = model.map(({ address, role }) => ({ address, role }));
  for (let changes = random.below(3); changes > 0; changes--) {
    const change = random.below(4);
    const at = random.below(accounts.length + 1);
    if (change === 0) accounts.splice(at, 0, randomMeta(random, pool));
    else if (at === accounts.length) continue;
    else if (change === 1) accounts.splice(at, 1);
    else if (change === 2) accounts[at]!.address = random.pick(pool);
    else accounts[at]!.role = random.pick(ROLES);
  }
  return accounts;
}

function randomMeta(random: Random, pool: readonly Address[]): { address: Address; role: AccountRole } {
  return { address: random.pick(pool), role: random.pick(ROLES) };
}

/** Numbers that follow from a seed (mulberry32). */
class Random {
  constructor(private state: number) {}

  below(limit: number): number {
    this.state = (this.state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(this.state ^ (this.state >>> 15), 1 | this.state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32) * limit);
  }

  oneIn(count: number): boolean {
    return this.below(count) === 0;
  }

  pick<T>(values: readonly T[]): T {
    return values[this.below(values.length)]!;
  }

  bytes(length: number): Uint8Array {
    return Uint8Array.from({ length }, () => this.below(256));
  }
}

import { transactionErrorText } from "../../solana/errors.js";
import type { ExecutedInstruction, TransactionResult } from "../../svm/index.js";
import { groupDigits } from "./text.js";
import type { BalanceChangeView, FrameView, TransactionView } from "./view.js";

/** Names for what has only an address. */
export interface Names {
  address(address: string): string;
  instruction(programAddress: string, data: Uint8Array): string | undefined;
}

const LAMPORTS_PER_SOL = 1_000_000_000n;

/** A result as it is drawn. */
export function viewOfResult(title: string, result: TransactionResult, names: Names): TransactionView {
  const error = result.ok ? undefined : transactionErrorText(result.error);
  return {
    title,
    ...(error === undefined ? {} : { error }),
    computeUnits: result.computeUnitsConsumed,
    feeLamports: result.fee,
    frames: framesOf(result, names),
    changes: [...lamportChanges(result, names), ...tokenChanges(result, names)],
  };
}

/** The lines of one frame of the log. */
interface FrameLog {
  readonly lines: string[];
  failure?: string;
}

function framesOf(result: TransactionResult, names: Names): FrameView[] {
  const { instructionTrace: trace, accountKeys } = result;
  const logs = frameLogs(result.logs, names);
  const toView = (instruction: ExecutedInstruction): FrameView => {
    const program = accountKeys[instruction.programIndex];
    const index = trace.indexOf(instruction);
    const log = logs.shift() ?? { lines: [] };
    const name = names.instruction(program, instruction.data);
    return {
      program: names.address(program),
      ...(name === undefined ? {} : { instruction: name }),
      computeUnits: instruction.computeUnitsConsumed,
      accounts: instruction.accounts.map((account) => ({
        label: names.address(accountKeys[account.indexInTransaction]),
        isSigner: account.isSigner,
        isWritable: account.isWritable,
      })),
      logs: log.lines,
      ...(log.failure === undefined ? {} : { failure: log.failure }),
      children: trace.filter(({ callerIndex }) => callerIndex === index).map(toView),
    };
  };
  const started = trace.filter(({ callerIndex }) => callerIndex < 0).slice(0, startedTopLevel(result));
  return started.map(toView);
}

/** Top-level instructions after the one that failed never started. */
function startedTopLevel(result: TransactionResult): number | undefined {
  if (result.ok || typeof result.error === "string" || !("InstructionError" in result.error)) return undefined;
  return result.error.InstructionError[0] + 1;
}

const INVOKE = /^Program \w+ invoke \[\d+\]$/;
const CONSUMED = /^Program \w+ consumed \d+ of \d+ compute units$/;
const SUCCESS = /^Program \w+ success$/;
const FAILED = /^Program \w+ failed: (.*)$/;

/** The log cut into frames, in the order in which they were entered. */
function frameLogs(logs: readonly string[], names: Names): FrameLog[] {
  const frames: FrameLog[] = [];
  const stack: FrameLog[] = [];
  for (const line of logs) {
    if (INVOKE.test(line)) {
      const frame: FrameLog = { lines: [] };
      frames.push(frame);
      stack.push(frame);
    } else if (SUCCESS.test(line)) stack.pop();
    else if (FAILED.test(line)) stack.pop()!.failure = FAILED.exec(line)![1];
    else if (!CONSUMED.test(line)) stack.at(-1)?.lines.push(withNames(line.replace(/^Program log: /, ""), names));
  }
  return frames;
}

function withNames(line: string, names: Names): string {
  return line.replace(/\b[1-9A-HJ-NP-Za-km-z]{32,44}\b/g, (address) => names.address(address));
}

function lamportChanges({ balances, accountKeys }: TransactionResult, names: Names): BalanceChangeView[] {
  if (balances === undefined) return [];
  return accountKeys.flatMap((address, i): BalanceChangeView[] => {
    const [before, after] = [balances.before.lamports[i], balances.after.lamports[i]];
    return before === after ? [] : [change(names.address(address), before, after, LAMPORTS_PER_SOL, "SOL")];
  });
}

function tokenChanges({ balances, accountKeys }: TransactionResult, names: Names): BalanceChangeView[] {
  if (balances === undefined) return [];
  return accountKeys.flatMap((address, i): BalanceChangeView[] => {
    const before = balances.before.tokens.find(({ accountIndex }) => accountIndex === i);
    const after = balances.after.tokens.find(({ accountIndex }) => accountIndex === i);
    const known = after ?? before;
    if (known === undefined || before?.amount === after?.amount) return [];
    const unit = 10n ** BigInt(known.decimals);
    const symbol = `of ${names.address(known.mint)}`;
    const [from, to] = [before?.amount ?? 0n, after?.amount ?? 0n];
    return from === to ? [] : [change(names.address(address), from, to, unit, symbol)];
  });
}

function change(label: string, before: bigint, after: bigint, unit: bigint, symbol: string): BalanceChangeView {
  const grows = after > before;
  const size = decimal(grows ? after - before : before - after, unit);
  const difference = `${grows ? "+" : "−"}${size} ${symbol}`;
  return { label, before: decimal(before, unit), after: decimal(after, unit), difference, grows };
}

/** 1234500000 of 10^9 as "1.2345". */
function decimal(amount: bigint, unit: bigint): string {
  const fraction = (amount % unit)
    .toString()
    .padStart(unit.toString().length - 1, "0")
    .replace(/0+$/, "");
  return `${groupDigits(amount / unit)}${fraction === "" ? "" : `.${fraction}`}`;
}

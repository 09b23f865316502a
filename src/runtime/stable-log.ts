import { base64Encode } from "../base/base64.js";
import type { Address } from "../solana/pubkey.js";
import type { LogCollector } from "./log-collector.js";

// The lines that every log reader knows (Agave: program-runtime/src/stable_log.rs).

/** The lines of a program that do not change, kept so that results share them. */
interface ProgramLines {
  /** By stack height. */
  readonly invoke: (string | undefined)[];
  readonly success: string;
}

const MAX_KNOWN = 1024;
const known = new Map<Address, ProgramLines>();
/** Whose lines were asked for last, which they mostly are again: when a program is called, and when it ends. */
let lastProgram: Address | undefined;
let lastLines: ProgramLines = { invoke: [], success: "" };

function linesOf(program: Address): ProgramLines {
  if (program !== lastProgram) {
    lastLines = rememberedLinesOf(program);
    lastProgram = program;
  }
  return lastLines;
}

function rememberedLinesOf(program: Address): ProgramLines {
  let lines = known.get(program);
  if (lines === undefined) {
    lines = { invoke: [], success: `Program ${program} success` };
    if (known.size === MAX_KNOWN) known.clear();
    known.set(program, lines);
  }
  return lines;
}

export function logProgramInvoke(log: LogCollector | undefined, program: Address, stackHeight: number): void {
  if (log === undefined) return;
  const { invoke } = linesOf(program);
  invoke[stackHeight] ??= `Program ${program} invoke [${stackHeight}]`;
  log.logAscii(invoke[stackHeight]);
}

export function logProgramLog(log: LogCollector | undefined, message: string): void {
  log?.log(message, "Program log: ");
}

/** The same of a message in ASCII. */
export function logProgramLogAscii(log: LogCollector | undefined, message: string): void {
  log?.logAscii(`Program log: ${message}`);
}

export function logProgramData(log: LogCollector | undefined, fields: readonly Uint8Array[]): void {
  log?.logAscii(`Program data: ${fields.map((field) => base64Encode(field)).join(" ")}`);
}

export function logProgramConsumed(
  log: LogCollector | undefined,
  program: Address,
  consumedUnits: number,
  availableUnits: number,
): void {
  log?.logAscii(`Program ${program} consumed ${consumedUnits} of ${availableUnits} compute units`);
}

export function logProgramReturn(log: LogCollector | undefined, program: Address, data: Uint8Array): void {
  log?.logAscii(`Program return: ${program} ${base64Encode(data)}`);
}

export function logProgramSuccess(log: LogCollector | undefined, program: Address): void {
  log?.logAscii(linesOf(program).success);
}

export function logProgramFailure(log: LogCollector | undefined, program: Address, reason: string): void {
  log?.log(reason, `Program ${program} failed: `);
}

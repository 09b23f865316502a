import { Disassembler } from "../../sbpf/disassembler.js";
import type { Executable } from "../../sbpf/executable.js";
import { INSN_SIZE } from "../../sbpf/memory-layout.js";
import { operationOf } from "../../sbpf/opcodes.js";
import type { Frame } from "../../trace/model.js";
import type { MachineState } from "../../trace/outcome.js";
import type { Case } from "../case.js";
import type { Facts } from "../model.js";
import { plural } from "../words.js";
import type { ProgramCode } from "../world.js";

const CALL = operationOf("CALL_IMM");
/** Instructions shown before the one that failed, of those that are known to have run. */
const SHOWN_OF_TRAIL = 12;
const SHOWN_BEFORE = 5;
/** Functions shown of those that called each other. */
const SHOWN_FUNCTIONS = 8;

/** Where in its program a machine stopped. */
export interface CodePlace {
  readonly words: readonly string[];
  readonly facts: Facts;
}

export function placeInCode(told: Case, frame: Frame, machine: MachineState | null): CodePlace {
  if (machine === null) return { words: [], facts: {} };
  const { pc, callDepth, registers, trail } = machine;
  const stack = stackOf(frame, machine);
  const at = `It stopped at instruction ${pc}`;
  const calls = stack.length > 1 ? [`  called by ${callersOf(stack).join(", by ")}`] : [];
  const facts: Facts = { pc, callDepth, registers: [...registers], ...(trail && { trail: [...trail], stack }) };
  const code = told.world.code(told.keyOf(frame.program));
  if (code === undefined) return { words: [`${at}, ${callDepth} functions deep.`, ...calls], facts };
  const { executable, functionNames } = code;
  const disassembler = new Disassembler(executable, executable.loader);
  const nameAt = (where: number) => functionNames.get(where) ?? disassembler.labelAt(where);
  const starts = functionStarts(code);
  const begin = functionAt(starts, pc);
  const name = begin === undefined ? undefined : nameAt(begin);
  const inside = name === undefined ? "" : ` of the program, in ${name} (which begins at ${begin})`;
  const before = trail === null ? runBefore(code, disassembler, pc) : trail.slice(-SHOWN_OF_TRAIL);
  const depth = callDepth === 0 ? "in the first function" : `${plural(callDepth, "call")} below the first function`;
  const last = trail === null ? "last, as far back as the code alone tells" : "last";
  return {
    words: [
      `${at}${inside}, ${depth}${before.length === 0 ? "" : `. The instructions that ran ${last}`}:`,
      ...listing(disassembler, executable, [...before, pc], (where) => functionAt(starts, where), nameAt),
      ...usedRegisters(disassembler, executable, pc, registers),
      ...calls,
    ],
    facts: { ...facts, function: name ?? null },
  };
}

/** The functions that had not returned, the innermost first. */
function stackOf({ functions }: Frame, machine: MachineState): string[] {
  const names: string[] = [];
  // Whoever made the trace: callers stand before what they call.
  for (let [at, end] = [machine.function, Number.POSITIVE_INFINITY]; at !== null && at < end; ) {
    const one = functions?.[at];
    if (one === undefined) break;
    names.push(one.name);
    [at, end] = [one.caller, at];
  }
  return names;
}

/** Who called the innermost function; who called itself is named once. */
function callersOf([innermost, ...callers]: readonly string[]): string[] {
  const runs: { readonly name: string; times: number }[] = [];
  for (const name of callers) {
    const last = runs.at(-1);
    if (last?.name === name) last.times++;
    else runs.push({ name, times: 1 });
  }
  const texts = runs.map(({ name, times }, i) => {
    const text = i === 0 && name === innermost ? "itself" : name;
    return times > 1 ? `${text} (${times} times)` : text;
  });
  if (texts.length <= SHOWN_FUNCTIONS) return texts;
  return [...texts.slice(0, SHOWN_FUNCTIONS - 2), `${texts.length - SHOWN_FUNCTIONS + 1} more`, texts.at(-1)!];
}

/** Where functions begin, in order. */
function functionStarts({ executable, functionNames }: ProgramCode): number[] {
  const { entryPc, functions, decoded } = executable;
  const called = decoded.target.filter((target, at) => target >= 0 && decoded.operation[at] === CALL);
  const registered = functions.entries().map(([, { value }]) => value);
  return [entryPc, ...registered, ...called, ...functionNames.keys()].sort((a, b) => a - b);
}

/** The pc where the function begins that `pc` is in. */
function functionAt(starts: readonly number[], pc: number): number | undefined {
  return starts.findLast((start) => start <= pc);
}

/** What ran just before `pc`, back to where a jump may have come in. */
function runBefore(code: ProgramCode, disassembler: Disassembler, pc: number): number[] {
  const { executable } = code;
  const isStart = (at: number) => disassembler.labelAt(at) !== undefined || code.functionNames.has(at);
  const ran: number[] = [];
  for (let at = pc - 1; at >= 0 && ran.length < SHOWN_BEFORE && !isStart(ran[0] ?? pc); at--) {
    // The second half of an lddw is an instruction of opcode 0.
    if (executable.text[at * INSN_SIZE] === 0) continue;
    if (/^(ja|exit|return)\b/.test(disassembler.instruction(at))) break;
    ran.unshift(at);
  }
  return ran;
}

/** Instructions, the last of them marked; under the name of their function where that changes. */
function listing(
  disassembler: Disassembler,
  { decoded }: Executable,
  pcs: readonly number[],
  functionOf: (pc: number) => number | undefined,
  nameAt: (pc: number) => string | undefined,
): string[] {
  const functions = pcs.map(functionOf);
  const named = (text: string) => text.replace(/\bfunction_(\d+)/g, (label, at) => nameAt(Number(at)) ?? label);
  return pcs.flatMap((pc, i) => {
    const isIn = functions[i];
    const isNew = i > 0 ? isIn !== functions[i - 1] : functions.some((other) => other !== isIn);
    const label = isNew && isIn !== undefined ? [`  ${nameAt(isIn)}:`] : [];
    const isThere = pc < decoded.length;
    const text = isThere ? named(disassembler.instruction(pc)) : "(behind the last instruction)";
    return [...label, `  ${i === pcs.length - 1 ? ">" : " "} ${pc}: ${text}`];
  });
}

/** The registers that the instruction names. */
function usedRegisters(
  disassembler: Disassembler,
  { decoded }: Executable,
  pc: number,
  registers: readonly string[],
): string[] {
  if (pc >= decoded.length) return [];
  const names = [...new Set(disassembler.instruction(pc).match(/\br\d+\b/g) ?? [])];
  if (names.length === 0) return [];
  return [
    `  with ${names.map((name) => `${name} = 0x${BigInt(registers[Number(name.slice(1))] ?? 0).toString(16)}`).join(", ")}`,
  ];
}

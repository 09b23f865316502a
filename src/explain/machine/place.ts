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
/** Instructions shown before the one that failed. */
const SHOWN_BEFORE = 5;

/** Where in its program a machine stopped. */
export interface CodePlace {
  readonly words: readonly string[];
  readonly facts: Facts;
}

export function placeInCode(told: Case, frame: Frame, machine: MachineState | null): CodePlace {
  if (machine === null) return { words: [], facts: {} };
  const { pc, callDepth, registers } = machine;
  const code = told.world.code(told.keyOf(frame.program));
  const facts = { pc, callDepth, registers: [...registers] };
  const at = `It stopped at instruction ${pc}`;
  if (code === undefined) return { words: [`${at}, ${callDepth} functions deep.`], facts };
  const { executable, functionNames } = code;
  const disassembler = new Disassembler(executable, executable.loader);
  const begin = functionAt(code, pc);
  const name = begin === undefined ? undefined : (functionNames.get(begin) ?? disassembler.labelAt(begin));
  const inside = name === undefined ? "" : ` of the program, in ${name} (which begins at ${begin})`;
  return {
    words: [
      `${at}${inside}, ${callDepth === 0 ? "in the first function" : `${plural(callDepth, "call")} below the first function`}:`,
      ...instructions(code, disassembler, pc),
      ...usedRegisters(disassembler, executable, pc, registers),
    ],
    facts: { ...facts, function: name ?? null },
  };
}

/** The pc where the function begins that `pc` is in. */
function functionAt({ executable, functionNames }: ProgramCode, pc: number): number | undefined {
  const { entryPc, functions, decoded } = executable;
  const called = decoded.target.filter((target, at) => target >= 0 && decoded.operation[at] === CALL);
  const registered = functions.entries().map(([, { value }]) => value);
  const starts = [entryPc, ...registered, ...called, ...functionNames.keys()].filter((start) => start <= pc);
  return starts.length === 0 ? undefined : Math.max(...starts);
}

/** The instruction with those that ran just before it: back to where a jump may have come in. */
function instructions(code: ProgramCode, disassembler: Disassembler, pc: number): string[] {
  const { executable } = code;
  if (pc >= executable.decoded.length) return [`  > ${pc}: (behind the last instruction)`];
  const ran: string[] = [];
  for (let at = pc; at >= 0 && ran.length <= SHOWN_BEFORE; at--) {
    // The second half of an lddw is an instruction of opcode 0.
    if (executable.text[at * INSN_SIZE] === 0) continue;
    const text = disassembler.instruction(at);
    if (at < pc && /^(ja|exit|return)\b/.test(text)) break;
    ran.unshift(`  ${at === pc ? ">" : " "} ${at}: ${text}`);
    if (disassembler.labelAt(at) !== undefined || code.functionNames.has(at)) break;
  }
  return ran;
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

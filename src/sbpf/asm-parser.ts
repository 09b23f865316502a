import { CallgateError } from "../base/errors.js";

/** An operand of an instruction or directive. */
export type Operand =
  | { readonly type: "register"; readonly register: number }
  | { readonly type: "integer"; readonly value: bigint }
  | { readonly type: "memory"; readonly register: number; readonly offset: bigint }
  | { readonly type: "label"; readonly name: string };

/** A label, directive or instruction of the source. */
export interface Statement {
  readonly type: "label" | "directive" | "instruction";
  readonly name: string;
  readonly operands: readonly Operand[];
  /** Line of the source, from 1. */
  readonly line: number;
}

const LABEL = /^(\w+):\s*/;
const INSTRUCTION = /^(\.?)([A-Za-z0-9]+)(?: +(.*))?$/;
const INTEGER = "[+-]? *(?:0x[0-9a-fA-F]+|[0-9]+)";
const OPERANDS: readonly (readonly [RegExp, (match: RegExpExecArray) => Operand])[] = [
  [/^r([0-9]+)$/, ([, register]) => ({ type: "register", register: Number(register) })],
  [new RegExp(`^${INTEGER}$`), ([text]) => ({ type: "integer", value: parseInteger(text) })],
  [
    new RegExp(String.raw`^\[r([0-9]+) *(${INTEGER})?\]$`),
    ([, register, offset]) => ({
      type: "memory",
      register: Number(register),
      offset: offset === undefined ? 0n : parseInteger(offset),
    }),
  ],
  [/^\w+$/, ([name]) => ({ type: "label", name })],
];

/**
 * Parses assembler source, one statement a line; `#` and `//` begin comments (the syntax of solana-sbpf
 * `asm_parser`, which knows no comments).
 *
 * @throws CallgateError assembler-syntax
 */
export function parseAssembler(source: string): Statement[] {
  return source.split("\n").flatMap((text, index) => parseLine(text.replace(/(#|\/\/).*/, "").trim(), index + 1));
}

function parseLine(text: string, line: number): Statement[] {
  const label = LABEL.exec(text);
  if (label !== null) {
    const statement: Statement = { type: "label", name: label[1], operands: [], line };
    return [statement, ...parseLine(text.slice(label[0].length), line)];
  }
  if (text === "") return [];
  const match = INSTRUCTION.exec(text);
  if (match === null) throw syntaxError(line, `no statement: ${text}`);
  const [, dot, name, rest] = match;
  const operands = rest === undefined ? [] : rest.split(",").map((operand) => parseOperand(operand.trim(), line));
  return [{ type: dot === "." ? "directive" : "instruction", name, operands, line }];
}

function parseOperand(text: string, line: number): Operand {
  for (const [pattern, make] of OPERANDS) {
    const match = pattern.exec(text);
    if (match !== null) return make(match);
  }
  throw syntaxError(line, `no operand: "${text}"`);
}

function parseInteger(text: string): bigint {
  const magnitude = BigInt(text.replace(/[+ -]/g, ""));
  return text.startsWith("-") ? -magnitude : magnitude;
}

export function syntaxError(line: number, message: string): CallgateError {
  return new CallgateError("assembler-syntax", `assembler, line ${line}: ${message}`, { line });
}

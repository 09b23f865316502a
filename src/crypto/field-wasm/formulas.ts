import type { Code } from "../../base/wasm/code.js";

/** The functions that formulas call, by their sign; each takes the address of the result first. */
export type FieldFunctions = Readonly<Record<"*" | "+" | "-" | "²", number>>;

/** Pushes the address of an element, which a formula calls by a name. */
export type PushOperand = (name: string) => void;

const LINE = /^(\w+) = (\w+)(?: ([*+-]) (\w+)|(²))$/;

/** Writes the calls for a formula: a line for each, such as `A = X1 * Y2`, `B = A + A` or `C = B²`. */
export function writeFormula(code: Code, formula: string, functions: FieldFunctions, push: PushOperand): void {
  for (const line of formula.trim().split("\n")) {
    const [, result, left, sign, right] = LINE.exec(line.trim())!;
    push(result!);
    push(left!);
    if (right !== undefined) push(right);
    code.call(functions[(sign ?? "²") as keyof FieldFunctions]);
  }
}

import type { Frame } from "../../src/trace/model.js";
import type { FunctionUnits } from "../../src/trace/units.js";
import type { Expect } from "./agreement.js";

/** Functions and syscalls make up what a compiled program took, and calls hang on the syscalls that made them. */
export function checkFunctions(frame: Frame, functions: readonly FunctionUnits[], expect: Expect): void {
  const where = `functions of ${frame.id}`;
  const { own, calling } = frame.units;
  const sum = functions.reduce((total, { units }) => total + units, 0);
  const isCompiled = functions.some(({ pc }) => pc !== null);
  if (isCompiled) expect(`${where} in sum`, own + calling, sum);
  else expect(`${where} at most`, true, sum <= own + calling);
  expect(
    `${where} in order`,
    [],
    functions.filter(({ caller }, i) => caller !== null && (caller >= i || functions[caller]!.pc === null)),
  );
  expect(
    `${where} outermost`,
    isCompiled ? 1 : 0,
    functions.filter(({ caller, pc }) => caller === null && pc !== null).length,
  );
  const calls = functions.flatMap(({ name }, i) => (name.startsWith("sol_invoke_signed_") ? [i] : []));
  for (const call of frame.calls) {
    const hangs = call.callerFunction === null ? functions.length === 0 : calls.includes(call.callerFunction);
    expect(`${where} call ${call.id}`, true, hangs);
  }
  if (frame.syscalls === null) return;
  const bySyscall = (
    list: readonly { readonly name: string; readonly units: number }[],
    times: (i: number) => number,
  ) => {
    const sums = new Map<string, [number, number]>();
    for (const [i, { name, units }] of list.entries()) {
      const [before, count] = sums.get(name) ?? [0, 0];
      sums.set(name, [before + units, count + times(i)]);
    }
    return [...sums].sort(([a], [b]) => (a < b ? -1 : 1));
  };
  const syscalls = functions.filter(({ pc }) => pc === null);
  expect(
    `${where} syscalls`,
    bySyscall(frame.syscalls, () => 1),
    bySyscall(syscalls, (i) => syscalls[i]!.times),
  );
}

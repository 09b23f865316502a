import type { ProgramResult } from "../sbpf/vm.js";
import type { InvokeContext } from "./invoke-context.js";
import type { ProgramCacheEntry, ProgramRunner } from "./program-cache.js";

/** Sees calls of a program: called when one begins; what it returns is called when the program itself has ended. */
export type ProgramObserver = (context: InvokeContext) => (ok: boolean) => void;

/** A program that runs as it did, in the same frame, seen by an observer. */
export function observedProgram(entry: ProgramCacheEntry, observer: ProgramObserver): ProgramCacheEntry {
  if (entry.kind === "Loaded") return { ...entry, runner: observedRunner(entry.runner, observer) };
  if (entry.kind !== "Builtin") return entry;
  const { builtin } = entry;
  const process = (context: InvokeContext) =>
    watch(
      context,
      observer,
      () => builtin.process(context),
      () => true,
    );
  return { kind: "Builtin", builtin: { name: builtin.name, process } };
}

function observedRunner(runner: ProgramRunner | undefined, observer: ProgramObserver): ProgramRunner {
  return {
    execute(vm, executable) {
      const { context } = vm;
      const run = () => (runner ?? context.environment.engine).execute(vm, executable);
      return watch(context, observer, run, isSuccess);
    },
  };
}

function isSuccess(result: ProgramResult): boolean {
  return result.ok && result.r0 === 0;
}

function watch<T>(context: InvokeContext, observer: ProgramObserver, run: () => T, isGood: (result: T) => boolean): T {
  const ended = observer(context);
  let ok = false;
  try {
    const result = run();
    ok = isGood(result);
    return result;
  } finally {
    ended(ok);
  }
}

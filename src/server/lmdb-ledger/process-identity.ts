import { readFileSync } from "node:fs";

/** A process, also after its number has gone to another one. */
export interface ProcessIdentity {
  readonly pid: number;
  /** When it began, in ticks since the machine's start; null where that is not known. */
  readonly started: string | null;
}

export function thisProcess(): ProcessIdentity {
  return { pid: process.pid, started: linuxStat(process.pid)?.started ?? null };
}

export function isRunning({ pid, started }: ProcessIdentity): boolean {
  if (!exists(pid)) return false;
  const stat = linuxStat(pid);
  if (stat === undefined) return true;
  return stat.state !== "Z" && (started === null || stat.started === started);
}

function exists(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (thrown) {
    // That of another user is there, too.
    return (thrown as NodeJS.ErrnoException).code === "EPERM";
  }
}

/** Of proc(5), fields 3 and 22 of /proc/pid/stat; undefined where there is none. */
function linuxStat(pid: number): { readonly state: string; readonly started: string } | undefined {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, "latin1");
    // The second field, a name in parentheses, may hold anything.
    const fields = text.slice(text.lastIndexOf(")") + 2).split(" ");
    return { state: fields[0]!, started: fields[19]! };
  } catch {
    return undefined;
  }
}

import { describe } from "../base/untrusted.js";

const MAX_MESSAGE = 1000;
/** A line of a stack trace, in V8's words and in those of other engines. */
const STACK_LINE = /^\s*at |@/;
/** The function of run.ts that calls the program: what stands below it is the runtime. */
const BOUNDARY = "callProgram";

let ownFolderFound: string | undefined;

/** Where the modules of this folder, or the bundle of them, are; not asked before it matters, as a stack takes 1.5 ms. */
function ownFolder(): string {
  ownFolderFound ??= folderOf(stackLines(new Error("here").stack)[0] ?? "");
  return ownFolderFound;
}

/** What a program threw, whatever it is, in words: the error and the first place in the program's own code. */
export function describeThrown(thrown: unknown): string {
  if (typeof thrown !== "object" || thrown === null) return `${describe(thrown)} was thrown`;
  const message = textOf(thrown, "message");
  if (message === undefined) return `${describe(thrown)} was thrown`;
  const place = placeOf(textOf(thrown, "stack") ?? "");
  const error = `${textOf(thrown, "name") ?? "Error"}: ${message.slice(0, MAX_MESSAGE)}`;
  return place === undefined ? error : `${error}, at ${place}`;
}

/** A property that is text; what is thrown may be a proxy, or throw when it is looked at. */
function textOf(value: object, property: string): string | undefined {
  try {
    const text: unknown = (value as Record<string, unknown>)[property];
    return typeof text === "string" ? text : undefined;
  } catch {
    return undefined;
  }
}

function placeOf(stack: string): string | undefined {
  const lines = stackLines(stack);
  const end = lines.findIndex((line) => line.includes(BOUNDARY));
  const ofProgram = end < 0 ? lines : lines.slice(0, end);
  const line = ofProgram.find((candidate) => folderOf(candidate) !== ownFolder()) ?? ofProgram[0];
  return line?.trim().replace(/^at /, "");
}

function stackLines(stack: unknown): string[] {
  return typeof stack === "string" ? stack.split("\n").filter((line) => STACK_LINE.test(line)) : [];
}

/** The folder of the file that a line of a stack trace names. */
function folderOf(line: string): string {
  const [, folder = ""] = /(?:\(|@|at )((?:[\w-]+:\/\/)?[^\s()@]*\/)[^/]*$/.exec(line) ?? [];
  return folder;
}

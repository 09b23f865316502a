import type { Explanation, Fix, FixedTransaction, Where } from "./model.js";
import { bytesOf, listed, spelledSeeds } from "./words.js";

/**
 * An explanation as text for people, without colours; the lines end in newlines.
 *
 * @param fixed what became of the transaction with the fix, if that was tried.
 */
export function formatExplanation(explanation: Explanation, fixed: FixedTransaction | null = null): string {
  const { code, title, where, words, names, fix } = explanation;
  const lines = [
    title,
    `  code: ${code}`,
    ...(where === null ? [] : [`  where: ${whereText(where)}`]),
    "",
    ...words,
    ...(fix === null ? [] : ["", `Fix: ${fixText(fix, names)}`]),
    ...(fixed === null
      ? []
      : [...fixed.fixes.slice(1).map((more) => `And: ${fixText(more, names)}`), fixedText(fixed)]),
  ];
  return `${lines.join("\n")}\n`;
}

function fixedText({ passes, fixes, explanation }: FixedTransaction): string {
  const these = fixes.length === 1 ? "that" : "these";
  return passes
    ? `With ${these} the transaction passes.`
    : `With ${these} it comes further, and fails: ${explanation!.title}.`;
}

function whereText({ instructionIndex, path, frame }: Where): string {
  const steps = path.map(({ program, programName, instruction }) => {
    return `${programName ?? program}${instruction === null ? "" : ` ${instruction}`}`;
  });
  return `instruction ${instructionIndex}: ${steps.join(" > ")} (frame ${frame})`;
}

/** What a fix does, in words. */
export function fixText(fix: Fix, names: Explanation["names"] = {}): string {
  const name = (address: string) => names[address] ?? address;
  switch (fix.kind) {
    case "sign":
      return `sign the transaction with the ${keys(fix.addresses.length, "key")} of ${listed(fix.addresses.map(name))}.`;
    case "makeWritable":
      return `mark ${name(fix.address)} as writable.`;
    case "addAccount":
      return `add ${name(fix.address)} to the accounts of instruction ${fix.instructionIndex}.`;
    case "replaceAccount":
      return `pass ${name(fix.replacement)} instead of ${name(fix.address)} in instruction ${fix.instructionIndex}.`;
    case "recompile":
      return "compile the message anew, with each account in it once.";
    case "computeUnitLimit":
      return `ask for ${fix.units} compute units.`;
    case "loadedAccountsDataSizeLimit":
      return `allow ${fix.bytes} bytes of loaded accounts.`;
    case "heapSize":
      return `ask for a heap of ${fix.bytes} bytes.`;
    case "recentBlockhash":
      return "take the latest blockhash, and sign anew.";
    case "durableNonce":
      return `put ${fix.nonce}, the nonce that the account holds, in the place of the blockhash, and sign anew.`;
    case "inlineLookupTables":
      return `put the accounts of ${keys(fix.tables.length, "lookup table")} ${listed(fix.tables)} into the message itself.`;
    case "removeInstructions":
      return `leave out ${keys(fix.indexes.length, "instruction")} ${listed(fix.indexes.map(String))}.`;
    case "fund":
      return `give ${name(fix.address)} ${fix.lamports} lamports more.`;
    case "waitForSlot":
      return `send it in slot ${fix.slot} or later.`;
    case "signerSeeds":
      return `in ${name(fix.program)}, sign for ${name(fix.address)} with ${spelledSeeds(bytesOf(fix.seeds), name)}.`;
    case "passAccount":
      return `in ${name(fix.program)}, pass ${name(fix.address)} to ${name(fix.callee)}${rightsText(fix)}.`;
  }
}

function keys(count: number, one: string): string {
  return count === 1 ? one : `${one}s`;
}

/** ", as a signer and writable". */
function rightsText({ isSigner, isWritable }: Fix & { kind: "passAccount" }): string {
  const rights = [...(isSigner ? ["as a signer"] : []), ...(isWritable ? ["writable"] : [])];
  return rights.length === 0 ? "" : `, ${listed(rights)}`;
}

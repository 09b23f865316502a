import type { Explanation, Fix, FixedTransaction, Where } from "./model.js";
import { listed } from "./words.js";

/**
 * An explanation as text for people, without colours; the lines end in newlines.
 *
 * @param fixed what became of the transaction with the fix, if that was tried.
 */
export function formatExplanation(explanation: Explanation, fixed: FixedTransaction | null = null): string {
  const { code, title, where, words, fix } = explanation;
  const lines = [
    title,
    `  code: ${code}`,
    ...(where === null ? [] : [`  where: ${whereText(where)}`]),
    "",
    ...words,
    ...(fix === null ? [] : ["", `Fix: ${fixText(fix)}`]),
    ...(fixed === null ? [] : [fixedText(fix, fixed)]),
  ];
  return `${lines.join("\n")}\n`;
}

function fixedText(fix: Fix | null, { passes, explanation, trace }: FixedTransaction): string {
  const used = fix?.kind === "computeUnitLimit" ? `, and uses ${trace.unitsConsumed} units` : "";
  return passes
    ? `With that the transaction passes${used}.`
    : `With that it comes further, and fails: ${explanation!.title}.`;
}

function whereText({ instructionIndex, path, frame }: Where): string {
  const steps = path.map(({ program, programName, instruction }) => {
    return `${programName ?? program}${instruction === null ? "" : ` ${instruction}`}`;
  });
  return `instruction ${instructionIndex}: ${steps.join(" > ")} (frame ${frame})`;
}

/** What a fix does, in words. */
export function fixText(fix: Fix): string {
  switch (fix.kind) {
    case "sign":
      return `sign the transaction with the key of ${fix.address}.`;
    case "makeWritable":
      return `mark ${fix.address} as writable.`;
    case "addAccount":
      return `add ${fix.address} to the accounts of instruction ${fix.instructionIndex}.`;
    case "recompile":
      return "compile the message anew, with each account in it once.";
    case "computeUnitLimit":
      return `ask for ${fix.units} compute units.`;
    case "loadedAccountsDataSizeLimit":
      return `allow ${fix.bytes} bytes of loaded accounts.`;
    case "recentBlockhash":
      return "take the latest blockhash, and sign anew.";
    case "removeInstructions":
      return `leave out ${fix.indexes.length === 1 ? "instruction" : "instructions"} ${listed(fix.indexes.map(String))}.`;
    case "fund":
      return `give ${fix.address} ${fix.lamports} lamports more.`;
    case "waitForSlot":
      return `send it in slot ${fix.slot} or later.`;
    case "signerSeeds":
      return `program ${fix.program} signs for ${fix.address} with the seeds above.`;
  }
}

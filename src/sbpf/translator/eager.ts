import type { Program } from "./program.js";
import { END } from "./text-flow.js";
import type { Entry, Translations } from "./translations.js";

/** How many functions are translated at once. */
const BATCH = 40;

/** The function at `pc`, translated now unless it is, with some of those it calls. */
export function translateEagerly(translations: Translations, pc: number): Entry | undefined {
  const isFunction = translations.isSettled(pc) || translations.program.flow.isFunction[pc] === 1;
  if (isFunction && !translations.isSettled(pc)) {
    translations.begin(() => withCallees(translations, pc));
    translations.advance();
  }
  return translations.entryOf(pc);
}

function withCallees(translations: Translations, pc: number): number[] {
  const found = [pc];
  for (let i = 0; i < found.length && found.length < BATCH; i++) {
    for (const callee of calleesOf(translations.program, found[i])) {
      if (!translations.isSettled(callee) && !found.includes(callee)) found.push(callee);
    }
  }
  return found;
}

/** Functions that are called between the begin of a function and the begin of the next. */
function calleesOf({ flow }: Program, pc: number): number[] {
  const callees: number[] = [];
  for (let block = flow.blockAt[pc]; block < flow.begins.length; block++) {
    if (flow.begins[block] !== pc && flow.isFunction[flow.begins[block]] === 1) break;
    if (flow.kinds[block] === END.call) callees.push(flow.targets[block]);
  }
  return callees;
}

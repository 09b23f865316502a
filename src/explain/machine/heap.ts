import type { FailedInstruction } from "../errors/plain.js";
import type { Told } from "../model.js";
import { capital, frameText } from "../words.js";

const HEAP_PAGE = 32 * 1024;
/** Units for each 32 KiB of heap beyond the first. */
const PAGE_UNITS = 8;
const MAX_UNITS = 1_400_000;

/** The units left did not pay for the heap. */
export function explainHeap({ told, frame }: FailedInstruction): Told {
  const { heapBytes } = told.trace.limits;
  const price = PAGE_UNITS * (Math.ceil(heapBytes / HEAP_PAGE) - 1);
  const { available } = frame.units;
  return {
    code: "heap-unaffordable",
    title: `no units left for a heap of ${heapBytes} bytes`,
    facts: { heapBytes, price, available },
    words: [
      `${capital(frameText(told, frame))} could not begin: every program pays ${PAGE_UNITS} units for each 32 KiB of heap beyond the first, here ${price}, and ${available} were left.`,
      "Allow more compute units, or ask for less heap.",
    ],
    fix: told.trace.limits.computeUnits < MAX_UNITS ? { kind: "computeUnitLimit", units: MAX_UNITS } : undefined,
  };
}

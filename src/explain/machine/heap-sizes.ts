import { MAX_HEAP_FRAME_BYTES, MIN_HEAP_FRAME_BYTES } from "../../solana/message/sanitize.js";
import type { Case } from "../case.js";
import type { Fix } from "../model.js";

/** Heaps to try that are larger than what the transaction has: every program pays for each 32 KiB. */
export function largerHeaps({ trace }: Case): Fix[] {
  const sizes = Array.from(
    { length: MAX_HEAP_FRAME_BYTES / MIN_HEAP_FRAME_BYTES },
    (_, i) => (i + 1) * MIN_HEAP_FRAME_BYTES,
  );
  return sizes.filter((bytes) => bytes > trace.limits.heapBytes).map((bytes) => ({ kind: "heapSize", bytes }));
}

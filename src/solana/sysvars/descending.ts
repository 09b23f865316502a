/**
 * Looks for `wanted` in a list that descends: where it is (`found`, -1 if nowhere) and where it would be inserted. On a
 * list that does not descend it may miss, as the SDK's binary search does.
 */
export function positionOf(
  length: number,
  keyAt: (index: number) => bigint,
  wanted: bigint,
): { found: number; insertAt: number } {
  let low = 0;
  let high = length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    const key = keyAt(middle);
    if (key === wanted) return { found: middle, insertAt: middle };
    if (key > wanted) low = middle + 1;
    else high = middle;
  }
  return { found: -1, insertAt: low };
}

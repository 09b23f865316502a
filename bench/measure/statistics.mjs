// What many measurements come to.

export function median(values) {
  return quantile(values, 0.5);
}

/** @param {number} at 0 to 1 */
export function quantile(values, at) {
  const sorted = [...values].sort((a, b) => a - b);
  const position = (sorted.length - 1) * at;
  const [below, above] = [sorted[Math.floor(position)], sorted[Math.ceil(position)]];
  return below + (above - below) * (position - Math.floor(position));
}

/**
 * How many times longer theirs took than ours, turn by turn: the median and the quartiles.
 * @returns {{ ratio: number, low: number, high: number }}
 */
export function ratioOf(theirs, ours) {
  const ratios = theirs.map((their, turn) => their / ours[turn]);
  return { ratio: median(ratios), low: quantile(ratios, 0.25), high: quantile(ratios, 0.75) };
}

/**
 * The straight line nearest to the points (least squares).
 * @param {readonly { x: number, y: number }[]} points
 * @returns {{ intercept: number, slope: number, deviation: number }} the deviation: how far the worst point lies from
 *   the line, as a share of the highest point
 */
export function lineThrough(points) {
  const meanX = mean(points.map(({ x }) => x));
  const meanY = mean(points.map(({ y }) => y));
  const covariance = mean(points.map(({ x, y }) => (x - meanX) * (y - meanY)));
  const slope = covariance / mean(points.map(({ x }) => (x - meanX) ** 2));
  const intercept = meanY - slope * meanX;
  const worst = Math.max(...points.map(({ x, y }) => Math.abs(y - (intercept + slope * x))));
  return { intercept, slope, deviation: worst / Math.max(...points.map(({ y }) => y)) };
}

function mean(values) {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

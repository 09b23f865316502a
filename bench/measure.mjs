// Times two sides against each other in one process: alternating rounds, warm, medians.

/**
 * @typedef {object} Side
 * @property {() => void} round one round of work
 * @property {() => unknown} check a value that both sides must agree on after the same rounds
 */

/**
 * Runs both sides in turns.
 * @returns {{ ours: number, theirs: number, ratio: number, low: number, high: number }} milliseconds per round, and
 *   the ratio theirs / ours with its quartiles over the rounds
 */
export function compare(ours, theirs, { rounds = 15, warmup = 3 } = {}) {
  for (let i = 0; i < warmup; i++) {
    ours.round();
    theirs.round();
  }
  const oursMs = [];
  const theirsMs = [];
  for (let i = 0; i < rounds; i++) {
    // Whoever goes first may pay for the other's garbage, so they take turns at that too.
    if (i % 2 === 0) {
      oursMs.push(time(ours.round));
      theirsMs.push(time(theirs.round));
    } else {
      theirsMs.push(time(theirs.round));
      oursMs.push(time(ours.round));
    }
  }
  const [a, b] = [ours.check(), theirs.check()];
  if (JSON.stringify(a) !== JSON.stringify(b)) {
    throw new Error(`the sides do not agree: ours ${JSON.stringify(a)}, theirs ${JSON.stringify(b)}`);
  }
  const ratios = oursMs.map((ms, i) => theirsMs[i] / ms).sort((x, y) => x - y);
  return {
    ours: median(oursMs),
    theirs: median(theirsMs),
    ratio: median(theirsMs) / median(oursMs),
    low: quantile(ratios, 0.25),
    high: quantile(ratios, 0.75),
  };
}

export function time(run) {
  const start = performance.now();
  run();
  return performance.now() - start;
}

export function median(values) {
  return quantile(
    [...values].sort((a, b) => a - b),
    0.5,
  );
}

function quantile(sorted, at) {
  const position = (sorted.length - 1) * at;
  const [below, above] = [sorted[Math.floor(position)], sorted[Math.ceil(position)]];
  return below + (above - below) * (position - Math.floor(position));
}

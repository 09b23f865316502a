// Both sides must do the same work, else their times say nothing.

/** The sides ended differently, or one of them failed where both should succeed. */
export class Disagreement extends Error {
  name = "Disagreement";
}

/**
 * Throws `Disagreement` unless all sides are in the same state.
 * @param {readonly { side: string, state: unknown }[]} sides
 */
export function agree(sides) {
  const texts = sides.map(({ state }) => JSON.stringify(state));
  const other = texts.findIndex((text) => text !== texts[0]);
  if (other < 0) return;
  const at = [...texts[0]].findIndex((letter, i) => letter !== texts[other][i]);
  const excerpt = (i) => `${sides[i].side}: …${texts[i].slice(Math.max(0, at - 60), at + 200)}`;
  throw new Disagreement(`the sides do not agree\n  ${excerpt(0)}\n  ${excerpt(other)}`);
}

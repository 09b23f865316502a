import type { Random } from "./random.js";

/** One of the choices by name, each as often as its weight says. */
export function pickWeighted<T>(
  random: Random,
  choices: Readonly<Record<string, readonly [weight: number, choice: T]>>,
): readonly [name: string, choice: T] {
  const entries = Object.entries(choices);
  const total = entries.reduce((sum, [, [weight]]) => sum + weight, 0);
  let rest = random.below(total);
  for (const [name, [weight, choice]] of entries) {
    rest -= weight;
    if (rest < 0) return [name, choice];
  }
  throw new RangeError("expected at least one choice with a positive weight");
}

import type { RunSummary } from "./run.js";

/** Counts how cases ended, by campaign and kind. */
export class Tally {
  readonly #campaigns = new Map<string, Map<string, Map<string, number>>>();
  cases = 0;

  add(campaign: string, outcomes: RunSummary["outcomes"]): void {
    const kinds = this.#campaigns.get(campaign) ?? new Map<string, Map<string, number>>();
    this.#campaigns.set(campaign, kinds);
    for (const [kind, ways] of outcomes) {
      const known = kinds.get(kind) ?? new Map<string, number>();
      kinds.set(kind, known);
      for (const [way, times] of ways) {
        known.set(way, (known.get(way) ?? 0) + times);
        this.cases += times;
      }
    }
  }

  /** A line for each campaign. */
  summary(): string[] {
    return [...this.#campaigns].map(([campaign, kinds]) => {
      const all = new Map<string, number>();
      for (const ways of kinds.values()) for (const [way, times] of ways) all.set(way, (all.get(way) ?? 0) + times);
      return line(campaign, all, 6);
    });
  }

  /** A line for each kind of each campaign. */
  lines(): string[] {
    return [...this.#campaigns].flatMap(([campaign, kinds]) => [
      `${campaign}:`,
      ...[...kinds].sort(([a], [b]) => (a < b ? -1 : 1)).map(([kind, ways]) => `  ${line(kind, ways, 5)}`),
    ]);
  }
}

/** How many, how many of them succeeded, and the most frequent other ways. */
function line(name: string, ways: ReadonlyMap<string, number>, most: number): string {
  const total = [...ways.values()].reduce((sum, times) => sum + times, 0);
  const good = (ways.get("success") ?? 0) + (ways.get("done") ?? 0);
  const others = [...ways].filter(([way]) => way !== "success" && way !== "done").sort(([, a], [, b]) => b - a);
  const shown = others.slice(0, most).map(([way, times]) => `${way} ${times}`);
  if (others.length > most) shown.push(`${others.length - most} other ways`);
  return `${name.padEnd(28)} ${`${total}`.padStart(6)} ${`${Math.round((100 * good) / total)}`.padStart(3)} %  ${shown.join(", ")}`;
}

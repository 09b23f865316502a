import type { Stage } from "../support/stage.js";
import { type Terms, Wager } from "./client.js";
import { wager } from "./program.js";

export const SOL = 1_000_000_000n;
export const DEADLINE = 1_000n;

/** Ana and Ben, who do not agree, and Cleo, whom they trust. The clock stands at 0. */
export async function scene(stage: Stage) {
  const program = stage.program("wager program", wager);
  const [ana, ben, cleo] = await Promise.all([stage.person("Ana"), stage.person("Ben"), stage.person("Cleo")]);
  const terms: Terms = {
    ...{ id: 1n, creator: ana.address, opponent: ben.address, arbiter: cleo.address },
    ...{ stake: SOL, deadline: DEADLINE },
  };
  const theWager = (changes: Partial<Terms> = {}) => Wager.find(program, { ...terms, ...changes });
  const wagerOfAnaAndBen = await theWager();
  stage.name(wagerOfAnaAndBen.address, "wager");
  stage.name(wagerOfAnaAndBen.vault, "vault of the wager");
  return { stage, svm: stage.svm, program, ana, ben, cleo, terms, wager: wagerOfAnaAndBen, otherWager: theWager };
}

/** Ana has proposed a wager. */
export async function proposed(stage: Stage) {
  const set = await scene(stage);
  await stage.prepare(set.ana, [set.wager.propose(set.ana)]);
  return set;
}

/** Ben has accepted it too. */
export async function accepted(stage: Stage) {
  const set = await proposed(stage);
  await stage.prepare(set.ben, [set.wager.accept(set.ben)]);
  return set;
}

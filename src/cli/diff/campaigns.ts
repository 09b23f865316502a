import type { Campaign, Features } from "./chain.js";
import { cpiCampaign } from "./cpi-campaign.js";
import { grammarCampaign } from "./grammar/campaign.js";
import type { Grammar } from "./grammar/grammar.js";
import { associatedTokenGrammar } from "./programs/associated-token.js";
import { computeBudgetGrammar } from "./programs/compute-budget.js";
import { lookupTableGrammar } from "./programs/lookup-table.js";
import { memoGrammar } from "./programs/memo.js";
import { nonceGrammar } from "./programs/nonce.js";
import { precompilesGrammar } from "./programs/precompiles.js";
import { stakeGrammar } from "./programs/stake.js";
import { systemGrammar } from "./programs/system.js";
import { tokenGrammar } from "./programs/token.js";
import type { Random } from "./random.js";

export type MakeCampaign = (random: Random, features: Features) => Campaign;

const GRAMMARS: readonly Grammar[] = [
  systemGrammar,
  nonceGrammar,
  tokenGrammar,
  associatedTokenGrammar,
  lookupTableGrammar,
  stakeGrammar,
  computeBudgetGrammar,
  precompilesGrammar,
  memoGrammar,
];

/** All campaigns, by name. */
export const CAMPAIGNS: Readonly<Record<string, MakeCampaign>> = {
  cpi: cpiCampaign,
  ...Object.fromEntries(
    GRAMMARS.map((grammar) => [grammar.name, (random: Random) => grammarCampaign(grammar, random)]),
  ),
};

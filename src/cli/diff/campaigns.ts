import { pubkeyEqual } from "../../solana/pubkey.js";
import type { Campaign, Features } from "./chain.js";
import { cpiCampaign } from "./cpi-campaign.js";
import { grammarCampaign } from "./grammar/campaign.js";
import type { Grammar } from "./grammar/grammar.js";
import { associatedTokenGrammar } from "./programs/associated-token.js";
import { computeBudgetGrammar } from "./programs/compute-budget.js";
import { loaderGrammar } from "./programs/loader.js";
import { lookupTableGrammar } from "./programs/lookup-table.js";
import { memoGrammar } from "./programs/memo.js";
import { nonceGrammar } from "./programs/nonce.js";
import { oddProgramsGrammar } from "./programs/odd-programs.js";
import { precompilesGrammar } from "./programs/precompiles.js";
import { stakeGrammar } from "./programs/stake.js";
import { systemGrammar } from "./programs/system.js";
import { tokenGrammar } from "./programs/token.js";
import { token2022Grammar } from "./programs/token-2022.js";
import { voteGrammar } from "./programs/vote.js";
import { zkProofGrammar } from "./programs/zk-proof.js";
import type { Random } from "./random.js";

export type MakeCampaign = (random: Random, features: Features) => Campaign;

const GRAMMARS: readonly Grammar[] = [
  systemGrammar,
  nonceGrammar,
  tokenGrammar,
  token2022Grammar,
  associatedTokenGrammar,
  lookupTableGrammar,
  stakeGrammar,
  voteGrammar,
  loaderGrammar,
  computeBudgetGrammar,
  precompilesGrammar,
  zkProofGrammar,
  memoGrammar,
  oddProgramsGrammar,
];

/** Instructions of all programs in one world, and in one transaction. */
const mixedGrammar: Grammar = {
  name: "mixed",
  makers: joined((grammar) => grammar.makers),
  host: joined((grammar) => grammar.host ?? {}),
  accounts: (pool) => {
    // Odd accounts would look like tokens and stakes.
    const grammars = GRAMMARS.filter((grammar) => grammar !== oddProgramsGrammar);
    const accounts = grammars.flatMap((grammar) => grammar.accounts?.(pool) ?? []);
    return accounts.filter(({ key }, i) => accounts.findIndex((other) => pubkeyEqual(other.key, key)) === i);
  },
  noncePercent: 5,
  proxyPercent: 25,
};

function joined<T>(of: (grammar: Grammar) => Readonly<Record<string, T>>): Record<string, T> {
  const entries = GRAMMARS.flatMap((grammar) =>
    Object.entries(of(grammar)).map(([name, one]): [string, T] => [`${grammar.name} ${name}`, one]),
  );
  return Object.fromEntries(entries);
}

/** All campaigns, by name. */
export const CAMPAIGNS: Readonly<Record<string, MakeCampaign>> = {
  cpi: cpiCampaign,
  ...Object.fromEntries(
    [...GRAMMARS, mixedGrammar].map((grammar) => [grammar.name, (random: Random) => grammarCampaign(grammar, random)]),
  ),
};

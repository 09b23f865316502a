import type { Address } from "@solana/kit";
import { Stage } from "../support/stage.js";
import { giveTokens, makeMint } from "../support/tokens.js";
import { createMarket, findMarket, findStake, openStake, placeStake } from "./client.js";
import { predictionMarket } from "./program.js";

/** Will it rain? */
export const [RAIN, SUN] = [0, 1] as const;

/** A question that Rita decides, or another authority; Ana, Ben and Cleo have 1,000 coins each. */
export async function scene(stage: Stage, authority?: Address) {
  const [ana, ben, cleo, rita] = [
    await stage.person("Ana"),
    await stage.person("Ben"),
    await stage.person("Cleo"),
    await stage.person("Rita"),
  ];
  const coins = await makeMint(stage, "coins", rita);
  const programAddress = stage.program("prediction-market", predictionMarket);
  const market = await findMarket(programAddress, ana.address, 7n, coins.address);
  stage.name(market.market, "market");
  await giveTokens(stage, coins, market.market);
  stage.name(market.pot, "pot");
  const closeSlot = stage.svm.slot + 100n;
  const terms = { outcomes: 3, closeSlot, voidSlot: closeSlot + 100n };
  await stage.prepare(ana, [createMarket(market, ana, authority ?? rita.address, terms)]);
  for (const owner of [ana, ben, cleo]) {
    await giveTokens(stage, coins, owner.address, 1_000n);
    await stage.prepare(owner, [await openStake(market, owner)]);
    stage.name(await findStake(market, owner.address), `stake of ${stage.nameOf(owner.address)}`);
  }
  return { stage, svm: stage.svm, ana, ben, cleo, rita, coins, market, ...terms };
}

export type Scene = Awaited<ReturnType<typeof scene>>;

/** Ana has 100 on rain, Ben 200, Cleo 500 on sun; the market is closed. */
export async function staked(stage = new Stage()): Promise<Scene> {
  const it = await scene(stage);
  const { svm, market, ana, ben, cleo, closeSlot } = it;
  await stage.prepare(ana, [await placeStake(market, ana, RAIN, 100n)]);
  await stage.prepare(ben, [await placeStake(market, ben, RAIN, 200n)]);
  await stage.prepare(cleo, [await placeStake(market, cleo, SUN, 500n)]);
  svm.warpToSlot(closeSlot);
  return it;
}

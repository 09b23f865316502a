import type { Stage } from "../support/stage.js";
import { giveTokens, makeMint } from "../support/tokens.js";
import { createVault, findPosition, findVault, openPosition } from "./client.js";
import { vault as program } from "./program.js";

/** A vault for coins; Ana and Ben have 1,000,000 each, and a position without shares. */
export async function scene(stage: Stage) {
  const programAddress = stage.program("vault", program);
  const [ana, ben, bank] = await Promise.all(["Ana", "Ben", "Bank"].map((name) => stage.person(name)));
  const coins = await makeMint(stage, "coins", bank);
  const vault = await findVault(programAddress, coins.address);
  stage.name(vault.vault, "vault authority");
  await giveTokens(stage, coins, vault.vault);
  const anaCoins = await giveTokens(stage, coins, ana.address, 1_000_000n);
  const benCoins = await giveTokens(stage, coins, ben.address, 1_000_000n);
  const [anaPosition, benPosition] = await Promise.all([ana, ben].map(({ address }) => findPosition(vault, address)));
  stage.name(anaPosition, "position of Ana");
  stage.name(benPosition, "position of Ben");
  await stage.prepare(ana, [
    createVault(vault, ana),
    await openPosition(vault, ana.address, ana),
    await openPosition(vault, ben.address, ana),
  ]);
  return {
    stage,
    svm: stage.svm,
    vault,
    ana,
    ben,
    bank,
    coins,
    accounts: { anaCoins, benCoins, anaPosition, benPosition },
  };
}

export type Scene = Awaited<ReturnType<typeof scene>>;

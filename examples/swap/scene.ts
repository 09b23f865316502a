import type { Program } from "callgate/program";
import type { Stage } from "../support/stage.js";
import { giveTokens, makeMint, tokensOf } from "../support/tokens.js";
import { createPool, deposit, findPool, findPosition, openPosition } from "./client.js";
import { swap } from "./program.js";

export const RESERVE = 1_000_000n;

/** A pool of salt and pepper with a million of each from Ana; Ben has 100,000 salt. */
export async function scene(stage: Stage, program: Program = swap) {
  const programAddress = stage.program("swap", program);
  const [ana, ben, grocer] = await Promise.all(["Ana", "Ben", "Grocer"].map((name) => stage.person(name)));
  const salt = await makeMint(stage, "salt", grocer);
  const pepper = await makeMint(stage, "pepper", grocer);
  const pool = await findPool(programAddress, salt.address, pepper.address);
  stage.name(pool.pool, "pool");
  for (const mint of [salt, pepper]) await giveTokens(stage, mint, pool.pool);
  const [anaSalt, anaPepper, benSalt, benPepper] = [
    await giveTokens(stage, salt, ana.address, 2n * RESERVE),
    await giveTokens(stage, pepper, ana.address, 2n * RESERVE),
    await giveTokens(stage, salt, ben.address, 100_000n),
    await giveTokens(stage, pepper, ben.address),
  ];
  for (const person of [ana, ben]) {
    stage.name(await findPosition(pool, person.address), `position of ${stage.nameOf(person.address)}`);
  }
  await stage.prepare(ana, [createPool(pool, ana), await openPosition(pool, ana), await openPosition(pool, ben)]);
  const all = { maximumA: RESERVE, maximumB: RESERVE, minimumShares: 0n };
  await stage.prepare(ana, [await deposit(pool, ana, all)]);
  return {
    stage,
    svm: stage.svm,
    pool,
    ana,
    ben,
    grocer,
    salt,
    pepper,
    accounts: { anaSalt, anaPepper, benSalt, benPepper },
    reserves: () => [tokensOf(stage, pool.vaultA), tokensOf(stage, pool.vaultB)] as const,
  };
}

export type Scene = Awaited<ReturnType<typeof scene>>;

/** Ben's swap, without a limit. */
export const SALT_FOR_PEPPER = { aToB: true, amountIn: 10_000n, minimumOut: 0n };

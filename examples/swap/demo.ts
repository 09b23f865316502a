import { PublicKey } from "@solana/web3.js";
import { customError } from "../support/custom-error.js";
import { web3Keypair } from "../support/people.js";
import type { Stage } from "../support/stage.js";
import { withAccount } from "../support/tampering.js";
import { swap, withdraw } from "./client.js";
import { Pool } from "./client-web3.js";
import { errors } from "./pool.js";
import { scene } from "./scene.js";

/** Ben changes salt into pepper and back; the pool has a limit to keep to, and its own vaults. */
export async function demo(stage: Stage): Promise<void> {
  const { pool, ana, ben, accounts } = await scene(stage);

  const bought = await swap(pool, ben, { aToB: true, amountIn: 10_000n, minimumOut: 9_800n });
  await stage.succeeds("Ben gives 10,000 salt: his signature moves it in, the pool's moves pepper out", ben, [bought]);

  const greedy = await swap(pool, ben, { aToB: true, amountIn: 10_000n, minimumOut: 9_900n });
  await stage.fails(
    "The price has moved: Ben asks for more than there is for his salt",
    ben,
    [greedy],
    customError(errors.SlippageExceeded),
  );

  const diverted = withAccount(bought, pool.vaultA, accounts.anaSalt);
  await stage.fails("Ben gives his salt to Ana, as if her account were the pool's vault", ben, [diverted], {
    Custom: 2001,
  });

  const part = await withdraw(pool, ana, { shares: 500_000n, minimumA: 1n, minimumB: 1n });
  await stage.succeeds("Ana takes a half of the pool, with a half of the fees", ana, [part]);

  const web3Pool = new Pool(new PublicKey(pool.programAddress), new PublicKey(pool.mintA), new PublicKey(pool.mintB));
  const keypair = web3Keypair("Ben");
  const back = web3Pool.swap(keypair.publicKey, false, 5_000n, 4_000n);
  stage.succeedsWithWeb3("With web3.js v1 Ben changes pepper back into salt", [keypair], [back]);
}

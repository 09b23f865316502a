import { customError } from "../support/custom-error.js";
import { readonly, writable } from "../support/metas.js";
import { web3Keypair } from "../support/people.js";
import type { Stage } from "../support/stage.js";
import { deposit, harvest, retireStrategy, withdraw } from "./client.js";
import { forges, says, takes } from "./hostile.js";
import { INTO_VAULT, KEEPER, SAVINGS, scene, web3Aggregator, web3Strategies, withOwn } from "./scene.js";
import { errors } from "./state.js";

/** Ana's coins are routed to three strategies, which earn; then the third, Mallory's, becomes hostile. */
export async function demo(stage: Stage): Promise<void> {
  const { svm, ana, ben, manager, aggregator, strategies, accounts } = await scene(stage);
  const mallorys = strategies[KEEPER]!.program;

  const first = await deposit(aggregator, strategies, ana, 10_000n);
  await stage.succeeds("Ana deposits 10,000 coins, which go to three strategies", ana, [first]);

  svm.warpToSlot(svm.slot + 1_000n);
  const earned = harvest(aggregator, strategies);
  await stage.succeeds("1,000 slots later the earnings are brought in", ben, [earned]);

  const looting = withOwn(
    strategies,
    writable(accounts.pocket),
    writable(aggregator.treasury),
    readonly(aggregator.aggregator),
  );
  const intoTrap = await deposit(aggregator, looting, ben, 10_000n);
  svm.addProgram(mallorys, takes(1n));
  await stage.fails("Mallory upgrades hers: it takes one coin more than it is handed", ben, [intoTrap], { Custom: 1 });

  svm.addProgram(mallorys, forges);
  const escalation = "Then it signs for the aggregator itself";
  await stage.fails(escalation, ben, [intoTrap], "PrivilegeEscalation");

  svm.addProgram(
    mallorys,
    says((amount) => amount),
  );
  const out = await withdraw(aggregator, looting, ana, 5_000n);
  await stage.fails(
    "Then it says that it gave Ana's coins back, and gave none",
    ana,
    [out],
    customError(errors.StrategyLied),
  );

  const left = [strategies[SAVINGS]!, strategies[INTO_VAULT]!];
  const smaller = await withdraw(aggregator, left, ana, 5_000n);
  const retired = retireStrategy(aggregator, manager, KEEPER);
  await stage.succeeds("The manager gives it up", manager, [retired]);
  await stage.succeeds("Ana takes the half of her shares out of what is left", ana, [smaller]);

  const keypair = web3Keypair("Ben");
  const last = web3Aggregator(aggregator).deposit(web3Strategies(left), keypair.publicKey, 1_000n);
  stage.succeedsWithWeb3("With web3.js v1 Ben deposits into the two that are left", [keypair], [last]);
}

import { PublicKey } from "@solana/web3.js";
import { web3Keypair } from "../support/people.js";
import type { Stage } from "../support/stage.js";
import { withAccount } from "../support/tampering.js";
import { giveTokens } from "../support/tokens.js";
import { deposit, withdraw } from "./client.js";
import { Vault } from "./client-web3.js";
import { scene } from "./scene.js";

/** Ana and Ben keep coins in a vault that only its program signs for; the vault earns, and both get their part. */
export async function demo(stage: Stage): Promise<void> {
  const { vault, ana, ben, coins, accounts } = await scene(stage);

  const first = await deposit(vault, ana, 1_000n);
  await stage.succeeds("Ana deposits 1,000 coins; her signature goes on to the Token program", ana, [first]);
  await stage.succeeds("So does Ben with 3,000", ben, [await deposit(vault, ben, 3_000n)]);
  await giveTokens(stage, coins, vault.vault, 400n);

  const half = await withdraw(vault, ana, 500n);
  await stage.succeeds("The vault has earned 400: Ana's 500 shares are 549 coins, and the program signs", ana, [half]);

  const stolen = withAccount(await withdraw(vault, ana, 500n), accounts.anaPosition, accounts.benPosition);
  await stage.fails("Ana asks for coins for Ben's shares", ana, [stolen], { Custom: 2001 });

  const keypair = web3Keypair("Ben");
  const web3 = new Vault(new PublicKey(vault.programAddress), new PublicKey(vault.mint));
  const rest = web3.withdraw(keypair.publicKey, 3_000n, 3_299n);
  stage.succeedsWithWeb3("With web3.js v1 Ben takes all that is his", [keypair], [rest]);
}

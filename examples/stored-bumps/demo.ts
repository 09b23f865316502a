import type { Address, KeyPairSigner } from "@solana/kit";
import { PublicKey } from "@solana/web3.js";
import { web3Keypair } from "../support/people.js";
import type { Stage } from "../support/stage.js";
import { checkIn, claim, findPot, openPot } from "./client.js";
import * as web3 from "./client-web3.js";
import { receiptsOf } from "./other-bumps.js";
import { airdrop, Tag, trustingAirdrop } from "./program.js";

const SOL = 1_000_000_000n;
const NAMES = Object.fromEntries(Object.entries(Tag).map(([name, tag]) => [tag, camelCase(name)]));

/** Everybody may claim one share. Mallory claims three, where the program takes her word for the bump. */
export async function demo(stage: Stage): Promise<void> {
  const [ana, mallory] = await Promise.all([stage.person("Ana"), stage.person("Mallory")]);
  const program = stage.program("airdrop", airdrop, ([tag]) => NAMES[tag ?? -1]);
  const trusting = stage.program("trusting airdrop", trustingAirdrop, ([tag]) => NAMES[tag ?? -1]);
  for (const each of [program, trusting]) await fillPot(stage, each, ana);
  nameReceipts(stage, [program, trusting], [ana, mallory]);

  await stage.succeeds("Ana claims her share; the bump of her receipt is stored", ana, [
    await claim(program, { user: ana }),
  ]);
  await stage.succeeds("Ana checks in by the stored bump: one derivation, 1,500 units", ana, [
    await checkIn(program, { user: ana }),
  ]);
  await stage.succeeds("The same where the program searches for the bump again", ana, [
    await checkIn(program, { user: ana, how: "CHECK_IN_FINDING" }),
  ]);
  const [, second] = receiptsOf(program, mallory.address);
  await stage.succeeds("Mallory claims her share", mallory, [await claim(program, { user: mallory })]);
  await stage.fails(
    "Mallory claims another with the next bump that gives an address",
    mallory,
    [await claim(program, { user: mallory, receipt: second! })],
    "InvalidSeeds",
  );
  const [, ...others] = receiptsOf(trusting, mallory.address);
  const twice = others.slice(0, 2).map((receipt) => claim(trusting, { user: mallory, receipt }));
  await stage.succeeds("Where her bumps are trusted, she claims as often as she likes", mallory, [
    await claim(trusting, { user: mallory }),
    ...(await Promise.all(twice)),
  ]);
  const instruction = web3.checkIn(new PublicKey(program), new PublicKey(mallory.address));
  stage.succeedsWithWeb3("Mallory checks in, with web3.js v1", [web3Keypair("Mallory")], [instruction]);
}

async function fillPot(stage: Stage, program: Address, payer: KeyPairSigner): Promise<void> {
  const [pot] = await findPot(program);
  await stage.prepare(payer, [await openPot(program, { payer, share: SOL })]);
  stage.svm.airdrop(pot, 10n * SOL);
  stage.name(pot, `pot of the ${stage.nameOf(program)}`);
}

function nameReceipts(stage: Stage, programs: readonly Address[], users: readonly KeyPairSigner[]): void {
  for (const program of programs) {
    for (const { address } of users) {
      for (const [receipt, bump] of receiptsOf(program, address)) {
        stage.name(receipt, `receipt of ${stage.nameOf(address)}, bump ${bump}`);
      }
    }
  }
}

function camelCase(name: string): string {
  return name.toLowerCase().replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase());
}

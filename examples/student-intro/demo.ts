import { PublicKey } from "@solana/web3.js";
import { web3Keypair } from "../support/people.js";
import type { Stage } from "../support/stage.js";
import { withAccount } from "../support/tampering.js";
import { findProgramMint, tokenAddress } from "../support/tokens.js";
import { findIntro, initializeMint, initUserInput, updateStudentIntro } from "./client.js";
import * as web3 from "./client-web3.js";
import { studentIntro } from "./program.js";

const ALREADY_IN_USE = { Custom: 0 };
const SEEDS = { Custom: 2006 };

/** Ana and Ben introduce themselves and get tokens, once; Mallory would speak for Ana. */
export async function demo(stage: Stage): Promise<void> {
  const program = stage.program("student-intro", studentIntro);
  const [ana, mallory, ben] = await Promise.all(["Ana", "Mallory", "Ben"].map((name) => stage.person(name)));
  const { tokenMint, mintAuth } = await findProgramMint(program);
  stage.name(tokenMint, "mint of student-intro");
  stage.name(mintAuth, "mint authority of student-intro");
  for (const { address } of [ana, ben, mallory]) {
    stage.name(await findIntro(program, address), `introduction of ${stage.nameOf(address)}`);
    stage.name(await tokenAddress(tokenMint, address), `tokens of ${stage.nameOf(address)}`);
  }

  await stage.succeeds("The mint is made", ana, [await initializeMint(program, ana)]);

  const hello = await initUserInput(program, ana, { name: "Ana", message: "I come from Rust" });
  await stage.succeeds("Ana introduces herself; the program makes her a token account and mints 10 tokens", ana, [
    hello,
  ]);

  const again = await initUserInput(program, ana, { name: "Ana", message: "More tokens, please" });
  await stage.fails("Ana introduces herself once more", ana, [again], ALREADY_IN_USE);

  const change = await updateStudentIntro(program, ana, { name: "Ana", message: "I come from Rust, and like calls" });
  await stage.succeeds("Ana changes what she says", ana, [change]);

  const [introOfAna, ofMallory] = await Promise.all([ana, mallory].map(({ address }) => findIntro(program, address)));
  const update = await updateStudentIntro(program, mallory, { name: "Ana", message: "Send me your keys" });
  const forged = withAccount(update, ofMallory, introOfAna);
  await stage.fails("Mallory would change it too", mallory, [forged], SEEDS);

  const helloOfBen = web3.initUserInput(new PublicKey(program), new PublicKey(ben.address), {
    name: "Ben",
    message: "Hello from web3.js v1",
  });
  stage.succeedsWithWeb3("Ben introduces himself, with web3.js v1", [web3Keypair("Ben")], [helloOfBen]);
}

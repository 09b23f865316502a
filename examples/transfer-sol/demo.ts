import { PublicKey } from "@solana/web3.js";
import { web3Keypair } from "../support/people.js";
import type { Stage } from "../support/stage.js";
import { withoutSignature } from "../support/tampering.js";
import { findVault, transferFromPda, transferFromUser } from "./client.js";
import * as web3 from "./client-web3.js";
import { TRANSFER_FROM_USER, transferSol } from "./program.js";

/** A user pays Ben, then the program pays him out of his vault; Ana cannot be made to pay without her signature. */
export async function demo(stage: Stage): Promise<void> {
  const program = stage.program("transfer-sol", transferSol, ([tag]) =>
    tag === TRANSFER_FROM_USER ? "transferFromUser" : "transferFromPda",
  );
  const [ana, ben] = await Promise.all([stage.person("Ana"), stage.person("Ben")]);
  const [vault] = await findVault(program, ben.address);
  stage.name(vault, "vault of Ben");
  stage.svm.airdrop(vault, 5_000_000_000n);

  const fromAna = transferFromUser(program, { from: ana, to: ben.address, lamports: 1_000_000_000n });
  await stage.succeeds("Ana pays Ben; her signature passes through the program", ana, [fromAna]);

  const fromVault = await transferFromPda(program, { to: ben.address, lamports: 2_000_000_000n });
  await stage.succeeds("Ben takes from his vault; the program signs", ben, [fromVault]);

  const unsigned = withoutSignature(fromAna, ana.address);
  await stage.fails("Ben names Ana as the payer without her signature", ben, [unsigned], "MissingRequiredSignature");

  const instruction = web3.transferFromPda(new PublicKey(program), new PublicKey(ben.address), 1_000_000_000n);
  stage.succeedsWithWeb3("The same with web3.js v1", [web3Keypair("Ben")], [instruction]);
}

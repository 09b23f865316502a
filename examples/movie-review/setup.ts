import {
  type Address,
  address,
  airdropFactory,
  appendTransactionMessageInstructions,
  assertIsTransactionWithBlockhashLifetime,
  createSolanaRpc,
  createSolanaRpcSubscriptions,
  createTransactionMessage,
  type Instruction,
  type KeyPairSigner,
  lamports,
  pipe,
  sendAndConfirmTransactionFactory,
  setTransactionMessageFeePayerSigner,
  setTransactionMessageLifetimeUsingBlockhash,
  signTransactionMessageWithSigners,
} from "@solana/kit";
import { addressNamed, kitSigner } from "../support/people.js";
import { findProgramMint } from "../support/tokens.js";
import { addComment, addMovieReview, findReview, initializeMint, updateMovieReview } from "./client.js";
import { tokenAccountFor } from "./demo.js";

const SOL = 1_000_000_000n;

/** Sends a few reviews and comments to a cluster that has the program: what `npm start` begins with. */
export async function setup({ rpcUrl, pubsubUrl }: { rpcUrl: string; pubsubUrl: string }): Promise<void> {
  const rpc = createSolanaRpc(rpcUrl);
  const rpcSubscriptions = createSolanaRpcSubscriptions(pubsubUrl);
  const airdrop = airdropFactory({ rpc, rpcSubscriptions } as Parameters<typeof airdropFactory>[0]);
  const sendAndConfirm = sendAndConfirmTransactionFactory({ rpc, rpcSubscriptions });

  const send = async (payer: KeyPairSigner, ...instructions: Instruction[]): Promise<void> => {
    const { value: blockhash } = await rpc.getLatestBlockhash().send();
    const transaction = await signTransactionMessageWithSigners(
      pipe(
        createTransactionMessage({ version: 0 }),
        (message) => setTransactionMessageFeePayerSigner(payer, message),
        (message) => setTransactionMessageLifetimeUsingBlockhash(blockhash, message),
        (message) => appendTransactionMessageInstructions(instructions, message),
      ),
    );
    assertIsTransactionWithBlockhashLifetime(transaction);
    await sendAndConfirm(transaction, { commitment: "confirmed" });
  };

  const program: Address = address(addressNamed("movie-review"));
  const [ana, ben] = await Promise.all([kitSigner("Ana"), kitSigner("Ben")]);
  for (const { address: recipientAddress } of [ana, ben]) {
    await airdrop({ recipientAddress, lamports: lamports(10n * SOL), commitment: "confirmed" });
  }
  const { tokenMint } = await findProgramMint(program);
  await send(ana, await initializeMint(program, ana), await tokenAccountFor(ana, tokenMint));
  const tron = { title: "Tron", rating: 4, description: "Better than I remembered" };
  await send(ana, await addMovieReview(program, ana, tron));
  const review = await findReview(program, ana.address, tron.title);
  const comment = await addComment(program, ben, { review, count: 0n, comment: "The music alone!" });
  await send(ben, await tokenAccountFor(ben, tokenMint), comment);
  await send(ana, await updateMovieReview(program, ana, { ...tron, rating: 5 }));
}

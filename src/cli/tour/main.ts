import { base58Decode } from "../../base/base58.js";
import { sign } from "../../crypto/ed25519.js";
import type { Instruction } from "../../solana/instruction.js";
import { compileMessage } from "../../solana/message/compile.js";
import { encodeMessage } from "../../solana/message/encode.js";
import { TOKEN_PROGRAM_ID } from "../../solana/program-ids.js";
import { pubkeyEqual } from "../../solana/pubkey.js";
import { encodeTransaction, makeTransaction } from "../../solana/transaction.js";
import { createSvm } from "../../svm/index.js";
import { traceLines } from "../../trace/print/print-trace.js";
import { wrap } from "../../trace/print/text.js";
import { legend } from "../../trace/print/tree.js";
import { endWhenReaderIsGone } from "../reader-gone.js";
import { styleFor } from "../terminal-style.js";
import { Cast, type Member } from "./cast.js";
import {
  associatedTokenAddress,
  closeAccount,
  createAccount,
  createAssociatedToken,
  initializeMint2,
  MINT_SIZE,
  mintTo,
  transferChecked,
} from "./instructions.js";

const DECIMALS = 6;
const TOKEN = 1_000_000n;

/** `npm run tour`: real programs, what they call, and two calls that the runtime refuses. */
function tour(): boolean {
  const style = styleFor(process.stdout, process.env);
  const svm = createSvm({ trace: true });
  const cast = new Cast();
  const [ana, ben, mint] = [cast.member("Ana"), cast.member("Ben"), cast.member("mint")];
  const anaTokens = associatedTokenAddress(ana.publicKey, mint.publicKey);
  const benTokens = associatedTokenAddress(ben.publicKey, mint.publicKey);
  cast.name(anaTokens, "tokens of Ana");
  cast.name(benTokens, "tokens of Ben");
  svm.airdrop(ana.publicKey, 10_000_000_000n);
  svm.airdrop(ben.publicKey, 10_000_000_000n);

  let asExpected = true;
  const show = (title: string, expectOk: boolean, signers: readonly Member[], ...instructions: Instruction[]): void => {
    const result = svm.sendTransaction(signed(svm.latestBlockhash(), signers, instructions));
    asExpected &&= result.ok === expectOk;
    print(traceLines(result.trace!, style, { title, names: cast.names }));
  };
  const print = (lines: readonly string[]): void => {
    for (const line of lines) console.log(line);
  };
  const say = (text: string): void => print([...wrap(text, style.width), ""]);

  say("Callgate runs the programs of mainnet, bytes and all. Below every transaction stands what called what:");
  print([legend(style), ""]);
  const rent = svm.minimumBalanceForRentExemption(MINT_SIZE);
  show(
    "1. Ana creates a mint",
    true,
    [ana, mint],
    createAccount(ana.publicKey, mint.publicKey, rent, MINT_SIZE, TOKEN_PROGRAM_ID),
    initializeMint2(mint.publicKey, DECIMALS, ana.publicKey),
  );
  show(
    "2. Ana opens her token account",
    true,
    [ana],
    createAssociatedToken(ana.publicKey, ana.publicKey, mint.publicKey),
  );
  show("3. Ana mints 1,000 tokens", true, [ana], mintTo(mint.publicKey, anaTokens, ana.publicKey, 1000n * TOKEN));
  show(
    "4. Ana sends 250 tokens to Ben, whose account she pays for",
    true,
    [ana],
    createAssociatedToken(ana.publicKey, ben.publicKey, mint.publicKey),
    transferChecked(anaTokens, mint.publicKey, benTokens, ana.publicKey, 250n * TOKEN, DECIMALS),
  );
  show(
    "5. Ben sends them back and closes his account",
    true,
    [ben],
    transferChecked(benTokens, mint.publicKey, anaTokens, ben.publicKey, 250n * TOKEN, DECIMALS),
    closeAccount(benTokens, ben.publicKey, ben.publicKey),
  );

  say("A call passes rights on; it never adds any. Two calls that the runtime refuses:");
  show(
    "6. Ben has Ana pay for his account, without her signature",
    false,
    [ben],
    createAssociatedToken(ana.publicKey, ben.publicKey, mint.publicKey, "writable"),
  );
  show(
    "7. Ben passes the account to be created as read-only",
    false,
    [ben],
    createAssociatedToken(ben.publicKey, ben.publicKey, mint.publicKey, "writableSigner", "readonly"),
  );
  return asExpected;
}

/** Wire bytes, signed by all; the first one pays. */
function signed(blockhash: string, signers: readonly Member[], instructions: readonly Instruction[]): Uint8Array {
  const feePayer = signers[0].publicKey;
  const message = compileMessage({ feePayer, instructions, blockhash: base58Decode(blockhash)! });
  const bytes = encodeMessage(message);
  const keys = message.accountKeys.slice(0, message.header.numRequiredSignatures);
  const signatures = keys.map((key) => {
    const signer = signers.find(({ publicKey }) => pubkeyEqual(publicKey, key))!;
    return sign(bytes, signer.secretKey);
  });
  return encodeTransaction(makeTransaction(message, signatures));
}

endWhenReaderIsGone();
if (!tour()) process.exitCode = 1;

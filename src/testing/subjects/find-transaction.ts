import { CallgateError } from "../../base/errors.js";
import { Svm } from "../../svm/svm.js";
import { knownChains } from "../chains/known-chains.js";
import { type Outcome, outcomeOfBlock, outcomeOfResult } from "./outcome.js";

/** What became of the transaction with this first signature, 64 bytes, on any chain that is known. */
export function findTransaction(signature: Uint8Array): Outcome | undefined {
  for (const chain of knownChains()) {
    if (chain instanceof Svm) {
      const result = chain.getTransaction(signature);
      if (result !== undefined) return outcomeOfResult(result, chain);
    } else {
      const entry = chain.ledger.transaction(signature);
      if (entry !== undefined) return outcomeOfBlock(entry, chain);
    }
  }
  return undefined;
}

/** The same; throws `unknown-transaction` if there is none. */
export function getTransaction(signature: Uint8Array, text: string): Outcome {
  const found = findTransaction(signature);
  if (found !== undefined) return found;
  const where = knownChains().length === 0 ? "there is no such chain" : "it is in no block of theirs";
  const message =
    `no transaction ${text} on the chains that assertions know (those of testChain and of the clients of ` +
    `callgate/testing, and what knownChain was given): ${where}`;
  throw new CallgateError("unknown-transaction", message, { signature: text });
}

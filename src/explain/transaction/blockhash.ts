import { base58Encode } from "../../base/base58.js";
import { isAdvanceNonceData } from "../../solana/nonce.js";
import { SYSTEM_PROGRAM_ID } from "../../solana/program-ids.js";
import { pubkeyEqual } from "../../solana/pubkey.js";
import type { Case } from "../case.js";
import type { Told } from "../model.js";
import { plural } from "../words.js";

/** The message's lifetime is over, or never began. */
export function explainBlockhash(told: Case): Told {
  const { message } = told.transaction;
  const blockhash = base58Encode(message.recentBlockhash);
  const { chain } = told.world;
  const age = chain?.blockhashAge(message.recentBlockhash);
  const first = message.instructions[0];
  const program = first && message.accountKeys[first.programIdIndex];
  const usesNonce = program !== undefined && pubkeyEqual(program, SYSTEM_PROGRAM_ID) && isAdvanceNonceData(first!.data);
  return {
    code: "blockhash-not-found",
    title: usesNonce ? "durable nonce not usable" : "blockhash too old, or of another chain",
    facts: {
      blockhash,
      age: age ?? null,
      latest: chain === undefined ? null : base58Encode(chain.latestBlockhash),
      usesNonce,
    },
    words: [
      age === undefined
        ? `The message names blockhash ${blockhash}, which is none of the latest${chain === undefined ? "" : ` ${chain.maxBlockhashAge + 1}`}: it has expired, or comes from another cluster or VM.`
        : `The message names blockhash ${blockhash}, and ${plural(age, "newer one")} followed it.`,
      ...(chain === undefined ? [] : [`The latest is ${base58Encode(chain.latestBlockhash)}.`]),
      usesNonce
        ? "Its first instruction advances a nonce, so the blockhash should be the nonce that the account holds now, its authority must sign, and it cannot be advanced twice in a block: read the nonce account again."
        : "Take a fresh blockhash (getLatestBlockhash; in this VM latestBlockhash()) and sign anew.",
    ],
    fix: usesNonce ? undefined : { kind: "recentBlockhash" },
  };
}

/** The same message was processed before. */
export function explainProcessed(told: Case): Told {
  const signature = told.transaction.signatures[0];
  const earlier = signature && told.world.chain?.earlierError(signature);
  const became =
    earlier === undefined
      ? "What became of it is not known any more."
      : earlier.error === null
        ? "It succeeded then: there is nothing to do."
        : `It failed then: ${earlier.error}.`;
  return {
    code: "already-processed",
    title: "the same transaction was processed before",
    facts: { signature: told.trace.signature, earlierError: earlier?.error ?? null },
    words: [
      `A transaction with the very same message was processed already. ${became}`,
      "To do it once more, take a newer blockhash and sign anew, so that the message is another.",
    ],
    fix: { kind: "recentBlockhash" },
  };
}

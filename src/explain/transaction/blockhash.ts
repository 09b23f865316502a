import { base58Encode } from "../../base/base58.js";
import { bytesEqual } from "../../base/bytes.js";
import { decodeNonceState, isAdvanceNonceData, type NonceData } from "../../solana/nonce.js";
import { SYSTEM_PROGRAM_ID } from "../../solana/program-ids.js";
import { addressFromPubkey, type Blockhash, pubkeyEqual } from "../../solana/pubkey.js";
import type { Case } from "../case.js";
import type { Fix, Told } from "../model.js";
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
      ...(usesNonce ? nonceWords(told) : []),
      usesNonce
        ? "Its first instruction advances a nonce, so the blockhash should be the nonce that the account holds now, its authority must sign, and it cannot be advanced twice in a block: read the nonce account again."
        : "Take a fresh blockhash (getLatestBlockhash; in this VM latestBlockhash()) and sign anew.",
    ],
    fix: usesNonce ? storedNonce(told) : { kind: "recentBlockhash" },
  };
}

/** The account whose nonce the first instruction advances. */
function nonceAccount({ transaction, world }: Case) {
  const { accountKeys, instructions } = transaction.message;
  const key = accountKeys[instructions[0]?.accounts[0] ?? -1];
  return key && { key, account: world.account(key) };
}

function nonceData(told: Case): NonceData | undefined {
  const account = nonceAccount(told)?.account;
  return account && pubkeyEqual(account.owner, SYSTEM_PROGRAM_ID) ? decodeNonceState(account.data)?.data : undefined;
}

function nonceWords(told: Case): string[] {
  const named = nonceAccount(told);
  if (named === undefined || told.world.chain === undefined) return [];
  const name = told.name(addressFromPubkey(named.key));
  const data = nonceData(told);
  if (data === undefined) return [`${name}, which it names as the nonce account, holds no nonce.`];
  const authority = told.name(addressFromPubkey(data.authority));
  return [`Nonce account ${name} holds ${base58Encode(data.durableNonce)}; its authority is ${authority}.`];
}

/** What the nonce account holds now. */
function storedNonce(told: Case): Fix | undefined {
  const data = nonceData(told);
  if (data === undefined || bytesEqual(data.durableNonce, told.transaction.message.recentBlockhash)) return undefined;
  return { kind: "durableNonce", nonce: base58Encode(data.durableNonce) as Blockhash };
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

import { verifyStrict } from "../../crypto/ed25519.js";
import { addressFromPubkey } from "../../solana/pubkey.js";
import {
  encodeTransaction,
  MAX_V1_TRANSACTION_SIZE,
  PACKET_DATA_SIZE,
  type Transaction,
} from "../../solana/transaction.js";
import type { Case } from "../case.js";
import { keylessReason } from "../keyless.js";
import type { Told } from "../model.js";
import { plural } from "../words.js";

const MAX_INSTRUCTIONS = 64;
const MAX_INSTRUCTION_ACCOUNTS = 255;

/** Signatures that do not verify. */
export function explainSignatures(told: Case): Told {
  const { messageBytes, signatures, message } = told.transaction;
  const wrong = signatures.flatMap((signature, i) => {
    const key = message.accountKeys[i];
    if (key === undefined || verifyStrict(signature, messageBytes, key)) return [];
    const isMissing = signature.every((byte) => byte === 0);
    return [{ index: i, address: addressFromPubkey(key), isMissing, keyless: keylessReason(key) ?? null }];
  });
  const keyless = wrong.filter(({ keyless }) => keyless !== null);
  return {
    code: "signature-failure",
    title: `${plural(wrong.length, "signature")} of ${signatures.length} ${wrong.length === 1 ? "does" : "do"} not verify`,
    facts: { wrong },
    words: [
      ...wrong.map(({ index, address, isMissing }) => {
        return `Signature ${index} must be that of ${told.name(address)}: ${isMissing ? "it is missing (64 zeros)." : "it is there, and does not fit this message."}`;
      }),
      ...keyless.map(({ address, keyless }) => {
        return `${told.name(address)} ${keyless}, and it cannot sign a transaction. Do not mark it as a signer in the message; if it derives from a program, that can sign for it in a call.`;
      }),
      ...(wrong.length === keyless.length
        ? []
        : [
            `Sign with ${keyless.length > 0 ? "the keys of the others" : "each of these keys"} after the last change of the message: a new blockhash or instruction makes earlier signatures void.`,
          ]),
    ],
    fix:
      keyless.length > 0 || wrong.length === 0
        ? undefined
        : { kind: "sign", addresses: wrong.map(({ address }) => address) },
  };
}

/** What is wrong with the form of the message. */
export function explainForm(told: Case): Told {
  const problems = problemsOf(told.transaction);
  return {
    code: "sanitize-failure",
    title: "the transaction is malformed",
    facts: { problems },
    words: [
      ...problems,
      ...(problems.length === 0 ? ["The message breaks a rule of its version's form."] : []),
      "Build the message with a library's compiler (Kit, web3.js), which keeps to these rules.",
    ],
    candidates: [{ kind: "recompile" }],
  };
}

function problemsOf(transaction: Transaction): string[] {
  const { message, signatures } = transaction;
  const { header, accountKeys, instructions, addressTableLookups, version } = message;
  const { numRequiredSignatures, numReadonlySignedAccounts, numReadonlyUnsignedAccounts } = header;
  const size = encodeTransaction(transaction).length;
  const maxSize = version === 1 ? MAX_V1_TRANSACTION_SIZE : PACKET_DATA_SIZE;
  const lookedUp = addressTableLookups.reduce(
    (sum, one) => sum + one.writableIndexes.length + one.readonlyIndexes.length,
    0,
  );
  const keys = accountKeys.length + lookedUp;
  const checks: readonly (readonly [boolean, string])[] = [
    [
      size > maxSize,
      `It has ${size} bytes, and may have ${maxSize}: put accounts into lookup tables, or send less data, or several transactions.`,
    ],
    [
      instructions.length > MAX_INSTRUCTIONS,
      `It has ${instructions.length} instructions, and may have ${MAX_INSTRUCTIONS}.`,
    ],
    [
      signatures.length !== numRequiredSignatures,
      `It carries ${plural(signatures.length, "signature")}, and its header asks for ${numRequiredSignatures}.`,
    ],
    [
      numRequiredSignatures + numReadonlyUnsignedAccounts > accountKeys.length,
      `Its header counts ${numRequiredSignatures} signers and ${numReadonlyUnsignedAccounts} read-only others, and there are ${plural(accountKeys.length, "key")}.`,
    ],
    [numReadonlySignedAccounts >= numRequiredSignatures, "No signer is writable, so nobody can pay the fee."],
    [keys > 256, `It names ${keys} accounts, and indexes only reach 256.`],
    [
      addressTableLookups.some(
        ({ writableIndexes, readonlyIndexes }) => writableIndexes.length + readonlyIndexes.length === 0,
      ),
      "It names a lookup table, and nothing of it.",
    ],
  ];
  return [
    ...checks.flatMap(([isBroken, text]) => (isBroken ? [text] : [])),
    ...instructions.flatMap(({ programIdIndex, accounts }, i) =>
      instructionProblems(i, programIdIndex, accounts, keys, accountKeys.length),
    ),
  ];
}

function instructionProblems(
  i: number,
  program: number,
  accounts: Uint8Array,
  keys: number,
  staticKeys: number,
): string[] {
  const beyond = accounts.find((index) => index >= keys);
  return [
    ...(program === 0 ? [`Instruction ${i} names the fee payer as its program.`] : []),
    ...(program >= staticKeys
      ? [
          `The program of instruction ${i} has index ${program}, and there are ${plural(staticKeys, "key")} of the message itself.`,
        ]
      : []),
    ...(beyond === undefined ? [] : [`Instruction ${i} names account ${beyond}, and there are ${keys}.`]),
    ...(accounts.length > MAX_INSTRUCTION_ACCOUNTS
      ? [`Instruction ${i} has ${accounts.length} accounts, and may have ${MAX_INSTRUCTION_ACCOUNTS}.`]
      : []),
  ];
}

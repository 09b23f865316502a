import { Keypair, SystemProgram, Transaction, TransactionMessage, VersionedTransaction } from "@solana/web3.js";
import { expect, test, vi } from "vitest";
import { base64Encode } from "../../src/base/base64.js";
import { addressFromPubkey } from "../../src/solana/pubkey.js";
import { decodeTransaction } from "../../src/solana/transaction.js";
import type { TransactionInput } from "../../src/svm/index.js";
import type { Random } from "../helpers/random.js";
import { transfer } from "../helpers/transactions.js";
import { CASES, forEachCase, timeoutFor } from "./cases.js";
import { hostileValue, hostileValues, spoiled } from "./hostile-values.js";
import { mutateBytes } from "./mutate-bytes.js";
import { endingOf, Subject } from "./subject.js";
import { newWorld, OTHER, PAYER, SECRET_KEY, wireOf } from "./world.js";

const svm = newWorld();
const subject = new Subject(svm);
const WIRE = wireOf(svm, [transfer(PAYER, OTHER, 5n)]);
const KIT = kitTransaction();
const LEGACY = legacyTransaction();
const VERSIONED = versionedTransaction();

function kitTransaction() {
  const decoded = decodeTransaction(WIRE);
  if (!decoded.ok) throw new Error(decoded.reason);
  const { messageBytes, signatures } = decoded.transaction;
  return { messageBytes, signatures: { [addressFromPubkey(PAYER)]: signatures[0]! } };
}

function keypair(): Keypair {
  return Keypair.fromSeed(SECRET_KEY);
}

function transferByWeb3() {
  const { publicKey } = keypair();
  return SystemProgram.transfer({ fromPubkey: publicKey, toPubkey: publicKey, lamports: 5 });
}

function legacyTransaction(): Transaction {
  const transaction = new Transaction({ feePayer: keypair().publicKey, recentBlockhash: svm.latestBlockhash() });
  transaction.add(transferByWeb3());
  transaction.sign(keypair());
  return transaction;
}

function versionedTransaction(): VersionedTransaction {
  const message = new TransactionMessage({
    payerKey: keypair().publicKey,
    recentBlockhash: svm.latestBlockhash(),
    instructions: [transferByWeb3()],
  });
  const transaction = new VersionedTransaction(message.compileToV0Message());
  transaction.sign([keypair()]);
  return transaction;
}

// web3.js warns of transactions without instructions.
vi.spyOn(console, "warn").mockImplementation(() => undefined);

test("the objects that mutations begin with are sound", () => {
  for (const input of [KIT, LEGACY, VERSIONED, WIRE, base64Encode(WIRE)]) expect(subject.send(input)).toBe("success");
});

test(
  "mutated objects end in an error or in an outcome",
  async () => {
    const tally = await forEachCase("transaction objects", CASES * 0.1, (random) => {
      const input = hostileTransaction(random) as TransactionInput;
      return subject.send(input, random.oneIn(4));
    });
    expect(tally.get("success")).toBeGreaterThan(0);
    expect(tally.get("invalid-transaction")).toBeGreaterThan(0);
  },
  timeoutFor(CASES),
);

test("no value whatever passes for a transaction", () => {
  for (const value of hostileValues()) {
    const ending = endingOf(() => svm.sendTransaction(value as never));
    // Zeros are a transaction of nothing.
    if (ending.refused) expect(ending.error.code).toBe("invalid-transaction");
    else expect(ending.value).toMatchObject({ outcome: "dropped", error: "SanitizeFailure" });
  }
  subject.expectUnchanged();
});

function hostileTransaction(random: Random): unknown {
  switch (random.below(7)) {
    case 0:
      return hostileValue(random);
    case 1:
      return spoiled(random, KIT);
    case 2:
      return { ...KIT, signatures: spoiled(random, KIT.signatures) };
    case 3:
      return { messageBytes: mutateBytes(random, KIT.messageBytes), signatures: random.oneIn(2) ? KIT.signatures : {} };
    case 4:
      return hostileSerializable(random);
    case 5:
      return hostileText(random);
    default:
      return hostileWeb3(random);
  }
}

function hostileSerializable(random: Random): unknown {
  const results: (() => unknown)[] = [
    () => WIRE,
    () => [...WIRE],
    () => hostileValue(random),
    () => base64Encode(WIRE),
    () => mutateBytes(random, WIRE),
  ];
  return { serialize: random.pick(results) };
}

const LETTERS = "Aa0+/=-_ \n\0é";

function hostileText(random: Random): string {
  const text = base64Encode(WIRE);
  const at = random.below(text.length);
  switch (random.below(4)) {
    case 0:
      return text.slice(0, at);
    case 1:
      return text.slice(0, at) + LETTERS[random.below(LETTERS.length)] + text.slice(at + random.below(2));
    case 2:
      return text + random.pick(["=", "==", "A", "\n", " "]);
    default:
      return text.replaceAll("=", "");
  }
}

/** Not every hostile value: web3.js never comes back from a negative length, which only it can help. */
function hostileToWeb3(random: Random): unknown {
  return random.pick([undefined, null, 5, 5n, "", "x", Symbol("x"), [], {}, [null], [{}], PAYER, () => 5]);
}

/** One of web3.js's own, with something inside that it would not have put there. */
function hostileWeb3(random: Random): unknown {
  if (random.oneIn(2)) {
    const transaction = versionedTransaction();
    if (random.oneIn(2)) transaction.signatures = hostileToWeb3(random) as never;
    else spoil(random, transaction.message, random.pick(Object.keys(transaction.message)));
    return transaction;
  }
  const transaction = legacyTransaction();
  const field = random.pick(["feePayer", "recentBlockhash", "instructions", "signatures", "nonceInfo"] as const);
  spoil(random, transaction, field);
  return transaction;
}

function spoil(random: Random, target: object, field: string): void {
  Object.defineProperty(target, field, { value: hostileToWeb3(random), writable: true, configurable: true });
}

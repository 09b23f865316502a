// The same transfers through the runtime alone, signatures verified: what the cluster adds to.
import { randomBytes } from "node:crypto";
import { base58Decode, base58Encode } from "../../dist/base/base58.js";
import { createSvm } from "../../dist/bundle/callgate.js";
import { lamportTransfer, makeSigner } from "./transfers.mjs";

const COUNT = 20_000;
const PAYERS = 100;

/** @returns transactions per second. */
export function runtimeAlone() {
  const svm = createSvm();
  const blockhash = base58Decode(svm.latestBlockhash());
  const payers = Array.from({ length: PAYERS }, () => makeSigner(randomBytes(32)));
  for (const { publicKey } of payers) svm.airdrop(base58Encode(publicKey), 1_000_000_000_000n);
  const to = makeSigner(randomBytes(32)).publicKey;
  const wires = Array.from(
    { length: COUNT },
    (_, i) => lamportTransfer(payers[i % PAYERS], to, BigInt(1_000_000 + i), blockhash).wire,
  );
  const warmup = COUNT / 4;
  for (const wire of wires.slice(0, warmup)) svm.sendTransaction(wire);
  const began = performance.now();
  for (const wire of wires.slice(warmup)) {
    if (!svm.sendTransaction(wire).ok) throw new Error("a transfer failed");
  }
  return ((COUNT - warmup) * 1000) / (performance.now() - began);
}

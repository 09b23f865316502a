import { expect, test } from "vitest";
import { transactionErrorName } from "../../src/solana/errors.js";
import { compileMessage } from "../../src/solana/message/compile.js";
import { pubkeyEqual } from "../../src/solana/pubkey.js";
import { Differential } from "../helpers/oracle.js";
import { Random } from "../helpers/random.js";
import { generateKeypair, type Keypair, newKey, signedWire, transfer } from "../helpers/transactions.js";

test("signed transactions, good, badly signed, repeated and late, end as they do in LiteSVM", () => {
  const both = new Differential({ signatureVerification: true, blockhashCheck: true, transactionHistory: 32 });
  const random = new Random(7);
  const keypairs = Array.from({ length: 4 }, generateKeypair);
  for (const { publicKey } of keypairs) both.setAccount(publicKey, { lamports: 100_000_000n });
  const wires: Uint8Array[] = [];
  const outcomes = new Set<string>();
  for (let run = 0; run < 200; run++) {
    const wire = wires.length > 0 && random.oneIn(5) ? random.pick(wires) : makeWire();
    wires.push(wire);
    const { error } = random.oneIn(4)
      ? both.simulate(wire)
      : both.send(
          wire,
          keypairs.map(({ publicKey }) => publicKey),
        );
    outcomes.add(error === null ? "success" : transactionErrorName(error));
    if (random.oneIn(20)) both.expireBlockhash();
  }
  expect([...outcomes].sort()).toEqual(
    expect.arrayContaining(["AlreadyProcessed", "BlockhashNotFound", "SignatureFailure", "success"]),
  );

  function makeWire(): Uint8Array {
    const [from, to] = [random.pick(keypairs), random.pick(keypairs)];
    const payer = random.pick(keypairs);
    const message = compileMessage({
      feePayer: payer.publicKey,
      version: random.pick(["legacy", 0]),
      instructions: [
        transfer(from.publicKey, random.oneIn(5) ? newKey() : to.publicKey, BigInt(random.below(2_000_000))),
      ],
      blockhash: both.blockhash,
    });
    const signers = message.accountKeys.slice(0, message.header.numRequiredSignatures).map((key) => signerOf(key));
    const wire = signedWire(message, signers);
    const flip = random.oneIn(8) ? random.below(wire.length - 1) + 1 : 0;
    return flip === 0 ? wire : wire.with(Math.min(flip, 64 * signers.length), random.below(256));
  }

  function signerOf(key: Uint8Array): Keypair {
    return keypairs.find(({ publicKey }) => pubkeyEqual(publicKey, key))!;
  }
});

import { getAddressEncoder, type Instruction, type TransactionSigner } from "@solana/kit";
import { kitInstruction } from "../support/instructions.js";
import * as acme from "./acme.js";
import * as token from "./token.js";

const { encode } = getAddressEncoder();
const keyOf = ({ address }: TransactionSigner) => Uint8Array.from(encode(address));

/** Alice pays acme herself. */
export function pay(alice: TransactionSigner, amount: bigint): Instruction {
  const key = keyOf(alice);
  return kitInstruction(token.pay(key, token.purseOf(key), token.purseOf(acme.ACME_ID), amount), [alice]);
}

/** Bob launches his missiles. */
export function launchMissiles(bob: TransactionSigner): Instruction {
  return kitInstruction(acme.launchMissiles(keyOf(bob)), [bob]);
}

/** Both at once: acme calls token on Alice's behalf. */
export function payAndLaunchMissiles(alice: TransactionSigner, bob: TransactionSigner): Instruction {
  return kitInstruction(acme.payAndLaunchMissiles(keyOf(alice), keyOf(bob)), [alice, bob]);
}

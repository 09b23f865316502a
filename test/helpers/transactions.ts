import { sha256 } from "@noble/hashes/sha2.js";
import { generateKeypair, type Keypair, sign } from "../../src/crypto/ed25519.js";
import type { Instruction } from "../../src/solana/instruction.js";
import { type CompileInput, compileMessage } from "../../src/solana/message/compile.js";
import type { Message } from "../../src/solana/message/message.js";
import { SYSTEM_PROGRAM_ID } from "../../src/solana/program-ids.js";
import type { Pubkey } from "../../src/solana/pubkey.js";
import { encodeTransaction, makeTransaction } from "../../src/solana/transaction.js";

export { generateKeypair, type Keypair };

let keys = 0;

/** 32 bytes like random ones that no test of a file uses twice: the same ones in every run, so that none fails by luck. */
export function newKey(): Pubkey {
  return sha256(new TextEncoder().encode(`key ${keys++}`));
}

/** The bytes of a message on the wire with signatures of zeros: for a VM that does not verify them. */
export function unsignedWire(message: Message): Uint8Array {
  const signatures = Array.from({ length: message.header.numRequiredSignatures }, () => new Uint8Array(64));
  return encodeTransaction(makeTransaction(message, signatures));
}

/** The bytes of a message on the wire, signed by these in the order of the message's keys. */
export function signedWire(message: Message, signers: readonly Keypair[]): Uint8Array {
  const { messageBytes } = makeTransaction(message, []);
  const signatures = signers.map(({ secretKey }) => sign(messageBytes, secretKey));
  return encodeTransaction(makeTransaction(message, signatures));
}

/** Instructions compiled and on the wire, unsigned. */
export function compileWire(input: CompileInput): Uint8Array {
  return unsignedWire(compileMessage(input));
}

export function meta(pubkey: Pubkey, role: "" | "s" | "w" | "sw" | "ws" = "") {
  return { pubkey, isSigner: role.includes("s"), isWritable: role.includes("w") };
}

/** The system program's Transfer. */
export function transfer(from: Pubkey, to: Pubkey, lamports: bigint): Instruction {
  const data = new Uint8Array(12);
  const view = new DataView(data.buffer);
  view.setUint32(0, 2, true);
  view.setBigUint64(4, lamports, true);
  return { programId: SYSTEM_PROGRAM_ID, accounts: [meta(from, "sw"), meta(to, "w")], data };
}

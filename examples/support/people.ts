import { createHash } from "node:crypto";
import {
  type Address,
  createKeyPairSignerFromPrivateKeyBytes,
  getAddressDecoder,
  type KeyPairSigner,
} from "@solana/kit";
import { Keypair } from "@solana/web3.js";

/** 32 bytes that follow from a name, the same at every run. */
function bytesOf(name: string): Uint8Array {
  return createHash("sha256").update(`callgate example: ${name}`).digest();
}

/** Somebody as Kit knows them. */
export function kitSigner(name: string): Promise<KeyPairSigner> {
  return createKeyPairSignerFromPrivateKeyBytes(bytesOf(name));
}

/** The same key as web3.js v1 knows it. */
export function web3Keypair(name: string): Keypair {
  return Keypair.fromSeed(bytesOf(name));
}

/** An address that nobody has a key for. */
export function addressNamed(name: string): Address {
  return getAddressDecoder().decode(bytesOf(name));
}

import { getPublicKey, type Keypair } from "../../crypto/ed25519.js";
import { sha256 } from "../../crypto/sha256.js";
import { ASSOCIATED_TOKEN_PROGRAM_ID, SYSTEM_PROGRAM_ID, TOKEN_PROGRAM_ID } from "../../solana/program-ids.js";
import { addressFromPubkey, type Pubkey } from "../../solana/pubkey.js";
import type { Names } from "../render/from-result.js";
import { shortAddress } from "../render/text.js";
import { instructionName } from "./instruction-names.js";

/** A person or a thing of the tour that signs; the same at every run. */
export interface Member extends Keypair {
  readonly name: string;
}

/** Who takes part, and what everything is called. */
export class Cast implements Names {
  readonly #names = new Map<string, string>();

  constructor() {
    this.name(SYSTEM_PROGRAM_ID, "System");
    this.name(TOKEN_PROGRAM_ID, "Token");
    this.name(ASSOCIATED_TOKEN_PROGRAM_ID, "Associated Token");
  }

  member(name: string): Member {
    const secretKey = sha256(new TextEncoder().encode(`callgate tour: ${name}`));
    const publicKey = getPublicKey(secretKey);
    this.name(publicKey, name);
    return { name, secretKey, publicKey };
  }

  name(key: Pubkey, name: string): void {
    this.#names.set(addressFromPubkey(key), name);
  }

  address(address: string): string {
    return this.#names.get(address) ?? shortAddress(address);
  }

  instruction(programAddress: string, data: Uint8Array): string | undefined {
    return instructionName(programAddress, data);
  }
}

import { getPublicKey, type Keypair } from "../../crypto/ed25519.js";
import { sha256 } from "../../crypto/sha256.js";
import { addressFromPubkey, type Pubkey } from "../../solana/pubkey.js";

/** A person or a thing of the tour that signs; the same at every run. */
export interface Member extends Keypair {
  readonly name: string;
}

/** Who takes part, and what everything is called. */
export class Cast {
  /** By address. */
  readonly names: Record<string, string> = {};

  member(name: string): Member {
    const secretKey = sha256(new TextEncoder().encode(`callgate tour: ${name}`));
    const publicKey = getPublicKey(secretKey);
    this.name(publicKey, name);
    return { name, secretKey, publicKey };
  }

  name(key: Pubkey, name: string): void {
    this.names[addressFromPubkey(key)] = name;
  }
}

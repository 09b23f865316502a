import { PublicKey, SystemProgram } from "@solana/web3.js";
import { anchorInstruction, readonly, signer, writable, writableSigner } from "../support/web3-anchor.js";

export interface Terms {
  readonly id: bigint;
  readonly creator: PublicKey;
  readonly opponent: PublicKey;
  readonly arbiter: PublicKey;
  readonly stake: bigint;
  readonly deadline: bigint;
}

/** The same with web3.js v1. */
export class Wager {
  readonly address: PublicKey;
  readonly vault: PublicKey;

  constructor(
    private readonly programId: PublicKey,
    private readonly terms: Terms,
  ) {
    const id = Buffer.alloc(8);
    id.writeBigUInt64LE(terms.id);
    this.address = this.#derive(Buffer.from("wager"), terms.creator.toBytes(), id);
    this.vault = this.#derive(Buffer.from("vault"), this.address.toBytes());
  }

  propose() {
    const { id, creator, opponent, arbiter, stake, deadline } = this.terms;
    const people = [writableSigner(creator), readonly(opponent), readonly(arbiter)];
    return this.#instruction("propose", people, id, stake, deadline);
  }

  accept() {
    const { opponent, arbiter, stake, deadline } = this.terms;
    return this.#instruction("accept", [writableSigner(opponent), readonly(arbiter)], stake, deadline);
  }

  decide(winner: PublicKey) {
    const { arbiter, creator } = this.terms;
    return this.#instruction("decide", [signer(arbiter), writable(winner), writable(creator)]);
  }

  refund() {
    return this.#instruction("refund", [writable(this.terms.creator), writable(this.terms.opponent)]);
  }

  cancel() {
    return this.#instruction("cancel", [writableSigner(this.terms.creator)]);
  }

  #instruction(name: string, people: ReturnType<typeof signer>[], ...args: bigint[]) {
    const keys = [writable(this.address), writable(this.vault), ...people, readonly(SystemProgram.programId)];
    return anchorInstruction(this.programId, name, keys, ...args);
  }

  #derive(...seeds: Uint8Array[]): PublicKey {
    return PublicKey.findProgramAddressSync(seeds, this.programId)[0];
  }
}

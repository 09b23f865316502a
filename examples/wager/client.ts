import {
  type Address,
  getAddressEncoder,
  getProgramDerivedAddress,
  getU64Encoder,
  type Instruction,
  type TransactionSigner,
} from "@solana/kit";
import { SYSTEM_PROGRAM_ADDRESS } from "@solana-program/system";
import { pubkey } from "callgate/program";
import { keysOf, kitInstruction } from "../support/instructions.js";
import { wager as program } from "./program.js";

/** What two users and an arbiter agree on. */
export interface Terms {
  readonly id: bigint;
  readonly creator: Address;
  readonly opponent: Address;
  readonly arbiter: Address;
  /** Lamports. */
  readonly stake: bigint;
  /** Unix time. */
  readonly deadline: bigint;
}

/** A wager between two users. */
export class Wager {
  private constructor(
    readonly programAddress: Address,
    readonly terms: Terms,
    readonly address: Address,
    readonly vault: Address,
  ) {}

  static async find(programAddress: Address, terms: Terms): Promise<Wager> {
    const { encode } = getAddressEncoder();
    const seeds = ["wager", encode(terms.creator), getU64Encoder().encode(terms.id)];
    const [address] = await getProgramDerivedAddress({ programAddress, seeds });
    const [vault] = await getProgramDerivedAddress({ programAddress, seeds: ["vault", encode(address)] });
    return new Wager(programAddress, terms, address, vault);
  }

  propose(creator: TransactionSigner): Instruction {
    const { id, stake, deadline, opponent, arbiter } = this.terms;
    const keys = keysOf({ ...this.#addresses, creator: creator.address, opponent, arbiter });
    return kitInstruction(program.cpi.propose.instruction(this.#programId, keys, { id, stake, deadline }), [creator]);
  }

  accept(opponent: TransactionSigner): Instruction {
    const { stake, deadline, arbiter } = this.terms;
    const keys = keysOf({ ...this.#addresses, opponent: opponent.address, arbiter });
    return kitInstruction(program.cpi.accept.instruction(this.#programId, keys, { stake, deadline }), [opponent]);
  }

  decide(arbiter: TransactionSigner, winner: Address): Instruction {
    const keys = keysOf({ ...this.#addresses, arbiter: arbiter.address, winner, creator: this.terms.creator });
    return kitInstruction(program.cpi.decide.instruction(this.#programId, keys), [arbiter]);
  }

  refund(): Instruction {
    const { creator, opponent } = this.terms;
    return kitInstruction(
      program.cpi.refund.instruction(this.#programId, keysOf({ ...this.#addresses, creator, opponent })),
    );
  }

  cancel(creator: TransactionSigner): Instruction {
    const keys = keysOf({ ...this.#addresses, creator: creator.address });
    return kitInstruction(program.cpi.cancel.instruction(this.#programId, keys), [creator]);
  }

  get #programId() {
    return pubkey(this.programAddress);
  }

  get #addresses() {
    return { wager: this.address, vault: this.vault, systemProgram: SYSTEM_PROGRAM_ADDRESS };
  }
}

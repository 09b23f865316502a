import {
  type Address,
  getAddressEncoder,
  getProgramDerivedAddress,
  getU64Encoder,
  type Instruction,
  type ReadonlyUint8Array,
  type TransactionSigner,
} from "@solana/kit";
import { SYSTEM_PROGRAM_ADDRESS } from "@solana-program/system";
import { ASSOCIATED_TOKEN_PROGRAM_ADDRESS, TOKEN_PROGRAM_ADDRESS } from "@solana-program/token";
import { pubkey } from "callgate/program";
import { keysOf, kitInstruction } from "../support/instructions.js";
import { findProgramMint, tokenAddress } from "../support/tokens.js";
import { stackOverflow } from "./program.js";

const { cpi } = stackOverflow;
const systemProgram = SYSTEM_PROGRAM_ADDRESS;
const tokenProgram = TOKEN_PROGRAM_ADDRESS;

/** An answer, and who gave it to which question. */
export interface AnswerAddresses {
  readonly question: Address;
  readonly answer: Address;
  readonly author: Address;
}

/** The forum at a program's address: its instructions for a user. */
export class Forum {
  constructor(readonly programAddress: Address) {}

  async initializeMint(initializer: TransactionSigner): Promise<Instruction> {
    const mint = await findProgramMint(this.programAddress);
    const keys = keysOf({ initializer: initializer.address, ...mint, systemProgram, tokenProgram });
    return kitInstruction(cpi.initializeMint.instruction(this.#id, keys), [initializer]);
  }

  async register(user: TransactionSigner): Promise<Instruction> {
    const profile = await this.findProfile(user.address);
    const keys = keysOf({ authority: user.address, profile, systemProgram });
    return kitInstruction(cpi.register.instruction(this.#id, keys), [user]);
  }

  /** @param number how many questions the user asked before. */
  async ask(user: TransactionSigner, number: bigint, text: string): Promise<Instruction> {
    const profile = await this.findProfile(user.address);
    const question = await this.findQuestion(user.address, number);
    const keys = keysOf({ authority: user.address, profile, question, systemProgram });
    return kitInstruction(cpi.ask.instruction(this.#id, keys, { text }), [user]);
  }

  /** @param number how many answers the question had before. */
  async answer(user: TransactionSigner, question: Address, number: bigint, text: string): Promise<Instruction> {
    const profile = await this.findProfile(user.address);
    const answer = await this.findAnswer(question, number);
    const keys = keysOf({ authority: user.address, profile, question, answer, systemProgram });
    return kitInstruction(cpi.answer.instruction(this.#id, keys, { text }), [user]);
  }

  async upvote(user: TransactionSigner, { answer, author }: AnswerAddresses): Promise<Instruction> {
    const profile = await this.findProfile(author);
    const vote = await this.findVote(answer, user.address);
    const keys = keysOf({ authority: user.address, answer, profile, vote, systemProgram });
    return kitInstruction(cpi.upvote.instruction(this.#id, keys), [user]);
  }

  async withdrawVote(user: TransactionSigner, { answer, author }: AnswerAddresses): Promise<Instruction> {
    const profile = await this.findProfile(author);
    const vote = await this.findVote(answer, user.address);
    const keys = keysOf({ authority: user.address, answer, profile, vote });
    return kitInstruction(cpi.withdrawVote.instruction(this.#id, keys), [user]);
  }

  async accept(user: TransactionSigner, addresses: AnswerAddresses): Promise<Instruction> {
    const { author } = addresses;
    const mint = await findProgramMint(this.programAddress);
    const keys = keysOf({
      authority: user.address,
      ...addresses,
      profile: await this.findProfile(author),
      ...mint,
      authorAta: await tokenAddress(mint.tokenMint, author),
      systemProgram,
      tokenProgram,
      associatedTokenProgram: ASSOCIATED_TOKEN_PROGRAM_ADDRESS,
    });
    return kitInstruction(cpi.accept.instruction(this.#id, keys), [user]);
  }

  async rating(user: Address): Promise<Instruction> {
    return kitInstruction(cpi.rating.instruction(this.#id, keysOf({ profile: await this.findProfile(user) })));
  }

  findProfile(user: Address): Promise<Address> {
    return this.#derive("profile", encode(user));
  }

  findQuestion(user: Address, number: bigint): Promise<Address> {
    return this.#derive("question", encode(user), getU64Encoder().encode(number));
  }

  findAnswer(question: Address, number: bigint): Promise<Address> {
    return this.#derive("answer", encode(question), getU64Encoder().encode(number));
  }

  findVote(answer: Address, voter: Address): Promise<Address> {
    return this.#derive("vote", encode(answer), encode(voter));
  }

  get #id() {
    return pubkey(this.programAddress);
  }

  async #derive(...seeds: readonly (string | ReadonlyUint8Array)[]): Promise<Address> {
    return (await getProgramDerivedAddress({ programAddress: this.programAddress, seeds: [...seeds] }))[0];
  }
}

function encode(address: Address): ReadonlyUint8Array {
  return getAddressEncoder().encode(address);
}

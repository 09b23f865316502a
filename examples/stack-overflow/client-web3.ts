import { ASSOCIATED_TOKEN_PROGRAM_ID, getAssociatedTokenAddressSync, TOKEN_PROGRAM_ID } from "@solana/spl-token";
import { type PublicKey, SystemProgram } from "@solana/web3.js";
import { anchorInstruction, borshText, derive, readonly, writable, writableSigner } from "../support/web3-anchor.js";

const systemProgram = readonly(SystemProgram.programId);
const tokenProgram = readonly(TOKEN_PROGRAM_ID);

/** An answer, and who gave it to which question. */
export interface AnswerKeys {
  readonly question: PublicKey;
  readonly answer: PublicKey;
  readonly author: PublicKey;
}

/** The same forum with web3.js v1. */
export class Forum {
  constructor(private readonly programId: PublicKey) {}

  initializeMint(initializer: PublicKey) {
    const keys = [writableSigner(initializer), ...this.#mint(), systemProgram, tokenProgram];
    return anchorInstruction(this.programId, "initialize_mint", keys);
  }

  register(user: PublicKey) {
    const keys = [writableSigner(user), writable(this.#profile(user)), systemProgram];
    return anchorInstruction(this.programId, "register", keys);
  }

  ask(user: PublicKey, number: bigint, text: string) {
    const question = derive(this.programId, "question", user, u64(number));
    const keys = [writableSigner(user), writable(this.#profile(user)), writable(question), systemProgram];
    return anchorInstruction(this.programId, "ask", keys, borshText(text));
  }

  answer(user: PublicKey, question: PublicKey, number: bigint, text: string) {
    const answer = derive(this.programId, "answer", question, u64(number));
    const profile = this.#profile(user);
    const keys = [writableSigner(user), readonly(profile), writable(question), writable(answer), systemProgram];
    return anchorInstruction(this.programId, "answer", keys, borshText(text));
  }

  upvote(user: PublicKey, of: AnswerKeys) {
    return anchorInstruction(this.programId, "upvote", [...this.#voting(user, of), systemProgram]);
  }

  withdrawVote(user: PublicKey, of: AnswerKeys) {
    return anchorInstruction(this.programId, "withdraw_vote", this.#voting(user, of));
  }

  accept(user: PublicKey, { question, answer, author }: AnswerKeys) {
    const [mint, mintAuth] = this.#mint();
    return anchorInstruction(this.programId, "accept", [
      writableSigner(user),
      writable(question),
      readonly(answer),
      readonly(author),
      writable(this.#profile(author)),
      mint,
      mintAuth,
      writable(getAssociatedTokenAddressSync(mint.pubkey, author)),
      systemProgram,
      tokenProgram,
      readonly(ASSOCIATED_TOKEN_PROGRAM_ID),
    ]);
  }

  rating(user: PublicKey) {
    return anchorInstruction(this.programId, "rating", [readonly(this.#profile(user))]);
  }

  #voting(user: PublicKey, { answer, author }: AnswerKeys) {
    const vote = derive(this.programId, "vote", answer, user);
    return [writableSigner(user), writable(answer), writable(this.#profile(author)), writable(vote)];
  }

  #mint() {
    const mint = writable(derive(this.programId, "token_mint"));
    return [mint, readonly(derive(this.programId, "token_auth"))] as const;
  }

  #profile(user: PublicKey): PublicKey {
    return derive(this.programId, "profile", user);
  }
}

function u64(number: bigint): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64LE(number);
  return bytes;
}

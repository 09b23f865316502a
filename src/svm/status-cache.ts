import type { Pubkey } from "../solana/pubkey.js";
import { PubkeyMap } from "../solana/pubkey-map.js";
import type { UndoJournal } from "./undo-journal.js";

/**
 * Which messages were processed already (Agave: runtime/src/status_cache.rs). It forgets a message once the blockhash
 * that the message names must be too old: entries live in two generations, of which the older is dropped after as many
 * blockhashes as one stays valid for.
 */
export class StatusCache {
  /** Which of all the messages that were ever added each is. */
  #current = new PubkeyMap<number>();
  #previous = new PubkeyMap<number>();
  #count = 0;
  #blockhashesLeft: number;

  /** @param generationLength how many blockhashes make a generation. */
  constructor(
    private readonly generationLength: number,
    journal: UndoJournal,
  ) {
    this.#blockhashesLeft = generationLength;
    journal.track(() => this.#capture());
  }

  /** How many messages were ever added. */
  get count(): number {
    return this.#count;
  }

  /**
   * @param messageId 32 bytes that no other message has.
   * @param count only messages that were there when so many had been added.
   */
  has(messageId: Pubkey, count = Number.POSITIVE_INFINITY): boolean {
    const ordinal = this.#current.get(messageId) ?? this.#previous.get(messageId);
    return ordinal !== undefined && ordinal < count;
  }

  add(messageId: Pubkey): void {
    this.#current.set(messageId, this.#count++);
  }

  /** So many new blockhashes came. */
  advance(blockhashes: number): void {
    this.#blockhashesLeft -= blockhashes;
    if (this.#blockhashesLeft > 0) return;
    this.#blockhashesLeft = this.generationLength;
    this.#previous = this.#current;
    this.#current = new PubkeyMap<number>();
  }

  #capture(): () => void {
    const current = this.#current;
    const previous = this.#previous;
    const blockhashesLeft = this.#blockhashesLeft;
    const { size } = current;
    return () => {
      current.cutTo(size);
      this.#current = current;
      this.#previous = previous;
      this.#blockhashesLeft = blockhashesLeft;
    };
  }
}

import type { Pubkey } from "../solana/pubkey.js";
import { PubkeyMap } from "../solana/pubkey-map.js";
import type { UndoJournal } from "./undo-journal.js";

/**
 * Which messages were processed already (Agave: runtime/src/status_cache.rs). It forgets a message once the blockhash
 * that the message names must be too old: entries live in two generations, of which the older is dropped after as many
 * blockhashes as one stays valid for.
 */
export class StatusCache {
  #current = new PubkeyMap<true>();
  #previous = new PubkeyMap<true>();
  #blockhashesLeft: number;

  /** @param generationLength how many blockhashes make a generation. */
  constructor(
    private readonly generationLength: number,
    journal: UndoJournal,
  ) {
    this.#blockhashesLeft = generationLength;
    journal.track(() => this.#capture());
  }

  /** @param messageId 32 bytes that no other message has. */
  has(messageId: Pubkey): boolean {
    return this.#current.has(messageId) || this.#previous.has(messageId);
  }

  add(messageId: Pubkey): void {
    this.#current.set(messageId, true);
  }

  /** So many new blockhashes came. */
  advance(blockhashes: number): void {
    this.#blockhashesLeft -= blockhashes;
    if (this.#blockhashesLeft > 0) return;
    this.#blockhashesLeft = this.generationLength;
    this.#previous = this.#current;
    this.#current = new PubkeyMap<true>();
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

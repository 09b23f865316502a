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
    private readonly journal: UndoJournal,
  ) {
    this.#blockhashesLeft = generationLength;
  }

  /** @param messageId 32 bytes that no other message has. */
  has(messageId: Pubkey): boolean {
    return this.#current.has(messageId) || this.#previous.has(messageId);
  }

  add(messageId: Pubkey): void {
    const generation = this.#current;
    generation.set(messageId, true);
    if (this.journal.isRecording) this.journal.record(() => generation.delete(messageId));
  }

  /** So many new blockhashes came. */
  advance(blockhashes: number): void {
    const current = this.#current;
    const previous = this.#previous;
    const left = this.#blockhashesLeft;
    if (this.journal.isRecording) {
      this.journal.record(() => {
        this.#current = current;
        this.#previous = previous;
        this.#blockhashesLeft = left;
      });
    }
    this.#blockhashesLeft = left - blockhashes;
    if (this.#blockhashesLeft > 0) return;
    this.#blockhashesLeft = this.generationLength;
    this.#previous = current;
    this.#current = new PubkeyMap();
  }
}

import { setBytes } from "../base/bytes.js";
import { PUBKEY_BYTES, type Pubkey } from "../solana/pubkey.js";

const WORDS = PUBKEY_BYTES / 4;

/** Keys as words, to compare with what lies in guest memory: a third of what comparing bytes costs. */
export class KeyTable {
  #bytes = new Uint8Array(0);
  #words = new Int32Array(0);

  /** Makes room for the keys 0 to `count` - 1; those that were there are lost. */
  reserve(count: number): void {
    if (count * WORDS <= this.#words.length) return;
    this.#words = new Int32Array(Math.max(count, 64) * WORDS);
    this.#bytes = new Uint8Array(this.#words.buffer);
  }

  set(index: number, key: Pubkey): void {
    setBytes(this.#bytes, key, index * PUBKEY_BYTES);
  }

  /** The first of `count` keys that lies at `hostOffset`, or -1. */
  find(count: number, view: DataView, hostOffset: number): number {
    const words = this.#words;
    const word = view.getInt32(hostOffset, true);
    // Most keys differ at once.
    for (let i = 0; i < count; i++) if (words[i * WORDS] === word && this.isAt(i, view, hostOffset)) return i;
    return -1;
  }

  /** Whether the key lies at `hostOffset`. */
  isAt(index: number, view: DataView, hostOffset: number): boolean {
    const words = this.#words;
    const at = index * WORDS;
    return (
      view.getInt32(hostOffset, true) === words[at] &&
      view.getInt32(hostOffset + 4, true) === words[at + 1] &&
      view.getInt32(hostOffset + 8, true) === words[at + 2] &&
      view.getInt32(hostOffset + 12, true) === words[at + 3] &&
      view.getInt32(hostOffset + 16, true) === words[at + 4] &&
      view.getInt32(hostOffset + 20, true) === words[at + 5] &&
      view.getInt32(hostOffset + 24, true) === words[at + 6] &&
      view.getInt32(hostOffset + 28, true) === words[at + 7]
    );
  }
}

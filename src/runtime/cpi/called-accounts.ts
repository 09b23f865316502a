/**
 * The accounts that a call passes on, by their indexes in the transaction. One serves many calls, one after the other,
 * and holds nothing but numbers.
 */
export class CalledAccounts {
  /** How many account metas there are. */
  count = 0;
  /** By meta: the index of its account. */
  #indexes = new Uint16Array(32);
  /** By account: its first place among the metas, counted from 1, or 0. */
  #places = new Uint16Array(64);
  /** By account: what all its metas together ask for. */
  #rights = new Uint8Array(64);

  /** Forgets the last call, and makes room for another. */
  begin(metas: number, accountsInTransaction: number): void {
    for (let i = 0; i < this.count; i++) this.#places[this.#indexes[i]] = 0;
    this.count = 0;
    if (metas > this.#indexes.length) this.#indexes = new Uint16Array(metas);
    if (accountsInTransaction <= this.#places.length) return;
    this.#places = new Uint16Array(accountsInTransaction);
    this.#rights = new Uint8Array(accountsInTransaction);
  }

  add(index: number, rights: number): void {
    this.#indexes[this.count++] = index;
    if (this.#places[index] !== 0) {
      this.#rights[index] |= rights;
    } else {
      this.#places[index] = this.count;
      this.#rights[index] = rights;
    }
  }

  /** The index in the transaction of the account that a meta names. */
  indexAt(meta: number): number {
    return this.#indexes[meta];
  }

  /** Whether no meta before this one names the same account. */
  isFirst(meta: number): boolean {
    return this.#places[this.#indexes[meta]] === meta + 1;
  }

  /** What all metas together ask for that name the account. */
  rightsTo(index: number): number {
    return this.#rights[index];
  }
}

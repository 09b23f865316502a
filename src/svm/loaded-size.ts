import { refuse } from "./refusal.js";

/** Bytes counted for an account beside its data (SIMD-0186). */
const ACCOUNT_BASE_SIZE = 64;
/** Bytes counted for a lookup table, whatever its size (SIMD-0186). */
const LOOKUP_TABLE_BASE_SIZE = 8248;

/** Adds up what a transaction loads, in bytes (Agave: account_loader.rs, LoadedTransactionDataSize). */
export class LoadedSize {
  #bytes = 0;

  constructor(private readonly limit: number) {}

  /** Never above the limit. */
  get bytes(): number {
    return Math.min(this.#bytes, this.limit);
  }

  addLookupTables(count: number): void {
    this.#add(count * LOOKUP_TABLE_BASE_SIZE);
  }

  addAccount(dataLength: number): void {
    this.#add(ACCOUNT_BASE_SIZE + dataLength);
  }

  #add(bytes: number): void {
    this.#bytes += bytes;
    if (this.#bytes > this.limit) refuse("MaxLoadedAccountsDataSizeExceeded");
  }
}

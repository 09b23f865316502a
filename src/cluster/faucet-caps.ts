import { CallgateError } from "../base/errors.js";

/** How much the faucet gives (Agave: faucet/src/faucet.rs). */
export interface FaucetCaps {
  /** Of one airdrop. */
  readonly perRequestLamports?: bigint | undefined;
  /** Of all airdrops to an address in a time slice. */
  readonly perTimeLamports?: bigint | undefined;
  /** Default 60,000. */
  readonly timeSliceMilliseconds?: number | undefined;
}

const DEFAULT_TIME_SLICE_MILLISECONDS = 60_000;
const LAMPORTS_PER_SOL = 1e9;

/** Counts what the faucet gives, and refuses what is too much. */
export class FaucetLimit {
  readonly #given = new Map<string, bigint>();
  #sliceEnds = 0;

  constructor(
    private readonly caps: FaucetCaps,
    private readonly now: () => number,
  ) {}

  /** Throws `airdrop-failed`. */
  check(address: string, lamports: bigint): void {
    const { perRequestLamports, perTimeLamports } = this.caps;
    if (perRequestLamports !== undefined && lamports > perRequestLamports) {
      throw refused(`request too large; req: ${sol(lamports)}, cap: ${sol(perRequestLamports)}`);
    }
    if (perTimeLamports === undefined) return;
    this.#renewSlice();
    const total = (this.#given.get(address) ?? 0n) + lamports;
    if (total > perTimeLamports) {
      const limit = `current: ${sol(total)}, cap: ${sol(perTimeLamports)}`;
      throw refused(`limit reached; req: ${sol(lamports)}, to: ${address}, ${limit}`);
    }
    this.#given.set(address, total);
  }

  #renewSlice(): void {
    const now = this.now();
    if (now < this.#sliceEnds) return;
    this.#given.clear();
    this.#sliceEnds = now + (this.caps.timeSliceMilliseconds ?? DEFAULT_TIME_SLICE_MILLISECONDS);
  }
}

function refused(message: string): CallgateError {
  return new CallgateError("airdrop-failed", message);
}

function sol(lamports: bigint): string {
  return `◎${Number(lamports) / LAMPORTS_PER_SOL}`;
}

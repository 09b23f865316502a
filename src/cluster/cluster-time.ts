const MILLISECONDS_PER_SLOT = 400n;

/** The cluster's time: the host's, and what warps have put it ahead. */
export class ClusterTime {
  constructor(
    private readonly now: () => number = Date.now,
    /** Milliseconds. */
    public offsetMilliseconds: number = 0,
  ) {}

  /** Seconds since 1970. */
  unixTimestamp(): bigint {
    return BigInt(Math.floor((this.now() + this.offsetMilliseconds) / 1000));
  }

  /** Slots take 400 ms, as on the network. */
  skipSlots(slots: bigint): void {
    this.offsetMilliseconds += Number(slots * MILLISECONDS_PER_SLOT);
  }

  goTo(unixTimestamp: bigint): void {
    this.offsetMilliseconds = Number(unixTimestamp) * 1000 - this.now();
  }
}

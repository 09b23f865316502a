/** Data of a region that the access violation handler understands; null for a region it does not serve. */
export type AccessViolationPayload = number | null;

/**
 * A stretch of virtual addresses and the host memory behind it (solana-sbpf `MemoryRegion`).
 *
 * With `vmGapSize` (a power of two, 0 = none) every frame of that size is followed by a gap of the same size:
 *
 *     guest: frame 0 | gap | frame 1 | gap | …      host: frame 0 | frame 1 | …
 */
export class MemoryRegion {
  /**
   * Bytes of host memory from the first on that guest or syscalls may have written; what follows is as it was. Engines
   * let nobody store beyond before it has grown.
   */
  writtenLength = 0;

  constructor(
    /** First virtual address. */
    public vmAddress: number,
    /** Bytes of host memory. */
    public length: number,
    /** Where they lie in the linear memory. */
    public hostOffset: number,
    public writable: boolean,
    public vmGapSize = 0,
    public accessViolationHandlerPayload: AccessViolationPayload = null,
  ) {}

  /** Notes that `length` bytes at `hostOffset`, which lie in the region, may be written. */
  noteWrite(hostOffset: number, length: number): void {
    this.writtenLength = Math.max(this.writtenLength, hostOffset - this.hostOffset + length);
  }

  /** A region without host memory. */
  static empty(vmAddress: number): MemoryRegion {
    return new MemoryRegion(vmAddress, 0, 0, false);
  }

  clone(): MemoryRegion {
    const { vmAddress, length, hostOffset, writable, vmGapSize, accessViolationHandlerPayload } = this;
    const copy = new MemoryRegion(vmAddress, length, hostOffset, writable, vmGapSize, accessViolationHandlerPayload);
    copy.writtenLength = this.writtenLength;
    return copy;
  }

  /** Points the region at other host memory. */
  redirect(hostOffset: number, length: number, writable: boolean): void {
    this.hostOffset = hostOffset;
    this.length = length;
    this.writable = writable;
  }

  /** The first virtual address after the region, gaps included. */
  get vmEnd(): number {
    return this.vmAddress + (this.vmGapSize === 0 ? this.length : this.length * 2);
  }

  /** The host offset of `length` bytes at `vmAddress`, or -1 if the region does not hold all of them. */
  toHost(vmAddress: number, length: number): number {
    let begin = vmAddress - this.vmAddress;
    if (begin < 0) return -1;
    if (this.vmGapSize !== 0) {
      const frame = Math.floor(begin / this.vmGapSize);
      if (frame % 2 === 1) return -1;
      begin -= (frame / 2) * this.vmGapSize;
    }
    return begin + length <= this.length ? this.hostOffset + begin : -1;
  }
}

import { setBytes } from "../base/bytes.js";
import type { LinearMemory } from "../sbpf/linear-memory.js";
import { MM_INPUT_START } from "../sbpf/memory-layout.js";
import { MemoryRegion } from "../sbpf/memory-region.js";
import type { BorrowedAccount } from "./borrowed-account.js";
import type { InstructionContext } from "./instruction-context.js";
import type { TransactionAccount } from "./transaction-accounts.js";

/**
 * Writes an input region into a zeroed block. Each write gives the offset of what it wrote. With SIMD-0460 the
 * region is cut into one for each account's data and one for each stretch between them.
 */
export class InputWriter {
  private position: number;
  private regionStart: number;
  private readonly regions: MemoryRegion[] = [];

  constructor(
    private readonly linear: LinearMemory,
    private readonly start: number,
    private readonly adjustments: boolean,
  ) {
    this.position = start;
    this.regionStart = start;
  }

  /** Bytes written so far. */
  get length(): number {
    return this.position - this.start;
  }

  u8(value: number): number {
    this.linear.bytes[this.position] = value;
    return this.advance(1);
  }

  u64(value: number): number {
    this.linear.view.setUint32(this.position, value, true);
    this.linear.view.setUint32(this.position + 4, value / 2 ** 32, true);
    return this.advance(8);
  }

  bigU64(value: bigint): number {
    this.linear.setBigU64(this.position, value);
    return this.advance(8);
  }

  bytes(value: Uint8Array): number {
    setBytes(this.linear.bytes, value, this.position);
    return this.advance(value.length);
  }

  /** Leaves zeros. */
  skip(length: number): void {
    this.position += length;
  }

  data(instruction: InstructionContext, index: number, account: TransactionAccount, increase: number): number {
    if (this.adjustments) this.pushRegion();
    const offset = this.bytes(account.data);
    this.skip(increase);
    if (this.adjustments && account.data.length + increase > 0) {
      this.pushRegion();
      const borrowed = instruction.borrow(index);
      modifyMemoryRegionOfAccount(borrowed, this.regions[this.regions.length - 1]);
      borrowed.release();
    }
    return offset;
  }

  finish(): MemoryRegion[] {
    if (!this.adjustments) return [this.region()];
    this.pushRegion();
    return this.regions;
  }

  private advance(length: number): number {
    const offset = this.length;
    this.position += length;
    return offset;
  }

  private pushRegion(): void {
    this.regions.push(this.region());
    this.regionStart = this.position;
  }

  private region(): MemoryRegion {
    const vmAddress = MM_INPUT_START + this.regionStart - this.start;
    return new MemoryRegion(vmAddress, this.position - this.regionStart, this.regionStart, true);
  }
}

/** Gives the region of an account's data the length and the writability that the account has now (SIMD-0460). */
export function modifyMemoryRegionOfAccount(account: BorrowedAccount, region: MemoryRegion): void {
  const writable = account.canDataBeChanged;
  region.redirect(region.hostOffset, account.data.length, writable);
  region.accessViolationHandlerPayload = writable ? account.indexInTransaction : null;
}

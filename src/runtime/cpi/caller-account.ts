import type { MemoryContext } from "../memory-context.js";

/**
 * The parts of an account that lie in the caller's memory, as host offsets (Agave: program-runtime/src/cpi.rs,
 * CallerAccount and TranslatedAccount). Values are read and written when they are needed, for the caller's structs may
 * overlap. One serves many calls, one after the other.
 */
export class CallerAccount {
  indexInTransaction = 0;
  indexInCaller = 0;
  /** Whether the callee may change it, so that the caller's view is updated. */
  isWritable = false;
  /** Whether its memory region may have to change (SIMD-0460). */
  updatesRegion = false;
  lamportsOffset = 0;
  ownerOffset = 0;
  /** Data length when the caller's instruction began. */
  originalDataLength = 0;
  vmDataAddress = 0;
  /** Of the length word in the AccountInfo. */
  lengthOffset = 0;
  /** The data in the input region. */
  serializedOffset = 0;
  serializedLength = 0;

  /** Takes it as the runtime serialized it, `length` bytes of data in its place. */
  locate({ inputOffset, accounts }: MemoryContext, lengthOffset: number, length: number): void {
    const metadata = accounts[this.indexInCaller];
    this.originalDataLength = metadata.originalDataLength;
    this.lengthOffset = lengthOffset;
    this.lamportsOffset = inputOffset + metadata.lamportsOffset;
    this.ownerOffset = inputOffset + metadata.ownerOffset;
    this.vmDataAddress = metadata.vmDataAddress;
    this.serializedOffset = inputOffset + metadata.dataOffset;
    this.serializedLength = length;
  }
}

import { CallgateError } from "../base/errors.js";
import { BulkMemory } from "./bulk-memory.js";
import { HOST_ALIGN } from "./memory-layout.js";
import { REGISTER_COUNT, REGISTER_FILE_OFFSET, type RegisterOwner } from "./register-file.js";

const PAGE_SIZE = 65_536;
/** All of the address space but its last MiB: so far behind an instruction record may an engine's limit lie (`Run`). */
const MAX_PAGES = 65_536 - 16;

/**
 * The one growable memory in which everything a guest can touch lies: read-only data, stacks, heaps, input regions,
 * call frames. A place in it is a `hostOffset`: it stays valid while the memory grows, but `bytes` and the other views
 * are replaced, so never keep them across a call that may allocate. The first page holds the register file and what
 * engines keep at fixed places.
 *
 * Blocks come in powers of two from free lists. A fresh block is all zeros; `free` clears it for its next user.
 * V8 reserves gigabytes of address space per instance: share one among all machines of a process.
 */
export class LinearMemory {
  readonly #memory: WebAssembly.Memory;
  /** Freed blocks by the binary logarithm of their size. */
  readonly #freeBlocks: number[][] = Array.from({ length: 33 }, () => []);
  /** The same of blocks that are not all zeros. */
  readonly #usedBlocks: number[][] = Array.from({ length: 33 }, () => []);
  /** Ends the use of blocks whose owner is garbage. */
  readonly #owned = new FinalizationRegistry<() => void>((end) => end());
  readonly #bulk: BulkMemory;
  #end = PAGE_SIZE;

  /** All of the memory. */
  bytes!: Uint8Array<ArrayBuffer>;
  /** The same, for little-endian access. */
  view!: DataView<ArrayBuffer>;
  /** The same, in aligned words. */
  words!: BigUint64Array<ArrayBuffer>;
  /** The same, in aligned halves of words. */
  halves!: Uint32Array<ArrayBuffer>;
  /** r0…r10 and the pc. */
  registers!: BigUint64Array<ArrayBuffer>;
  /** The same, signed. */
  signedRegisters!: BigInt64Array<ArrayBuffer>;
  /** The same in halves: register r has its lower half at 2r, its upper half at 2r + 1. */
  registerHalves!: Uint32Array<ArrayBuffer>;
  /** The machine whose registers these are. */
  registerOwner: RegisterOwner | null = null;

  constructor(initialBytes = 4 * 1024 * 1024) {
    this.#memory = new WebAssembly.Memory({ initial: Math.ceil(initialBytes / PAGE_SIZE) + 1, maximum: MAX_PAGES });
    this.#refresh();
    // At once, for it allocates: whoever compares may hold a view.
    this.#bulk = new BulkMemory(this);
  }

  /** The memory itself, for an engine that compiles to WebAssembly. */
  get memory(): WebAssembly.Memory {
    return this.#memory;
  }

  /** A block of `byteLength` zero bytes, aligned to 16; its hostOffset. */
  allocate(byteLength: number): number {
    const log2 = blockLog2(byteLength);
    const reused = this.#freeBlocks[log2].pop();
    if (reused !== undefined) return reused;
    const hostOffset = this.#end;
    const end = hostOffset + 2 ** log2;
    if (end > this.bytes.length) this.#grow(end);
    this.#end = end;
    return hostOffset;
  }

  /**
   * Gives back a block of `allocate`, with the length it was asked for. Whoever knows that only the first
   * `writtenLength` bytes can have changed saves the clearing of the rest.
   */
  free(hostOffset: number, byteLength: number, writtenLength = byteLength): void {
    this.clear(hostOffset, writtenLength);
    this.#freeBlocks[blockLog2(byteLength)].push(hostOffset);
  }

  /** A block like those of `allocate`, but with whatever its last user left there. */
  allocateUsed(byteLength: number): number {
    return this.#usedBlocks[blockLog2(byteLength)].pop() ?? this.allocate(byteLength);
  }

  /** Gives back a block for `allocateUsed`, with the length it was asked for: nothing is cleared. */
  freeUsed(hostOffset: number, byteLength: number): void {
    this.#usedBlocks[blockLog2(byteLength)].push(hostOffset);
  }

  /**
   * A block of zeros that is freed once `owner` is garbage; its hostOffset. Before that `clear` makes what was written
   * of it zeros again; it must not hold the owner.
   */
  allocateFor(owner: object, byteLength: number, clear: (hostOffset: number) => void): number {
    const hostOffset = this.allocate(byteLength);
    this.#owned.register(owner, () => {
      clear(hostOffset);
      this.free(hostOffset, byteLength, 0);
    });
    return hostOffset;
  }

  /** Copies `bytes` into a block that is freed once `owner` is garbage; its hostOffset. */
  place(bytes: Uint8Array, owner: object): number {
    const { length } = bytes;
    const hostOffset = this.allocateUsed(length);
    this.bytes.set(bytes, hostOffset);
    this.#owned.register(owner, () => this.freeUsed(hostOffset, length));
    return hostOffset;
  }

  /** The u64 at `hostOffset`. Aligned ones V8 reads and writes in place, others by a call. */
  bigU64(hostOffset: number): bigint {
    // By bits: V8 keeps offsets as doubles where it must, and their remainder is a division.
    return (hostOffset & 7) === 0 ? this.words[hostOffset >>> 3] : this.view.getBigUint64(hostOffset, true);
  }

  /** Sets the u64 at `hostOffset`. */
  setBigU64(hostOffset: number, value: bigint): void {
    if ((hostOffset & 7) === 0) this.words[hostOffset >>> 3] = value;
    else this.view.setBigUint64(hostOffset, value, true);
  }

  /** Whether the memory at `hostOffset` holds `bytes`. */
  equals(bytes: Uint8Array, hostOffset: number): boolean {
    return bytes.length === 0 || this.#bulk.equals(bytes, hostOffset);
  }

  /** Whether two stretches of the memory hold the same bytes. */
  equalsWithin(hostOffset: number, otherHostOffset: number, byteLength: number): boolean {
    return this.#bulk.equalsWithin(hostOffset, otherHostOffset, byteLength);
  }

  /** Makes a stretch of the memory all zeros. */
  clear(hostOffset: number, byteLength: number): void {
    if (byteLength > 0) this.#bulk.clear(hostOffset, byteLength);
  }

  /** Copies within the memory; the stretches may overlap. */
  copyWithin(to: number, from: number, byteLength: number): void {
    this.#bulk.copy(to, from, byteLength);
  }

  #grow(end: number): void {
    const pages = this.bytes.length / PAGE_SIZE;
    const wanted = Math.min(Math.max(Math.ceil(end / PAGE_SIZE), pages * 2), MAX_PAGES);
    try {
      this.#memory.grow(wanted - pages);
    } catch {
      throw outOfMemory(`guest memory cannot grow from ${pages} to ${wanted} pages of 64 KiB`);
    }
    this.#refresh();
    if (end > this.bytes.length) throw outOfMemory(`guest memory is full: ${end} bytes were wanted`);
  }

  #refresh(): void {
    const { buffer } = this.#memory;
    this.bytes = new Uint8Array(buffer);
    this.view = new DataView(buffer);
    this.words = new BigUint64Array(buffer);
    this.halves = new Uint32Array(buffer);
    this.registers = new BigUint64Array(buffer, REGISTER_FILE_OFFSET, REGISTER_COUNT);
    this.signedRegisters = new BigInt64Array(buffer, REGISTER_FILE_OFFSET, REGISTER_COUNT);
    this.registerHalves = new Uint32Array(buffer, REGISTER_FILE_OFFSET, REGISTER_COUNT * 2);
  }
}

/** The binary logarithm of the size of the block that holds `byteLength` bytes. */
function blockLog2(byteLength: number): number {
  if (byteLength > MAX_PAGES * PAGE_SIZE) throw outOfMemory(`${byteLength} bytes of guest memory were asked for`);
  return 32 - Math.clz32(Math.max(byteLength, HOST_ALIGN) - 1);
}

function outOfMemory(message: string): CallgateError {
  return new CallgateError("out-of-memory", `${message}; at most 4 GiB are possible`);
}

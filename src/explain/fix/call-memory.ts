import type { InvokeContext } from "../../runtime/invoke-context.js";
import { AccessType } from "../../sbpf/access-type.js";
import { stackFrameStep } from "../../sbpf/config.js";
import { MM_STACK_START } from "../../sbpf/memory-layout.js";
import { manualStackFrameBump } from "../../sbpf/version.js";
import type { VirtualMachine } from "../../sbpf/vm.js";

export type Machine = VirtualMachine<InvokeContext>;

/** Bytes of guest memory that were laid out. */
export interface Place {
  readonly vmAddress: number;
  readonly hostOffset: number;
}

/** Lays structs out where a program has no stack yet: in the frames that only its deepest calls would get. */
export class CallMemory {
  /** Frames from the deepest one up. */
  #frame = 0;
  #used = 0;

  constructor(private readonly vm: Machine) {}

  /** A pointer to each and its length, one after the other. */
  slices(values: readonly Uint8Array[]): Place {
    return this.pairs(values.map((value) => ({ place: this.bytes(value), length: value.length })));
  }

  pairs(pairs: readonly { readonly place: Place; readonly length: number }[]): Place {
    return this.words(pairs.flatMap(({ place, length }) => [BigInt(place.vmAddress), BigInt(length)]));
  }

  words(values: readonly bigint[]): Place {
    return this.bytes(new Uint8Array(BigUint64Array.from(values).buffer));
  }

  bytes(value: Uint8Array): Place {
    const place = this.#allocate(value.length);
    this.vm.memory.linear.bytes.set(value, place.hostOffset);
    return place;
  }

  /** Throws a fault if more is asked for than a frame has. */
  #allocate(length: number): Place {
    const { config } = this.vm.loader;
    const size = Math.max(Math.ceil(length / 8) * 8, 8);
    if (this.#used + size > config.stackFrameSize) {
      this.#frame++;
      this.#used = 0;
    }
    const vmAddress = this.#frameStart() + this.#used;
    this.#used += size;
    return { vmAddress, hostOffset: this.vm.memory.translateWithHandler(AccessType.Store, vmAddress, size) };
  }

  #frameStart(): number {
    const { config } = this.vm.loader;
    const { sbpfVersion } = this.vm;
    // Where programs move r10 themselves, the stack grows down.
    if (manualStackFrameBump(sbpfVersion)) return MM_STACK_START + this.#frame * config.stackFrameSize;
    return MM_STACK_START + (config.maxCallDepth - 1 - this.#frame) * stackFrameStep(config, sbpfVersion);
  }
}

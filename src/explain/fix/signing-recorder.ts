import { bytesEqual } from "../../base/bytes.js";
import type { U64 } from "../../base/u64.js";
import type { InvokeContext } from "../../runtime/invoke-context.js";
import { AccessType } from "../../sbpf/access-type.js";
import { stackFrameStep } from "../../sbpf/config.js";
import type { Loader } from "../../sbpf/loader.js";
import { MM_STACK_START } from "../../sbpf/memory-layout.js";
import type { VirtualMachine } from "../../sbpf/vm.js";
import { type Pubkey, pubkeyEqual } from "../../solana/pubkey.js";
import { isCall, readCall } from "../../trace/recorder/guest-arguments.js";
import { inspectedLoader } from "../../trace/recorder/inspected-loader.js";
import { TraceRecorder } from "../../trace/recorder/recorder.js";

type Seeds = readonly Uint8Array[];
type Machine = VirtualMachine<InvokeContext>;
type Arguments = readonly [U64, U64, U64, U64, U64];

/** Seeds that a program is to sign with for an address. */
export interface RightSeeds {
  readonly program: Pubkey;
  readonly address: Pubkey;
  /** What it signs with instead; undefined if with nothing. */
  readonly given: Seeds | undefined;
  readonly seeds: Seeds;
}

/** A pointer and a length. */
const SLICE_BYTES = 16;

/**
 * Records a transaction in which a program signs with other seeds than it does: what they are is written where no
 * program has its stack, and its calls get that in the place of its own.
 */
export class SigningRecorder extends TraceRecorder {
  readonly #signing = new Map<Loader<InvokeContext>, Loader<InvokeContext>>();

  constructor(private readonly right: RightSeeds) {
    super(false);
  }

  override machineStarting(context: InvokeContext, loader: Loader<InvokeContext>): Loader<InvokeContext> {
    if (!pubkeyEqual(context.transaction.currentInstruction.programKey, this.right.program)) {
      return super.machineStarting(context, loader);
    }
    let signing = this.#signing.get(loader);
    if (signing === undefined) {
      signing = inspectedLoader(loader, (name, syscall, called, vm, args) => {
        return syscall(called, vm, ...(isCall(name) ? this.#rightArguments(name, vm, args) : args));
      });
      this.#signing.set(loader, signing);
    }
    return super.machineStarting(context, signing);
  }

  #rightArguments(syscall: string, vm: Machine, args: Arguments): Arguments {
    const call = readCall(vm.memory, syscall, args);
    const asksForIt = call?.metas.some(({ pubkey, isSigner }) => isSigner && pubkeyEqual(pubkey, this.right.address));
    if (call?.signerSeeds === undefined || asksForIt !== true) return args;
    const { given, seeds } = this.right;
    const at = given === undefined ? -1 : call.signerSeeds.findIndex((set) => sameSeeds(set, given));
    const sets = at < 0 ? [...call.signerSeeds, seeds] : call.signerSeeds.with(at, seeds as Uint8Array[]);
    return [args[0], args[1], args[2], writeSets(vm, sets), sets.length];
  }
}

function sameSeeds(a: Seeds, b: Seeds): boolean {
  return a.length === b.length && a.every((seed, i) => bytesEqual(seed, b[i]!));
}

/** Lays sets of seeds out as a CPI wants them; where they lie. */
function writeSets(vm: Machine, sets: readonly Seeds[]): number {
  const start = unusedStack(vm);
  let end = start;
  const place = (length: number) => {
    const vmAddress = end;
    end += length;
    return { vmAddress, hostOffset: vm.memory.translateWithHandler(AccessType.Store, vmAddress, length) };
  };
  const { view, bytes } = vm.memory.linear;
  const writeSlice = (hostOffset: number, vmAddress: number, length: number) => {
    view.setBigUint64(hostOffset, BigInt(vmAddress), true);
    view.setBigUint64(hostOffset + 8, BigInt(length), true);
  };
  const list = place(sets.length * SLICE_BYTES);
  sets.forEach((seeds, i) => {
    const set = place(seeds.length * SLICE_BYTES);
    writeSlice(list.hostOffset + i * SLICE_BYTES, set.vmAddress, seeds.length);
    seeds.forEach((seed, j) => {
      const slot = place(Math.max(Math.ceil(seed.length / 8) * 8, 8));
      bytes.set(seed, slot.hostOffset);
      writeSlice(set.hostOffset + j * SLICE_BYTES, slot.vmAddress, seed.length);
    });
  });
  return list.vmAddress;
}

/** The frame that only the deepest call would get. */
function unusedStack({ loader: { config }, sbpfVersion }: Machine): number {
  // Where programs move r10 themselves, the stack grows down.
  return MM_STACK_START + (config.maxCallDepth - 1) * stackFrameStep(config, sbpfVersion);
}

import { compile } from "../../../base/wasm/compile.js";
import type { LinearMemory } from "../../../sbpf/linear-memory.js";
import { isShown } from "../../../sbpf/wasm-interpreter/region-table.js";
import type { RuntimeFeatures } from "../../../solana/runtime-features.js";
import type { InvokeContext } from "../../invoke-context.js";
import { AccountTable } from "./account-table.js";
import type { CallLayout } from "./call-layout.js";
import { usualCallModule } from "./module.js";
import { FOUND_BYTES, MAX_USUAL, USUAL_PLACES } from "./places.js";
import { UsualCall } from "./usual-call.js";

/** What `READ_PARAMETERS` says → bits of `USUAL`. */
type Read = (keys: number, found: number, input: number, bytesPerUnit: number) => number;
/** (records, their number) → accounts that the callee could write and that are not settled. */
type Settle = (found: number, metas: number) => number;

/** So many calls go the plain way before the pass is compiled. */
const CALLS_BEFORE = 16;

const MAX_U32 = 0xffff_ffff;

const table = new AccountTable();
/** Where the next call's records go: behind those of the calls that are under way. */
let foundEnd: number = USUAL_PLACES.found;

/**
 * Reads calls in one pass of WebAssembly over guest memory, if they are as programs usually make them. What is not it
 * leaves to the plain way, which finds out what is wrong: nothing here fails or changes anything.
 */
export class UsualCalls {
  #calls = 0;
  #linear: LinearMemory | undefined;
  /** Null where nothing can be compiled, or not yet. */
  #read: Read | null = null;
  #settle: Settle | null = null;

  constructor(private readonly layout: CallLayout) {}

  /** Reads the call in r1 to r3 if it is usual. What `USUAL_PLACES` has of it stays until another call is read. */
  read(context: InvokeContext): UsualCall | undefined {
    const { cpiBytesPerUnit } = context.environment.cost;
    if (!context.checkAligned || !areUsual(context.environment.features) || cpiBytesPerUnit === 0) return undefined;
    const { memory } = context;
    const { linear } = memory.mapping;
    if (this.#linear !== linear && !this.#isCompiled(linear)) return undefined;
    const caller = context.transaction.currentInstruction;
    const { accounts } = caller.transaction;
    const found = foundEnd;
    const hasRoom = found + MAX_USUAL.metas * FOUND_BYTES <= USUAL_PLACES.foundEnd && accounts.length <= MAX_USUAL.keys;
    if (this.#read === null || !hasRoom || !isShown(memory.mapping)) return undefined;
    table.show(linear, accounts);
    table.showCaller(linear, caller, memory);
    const { inputOffset } = memory;
    const bits = this.#read(accounts.length, found, inputOffset, Math.min(cpiBytesPerUnit, MAX_U32));
    if (bits === 0) return undefined;
    const metaCount = linear.halves[USUAL_PLACES.metas / 4];
    foundEnd = found + FOUND_BYTES * metaCount;
    return new UsualCall(context, caller, linear, bits, found, metaCount);
  }

  /** Shows the caller what the callee did to accounts that are settled; whether there are others that it could write. */
  settle({ linear, caller, found, metaCount }: UsualCall): boolean {
    table.show(linear, caller.transaction.accounts);
    return (this.#settle as Settle)(found, metaCount) !== 0;
  }

  /** Forgets a call that was read. */
  end(usual: UsualCall): void {
    foundEnd = usual.found;
    usual.end();
  }

  #isCompiled(linear: LinearMemory): boolean {
    if (this.#calls++ < CALLS_BEFORE) return false;
    this.#linear = linear;
    this.#read = null;
    try {
      compile(usualCallModule(this.layout), { env: { memory: linear.memory } }, ({ exports }) => {
        if (this.#linear !== linear) return;
        this.#read = exports.read as Read;
        this.#settle = exports.settle as Settle;
      });
    } catch {
      // Forbidden: calls go the plain way.
    }
    return true;
  }
}

/**
 * Pointers must be what the runtime serialized (SIMD-0459). Where each account is a region of its own (SIMD-0460), the
 * region table shows too few of them, and regions change with accounts that the callee may only read.
 */
function areUsual(features: RuntimeFeatures): boolean {
  return features.syscallParameterAddressRestrictions && !features.virtualAddressSpaceAdjustments;
}

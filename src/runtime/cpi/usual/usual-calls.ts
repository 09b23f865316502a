import { compile } from "../../../base/wasm/compile.js";
import type { LinearMemory } from "../../../sbpf/linear-memory.js";
import { isShown } from "../../../sbpf/wasm-interpreter/region-table.js";
import type { Call } from "../call.js";
import { AccountTable } from "./account-table.js";
import type { CallLayout } from "./call-layout.js";
import { usualCallModule } from "./module.js";
import { FOUND_BYTES, MAX_USUAL, USUAL_PLACES } from "./places.js";

/** What `READ_PARAMETERS` says → bits of `USUAL`. */
type Read = (
  keys: number,
  found: number,
  callingProgram: number,
  input: number,
  bytesPerUnit: number,
  maySettle: number,
) => number;
/** (records, their number) → accounts that the callee could write and that are not settled. */
type Settle = (found: number, metas: number) => number;

/** So many calls go the plain way before the pass is compiled. */
const CALLS_BEFORE = 16;

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

  /**
   * Reads the call in r1 to r3; whether it is usual. Then `call.found` and `call.metaCount` say where it is, until
   * `end`; what `USUAL_PLACES` has of it stays until another call is read.
   */
  read(call: Call): boolean {
    const { linear, caller, memory } = call;
    if (this.#linear !== linear && !this.#isCompiled(linear)) return false;
    const read = this.#read;
    const { bytesPerUnit } = call;
    if (read === null || bytesPerUnit === 0) return false;
    if (!call.isRestricted || !call.checkAligned || !isShown(call.mapping)) return false;
    const { accounts } = caller.transaction;
    const found = foundEnd;
    const hasRoom = found + MAX_USUAL.metas * FOUND_BYTES <= USUAL_PLACES.foundEnd;
    if (accounts.length > MAX_USUAL.keys || !hasRoom) return false;
    table.show(linear, accounts);
    table.showCaller(linear, caller, memory);
    const { programIndexInTransaction } = caller;
    const maySettle = call.adjustsRegions ? 0 : 1;
    call.usual = read(accounts.length, found, programIndexInTransaction, memory.inputOffset, bytesPerUnit, maySettle);
    if (call.usual === 0) return false;
    call.found = found;
    call.metaCount = linear.halves[USUAL_PLACES.metas / 4];
    foundEnd = found + FOUND_BYTES * call.metaCount;
    return true;
  }

  /** Shows the caller what the callee did to accounts that are settled; whether there are others that it could write. */
  settle(call: Call): boolean {
    table.show(call.linear, call.caller.transaction.accounts);
    return (this.#settle as Settle)(call.found, call.metaCount) !== 0;
  }

  /** Forgets a call that was read. */
  end(call: Call): void {
    foundEnd = call.found;
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

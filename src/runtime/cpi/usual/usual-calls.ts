import { compile } from "../../../base/wasm/compile.js";
import type { LinearMemory } from "../../../sbpf/linear-memory.js";
import { isShown } from "../../../sbpf/wasm-interpreter/region-table.js";
import type { AccountKeys } from "../../account-keys.js";
import type { Call } from "../call.js";
import type { CallerAccount } from "../caller-account.js";
import { checkAndCharge } from "../translate-instruction.js";
import { type CallLayout, usualCallModule } from "./module.js";
import { FOUND_META, FOUND_META_BYTES, MAX_USUAL, USUAL_PLACES } from "./places.js";

/** (number of keys) → 1 if the call is usual, else 0. */
type Read = (keys: number) => number;

/** So many calls go the plain way before the pass is compiled. */
const CALLS_BEFORE = 16;

/**
 * Reads calls in one pass of WebAssembly over guest memory, if they are as programs usually make them. What is not it
 * leaves to the plain way, which finds out what is wrong: nothing here fails or changes anything.
 */
export class UsualCalls {
  #calls = 0;
  #linear: LinearMemory | undefined;
  /** Null where nothing can be compiled, or not yet. */
  #read: Read | null = null;

  constructor(private readonly layout: CallLayout) {}

  /** Reads the call in r1 to r3; whether it is usual. What was found stays until another call is read. */
  read(call: Call): boolean {
    const { linear, keys } = call;
    if (this.#linear !== linear && !this.#isCompiled(linear)) return false;
    const read = this.#read;
    if (read === null || !call.isRestricted || !call.checkAligned || !isShown(call.mapping)) return false;
    if (keys.count > MAX_USUAL.keys) return false;
    showKeys(linear, keys);
    return read(keys.count) !== 0 && takeAccounts(call);
  }

  #isCompiled(linear: LinearMemory): boolean {
    if (this.#calls++ < CALLS_BEFORE) return false;
    this.#linear = linear;
    this.#read = null;
    try {
      compile(usualCallModule(this.layout), { env: { memory: linear.memory } }, ({ exports }) => {
        if (this.#linear === linear) this.#read = exports.read as Read;
      });
    } catch {
      // Forbidden: calls go the plain way.
    }
    return true;
  }
}

/** Whose keys lie in which memory. */
let shownSerial = 0;
let shownIn: LinearMemory | undefined;

function showKeys(linear: LinearMemory, keys: AccountKeys): void {
  if (shownSerial === keys.serial && shownIn === linear) return;
  linear.bytes.set(keys.bytes, USUAL_PLACES.keys);
  shownSerial = keys.serial;
  shownIn = linear;
}

/** Takes over the accounts; false if one is not the caller's, with the pointers that the runtime serialized and data that fits. */
function takeAccounts(call: Call): boolean {
  const { caller, memory, linear, accounts, keys } = call;
  const { halves } = linear;
  const count = halves[USUAL_PLACES.metas / 4];
  accounts.begin(count, keys.count);
  for (let meta = 0; meta < count; meta++) {
    const at = placeOf(meta);
    const index = halves[at] & 0xffff;
    const place = caller.findAccount(index);
    if (place < 0) return false;
    const { keyOffset, originalDataLength } = memory.accounts[place];
    if (halves[at + FOUND_META.keyOffset / 4] !== keyOffset) return false;
    if (halves[at + FOUND_META.dataLength / 4] > call.reservedLength(originalDataLength)) return false;
    accounts.add(index, halves[at] >>> 16);
  }
  return true;
}

/** Index of an account meta's record among the words of the memory. */
function placeOf(meta: number): number {
  return (USUAL_PLACES.foundMetas + FOUND_META_BYTES * meta) / 4;
}

/** Takes over program and data of the instruction that was read. */
export function takeInstruction(call: Call): void {
  const { keys, accounts, linear } = call;
  const { halves, bytes } = linear;
  const dataLength = halves[USUAL_PLACES.dataLength / 4];
  checkAndCharge(call, accounts.count, dataLength);
  call.programIndex = halves[USUAL_PLACES.programIndex / 4];
  call.programKey = keys.keyOf(call.programIndex);
  const data = halves[USUAL_PLACES.data / 4];
  call.data = bytes.slice(data, data + dataLength);
}

/** Finds the account of a meta in the caller's memory. */
export function locateUsual(call: Call, account: CallerAccount, meta: number): void {
  const { halves } = call.linear;
  const at = placeOf(meta);
  const length = halves[at + FOUND_META.dataLength / 4];
  account.locate(call.memory, halves[at + FOUND_META.lengthOffset / 4], length);
  call.chargeBytes(length);
}

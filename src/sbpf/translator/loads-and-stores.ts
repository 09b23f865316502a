import type { InstructionRecord } from "../wasm-interpreter/instruction-record.js";
import {
  ACCESS_SIZES,
  type AccessSize,
  REGION,
  REGION_TABLE,
  WINDOW_MASK,
  WINDOW_SHIFT,
} from "../wasm-interpreter/layout.js";
import { LOADS, loadsAndStoresOf, STORES } from "../wasm-interpreter/operation-tables.js";
import type { OperationWriter } from "./arithmetic.js";
import { type Frame, STACK_FRAME } from "./frame.js";

/** dst = what lies at source + offset. */
function load(size: AccessSize): OperationWriter {
  return (frame, record) => {
    pushHostOffset(frame, record.source, record, REGION.loadLimits, size);
    frame.code.memory(LOADS[size]);
    frame.popRegister(record.dst);
  };
}

/** Puts source at dst + offset. */
function store(size: AccessSize): OperationWriter {
  return (frame, record) => {
    pushHostOffset(frame, record.dst, record, REGION.storeLimits, size);
    frame.pushSource(record, "i64");
    frame.code.memory(STORES[size]);
  };
}

/** The same at r10 + offset, which is known to lie in the function's own stack frame. */
function frameLoad(size: AccessSize): OperationWriter {
  return (frame, { dst, offset }) => {
    frame.code.get(STACK_FRAME).memory(LOADS[size], frame.program.stackFrameSize + offset);
    frame.popRegister(dst);
  };
}

function frameStore(size: AccessSize): OperationWriter {
  return (frame, record) => {
    frame.code.get(STACK_FRAME);
    frame.pushSource(record, "i64");
    frame.code.memory(STORES[size], frame.program.stackFrameSize + record.offset);
  };
}

/** The host offset of base + offset: by the region entry of its window, else by the helper. */
function pushHostOffset(
  frame: Frame,
  base: number,
  { offset }: InstructionRecord,
  limits: number,
  size: AccessSize,
): void {
  const { code } = frame;
  const [entry] = frame.i32;
  const [address, begin] = frame.i64;
  const limit = limits + 4 * ACCESS_SIZES.indexOf(size);
  frame.pushRegister(base);
  if (offset !== 0) code.i64(BigInt(offset)).op("i64.add");
  code.tee(address);
  code.get(address).i64(BigInt(WINDOW_SHIFT)).op("i64.shr_u").op("i32.wrap_i64").i32(WINDOW_MASK).op("i32.and");
  code
    .tee(entry)
    .memory("i64.load", REGION_TABLE + REGION.vmAddress)
    .op("i64.sub");
  code
    .tee(begin)
    .get(entry)
    .memory("i64.load32_u", REGION_TABLE + limit);
  code.op("i64.lt_u").if("i32");
  code.get(begin).op("i32.wrap_i64");
  code
    .get(entry)
    .memory("i32.load", REGION_TABLE + REGION.hostOffset)
    .op("i32.add");
  code.else().i32(frame.pc).i32(limit).get(address);
  frame.pushUnits("after");
  code.call(frame.helpers.translate).end();
}

export const LOADS_AND_STORES = loadsAndStoresOf<OperationWriter>({ load, store, frameLoad, frameStore });

import type { MemoryInstruction } from "../../base/wasm/instructions.js";
import type { InstructionRecord } from "../wasm-interpreter/instruction-record.js";
import {
  ACCESS_SIZES,
  type AccessSize,
  REGION,
  REGION_TABLE,
  WINDOW_MASK,
  WINDOW_SHIFT,
} from "../wasm-interpreter/layout.js";
import type { Operation } from "../wasm-interpreter/operations.js";
import type { OperationWriter } from "./arithmetic.js";
import { type Frame, STACK_FRAME } from "./frame.js";

const LOADS: Record<AccessSize, MemoryInstruction> = {
  1: "i64.load8_u",
  2: "i64.load16_u",
  4: "i64.load32_u",
  8: "i64.load",
};
const STORES: Record<AccessSize, MemoryInstruction> = {
  1: "i64.store8",
  2: "i64.store16",
  4: "i64.store32",
  8: "i64.store",
};

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

export const LOADS_AND_STORES = {
  load8: load(1),
  load16: load(2),
  load32: load(4),
  load64: load(8),
  store8: store(1),
  store16: store(2),
  store32: store(4),
  store64: store(8),
  frameLoad8: frameLoad(1),
  frameLoad16: frameLoad(2),
  frameLoad32: frameLoad(4),
  frameLoad64: frameLoad(8),
  frameStore8: frameStore(1),
  frameStore16: frameStore(2),
  frameStore32: frameStore(4),
  frameStore64: frameStore(8),
} as const satisfies Partial<Record<Operation, OperationWriter>>;

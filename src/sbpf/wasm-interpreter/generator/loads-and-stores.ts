import { MM_STACK_START } from "../../memory-layout.js";
import {
  ACCESS_SIZES,
  type AccessSize,
  CONTROL,
  RECORD,
  REGION,
  REGION_TABLE,
  STOP,
  WINDOW_MASK,
  WINDOW_SHIFT,
} from "../layout.js";
import { LOADS, loadsAndStoresOf, STORES } from "../operation-tables.js";
import {
  type Frame,
  type OperationWriter,
  popRegister,
  pushDstPlace,
  pushRegister,
  pushSource,
  stop,
} from "./frame.js";

/** dst = what lies at source + offset. */
function load(size: AccessSize): OperationWriter {
  return (frame) => {
    pushDstPlace(frame);
    pushSource(frame, "i64");
    pushHostOffset(frame, REGION.loadLimits, size);
    frame.code.memory(LOADS[size]);
    popRegister(frame);
  };
}

/** Puts source at dst + offset. */
function store(size: AccessSize): OperationWriter {
  return (frame) => {
    pushDstPlace(frame);
    pushRegister(frame, "i64");
    pushHostOffset(frame, REGION.storeLimits, size);
    pushSource(frame, "i64");
    frame.code.memory(STORES[size]);
  };
}

function frameLoad(size: AccessSize): OperationWriter {
  return (frame) => {
    pushDstPlace(frame);
    pushFrameOffset(frame);
    frame.code.memory(LOADS[size]);
    popRegister(frame);
  };
}

function frameStore(size: AccessSize): OperationWriter {
  return (frame) => {
    pushFrameOffset(frame);
    pushSource(frame, "i64");
    frame.code.memory(STORES[size]);
  };
}

/** The host offset of r10 + offset, which is known to lie in the running function's stack frame. */
function pushFrameOffset({ code, ip }: Frame): void {
  code.i32(0).memory("i32.load", CONTROL.stackFrameEnd);
  code.get(ip).memory("i32.load16_s", RECORD.offset).op("i32.add");
}

/**
 * Turns the base address on the stack into the host offset of the access: by the region entry of its window, else as
 * stack with gaps. Stops if neither allows it.
 */
function pushHostOffset(frame: Frame, limits: number, size: AccessSize): void {
  const { code, ip, i64 } = frame;
  const [address] = i64;
  const limit = limits + 4 * ACCESS_SIZES.indexOf(size);
  code.get(ip).memory("i64.load16_s", RECORD.offset).op("i64.add").set(address);
  const translated = code.block("i32");
  pushInRegion(frame, limit);
  code.brIf(translated).op("drop");
  pushInGappedStack(frame, limit);
  code.brIf(translated).op("drop");
  code.i32(0).get(address).memory("i64.store", CONTROL.refusedAddress);
  stop(frame, STOP.access);
  code.end();
}

/** Pushes the host offset by the region entry of the window, and whether the access fits. */
function pushInRegion({ code, i32, i64 }: Frame, limit: number): void {
  const [address, begin] = i64;
  const [entry] = i32;
  code.get(address).i64(BigInt(WINDOW_SHIFT)).op("i64.shr_u").op("i32.wrap_i64");
  code
    .i32(WINDOW_MASK)
    .op("i32.and")
    .tee(entry)
    .memory("i32.load", REGION_TABLE + REGION.hostOffset);
  code
    .get(address)
    .get(entry)
    .memory("i64.load", REGION_TABLE + REGION.vmAddress)
    .op("i64.sub")
    .tee(begin);
  code.op("i32.wrap_i64").op("i32.add");
  code
    .get(begin)
    .get(entry)
    .memory("i64.load32_u", REGION_TABLE + limit)
    .op("i64.lt_u");
}

/** The same for the stack with gaps: what lies in frame 2n of the window lies in frame n behind it; 2n + 1 is a gap. */
function pushInGappedStack({ code, i64 }: Frame, limit: number): void {
  const [address, begin] = i64;
  const control = (offset: number): void => void code.i32(0).memory("i64.load", offset);
  code.get(address).i64(BigInt(MM_STACK_START)).op("i64.sub").tee(begin).get(begin).i64(1n).op("i64.shr_u");
  control(CONTROL.stackFrameMask);
  code.op("i64.and").op("i64.sub").tee(begin);
  code
    .op("i32.wrap_i64")
    .i32(0)
    .memory("i32.load", CONTROL.gappedStack + REGION.hostOffset)
    .op("i32.add");
  code
    .get(begin)
    .i32(0)
    .memory("i64.load32_u", CONTROL.gappedStack + limit)
    .op("i64.lt_u");
  code.get(address);
  control(CONTROL.stackGapSize);
  code.op("i64.and").op("i64.eqz").op("i32.and");
}

export const LOADS_AND_STORES = loadsAndStoresOf<OperationWriter>({ load, store, frameLoad, frameStore });

import type { FastSyscall } from "../../../sbpf/fast-syscall.js";
import { defineCopy } from "./copy.js";
import { type FastCode, fastSyscall } from "./fast-code.js";
import { SETTINGS } from "./settings.js";

// The usual cases of ../mem-ops.ts: from 1 byte to 1 MiB.

const MAX_BYTES = 1 << 20;
const I32_BYTES = 4;

/** Locals: how many bytes, and what that costs. */
interface Work {
  readonly length: number;
  readonly cost: number;
}

/** `sol_memcpy_` where the places do not overlap, by virtual addresses. */
export const fastMemcpy = fastSyscall((fast) => {
  const { length, cost } = writeWork(fast);
  for (const [one, other] of [
    [1, 2],
    [2, 1],
  ] as const) {
    fast.pushRegister(one);
    fast.pushRegister(other).op("i64.sub").get(length).op("i64.extend_i32_u").op("i64.lt_u");
    fast.refuseIf();
  }
  writeMove(fast, length);
  fast.succeed(cost);
});

/** `sol_memmove_`. */
export const fastMemmove = fastSyscall((fast) => {
  const { length, cost } = writeWork(fast);
  writeMove(fast, length);
  fast.succeed(cost);
});

/** `sol_memset_`. */
export const fastMemset = fastSyscall((fast) => {
  const { code } = fast;
  const { length, cost } = writeWork(fast);
  const to = code.local("i32");
  fast.pushRegister(1).get(length);
  fast.translate("store", to);
  code.get(to);
  fast.pushRegister(2).op("i32.wrap_i64").get(length).fillMemory();
  fast.succeed(cost);
});

/** `sol_memcmp_`. */
export const fastMemcmp: FastSyscall = fastSyscall((fast) => {
  const { code } = fast;
  const { length, cost } = writeWork(fast);
  const [first, second, result] = [code.local("i32"), code.local("i32"), code.local("i32")];
  for (const [register, place] of [
    [1, first],
    [2, second],
  ] as const) {
    fast.pushRegister(register).get(length);
    fast.translate("load", place);
  }
  fast.pushRegister(4).i32(I32_BYTES);
  fast.translate("store", result);
  code
    .get(result)
    .i32(I32_BYTES - 1)
    .op("i32.and");
  fast.refuseIf();
  code.get(result);
  writeDifference(fast, first, second, length);
  code.memory("i32.store");
  fast.succeed(cost);
});

/** Refuses what is too long or dear, and sets the locals. */
function writeWork(fast: FastCode): Work {
  const { code } = fast;
  const [length, bytesPerUnit] = [code.local("i32"), code.local("i32")];
  const [cost, least] = [code.local("i64"), code.local("i64")];
  fast.pushRegister(3).i64(1n).op("i64.sub").i64(BigInt(MAX_BYTES)).op("i64.ge_u");
  fast.refuseIf();
  fast.pushRegister(3).op("i32.wrap_i64").set(length);
  fast.pushSetting(SETTINGS.cpiBytesPerUnit, "i32").tee(bytesPerUnit).op("i32.eqz");
  fast.refuseIf();
  code.get(length).get(bytesPerUnit).op("i32.div_u").op("i64.extend_i32_u").set(cost);
  fast.pushSetting(SETTINGS.memOpBaseCost, "i64").set(least);
  fast.pushLarger(cost, least).tee(cost);
  fast.refuseIfDearer();
  return { length, cost };
}

/** Moves from r2 to r1. */
function writeMove(fast: FastCode, length: number): void {
  const { code, module } = fast;
  const [to, from] = [code.local("i32"), code.local("i32")];
  fast.pushRegister(1).get(length);
  fast.translate("store", to);
  fast.pushRegister(2).get(length);
  fast.translate("load", from);
  code.get(to).get(from).get(length).call(defineCopy(module));
}

/** Pushes the difference of the first bytes that differ, or 0. Moves the places on. */
function writeDifference({ code }: FastCode, first: number, second: number, length: number): void {
  const difference = code.local("i32");
  const found = code.block();
  for (const step of [8, 1] as const) {
    const done = code.block();
    const next = code.loop();
    code.get(length).i32(step).op("i32.lt_u").brIf(done);
    if (step === 8) code.get(first).memory("i64.load").get(second).memory("i64.load").op("i64.ne").brIf(done);
    else {
      code.get(first).memory("i32.load8_u").get(second).memory("i32.load8_u").op("i32.sub");
      code.tee(difference).brIf(found);
    }
    for (const pointer of [first, second]) code.get(pointer).i32(step).op("i32.add").set(pointer);
    code.get(length).i32(step).op("i32.sub").set(length).br(next).end().end();
  }
  code.end().get(difference);
}

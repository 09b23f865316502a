import { describe, expect, test } from "vitest";
import { SbpfVersion } from "../../src/sbpf/version.js";
import { ALL_VERSIONS, fault, r0, run } from "./support.js";

const { V0, V1, V3 } = SbpfVersion;
const INPUT = Uint8Array.of(0xf1, 0xf2, 0xf3, 0xf4, 0xf5, 0xf6, 0xf7, 0xf8, 0xf9);

describe.each(ALL_VERSIONS)("v%i", (version) => {
  const options = { version, input: INPUT };

  test("loads zero-extend, at any alignment", () => {
    expect(r0("ldxb r0, [r1+1]\nexit", options)).toBe(0xf2n);
    expect(r0("ldxh r0, [r1+1]\nexit", options)).toBe(0xf3f2n);
    expect(r0("ldxw r0, [r1+1]\nexit", options)).toBe(0xf5f4f3f2n);
    expect(r0("ldxdw r0, [r1+1]\nexit", options)).toBe(0xf9f8f7f6f5f4f3f2n);
    expect(r0("add64 r1, 9\nldxb r0, [r1-9]\nexit", options)).toBe(0xf1n);
  });

  test("stores of registers cut; stores of immediates sign-extend", () => {
    const stored = (source: string): string => Buffer.from(run(source, options).inputs[0]).toString("hex");
    expect(stored("mov64 r2, -2\nstxb [r1+1], r2\nexit")).toBe("f1fef3f4f5f6f7f8f9");
    expect(stored("mov64 r2, 0x1234567\nstxh [r1+1], r2\nexit")).toBe("f16745f4f5f6f7f8f9");
    expect(stored("mov64 r2, 0x1234567\nstxw [r1+1], r2\nexit")).toBe("f167452301f6f7f8f9");
    expect(stored("mov64 r2, -2\nstxdw [r1+1], r2\nexit")).toBe("f1feffffffffffffff");
    expect(stored("stb [r1+0], -2\nexit")).toBe("fef2f3f4f5f6f7f8f9");
    expect(stored("sth [r1+0], -2\nexit")).toBe("fefff3f4f5f6f7f8f9");
    expect(stored("stw [r1+0], -2\nexit")).toBe("fefffffff5f6f7f8f9");
    expect(stored("stdw [r1+0], -2\nexit")).toBe("fefffffffffffffff9");
  });

  test("an access must lie inside its region", () => {
    expect(fault("ldxdw r0, [r1+2]\nexit", options).message).toBe(
      "Access violation reading 8 bytes at address 0x400000002 (in input region)",
    );
    expect(fault("stxb [r1+9], r0\nexit", options).message).toBe(
      "Access violation writing 1 bytes at address 0x400000009 (in unallocated region)",
    );
    expect(fault("ldxb r0, [r1-1]\nexit", options).message).toBe(
      "Access violation reading 1 bytes at address 0x3ffffffff (in unallocated region)",
    );
  });

  test("read-only memory can be read", () => {
    const readonly = { ...options, inputWritable: false };
    expect(r0("ldxb r0, [r1+0]\nexit", readonly)).toBe(0xf1n);
    expect(fault("stb [r1+0], 1\nexit", readonly).message).toBe(
      "Access violation writing 1 bytes at address 0x400000000 (in input region)",
    );
  });

  test("addresses wrap around 2^64", () => {
    expect(fault("mov64 r1, 0\nldxb r0, [r1-1]\nexit", options).message).toBe(
      "Access violation reading 1 bytes at address 0xffffffffffffffff (in unallocated region)",
    );
    const atZero = "mov64 r1, -1\nldxdw r0, [r1+1]\nexit";
    if (version < V3) expect(fault(atZero, options).message).toMatch(/at address 0x0 /);
    // Since v3 the read-only data lies there.
    else expect(r0(atZero, options)).toBe(0xffff_ffff_0000_01b7n);
    expect(fault("mov64 r1, -1\nldxb r0, [r1+0]\nexit", options).message).toMatch(/at address 0xffffffffffffffff /);
  });

  test("the heap", () => {
    const heap = "mov64 r1, 3\nlsh64 r1, 32\n";
    expect(r0(`${heap}stdw [r1+8], 77\nldxdw r0, [r1+8]\nexit`, { version, heapLength: 16 })).toBe(77n);
    expect(fault(`${heap}ldxdw r0, [r1+9]\nexit`, { version, heapLength: 16 }).message).toBe(
      "Access violation reading 8 bytes at address 0x300000009 (in heap region)",
    );
  });

  test("the text cannot be written", () => {
    const text = `mov64 r1, ${version >= V3 ? 0 : 1}\nlsh64 r1, 32\n`;
    expect(r0(`${text}ldxb r0, [r1+8]\nexit`, { version })).not.toBe(0n);
    expect(fault(`${text}stb [r1+0], 1\nexit`, { version }).kind).toBe("AccessViolation");
  });
});

describe("stack frames", () => {
  test("v0: the gap after a frame is not mapped", () => {
    expect(r0("stdw [r10-8], 5\nldxdw r0, [r10-8]\nexit", { version: V0 })).toBe(5n);
    expect(fault("ldxb r0, [r10+0]\nexit", { version: V0 }).message).toBe(
      "Access violation in stack frame 1 at address 0x200001000 of size 1",
    );
  });

  test("v0: an access that begins in a frame runs on into the next one", () => {
    const source = `
      mov64 r1, r10
      add64 r1, 0x1000
      mov64 r2, 0x55
      stxb [r1+0], r2
      ldxh r0, [r10-1]
      exit`;
    expect(r0(source, { version: V0 })).toBe(0x5500n);
  });

  test("v3: frames lie side by side", () => {
    expect(r0("mov64 r2, 0x55\nstxb [r10+0], r2\nldxh r0, [r10-1]\nexit", { version: V3 })).toBe(0x5500n);
  });

  test("below and above the stack, errors name the frame where frames are fixed", () => {
    const below = "mov64 r1, 2\nlsh64 r1, 32\nldxb r0, [r1-1]\nexit";
    expect(fault(below, { version: V0 }).message).toBe(
      "Access violation in stack frame 0 at address 0x1ffffffff of size 1",
    );
    const frameBelow = "mov64 r1, 2\nlsh64 r1, 32\nldxb r0, [r1-0x1000]\nexit";
    expect(fault(frameBelow, { version: V0 }).message).toMatch("stack frame -1 at");
    const farBelow = "mov64 r1, 2\nlsh64 r1, 32\nldxb r0, [r1-0x2000]\nexit";
    expect(fault(farBelow, { version: V0 }).kind).toBe("AccessViolation");
    expect(fault("ldxb r0, [r10+0]\nexit", { version: V1 }).message).toBe(
      "Access violation reading 1 bytes at address 0x200040000 (in unallocated region)",
    );
  });
});

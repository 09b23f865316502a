import { describe, expect, test } from "vitest";
import { U64_MAX, writeU64 } from "../../src/base/u64.js";
import { AccessType } from "../../src/sbpf/access-type.js";
import { type Config, DEFAULT_CONFIG } from "../../src/sbpf/config.js";
import { LinearMemory } from "../../src/sbpf/linear-memory.js";
import { MM_BYTECODE_START, MM_HEAP_START, MM_INPUT_START, MM_STACK_START } from "../../src/sbpf/memory-layout.js";
import { type AccessViolationHandler, MemoryMapping } from "../../src/sbpf/memory-mapping.js";
import { MemoryRegion } from "../../src/sbpf/memory-region.js";
import { SbpfVersion } from "../../src/sbpf/version.js";
import { thrown } from "./support.js";

const { Load, Store } = AccessType;
const linear = new LinearMemory(0);
const ALIGNED: Config = { ...DEFAULT_CONFIG, alignedMemoryMapping: true };

function mapping(
  regions: readonly MemoryRegion[],
  config: Config = DEFAULT_CONFIG,
  version: SbpfVersion = SbpfVersion.V1,
  handler: AccessViolationHandler | null = null,
): MemoryMapping {
  return new MemoryMapping(linear, regions, config, version, handler);
}

describe.each([
  ["aligned", ALIGNED],
  ["unaligned", DEFAULT_CONFIG],
])("%s mapping", (_, config) => {
  const regions = [
    new MemoryRegion(MM_INPUT_START, 100, 4000, true),
    new MemoryRegion(MM_BYTECODE_START, 10, 1000, false),
    new MemoryRegion(MM_HEAP_START, 0, 3000, true),
    new MemoryRegion(MM_STACK_START, 50, 2000, true),
  ];

  test("follows a pointer as it translates the address that it holds", () => {
    const outcome = (translate: () => number): unknown => {
      try {
        return translate();
      } catch (error) {
        return error;
      }
    };
    const starts = [0, MM_BYTECODE_START, MM_STACK_START, MM_HEAP_START, MM_INPUT_START, MM_INPUT_START * 2];
    const addresses = [...starts.flatMap((start) => [start, start + 9, start + 93]), 2n ** 63n, U64_MAX];
    for (const address of addresses) {
      writeU64(linear.view, 8, address);
      for (const access of [Load, Store]) {
        for (const length of [0, 1, 8]) {
          const [direct, followed] = [mapping(regions, config), mapping(regions, config)];
          const expected = outcome(() => direct.translate(access, address, length));
          expect(outcome(() => followed.translatePointer(access, 8, length))).toEqual(expected);
        }
      }
    }
  });

  test("a pointer to write through notes the write", () => {
    const heap = new MemoryRegion(MM_HEAP_START, 64, 3000, true);
    const memory = mapping([heap], config);
    writeU64(linear.view, 8, MM_HEAP_START + 16);
    memory.translatePointer(Load, 8, 8);
    expect(heap.writtenLength).toBe(0);
    memory.translatePointer(Store, 8, 8);
    expect(heap.writtenLength).toBe(24);
  });

  test("finds host offsets by address, in whatever order the regions come", () => {
    const memory = mapping(regions, config);
    expect(memory.translate(Load, MM_BYTECODE_START + 2, 8)).toBe(1002);
    expect(memory.translate(Store, MM_STACK_START, 50)).toBe(2000);
    expect(memory.translate(Load, MM_INPUT_START + 99, 1)).toBe(4099);
    expect(memory.translate(Load, MM_INPUT_START + 100, 0)).toBe(4100);
    expect(memory.translate(Load, MM_HEAP_START, 0)).toBe(3000);
  });

  test.each([
    [Load, 0, 1, "reading 1 bytes at address 0x0 (in unallocated region)"],
    [Load, MM_BYTECODE_START + 3, 8, "reading 8 bytes at address 0x100000003 (in program region)"],
    [Store, MM_BYTECODE_START, 1, "writing 1 bytes at address 0x100000000 (in program region)"],
    [Load, MM_STACK_START + 49, 2, "reading 2 bytes at address 0x200000031 (in stack region)"],
    [Load, MM_HEAP_START, 1, "reading 1 bytes at address 0x300000000 (in unallocated region)"],
    [Store, MM_INPUT_START + 100, 1, "writing 1 bytes at address 0x400000064 (in unallocated region)"],
    [Load, MM_INPUT_START + 50, 51, "reading 51 bytes at address 0x400000032 (in input region)"],
    [Load, MM_INPUT_START * 2, 1, "reading 1 bytes at address 0x800000000 (in unallocated region)"],
    [Load, 2n ** 63n, 1, "reading 1 bytes at address 0x8000000000000000 (in unallocated region)"],
    [Load, 2n ** 64n - 1n, 8, "reading 8 bytes at address 0xffffffffffffffff (in unallocated region)"],
    [
      Load,
      MM_INPUT_START,
      2n ** 64n - 1n,
      "reading 18446744073709551615 bytes at address 0x400000000 (in input region)",
    ],
  ])("refuses %#", (access, address, length, text) => {
    const memory = mapping(regions, config);
    const message = `Access violation ${text}`;
    expect(thrown(() => memory.translate(access, address, length)).message).toBe(message);
    expect(thrown(() => memory.translateWithHandler(access, address, length)).message).toBe(message);
  });

  test("a region elsewhere is called allocated", () => {
    const memory = mapping([new MemoryRegion(0x10_0000_0000, 2, 0, false)], config);
    expect(thrown(() => memory.translate(Store, 0x10_0000_0000, 1)).message).toMatch("(in allocated region)");
    expect(thrown(() => memory.translate(Load, 0x10_0000_0003, 8)).message).toMatch("(in unallocated region)");
  });

  test("the handler may mend a region, and only then it changes", () => {
    const region = new MemoryRegion(MM_INPUT_START, 2, 100, false, 0, 42);
    const seen: unknown[] = [];
    const handler: AccessViolationHandler = (copy, ...rest) => {
      seen.push(copy.accessViolationHandlerPayload, ...rest);
      copy.redirect(200, 2, true);
    };
    const memory = mapping([region], config, SbpfVersion.V1, handler);
    expect(memory.translateWithHandler(Load, MM_INPUT_START, 2)).toBe(100);
    expect(thrown(() => memory.translate(Store, MM_INPUT_START, 1)).kind).toBe("AccessViolation");
    expect(memory.translateWithHandler(Store, MM_INPUT_START + 1, 1)).toBe(201);
    expect(memory.translate(Store, MM_INPUT_START, 2)).toBe(200);
    expect(seen).toEqual([42, 2n ** 64n - 1n - BigInt(MM_INPUT_START), Store, MM_INPUT_START + 1, 1]);
  });

  test("a handler that does not help leaves the region alone", () => {
    const handler: AccessViolationHandler = (copy) => copy.redirect(200, 1, true);
    const memory = mapping([new MemoryRegion(MM_INPUT_START, 2, 100, true)], config, SbpfVersion.V1, handler);
    expect(thrown(() => memory.translateWithHandler(Load, MM_INPUT_START, 3)).kind).toBe("AccessViolation");
    expect(memory.translate(Load, MM_INPUT_START, 2)).toBe(100);
  });

  test("replacing a region", () => {
    const memory = mapping(regions, config);
    const index = memory.findRegion(MM_STACK_START);
    memory.replaceRegion(index, new MemoryRegion(MM_STACK_START, 60, 9000, false));
    expect(memory.translate(Load, MM_STACK_START + 59, 1)).toBe(9059);
    const moved = () => memory.replaceRegion(index, new MemoryRegion(MM_STACK_START + 1, 1, 0, false));
    expect(thrown(moved).message).toBe(`Invalid memory region at index ${index}`);
    const tooLong = () => memory.replaceRegion(index, new MemoryRegion(MM_STACK_START, 2 ** 32 + 1, 0, false));
    expect(thrown(tooLong).kind).toBe("InvalidMemoryRegion");
    const nowhere = () => memory.replaceRegion(99, new MemoryRegion(MM_STACK_START, 1, 0, false));
    expect(thrown(nowhere).message).toBe("Invalid memory region at index 99");
  });
});

describe("several regions in one window", () => {
  const regions = [
    new MemoryRegion(MM_INPUT_START, 8, 100, false),
    new MemoryRegion(MM_INPUT_START + 8, 16, 500, true),
    new MemoryRegion(MM_INPUT_START + 100, 4, 900, true),
  ];

  test("an unaligned mapping holds them", () => {
    const memory = mapping(regions);
    expect(memory.translate(Load, MM_INPUT_START + 7, 1)).toBe(107);
    expect(memory.translate(Store, MM_INPUT_START + 8, 16)).toBe(500);
    expect(memory.translate(Store, MM_INPUT_START + 103, 1)).toBe(903);
    expect(thrown(() => memory.translate(Load, MM_INPUT_START + 7, 2)).message).toMatch("(in input region)");
    expect(thrown(() => memory.translate(Load, MM_INPUT_START + 24, 1)).message).toMatch("(in unallocated region)");
    expect([0, MM_INPUT_START + 99, MM_INPUT_START + 100].map((address) => memory.findRegion(address))).toEqual([
      -1, 1, 2,
    ]);
  });

  test("the handler learns how far the region may reach", () => {
    const room: unknown[] = [];
    const memory = mapping(regions, DEFAULT_CONFIG, SbpfVersion.V1, (_region, maxLength) => room.push(maxLength));
    thrown(() => memory.translateWithHandler(Load, MM_INPUT_START + 24, 1));
    expect(room).toEqual([92]);
  });

  test("an aligned mapping refuses them", () => {
    expect(thrown(() => mapping(regions, ALIGNED)).message).toBe("Invalid memory region at index 4");
    // v4 always has an aligned one.
    expect(thrown(() => mapping(regions, DEFAULT_CONFIG, SbpfVersion.V4)).kind).toBe("InvalidMemoryRegion");
  });

  test("overlapping regions are refused", () => {
    const overlapping = [new MemoryRegion(MM_INPUT_START, 9, 0, true), regions[1]];
    expect(thrown(() => mapping(overlapping)).message).toBe("Invalid memory region at index 1");
  });
});

describe("gaps", () => {
  const stack = new MemoryRegion(MM_STACK_START, 4 * 4096, 10_000, true, 4096);
  const memory = mapping([stack], ALIGNED, SbpfVersion.V0);

  test("every second frame of the guest is missing", () => {
    expect(memory.translate(Store, MM_STACK_START + 4095, 1)).toBe(10_000 + 4095);
    expect(memory.translate(Store, MM_STACK_START + 8192, 1)).toBe(10_000 + 4096);
    expect(memory.translate(Store, MM_STACK_START + 3 * 8192 + 4095, 1)).toBe(10_000 + 4 * 4096 - 1);
  });

  test("an access may run from one frame into the next, but not out of the last", () => {
    expect(memory.translate(Load, MM_STACK_START + 4090, 4096)).toBe(10_000 + 4090);
    const last = () => memory.translate(Load, MM_STACK_START + 3 * 8192 + 4095, 2);
    expect(thrown(last).message).toBe("Access violation in stack frame 6 at address 0x200006fff of size 2");
  });

  test.each([
    [MM_STACK_START + 4096, 1],
    [MM_STACK_START + 8191, 1],
    [MM_STACK_START + 4 * 8192, 8],
    [MM_STACK_START - 1, 0],
    [MM_STACK_START - 4096, -1],
    [MM_STACK_START + 64 * 4096, 64],
  ])("%i is in a gap or outside: frame %i", (address, frame) => {
    const error = thrown(() => memory.translate(Store, address, 1));
    expect(error.is("StackAccessViolation") && error.fields).toEqual([Store, address, 1, frame]);
  });

  test("far from the stack the general error comes", () => {
    expect(thrown(() => memory.translate(Load, MM_STACK_START - 2 * 4096, 1)).kind).toBe("AccessViolation");
    expect(thrown(() => memory.translate(Load, MM_STACK_START + 65 * 4096, 1)).kind).toBe("AccessViolation");
  });
});

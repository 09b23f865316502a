import { describe, expect, test } from "vitest";
import { assemble } from "../../src/sbpf/assembler.js";
import { buildLenientElf, lenientTextOffset } from "../../src/sbpf/elf/lenient-builder.js";
import { buildElf } from "../../src/sbpf/elf-builder.js";
import { SbpfVersion } from "../../src/sbpf/version.js";
import type { Account } from "../../src/solana/account.js";
import { FEATURE_PRESETS } from "../../src/solana/feature-presets.js";
import { encodeLoaderV3State, LOADER_V3_BYTES } from "../../src/solana/loader-v3-state.js";
import { LOADER_V3_ID, SYSTEM_PROGRAM_ID, SYSVAR_CLOCK_ID, SYSVAR_RENT_ID } from "../../src/solana/program-ids.js";
import { programdataAddressOf } from "../../src/solana/programdata-address.js";
import { deployed, keyOf, meta, PAYER, run, Scene } from "./scene.js";

/** What one program in assembly fails with. */
async function explainFault(name: string, source: string, version: SbpfVersion = SbpfVersion.V0) {
  const scene = new Scene();
  const explained = scene.explain([run(scene.assembled("faulty", source, version))]);
  await scene.expectGolden(name, explained);
  return explained.explanation!;
}

describe("faults of the machine", () => {
  test.each([
    ["access-null", "access-violation", "mov64 r1, 0\nldxdw r0, [r1+8]\nexit"],
    ["access-wild", "access-violation", "lddw r1, 0x1234567890abcdef\nldxb r0, [r1+0]\nexit"],
    ["access-constants", "access-violation", "lddw r1, 0x100000000\nstb [r1+0], 1\nexit"],
    ["access-input", "access-violation", "lddw r2, 0x4000000\nadd64 r1, r2\nldxdw r0, [r1+0]\nexit"],
    ["access-heap", "heap-exhausted", "lddw r1, 0x300008000\nstxdw [r1+0], r1\nexit"],
    ["stack-overflow", "stack-overflow", "mov64 r1, 1\nstxdw [r10+8], r1\nexit"],
    ["divide-by-zero", "divide-by-zero", "mov64 r1, 0\nmov64 r0, 7\ndiv64 r0, r1\nexit"],
    ["function-depth", "call-depth-exceeded", "call deeper\nexit\ndeeper:\ncall deeper\nexit"],
    ["unsupported-syscall", "unsupported-instruction", "syscall no_such_syscall\nexit"],
    ["call-outside", "call-outside-text-segment", "lddw r1, 0x900000000\ncallx r1\nexit"],
  ])("%s", async (name, code, source) => {
    const explanation = await explainFault(name, `entrypoint:\n${source}`);
    expect(explanation.code).toBe(code);
    expect(explanation.facts).toHaveProperty("pc");
  });

  test.each([
    ["access-input-length", "mainnet", "", "mov64 r2, 30000\nsyscall sol_log_"],
    ["access-input-crossing", "all", "", "ldxdw r0, [r1+0x5f]"],
    ["access-input-readonly", "all", "", "stb [r1+0x63], 1"],
    ["access-input-foreign", "all", "w", "stb [r1+0x2911], 1"],
    ["access-input-behind-data", "all", "", "ldxb r0, [r1+200]"],
    ["access-input-growth", "all", "w", "ldxb r0, [r1+200]"],
    ["access-input-crossing-growth", "all", "w", "add64 r1, 0x2868\nldxdw r0, [r1+0]"],
  ] as const)("in the input: %s", async (name, preset, rights, source) => {
    const scene = new Scene({ features: FEATURE_PRESETS[preset].features() });
    const program = scene.assembled("faulty", `entrypoint:\n${source}\nmov64 r0, 0\nexit`);
    const [own, foreign] = [scene.wallet("own", { owner: program, data: new Uint8Array(10) }), scene.wallet("bob")];
    const explained = scene.explain([run(program, [meta(own, rights), meta(foreign, "w")], Uint8Array.of(1, 2, 3))]);
    await scene.expectGolden(name, explained);
  });

  test("the function in which it happened, if the file has its name", async () => {
    const source = "entrypoint:\ncall read_price\nexit\nread_price:\nmov64 r1, 0\nldxdw r0, [r1+16]\nexit";
    const version = SbpfVersion.V0;
    const { text, calls } = assemble(source, version);
    new DataView(text.buffer, text.byteOffset).setInt32(4, calls[0]!.target - 1, true);
    const symbols = [{ name: "read_price", value: lenientTextOffset() + 16 }];
    const scene = new Scene();
    const program = scene.name("faulty", keyOf("faulty"));
    scene.svm.addProgram(program, buildLenientElf({ version, text, symbols }));
    const explained = scene.explain([run(program)]);
    expect(explained.explanation?.facts).toMatchObject({ pc: 3, function: "read_price", callDepth: 1 });
    await scene.expectGolden("access-in-function", explained);
  });

  test("signed division of the smallest number by -1", async () => {
    const source = "entrypoint:\nmov64 r0, 1\nlsh64 r0, 63\nmov64 r1, -1\nsdiv64 r0, r1\nexit";
    const explanation = await explainFault("divide-overflow", source, SbpfVersion.V2);
    expect(explanation.code).toBe("divide-overflow");
  });

  test("running past the end", async () => {
    const explanation = await explainFault("execution-overrun", "entrypoint:\nmov64 r0, 0\nmov64 r0, 1");
    expect(explanation.code).toBe("execution-overrun");
  });

  test("an abort", async () => {
    const explanation = await explainFault("abort", "entrypoint:\nsyscall abort\nexit");
    expect(explanation.code).toBe("program-panicked");
  });

  test("a panic in TypeScript", async () => {
    const scene = new Scene();
    const program = scene.program("careless", () => {
      throw new RangeError("no such price");
    });
    await scene.expectGolden("panic", scene.explain([run(program)]));
  });

  test.each([
    [
      "syscall-overlap",
      "mov64 r1, r10\nadd64 r1, -64\nmov64 r2, r1\nadd64 r2, 4\nmov64 r3, 16\nsyscall sol_memcpy_\nexit",
    ],
    ["syscall-return-data", "mov64 r2, 1025\nsyscall sol_set_return_data\nexit"],
    ["syscall-utf8", "mov64 r1, r10\nadd64 r1, -4096\nstb [r1+0], 255\nmov64 r2, 4000\nsyscall sol_log_\nexit"],
    ["syscall-pointer", "mov64 r1, 0\nmov64 r2, 5\nsyscall sol_log_\nexit"],
  ])("%s", async (name, source) => {
    await explainFault(name, `entrypoint:\n${source}`);
  });
});

describe("units and heap", () => {
  const BUSY = "entrypoint:\nmov64 r6, 60000\nagain:\nsub64 r6, 1\njne r6, 0, again\nmov64 r0, 0\nexit";

  test("too few units", async () => {
    const scene = new Scene();
    const busy = scene.assembled("busy", BUSY);
    const explained = scene.explain([run(busy)], { version: 1, config: { ...ALL_DATA, computeUnitLimit: 50_000 } });
    expect(explained.explanation).toMatchObject({ code: "out-of-compute-units", fix: { kind: "computeUnitLimit" } });
    await scene.expectGolden("out-of-units", explained);
  });

  test("too few units for what a legacy message asks", async () => {
    const scene = new Scene();
    const busy = scene.assembled("busy", BUSY.replace("60000", "200000"));
    await scene.expectGolden("out-of-units-legacy", scene.explain([run(busy)]));
  });

  test("no units for the heap", async () => {
    const scene = new Scene();
    const busy = scene.assembled("busy", "entrypoint:\nmov64 r0, 0\nexit");
    const config = { ...ALL_DATA, computeUnitLimit: 10, heapSize: 256 * 1024 };
    const explained = scene.explain([run(busy)], { version: 1, config });
    expect(explained.explanation?.code).toBe("heap-unaffordable");
    await scene.expectGolden("heap-unaffordable", explained);
  });
});

const ALL_DATA = { loadedAccountsDataSizeLimit: 64 * 1024 * 1024 };

describe("programs that do not run", () => {
  const elf = buildElf(assemble("entrypoint:\nmov64 r0, 0\nexit", SbpfVersion.V0));

  test("deployed in this slot", async () => {
    const scene = new Scene();
    scene.svm.warpToSlot(10);
    const explained = scene.explain([run(deployed(scene, elf, 10n))]);
    expect(explained.explanation).toMatchObject({
      code: "program-not-visible-yet",
      fix: { kind: "waitForSlot", slot: "11" },
    });
    await scene.expectGolden("program-not-visible-yet", explained);
  });

  test("closed", async () => {
    const scene = new Scene();
    const program = deployed(scene, elf);
    scene.svm.setAccount(programdataAddressOf(program).address, { lamports: 0n });
    const explained = scene.explain([run(program)]);
    expect(explained.explanation?.code).toBe("program-closed");
    await scene.expectGolden("program-closed", explained);
  });

  /** Deploys a file out of a buffer. */
  function deploying(scene: Scene, source: string, programAccount: Partial<Account> = {}) {
    const [program, buffer, authority] = ["program", "buffer", "authority"].map((name) =>
      scene.name(name, keyOf(name)),
    );
    const file = buildElf(assemble(source, SbpfVersion.V0));
    const state = encodeLoaderV3State({ kind: "buffer", authority: authority! });
    const data = new Uint8Array(LOADER_V3_BYTES.buffer + file.length);
    data.set(state);
    data.set(file, LOADER_V3_BYTES.buffer);
    scene.set(buffer!, { owner: LOADER_V3_ID, data });
    scene.set(program!, { owner: LOADER_V3_ID, data: new Uint8Array(LOADER_V3_BYTES.program), ...programAccount });
    scene.set(authority!);
    const accounts = [
      meta(PAYER, "sw"),
      meta(programdataAddressOf(program!).address, "w"),
      meta(program!, "w"),
      meta(buffer!, "w"),
      meta(SYSVAR_RENT_ID),
      meta(SYSVAR_CLOCK_ID),
      meta(SYSTEM_PROGRAM_ID),
      meta(authority!, "s"),
    ];
    const deploy = Uint8Array.of(2, 0, 0, 0, ...new Uint8Array(BigUint64Array.of(BigInt(file.length)).buffer));
    return scene.explain([run(LOADER_V3_ID, accounts, deploy)]);
  }

  test("a file that the loader is to deploy", async () => {
    const scene = new Scene();
    const explained = deploying(scene, "entrypoint:\nsyscall sol_alloc_free_\nexit");
    expect(explained.error).toEqual({ InstructionError: [0, "InvalidAccountData"] });
    await scene.expectGolden("deploy-refused", explained);
  });

  test("a program account that is to be deployed to, with too few lamports", async () => {
    const scene = new Scene();
    const explained = deploying(scene, "entrypoint:\nmov64 r0, 0\nexit", { lamports: 700_000n });
    expect(explained.error).toEqual({ InstructionError: [0, "ExecutableAccountNotRentExempt"] });
    await scene.expectGolden("deploy-not-rent-exempt", explained);
  });

  test("a call of something that is no program", async () => {
    const scene = new Scene();
    const bob = scene.wallet("bob");
    const router = scene.puppet("router");
    const instruction = scene.act(router, [meta(bob)], (p) => p.call(bob, [], new Uint8Array(0)));
    const explained = scene.explain([instruction]);
    expect(explained.explanation?.code).toBe("unsupported-program");
    await scene.expectGolden("unsupported-program", explained);
  });
});

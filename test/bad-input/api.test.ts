import { expect, test } from "vitest";
import { SbpfVersion } from "../../src/sbpf/version.js";
import * as ids from "../../src/solana/program-ids.js";
import { createSvm, FeatureSet, type SvmOptions } from "../../src/svm/index.js";
import { Svm } from "../../src/svm/svm.js";
import { SYSVARS, type SysvarName } from "../../src/svm/sysvar-table.js";
import type { Random } from "../helpers/random.js";
import { meta, transfer } from "../helpers/transactions.js";
import { CASES, forEachCase, timeoutFor } from "./cases.js";
import { hostileValue, hostileValues, spoiled } from "./hostile-values.js";
import { elfOf, hostileElf } from "./programs.js";
import { endingOf, Subject } from "./subject.js";
import { newWorld, OTHER, PAYER, PUPPET, PUPPET_DATA, PUPPET_ELF, wireOf } from "./world.js";

const svm = newWorld();
const subject = new Subject(svm);
const WIRE = wireOf(svm, [transfer(PAYER, OTHER, 5n)]);
const SYSVAR_NAMES = Object.keys(SYSVARS) as SysvarName[];
const ACCOUNT = {
  lamports: 5n,
  data: new Uint8Array(8),
  programAddress: OTHER,
  owner: OTHER,
  executable: false,
  rentEpoch: 0n,
};

/** Arguments of each method that it would take, each spoiled by turns. */
const ARGUMENTS: Readonly<Record<string, (random: Random) => unknown[]>> = {
  sendTransaction: () => [WIRE],
  simulateTransaction: (random) => [
    WIRE,
    spoiled(random, { signatureVerification: false, replaceRecentBlockhash: true }),
  ],
  getTransaction: () => [new Uint8Array(64)],
  getAccount: () => [PAYER],
  setAccount: (random) => [random.pick([PUPPET_DATA, ids.SYSVAR_CLOCK_ID, PUPPET]), spoiled(random, ACCOUNT)],
  getBalance: () => [PAYER],
  airdrop: () => [PAYER, 5n],
  getProgramAccounts: () => [PUPPET],
  accounts: () => [],
  loadAccountFile: () => ["{}"],
  addProgram: (random) => [
    random.pick([PUPPET, PUPPET_DATA, ids.SYSVAR_RENT_ID, ids.SYSTEM_PROGRAM_ID]),
    random.oneIn(2) ? PUPPET_ELF : hostileElf(random),
    spoiled(random, { loader: ids.LOADER_V3_ID, upgradeAuthority: PAYER }),
  ],
  addProgramFromFile: () => [PUPPET, "assets/memo.so", {}],
  latestBlockhash: () => [],
  expireBlockhash: () => [],
  advanceBlockhash: () => [],
  warpToSlot: (random) => [random.pick([0n, 1n << 40n, (1n << 64n) - 1n])],
  setClock: (random) => [spoiled(random, svm.clock)],
  getSysvar: (random) => [random.pick(SYSVAR_NAMES)],
  setSysvar: (random) => {
    const name = random.pick(SYSVAR_NAMES);
    return [name, spoiledSysvar(random, svm.getSysvar(name))];
  },
  minimumBalanceForRentExemption: () => [100],
  setEpochStake: () => [PAYER, 5n],
  snapshot: () => [],
  revert: () => [],
};

function spoiledSysvar(random: Random, value: object): unknown {
  if (!Array.isArray(value)) return spoiled(random, value);
  return random.oneIn(4) ? [...value, hostileValue(random)] : [spoiled(random, value[0] ?? { epoch: 1n })];
}

const METHODS = Object.getOwnPropertyNames(Svm.prototype).filter((name) => {
  return name !== "constructor" && Object.getOwnPropertyDescriptor(Svm.prototype, name)!.get === undefined;
});

test("every public method is tried", () => {
  expect(Object.keys(ARGUMENTS).sort()).toEqual(METHODS.sort());
});

test(
  "wrong arguments are refused by name, and change nothing",
  async () => {
    const tally = await forEachCase("arguments", CASES * 0.4, (random) => {
      const name = random.pick(METHODS) as keyof typeof ARGUMENTS;
      const args = ARGUMENTS[name]!(random);
      const at = random.below(args.length + 1);
      if (at < args.length) args[at] = hostileValue(random);
      const method = (svm as unknown as Record<string, (...args: unknown[]) => unknown>)[name]!;
      const ending = subject.run(
        () => {
          const value = method.apply(svm, args);
          return name === "accounts" ? [...(value as Iterable<unknown>)] : value;
        },
        () => {
          useAfterwards();
          return "done";
        },
      );
      return `${name}: ${ending}`;
    });
    const codes = new Set([...tally.keys()].map((key) => key.split(": ")[1]));
    expect([...codes]).toEqual(
      expect.arrayContaining(["done", "invalid-account", "invalid-sysvar", "invalid-u64", "invalid-pubkey"]),
    );
  },
  timeoutFor(CASES),
);

/** Whatever was accepted leaves a VM that answers. */
function useAfterwards(): void {
  endingOf(() => svm.clock);
  endingOf(() => svm.warpToSlot(500_000_000n));
  const calls = [
    transfer(PAYER, OTHER, 1n),
    { programId: PUPPET, accounts: [meta(PUPPET_DATA, "w")], data: Uint8Array.of(0) },
  ];
  endingOf(() => svm.sendTransaction(wireOf(svm, calls)));
}

/** Takes the first of everything. */
const noChoice = {
  pick: ([first]: readonly unknown[]) => first,
  oneIn: () => true,
  below: () => 0,
} as unknown as Random;

test.each(METHODS.filter((name) => ARGUMENTS[name] !== undefined && ARGUMENTS[name]!(noChoice).length > 0))(
  "%s takes no value whatever in the place of its first argument",
  (name) => {
    for (const value of [...hostileValues(), svm]) {
      const args = ARGUMENTS[name]!(noChoice);
      args[0] = value;
      subject.run(
        () => (svm as unknown as Record<string, (...args: unknown[]) => unknown>)[name]!(...args),
        () => "done",
      );
    }
  },
);

const OPTIONS: Required<SvmOptions> = {
  engine: "interpreter",
  features: "mainnet",
  signatureVerification: false,
  signatureBackend: "portable",
  blockhashCheck: false,
  logBytesLimit: 100,
  computeBudget: {},
  transactionHistory: 5,
  programs: true,
  recordBalances: true,
  trace: { syscalls: true },
  idls: [],
  compat: "litesvm",
};

const COMPUTE_BUDGET = {
  computeUnitLimit: 20_000,
  maxInstructionStackDepth: 5,
  maxInstructionTraceLength: 64,
  sha256MaxSlices: 20,
  maxCallDepth: 64,
  stackFrameSize: 4096,
  heapSize: 32_768,
  maxCpiInstructionAccounts: 255,
  maxCpiInstructionDataLength: 1024,
  maxCpiAccountInfos: 255,
};

const CALLER = new Uint8Array(32).fill(0x51);
const CALLER_ELF = elfOf("call itself", SbpfVersion.V0);
const CALL_ITSELF = { programId: CALLER, accounts: [meta(CALLER)], data: new Uint8Array(0) };

test(
  "wrong options are refused by name; others make a VM that works",
  async () => {
    const tally = await forEachCase("options", CASES * 0.1, (random) => {
      const options = hostileOptions(random) as SvmOptions;
      const ending = endingOf(() => createSvm(options));
      if (ending.refused) return ending.error.code;
      const made = ending.value;
      made.airdrop(PAYER, 10_000_000_000n);
      made.addProgram(CALLER, CALLER_ELF);
      const result = made.sendTransaction(wireOf(made, [transfer(PAYER, OTHER, 1_000_000_000n), CALL_ITSELF]));
      return `works: ${JSON.stringify(result.ok || result.error)}`;
    });
    expect(tally.get("invalid-option")).toBeGreaterThan(0);
    expect(tally.get('works: {"InstructionError":[1,"CallDepth"]}')).toBeGreaterThan(0);
  },
  timeoutFor(CASES),
);

function hostileOptions(random: Random): object {
  const sizes = [0, 1, 2, 3, 7, 8, 31, 63, 64, 255, 1000, 1024, 4095, 4096, 65_536, 262_144, 1_000_000];
  const budget = { ...COMPUTE_BUDGET, [random.pick(Object.keys(COMPUTE_BUDGET))]: random.pick(sizes) };
  switch (random.below(4)) {
    case 0:
      return spoiled(random, OPTIONS);
    case 1:
      return { ...OPTIONS, computeBudget: spoiled(random, COMPUTE_BUDGET) };
    default:
      return { ...OPTIONS, computeBudget: budget };
  }
}

test("no value whatever passes for options", () => {
  for (const value of hostileValues()) endingOf(() => createSvm(value as SvmOptions));
  for (const value of [null, 5, "mainnet", [1], () => 5, new Uint8Array(3)]) {
    expect(endingOf(() => createSvm(value as never))).toMatchObject({ error: { code: "invalid-option" } });
  }
});

test("no value whatever passes for a feature gate", () => {
  const features = new FeatureSet();
  const methods = ["isActive", "has", "activatedSlot", "activate", "deactivate"] as const;
  for (const value of hostileValues()) {
    for (const name of methods) {
      endingOf(() => (features[name] as (...args: unknown[]) => unknown)(value, 5n));
      endingOf(() => (features[name] as (...args: unknown[]) => unknown)(PAYER, value));
    }
  }
  expect(endingOf(() => features.activate(5 as never, 5n))).toMatchObject({ error: { code: "invalid-pubkey" } });
  expect(endingOf(() => features.activate(PAYER, -1n))).toMatchObject({ error: { code: "invalid-u64" } });
  expect(endingOf(() => createSvm({ features }))).toMatchObject({ refused: false });
});

import { readdirSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { codeOf } from "../../src/explain/errors/plain.js";
import { ELF_ERRORS } from "../../src/explain/machine/elf-errors.js";
import { VERIFIER_ERRORS } from "../../src/explain/machine/verifier-errors.js";
import type { ElfErrorKind } from "../../src/sbpf/elf-error.js";
import type { EbpfErrorKind } from "../../src/sbpf/errors.js";
import type { VerifierErrorKind } from "../../src/sbpf/verifier-error.js";
import { instructionErrorNames, transactionErrorNames } from "../../src/solana/errors.js";

// Every error has an explanation, or the tables do not compile; every one that a small transaction can provoke has a golden
// file. Here stands which have none, and why.

const GOLDEN = new URL("golden/", import.meta.url);
const texts = readdirSync(GOLDEN).map((name) => readFileSync(new URL(name, GOLDEN), "utf8"));
const codes = new Set(texts.map((text) => /^ {2}code: (\S+)$/m.exec(text)![1]!));

/** Errors that are told by what led to them. */
const TOLD_AS: Readonly<Record<string, string>> = {
  Custom: "custom-error",
  PrivilegeEscalation: "signer-privilege-escalated",
  MissingAccount: "account-missing",
  CallDepth: "call-depth",
  MaxInstructionTraceLengthExceeded: "too-many-instructions",
  ComputationalBudgetExceeded: "out-of-compute-units",
  ProgramFailedToComplete: "access-violation",
  ProgramEnvironmentSetupFailure: "heap-unaffordable",
  UnsupportedProgramId: "unsupported-program",
  AccountNotFound: "payer-not-found",
  InstructionError: "custom-error",
  InvalidProgramForExecution: "invalid-program-for-execution",
  AddressLookupTableNotFound: "lookup-table-not-found",
  InvalidAddressLookupTableOwner: "invalid-lookup-table-owner",
  InvalidAddressLookupTableData: "invalid-lookup-table-data",
  InvalidAddressLookupTableIndex: "invalid-lookup-table-index",
};

const NEVER = "nothing in Agave constructs it (but what reads it from a store), and ProgramError has none such";
const COST_TRACKER =
  "cost-model/cost_tracker.rs: a leader says so of a transaction that it does not take into its block";
const FLAG =
  "set_executable is called once, by DeployWithMaxDataLen after set_state of the same account, which checks owner and writable";

/** Why not, in Agave 4.3. */
const NOT_PROVOKED: Readonly<Record<string, string>> = {
  GenericError: "raised where bincode cannot serialize a state into data that are long enough, which always works",
  DuplicateAccountIndex: NEVER,
  RentEpochModified: NEVER,
  AccountDataSizeChanged: NEVER,
  AccountNotExecutable: NEVER,
  AccountBorrowOutstanding:
    "transaction.rs, pop: a program that ended and still borrows its own account; borrows end with the function",
  DuplicateAccountOutOfSync: NEVER,
  ExecutableDataModified: NEVER,
  ExecutableLamportChange: NEVER,
  ProgramFailedToCompile: NEVER,
  ExecutableModified: FLAG,
  AccountInUse: "account_locks.rs: an account locked by a transaction of the same block that has not ended",
  CallChainTooDeep: NEVER,
  MissingSignatureForFee: NEVER,
  InvalidAccountIndex: NEVER,
  ClusterMaintenance: NEVER,
  WouldExceedMaxBlockCostLimit: COST_TRACKER,
  WouldExceedMaxAccountCostLimit: COST_TRACKER,
  WouldExceedAccountDataBlockLimit: COST_TRACKER,
  WouldExceedMaxVoteCostLimit: COST_TRACKER,
  WouldExceedAccountDataTotalLimit: COST_TRACKER,
  InvalidWritableAccount: NEVER,
  InvalidRentPayingAccount: NEVER,
  ResanitizationNeeded: "bank.rs, check_reserved_keys: a transaction that waited while the epoch changed",
  ProgramExecutionTemporarilyRestricted: NEVER,
  UnbalancedTransaction:
    "transaction_processor.rs: a sum that changed; each instruction is checked for the same before, over all it can write",
  ProgramCacheHitMaxLimit: "transaction_processor.rs: a validator's cache that is full of programs of one batch",
  CommitCancelled: "transaction_processor.rs: another transaction of an all-or-nothing batch failed",
};

test.each([...instructionErrorNames, ...transactionErrorNames])("%s is in the catalogue, or cannot be", (name) => {
  const isProvoked = codes.has(TOLD_AS[name] ?? codeOf(name));
  expect(isProvoked || NOT_PROVOKED[name] !== undefined).toBe(true);
});

/** The code that a fault is told by, or why no transaction provokes it. */
const FAULTS: Readonly<Record<EbpfErrorKind, { readonly code: string } | { readonly reason: string }>> = {
  AccessViolation: { code: "access-violation" },
  StackAccessViolation: { code: "stack-overflow" },
  ExceededMaxInstructions: { code: "out-of-compute-units" },
  SyscallError: { code: "syscall-failed" },
  CallDepthExceeded: { code: "call-depth-exceeded" },
  DivideByZero: { code: "divide-by-zero" },
  DivideOverflow: { code: "divide-overflow" },
  ExecutionOverrun: { code: "execution-overrun" },
  CallOutsideTextSegment: { code: "call-outside-text-segment" },
  UnsupportedInstruction: { code: "unsupported-instruction" },
  ElfError: { code: "elf-wrong-machine" },
  VerifierError: { code: "verifier-division-by-zero" },
  ExitRootCallFrame: { reason: "the machine of a transaction begins with a frame, whose exit is the end" },
  InvalidInstruction: { reason: "the verifier refuses such instructions before" },
  FunctionAlreadyRegistered: { reason: "the loader raises SymbolHashCollision in its place" },
  InvalidMemoryRegion: { reason: "the runtime lays the regions out" },
};

test.each(Object.entries(FAULTS))("the fault %s is in the catalogue, or cannot be", (_, told) => {
  expect("reason" in told || codes.has(told.code)).toBe(true);
});

/** Of the loader and the verifier: why no file that a transaction meets provokes them (solana-sbpf 0.23). */
const NOT_LOADED: {
  readonly elf: Partial<Record<ElfErrorKind, string>>;
  readonly verifier: Partial<Record<VerifierErrorKind, string>>;
} = {
  elf: {
    FailedToGetSection: "elf.rs never constructs it",
    SectionNotFound: "get_section is asked for .text alone, after Executable::validate has counted one",
    WrongClass: "Elf64::parse_file_header refuses the class before, as InvalidFileHeader: FailedToParse",
    WrongEndianess: "Elf64::parse_file_header refuses the byte order before, as InvalidFileHeader: FailedToParse",
    AddressOutsideLoadableSection: "elf.rs never constructs it",
    FailedToReadRelocationInfo: "elf.rs never constructs it",
  },
  verifier: {
    ProgramTooLarge: "verifier.rs never constructs it",
    NoProgram: "code of no bytes contains no entry point: EntrypointOutOfBounds, in strict files InvalidFileHeader",
    InfiniteLoop: "verifier.rs never constructs it",
    InvalidFunction: "only LocalVerifier raises it, which deploying tools run, and not RequisiteVerifier",
    InvalidSyscall: "only LocalVerifier raises it, which deploying tools run, and not RequisiteVerifier",
  },
};

test.each([
  ...Object.keys(ELF_ERRORS).map((kind) => ["elf", kind] as const),
  ...Object.keys(VERIFIER_ERRORS).map((kind) => ["verifier", kind] as const),
])("the %s error %s is in the catalogue, or has a reason", (stage, kind) => {
  const reasons: Readonly<Record<string, string>> = NOT_LOADED[stage];
  expect(codes.has(`${stage}-${codeOf(kind)}`)).toBe(reasons[kind] === undefined);
});

test("what is said not to be provoked is not", () => {
  const names = [...instructionErrorNames, ...transactionErrorNames] as readonly string[];
  const both = Object.keys(NOT_PROVOKED).filter((name) => codes.has(codeOf(name)));
  expect(both).toEqual([]);
  expect(Object.keys(NOT_PROVOKED).filter((name) => !names.includes(name))).toEqual([]);
});

test("docs/explanations.md names every code", () => {
  const document = readFileSync(new URL("../../docs/explanations.md", import.meta.url), "utf8");
  const byName = new Set(instructionErrorNames.map(codeOf));
  const missing = [...codes].filter((code) => !/^(elf|verifier)-/.test(code) && !document.includes(`\`${code}\``));
  expect(missing.filter((code) => !byName.has(code))).toEqual([]);
});

test("no two golden files are the same", () => {
  expect(new Set(texts).size).toBe(texts.length);
});

test("loader and verifier errors say what is wrong and what to do", () => {
  for (const { means, advice } of [...Object.values(ELF_ERRORS), ...Object.values(VERIFIER_ERRORS)]) {
    expect(means.length).toBeGreaterThan(15);
    expect(advice.length).toBeGreaterThan(15);
  }
});

test("nobody is told to sign with the key of an address that has none", () => {
  const contradicting = texts.filter((text) => /off the curve/.test(text) && /sign with its key|key of </.test(text));
  expect(contradicting).toEqual([]);
});

import { readdirSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { ELF_ERRORS } from "../../src/explain/machine/elf-errors.js";
import { VERIFIER_ERRORS } from "../../src/explain/machine/verifier-errors.js";
import { instructionErrorNames, transactionErrorNames } from "../../src/solana/errors.js";

// Every error has an explanation, or the tables do not compile; every one that a small transaction can provoke has a golden
// file. Here stands which have none, and why.

const GOLDEN = new URL("golden/", import.meta.url);
const texts = readdirSync(GOLDEN).map((name) => readFileSync(new URL(name, GOLDEN), "utf8"));
const codes = new Set(texts.map((text) => /^ {2}code: (\S+)$/m.exec(text)![1]!));

const codeOf = (name: string) => name.replace(/(?<=[a-z0-9])(?=[A-Z])/g, "-").toLowerCase();

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

const RETIRED = "the runtime does not raise it, and no program can return it";
const CLUSTER = "only a cluster with blocks and other transactions says so";
const NOT_PROVOKED: Readonly<Record<string, string>> = {
  GenericError: RETIRED,
  DuplicateAccountIndex: RETIRED,
  RentEpochModified: RETIRED,
  AccountDataSizeChanged: RETIRED,
  AccountNotExecutable: RETIRED,
  AccountBorrowOutstanding: RETIRED,
  DuplicateAccountOutOfSync: RETIRED,
  ExecutableDataModified: RETIRED,
  ExecutableLamportChange: RETIRED,
  ProgramFailedToCompile: RETIRED,
  ExecutableModified: "only the runtime's own programs can change the flag, and they keep to the rules",
  ExecutableAccountNotRentExempt: "only the runtime's own programs can change the flag, and they keep to the rules",
  MaxAccountsExceeded: "an instruction of the transaction and a call are refused before it with as many accounts",
  AccountInUse: CLUSTER,
  CallChainTooDeep: RETIRED,
  MissingSignatureForFee: RETIRED,
  InvalidAccountIndex: RETIRED,
  ClusterMaintenance: CLUSTER,
  WouldExceedMaxBlockCostLimit: CLUSTER,
  WouldExceedMaxAccountCostLimit: CLUSTER,
  WouldExceedAccountDataBlockLimit: CLUSTER,
  WouldExceedMaxVoteCostLimit: CLUSTER,
  WouldExceedAccountDataTotalLimit: CLUSTER,
  InvalidWritableAccount: RETIRED,
  InvalidRentPayingAccount: RETIRED,
  ResanitizationNeeded: CLUSTER,
  ProgramExecutionTemporarilyRestricted: CLUSTER,
  UnbalancedTransaction: "each instruction is checked for it before",
  ProgramCacheHitMaxLimit: CLUSTER,
  CommitCancelled: CLUSTER,
};

test.each([...instructionErrorNames, ...transactionErrorNames])("%s is in the catalogue, or cannot be", (name) => {
  const isProvoked = codes.has(TOLD_AS[name] ?? codeOf(name));
  expect(isProvoked || NOT_PROVOKED[name] !== undefined).toBe(true);
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

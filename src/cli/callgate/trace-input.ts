import { existsSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { base64Decode } from "../../base/base64.js";
import { isObject } from "../../base/untrusted.js";
import { explain } from "../../explain/explain.js";
import { explainTransaction } from "../../explain/explain-transaction.js";
import { formatExplanation } from "../../explain/print.js";
import { readIdl } from "../../idl/read-idl.js";
import type { FeaturePresetName } from "../../solana/feature-presets.js";
import { createSvm, type Svm, type SvmOptions } from "../../svm/index.js";
import { traceFromJson } from "../../trace/json/json.js";
import type { Trace } from "../../trace/model.js";
import { CommandError, parseJson, readJson, readText } from "./failure.js";
import { checkSignature, fetchTransaction } from "./fetch-transaction.js";
import { keptTrace } from "./kept-trace.js";
import { RpcClient } from "./rpc-client.js";

/** A trace to print, why it failed, and what the input calls addresses. */
export interface TraceInput {
  readonly trace: Trace;
  /** As text; null for success. */
  readonly explanation: string | null;
  readonly names: Readonly<Record<string, string>>;
  /** What else there is to say, line by line: of a scenario, which earlier transactions failed. */
  readonly notes: readonly string[];
}

/** What may help to read an input. */
export interface TraceInputOptions {
  readonly url: string;
  readonly idl: readonly string[];
}

/**
 * Reads what `callgate trace` is given: a file with a trace (`--json`), a scenario, or a transaction in base64; or the
 * signature of a transaction on the cluster at `url`. Throws a CommandError.
 */
export async function readTraceInput(input: string, options: TraceInputOptions): Promise<TraceInput> {
  if (!existsSync(input)) return ofSignature(input, options);
  const text = readText(input).trim();
  if (!text.startsWith("{")) return explained(createSvm(optionsFor(options.idl)), text, input);
  const json = parseJson(text, input);
  if (isObject(json) && "frames" in json) return ofTrace(traceFromJson(text));
  return runScenario(json, input, options);
}

/** What the cluster has kept, if it is one of ours; else what the transaction does on the accounts as they are now. */
async function ofSignature(signature: string, { url, idl }: TraceInputOptions): Promise<TraceInput> {
  checkSignature(signature);
  const kept = await keptTrace(new RpcClient(url), signature, idl);
  if (kept !== undefined) return { ...kept, names: {}, notes: [] };
  const { svm, transaction } = await fetchTransaction(signature, url, optionsFor(idl));
  return explained(svm, transaction, signature);
}

function optionsFor(idlPaths: readonly string[]): SvmOptions {
  return {
    trace: true,
    signatureVerification: false,
    blockhashCheck: false,
    logBytesLimit: null,
    idls: idlPaths.map((path) => readIdl(readJson(path) as object)),
  };
}

/** A chain to set up and the transactions to send; the last one is traced. Paths are the scenario's own. */
interface Scenario {
  readonly features?: FeaturePresetName;
  readonly slot?: number;
  /** As `solana account --output json` writes them. */
  readonly accounts?: readonly object[];
  /** Lamports by address. */
  readonly lamports?: Readonly<Record<string, number | string>>;
  /** ELF files by address. */
  readonly programs?: Readonly<Record<string, string>>;
  /** Paths. */
  readonly idls?: readonly string[];
  readonly names?: Readonly<Record<string, string>>;
  /** In base64. */
  readonly transactions: readonly string[];
}

function runScenario(json: unknown, path: string, { idl }: TraceInputOptions): TraceInput {
  const scenario = checkScenario(json, path);
  const here = (relative: string) => resolve(dirname(path), relative);
  const idls = [...idl, ...(scenario.idls ?? []).map(here)];
  const svm = createSvm({ ...optionsFor(idls), ...(scenario.features && { features: scenario.features }) });
  if (scenario.slot !== undefined) svm.warpToSlot(scenario.slot);
  for (const account of scenario.accounts ?? []) svm.loadAccountFile(JSON.stringify(account));
  for (const [address, lamports] of Object.entries(scenario.lamports ?? {})) svm.airdrop(address, BigInt(lamports));
  for (const [address, file] of Object.entries(scenario.programs ?? {})) svm.addProgramFromFile(address, here(file));
  const where = (i: number) => `${path}: transaction ${i}`;
  const earlier = scenario.transactions.slice(0, -1);
  const notes = earlier.flatMap((transaction, i) => failureNote(svm, checkBase64(transaction, where(i)), where(i)));
  const last = explained(svm, scenario.transactions.at(-1)!, where(earlier.length));
  return { ...last, names: scenario.names ?? {}, notes };
}

/** Sends a transaction; a line that says why it failed, if it did. */
function failureNote(svm: Svm, transaction: string, where: string): string[] {
  const explanation = explain(svm.sendTransaction(transaction), svm);
  return explanation === null ? [] : [`${where} failed: ${explanation.title}`];
}

/** Runs a transaction in base64, and explains it if it fails. */
function explained(svm: Svm, transaction: string, where: string): TraceInput {
  const { trace, explanation, fixed } = explainTransaction(svm, checkBase64(transaction, where));
  return { trace, explanation: explanation && formatExplanation(explanation, fixed), names: {}, notes: [] };
}

/** A trace of earlier is explained by itself: the state that it ran on is not here. */
function ofTrace(trace: Trace): TraceInput {
  const explanation = explain(trace);
  return { trace, explanation: explanation && formatExplanation(explanation), names: {}, notes: [] };
}

/** Throws a CommandError for text that is no base64. */
function checkBase64(text: string, where: string): string {
  if (base64Decode(text) !== undefined) return text;
  throw new CommandError(`${where}: expected a transaction in base64, a scenario or a trace`);
}

type Check = (value: unknown) => boolean;
const isText: Check = (value) => typeof value === "string";
const isNumber: Check = (value) => typeof value === "number" && Number.isSafeInteger(value) && value >= 0;
const isAmount: Check = (value) => isNumber(value) || (isText(value) && /^\d{1,20}$/.test(value as string));
const listOf =
  (check: Check): Check =>
  (value) =>
    Array.isArray(value) && value.every(check);
const recordOf =
  (check: Check): Check =>
  (value) =>
    isObject(value) && Object.values(value).every(check);

const FIELDS: Readonly<Record<keyof Scenario, readonly [expected: string, check: Check]>> = {
  features: ["the name of a preset", isText],
  slot: ["a slot", isNumber],
  accounts: ["a list of accounts as `solana account --output json` writes them", listOf(isObject)],
  lamports: ["lamports by address", recordOf(isAmount)],
  programs: ["paths of ELF files by address", recordOf(isText)],
  idls: ["a list of paths", listOf(isText)],
  names: ["names by address", recordOf(isText)],
  transactions: [
    "a list of at least one transaction in base64",
    (value) => listOf(isText)(value) && (value as []).length > 0,
  ],
};

function checkScenario(json: unknown, path: string): Scenario {
  if (!isObject(json)) throw new CommandError(`${path}: expected a scenario as an object`);
  for (const [name, value] of Object.entries({ transactions: undefined, ...json })) {
    const field = Object.hasOwn(FIELDS, name) ? FIELDS[name as keyof Scenario] : undefined;
    if (field === undefined) {
      throw new CommandError(`${path}: a scenario has no "${name}"; it has ${Object.keys(FIELDS).join(", ")}`);
    }
    const [expected, check] = field;
    if (!check(value)) throw new CommandError(`${path}: expected in "${name}" ${expected}`);
  }
  return json as unknown as Scenario;
}

import { readFileSync } from "node:fs";
import { isDeepStrictEqual } from "node:util";
import { Ajv2020 } from "ajv/dist/2020.js";
import { expect, it } from "vitest";
import { CAMPAIGNS } from "../../src/cli/diff/campaigns.js";
import { makeWorld } from "../../src/cli/diff/fuzzing.js";
import { Oracle } from "../../src/cli/diff/oracle.js";
import { runCampaign } from "../../src/cli/diff/run.js";
import { Subject } from "../../src/cli/diff/subject.js";
import { SYSVAR_INSTRUCTIONS_ID } from "../../src/solana/program-ids.js";
import { addressFromPubkey } from "../../src/solana/pubkey.js";
import type { TransactionResult } from "../../src/svm/index.js";
import { traceFromJson, traceToJson } from "../../src/trace/index.js";
import { disagreements, framesOf, unexplainedChanges } from "./agreement.js";

const schema = JSON.parse(readFileSync(new URL("../../docs/trace.schema.json", import.meta.url), "utf8"));
const validate = new Ajv2020().compile(schema);
const INSTRUCTIONS_SYSVAR = addressFromPubkey(SYSVAR_INSTRUCTIONS_ID);

/** Callgate, tracing all that it runs, and looking at the traces. */
class TracingSubject extends Subject {
  readonly wrong: string[] = [];
  frames = 0;
  functions = 0;
  /** Refused calls by their reason. */
  readonly refused = new Map<string, number>();

  protected override sendWire(wire: Uint8Array): TransactionResult {
    this.#checkChanges(wire);
    const result = this.svm.sendTransaction(wire, { trace: { syscalls: true, functions: true } });
    const trace = result.trace!;
    this.wrong.push(...disagreements(result, trace));
    if (!isDeepStrictEqual(traceFromJson(traceToJson(trace)), trace)) this.wrong.push("JSON");
    if (!validate(trace)) this.wrong.push(JSON.stringify(validate.errors));
    const frames = framesOf(trace.frames);
    this.frames += frames.length;
    this.functions += frames.flatMap(({ functions }) => functions!.filter(({ pc }) => pc !== null)).length;
    for (const { outcome } of frames) {
      if (outcome.kind === "refused")
        this.refused.set(outcome.refusal.kind, (this.refused.get(outcome.refusal.kind) ?? 0) + 1);
    }
    return result;
  }

  #checkChanges(wire: Uint8Array): void {
    const { trace, accountKeys, postAccounts, outcome } = this.svm.simulateTransaction(wire, { trace: true });
    if (outcome !== "executed") return;
    const before = accountKeys.map((address) => this.svm.getAccount(address));
    // Which the runtime itself writes, and makes anew for each transaction.
    const isOwn = (address: string) => address === INSTRUCTIONS_SYSVAR;
    const found = unexplainedChanges(
      trace!,
      before,
      postAccounts.map((account, i) =>
        isOwn(account.address) ? { ...account, data: before[i]?.data ?? new Uint8Array(0) } : account,
      ),
    );
    this.wrong.push(...found);
  }
}

/** Campaigns of compiled programs. */
const COMPILED = ["cpi", "token", "token-2022", "associated-token"];
const RUNS = Object.keys(CAMPAIGNS).flatMap((name) => [[name, "mainnet"] as const, [name, "all"] as const]);

it.each(RUNS)("traces of random transactions agree with what is known otherwise: %s, gates: %s", (name, features) => {
  const options = { seed: 11, count: 0, features, campaigns: [name] };
  const { campaign, settings } = makeWorld(options, 0);
  const subject = new TracingSubject(settings);
  const { difference } = runCampaign(campaign, new Oracle(settings), subject, { count: 100 });
  expect(subject.wrong.slice(0, 5)).toEqual([]);
  expect(difference?.paths).toBeUndefined();
  expect(subject.frames).toBeGreaterThan(0);
  if (COMPILED.includes(name)) expect(subject.functions).toBeGreaterThan(subject.frames / 2);
  console.log(
    name,
    features,
    subject.frames,
    "frames;",
    subject.functions,
    "functions; refused calls:",
    JSON.stringify(Object.fromEntries(subject.refused)),
  );
});

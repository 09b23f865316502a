import { readFileSync } from "node:fs";
import { Ajv2020 } from "ajv/dist/2020.js";
import fc from "fast-check";
import { expect, test } from "vitest";
import { CallgateError } from "../../src/base/errors.js";
import { system } from "../../src/program/index.js";
import { createSvm } from "../../src/svm/index.js";
import { type Trace, traceFromJson, traceSchema, traceToJson } from "../../src/trace/index.js";
import { newKey, transfer } from "../helpers/transactions.js";
import { Workbench } from "../svm/support.js";
import { calls } from "./scenes.js";

/** A trace with refused calls, faults, derived signers and changes of accounts. */
const traces: readonly Trace[] = calls().map(({ trace }) => trace!);
const shipped = JSON.parse(readFileSync(new URL("../../docs/trace.schema.json", import.meta.url), "utf8"));

const validate = new Ajv2020({ strict: true }).compile(shipped);

/** Where JSON breaks the schema. */
function violations(json: unknown): unknown[] {
  return validate(json) ? [] : (validate.errors ?? []);
}

test("the schema that ships is the one that the reader goes by", () => {
  expect(shipped).toEqual(JSON.parse(JSON.stringify(traceSchema())));
});

test("traces go through JSON unchanged, and fit the schema", () => {
  for (const trace of traces) {
    expect(traceFromJson(traceToJson(trace))).toEqual(trace);
    expect(traceFromJson(traceToJson(trace, 2))).toEqual(trace);
    expect(violations(JSON.parse(traceToJson(trace)))).toEqual([]);
  }
});

test("a transaction that was dropped, or only paid, has a trace too", () => {
  const bench = new Workbench({ trace: true });
  const dropped = bench.svm.sendTransaction(bench.wire([transfer(newKey(), newKey(), 1n)], { feePayer: newKey() }));
  const program = bench.setAccount(newKey());
  const paid = bench.send([{ programId: program, accounts: [], data: new Uint8Array(0) }]);
  for (const [result, outcome, accounts] of [
    [dropped, "dropped", 0],
    [paid, "feesOnly", 2],
  ] as const) {
    const { trace } = result;
    expect(trace).toMatchObject({ outcome, frames: [], unitsConsumed: 0 });
    expect(trace!.accounts).toHaveLength(accounts);
    expect(violations(trace)).toEqual([]);
  }
  const [payer] = paid.trace!.accounts;
  const fee = BigInt(payer!.before!.lamports) - BigInt(payer!.after!.lamports);
  expect(fee).toBe(paid.fee);
});

/** Every place of a value, as a path to it. */
function places(value: unknown, path: readonly (string | number)[] = []): (readonly (string | number)[])[] {
  if (typeof value !== "object" || value === null) return [path];
  const entries = Array.isArray(value) ? value.map((one, i) => [i, one] as const) : Object.entries(value);
  return [path, ...entries.flatMap(([name, one]) => places(one, [...path, name]))];
}

function changed(value: unknown, [first, ...rest]: readonly (string | number)[], to: unknown): unknown {
  if (first === undefined) return to;
  if (Array.isArray(value)) return value.map((one, i) => (i === first ? changed(one, rest, to) : one));
  const entries = Object.entries(value as object);
  return Object.fromEntries(entries.map(([name, one]) => [name, name === first ? changed(one, rest, to) : one]));
}

function refusalOf(json: unknown): CallgateError | undefined {
  try {
    traceFromJson(json);
    return undefined;
  } catch (thrown) {
    expect(thrown).toBeInstanceOf(CallgateError);
    expect(thrown).toMatchObject({ code: "invalid-trace" });
    return thrown as CallgateError;
  }
}

test("whatever is wrong in a trace is refused exactly where the schema is broken, and the message says where", () => {
  const all = traces.flatMap((trace) => places(trace).map((path) => ({ trace, path })));
  const values = fc.constantFrom<unknown>(null, -1, 0.5, "", "x", [], {}, true, { kind: "nobody" }, 2 ** 60);
  fc.assert(
    fc.property(fc.constantFrom(...all), values, ({ trace, path }, value) => {
      const json = changed(trace, path, value);
      const refused = refusalOf(json);
      const broken = violations(json);
      // JavaScript has no larger integers.
      if (value === 2 ** 60) return;
      expect(refused !== undefined).toBe(broken.length > 0);
      const place = path.reduce(
        (text: string, step) => text + (typeof step === "string" ? `.${step}` : `[${step}]`),
        "trace",
      );
      const said = String(refused?.context.path ?? place);
      // Below it, where something is missing; above it, where no alternative fits.
      expect(said.startsWith(place) || place.startsWith(said), `${said} for ${place}`).toBe(true);
    }),
    { numRuns: 2000 },
  );
});

test("no value whatever makes the reader fail otherwise", () => {
  const nested = `${"[".repeat(200_000)}${"]".repeat(200_000)}`;
  for (const json of [
    "",
    "{",
    "null",
    "[]",
    '{"version":2}',
    nested,
    undefined,
    5,
    Symbol("x"),
    () => 0,
    new Proxy({}, {}),
  ]) {
    expect(refusalOf(json)).toBeDefined();
  }
  fc.assert(fc.property(fc.anything(), (value) => refusalOf(value) !== undefined));
  const deep = traces[0]!.frames[0]!;
  let frame = deep;
  for (let i = 0; i < 100_000; i++) frame = { ...deep, calls: [frame] };
  expect(refusalOf({ ...traces[0], frames: [frame] })).toBeDefined();
});

test("another version is refused by name", () => {
  expect(() => traceFromJson({ ...traces[0], version: 2 })).toThrow("trace.version: expected 1, got 2");
});

test("nobody asked, no trace; and a call may ask otherwise than its VM", () => {
  const plain = new Workbench();
  const to = plain.setAccount(newKey());
  expect(plain.send([transfer(plain.payer, to, 1n)]).trace).toBeUndefined();
  const wire = plain.wire([transfer(plain.payer, to, 2n)]);
  expect(plain.svm.simulateTransaction(wire, { trace: true }).trace?.frames).toHaveLength(1);
  expect(plain.svm.sendTransaction(wire, { trace: true }).trace?.frames).toHaveLength(1);
  const traced = new Workbench({ trace: { syscalls: true } });
  const other = traced.setAccount(newKey());
  const again = traced.wire([transfer(traced.payer, other, 1n)]);
  expect(traced.svm.simulateTransaction(again, { trace: false }).trace).toBeUndefined();
  const result = traced.svm.sendTransaction(again);
  expect(result.trace?.frames[0]?.syscalls).toEqual([]);
  expect(result.trace).toBe(result.trace);
  expect(traced.svm.getTransaction(result.signature)?.trace).toBe(result.trace);
});

test("options of traces are checked", () => {
  expect(() => createSvm({ trace: 1 as never })).toThrow(
    "trace: expected true, false, or { syscalls, functions }, got 1",
  );
  expect(() => createSvm({ trace: { logs: true } as never })).toThrow("there is no option trace.");
  expect(() => createSvm({ idls: [system] as never })).toThrow("idls[0]: expected what readIdl of callgate/idl gives");
  const bench = new Workbench();
  const wire = bench.wire([]);
  expect(() => bench.svm.sendTransaction(wire, { trace: "x" as never })).toThrow("trace: expected true");
});

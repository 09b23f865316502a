import * as anchor from "@coral-xyz/anchor";
import { Connection } from "@solana/web3.js";
import { afterEach, beforeEach, expect, test } from "vitest";
import { createCluster } from "../../src/rpc/index.js";
import { createSvm } from "../../src/svm/index.js";
import {
  anchorProvider,
  assertFailsWith,
  assertHasCpi,
  assertHasSigned,
  assertStaysWithinUnits,
  callgatePlugin,
  connectionTo,
  knownChain,
  testChain,
} from "../../src/testing/index.js";
import { tallyStage } from "./stage.js";

const NOTHINGS = [undefined, null, 5, "text", {}, [], () => {}, Symbol("s"), 1n, createSvm()];
const isOurs = expect.objectContaining({ name: "CallgateError" });

test.each(NOTHINGS)("%s where a chain or a module is expected", (nothing) => {
  const given = nothing as never;
  expect(() => connectionTo(given, Connection)).toThrow(isOurs);
  expect(() => connectionTo(createCluster(), given)).toThrow(isOurs);
  expect(() => anchorProvider(given, anchor)).toThrow(isOurs);
  expect(() => anchorProvider(createCluster(), given)).toThrow(isOurs);
  if (nothing !== undefined) {
    expect(() => anchorProvider(createCluster(), anchor, given)).toThrow(isOurs);
    expect(() => callgatePlugin({ localCluster: given })).toThrow(isOurs);
  }
  if (typeof nothing !== "object" && nothing !== undefined) expect(() => callgatePlugin(given)).toThrow(isOurs);
  if (typeof nothing !== "function") expect(() => testChain(given, { beforeEach, afterEach })).toThrow(isOurs);
  if (nothing !== NOTHINGS.at(-1)) expect(() => knownChain(given)).toThrow(isOurs);
});

test("what is no error, address, name or path", async () => {
  const stage = await tallyStage();
  const result = await stage.send(stage.add(101n));
  for (const nothing of [undefined, null, () => {}, Symbol("s"), 1n] as never[]) {
    expect(() => assertFailsWith(result, nothing)).toThrow(isOurs);
    expect(() => assertHasCpi(result, nothing)).toThrow(isOurs);
    expect(() => assertHasSigned(result, nothing)).toThrow(isOurs);
  }
  const success = await stage.send(stage.add(1n));
  expect(() => assertStaysWithinUnits(success, undefined as never, { table: "t" })).toThrow(isOurs);
  expect(() => assertStaysWithinUnits(success, "a", {} as never)).toThrow(isOurs);
  expect(() => assertFailsWith(result, 6000, { program: "no address" })).toThrow(isOurs);
});

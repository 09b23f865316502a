import { describe, expect, test } from "vitest";
import { BUILTINS, enabledBuiltins } from "../../../src/runtime/builtins/registry.js";
import { PRECOMPILE_IDS, precompileFor } from "../../../src/runtime/precompiles/registry.js";
import { FeatureSet } from "../../../src/solana/feature-set.js";
import * as ids from "../../../src/solana/program-ids.js";
import { expectSameAsOracle, oracleFeatures } from "../compare.js";
import { accountMap, run } from "../harness.js";
import { newOracle, oracleAccount } from "../oracle.js";
import { PAYER, PAYER_ACCOUNT } from "./system-case.js";

const textOf = (bytes: Uint8Array | undefined) => new TextDecoder().decode(bytes);

describe("builtins", () => {
  test("have the names that LiteSVM's program accounts hold", () => {
    const oracle = newOracle();
    for (const { programId, builtin } of enabledBuiltins(oracleFeatures)) {
      expect(textOf(oracleAccount(oracle, programId)?.data)).toBe(builtin.name);
    }
  });

  test("exist behind their gates", () => {
    const names = (features: FeatureSet) => enabledBuiltins(features).map(({ builtin }) => builtin.name);
    expect(names(FeatureSet.allEnabled()).length).toBe(BUILTINS.length);
    expect(names(oracleFeatures)).toContain("zk_elgamal_proof_program");
    expect(names(oracleFeatures)).not.toContain("zk_token_proof_program");
    expect(names(new FeatureSet())).not.toContain("zk_elgamal_proof_program");
    expect(names(new FeatureSet())).toContain("solana_system_program");
  });
});

test("the compute budget program takes 150 units and anything as its data", () => {
  const instruction = {
    programId: ids.COMPUTE_BUDGET_PROGRAM_ID,
    accounts: [],
    data: Uint8Array.of(3, 1, 0, 0, 0, 0, 0, 0, 0),
  };
  const enough = expectSameAsOracle({ payer: PAYER, instructions: [instruction], accounts: [PAYER_ACCOUNT] });
  expect(enough).toMatchObject({ error: undefined, computeUnits: 150 });
  const world = { accounts: accountMap([PAYER_ACCOUNT]) };
  expect(run(PAYER, [instruction], { ...world, computeUnits: 150 }).error).toBeUndefined();
  expect(run(PAYER, [instruction], { ...world, computeUnits: 149 }).error).toBe("ComputationalBudgetExceeded");
});

test("the ZK token proof program uses no units, which no builtin may", () => {
  const instruction = { programId: ids.ZK_TOKEN_PROOF_PROGRAM_ID, accounts: [], data: new Uint8Array(0) };
  const result = run(PAYER, [instruction], { accounts: accountMap([PAYER_ACCOUNT]) });
  expect(result.error).toBe("BuiltinProgramsMustConsumeComputeUnits");
});

test("precompiles are three", () => {
  expect(PRECOMPILE_IDS).toEqual([ids.SECP256K1_PROGRAM_ID, ids.ED25519_PROGRAM_ID, ids.SECP256R1_PROGRAM_ID]);
  for (const id of PRECOMPILE_IDS) expect(precompileFor(id)).toBeTypeOf("function");
  expect(precompileFor(ids.SYSTEM_PROGRAM_ID)).toBeUndefined();
});

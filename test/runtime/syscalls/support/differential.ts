import { expect } from "vitest";
import { runInOracle } from "./oracle.js";
import { runInOurs } from "./ours.js";
import { describeProbe, PROBE_ID, type Probe, probeData, probeScene } from "./probe.js";
import { MAX_COMPUTE_UNITS, type Outcome, type Scene, type SceneInstruction, transactionBytes } from "./scene.js";

/** The second one calls syscalls in their fast form wherever they have one. */
const ENGINES = ["interpreter", "translator"] as const;

/** Runs a probe in both and expects the same; gives what happened. */
export function expectSame(probe: Probe): Outcome {
  const instruction = { programId: PROBE_ID, data: probeData(probe) };
  return compare(probeScene(probe), [instruction], probe.computeUnitLimit, describeProbe(probe));
}

/** The same for a transaction. */
export function expectSameTransaction(
  scene: Scene,
  instructions: readonly SceneInstruction[],
  computeUnitLimit?: number,
): Outcome {
  return compare(scene, instructions, computeUnitLimit, scene.name);
}

function compare(
  scene: Scene,
  instructions: readonly SceneInstruction[],
  computeUnitLimit = MAX_COMPUTE_UNITS,
  description: string,
): Outcome {
  const transaction = transactionBytes(instructions, computeUnitLimit);
  const oracle = runInOracle(scene, transaction);
  for (const engine of ENGINES)
    expect(runInOurs(scene, transaction, engine), `${engine}: ${description}`).toEqual(oracle);
  return oracle;
}

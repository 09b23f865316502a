import type { ExecutionBudget } from "../runtime/execution-budget.js";
import type { InvokeContext } from "../runtime/invoke-context.js";
import { createLoader } from "../runtime/syscalls/registry.js";
import type { Loader } from "../sbpf/loader.js";
import type { RuntimeFeatures } from "../solana/runtime-features.js";

/** The loaders of one set of feature gates, for running, deploying and extending programs. */
export interface ProgramLoaders {
  readonly executionLoader: Loader<InvokeContext>;
  readonly deploymentLoader: Loader<InvokeContext>;
  readonly extensionLoader: Loader<InvokeContext>;
}

const MAX_KNOWN = 32;
const known = new Map<string, ProgramLoaders>();

/** The loaders for these gates; the same ones for every VM that has the same, so that VMs share what they loaded. */
export function programLoadersFor(features: RuntimeFeatures, budget: ExecutionBudget): ProgramLoaders {
  const gates = Object.values(features).map(Number).join("");
  const key = `${gates} ${budget.maxCallDepth} ${budget.stackFrameSize}`;
  let loaders = known.get(key);
  if (loaders === undefined) {
    loaders = {
      executionLoader: createLoader(features, budget, "execution"),
      deploymentLoader: createLoader(features, budget, "deployment"),
      extensionLoader: createLoader(features, budget, "extension"),
    };
    const [oldest] = known.keys();
    if (known.size === MAX_KNOWN) known.delete(oldest!);
    known.set(key, loaders);
  }
  return loaders;
}

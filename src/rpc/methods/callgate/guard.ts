import { CallgateError } from "../../../base/errors.js";
import type { Cluster } from "../../../cluster/cluster.js";
import { invalidParams } from "../../errors.js";

/** Does something to a cluster and waits until it is kept; what was asked wrongly is an error of the parameters. */
export async function change(cluster: Cluster, action: () => void): Promise<null> {
  guarded(action);
  await cluster.settled();
  return null;
}

/** A `CallgateError` as the caller is told it. */
export function guarded<T>(action: () => T): T {
  try {
    return action();
  } catch (thrown) {
    if (thrown instanceof CallgateError) throw invalidParams(thrown.message, { code: thrown.code });
    throw thrown;
  }
}

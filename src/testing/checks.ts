import { CallgateError } from "../base/errors.js";
import { describe, isObject } from "../base/untrusted.js";
import { LocalCluster } from "../rpc/local-cluster.js";

/** Throws `invalid-argument` unless a value is what is expected. */
export function check(isExpected: boolean, expected: string, value: unknown): asserts isExpected {
  if (isExpected) return;
  throw new CallgateError("invalid-argument", `expected ${expected}, got ${describe(value)}`);
}

/** Throws `invalid-argument`. A virtual machine has no RPC that clients could ask. */
export function checkLocalCluster(value: unknown): asserts value is LocalCluster {
  check(value instanceof LocalCluster, "a cluster of createCluster (of callgate/cluster)", value);
}

/** Throws `invalid-argument`. */
export function checkOptions(value: unknown): void {
  check(isObject(value), "an object of options", value);
}

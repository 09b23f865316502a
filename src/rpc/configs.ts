import type { Json, JsonObject } from "../base/json.js";
import type { BankView } from "../cluster/bank-view.js";
import type { CommitmentLevel } from "../cluster/events.js";
import type { RpcContext } from "./context.js";
import { customErrors, invalidParams } from "./errors.js";
import { oneOf, optional, type Reader, struct, u64 } from "./params.js";

const COMMITMENT_LEVELS = ["processed", "confirmed", "finalized"] as const;

/** A commitment among other keys: one that nobody knows is ignored, as serde's `flatten` of an `Option` does. */
export const commitment: Reader<CommitmentLevel | undefined> = {
  takes: COMMITMENT_LEVELS.join(" | "),
  read: (value) => (COMMITMENT_LEVELS.includes(value as CommitmentLevel) ? (value as CommitmentLevel) : undefined),
  absent: { value: undefined },
};

export const commitmentLevel: Reader<CommitmentLevel> = oneOf(...COMMITMENT_LEVELS);

/** A commitment on its own. */
export const commitmentConfig = optional(struct("CommitmentConfig", { commitment: commitmentLevel }));

export const contextFields = { commitment, minContextSlot: optional(u64) };

export const contextConfig = optional(struct("RpcContextConfig", contextFields));

export interface ContextConfig {
  readonly commitment?: CommitmentLevel | undefined;
  readonly minContextSlot?: bigint | undefined;
}

/** The state that a request is about (Agave: rpc.rs, `get_bank_with_config`). Throws if it is not as late as asked for. */
export function bankWith({ cluster }: RpcContext, config: ContextConfig = {}): BankView {
  const view = cluster.view(config.commitment ?? "finalized");
  if (config.minContextSlot === undefined || view.slot >= config.minContextSlot) return view;
  throw customErrors.minContextSlotNotReached(view.slot);
}

/** The level of methods that know nothing below confirmed. */
export function atLeastConfirmed(level: CommitmentLevel = "finalized"): "confirmed" | "finalized" {
  if (level === "processed") throw invalidParams("Method does not support commitment below `confirmed`");
  return level;
}

/** A value with the slot that it is of. */
export function withContext({ version }: RpcContext, { slot }: { readonly slot: bigint }, value: Json): JsonObject {
  return { context: { apiVersion: version.solanaCore, slot }, value };
}

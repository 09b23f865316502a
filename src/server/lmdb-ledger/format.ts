import { createRequire } from "node:module";
import { CallgateError } from "../../base/errors.js";
import type { Checkpoint } from "../../cluster/ledger.js";
import { checkpointCodec } from "../ledger-codec/account-codec.js";
import { type Codec, struct, text, u32, u64 } from "../ledger-codec/codec.js";

/** Of keys and records. It changes when a reader of the earlier one would go wrong. */
const FORMAT_VERSION = 1;

/** How a ledger's records are to be read. This record's form never changes. */
export interface Format {
  readonly version: number;
  /** The version of Callgate that made the ledger. */
  readonly callgate: string;
}

export const formatCodec: Codec<Format> = struct({ version: u32, callgate: text });

/** The format of ledgers that are made now. */
export function currentFormat(): Format {
  const { version } = createRequire(import.meta.url)("callgate/package.json") as { version: string };
  return { version: FORMAT_VERSION, callgate: version };
}

/** Throws `ledger-too-new`. */
export function checkFormat(folder: string, { version, callgate }: Format): void {
  if (version <= FORMAT_VERSION) return;
  const message =
    `the ledger ${folder} has format ${version}, made by Callgate ${callgate}; ` +
    `this version reads formats up to ${FORMAT_VERSION}`;
  throw new CallgateError("ledger-too-new", message, { folder, version, callgate });
}

/** What the latest change left, beside blocks and accounts. */
export interface LedgerState {
  readonly checkpoint: Checkpoint;
  /** What the blocks count against the limit. */
  readonly weight: bigint;
}

export const stateCodec: Codec<LedgerState> = struct({ checkpoint: checkpointCodec, weight: u64 });

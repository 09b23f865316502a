import { constants, deflateRawSync, inflateRawSync } from "node:zlib";
import { reasonOf } from "../../base/untrusted.js";
import { decodeUtf8 } from "../../base/utf8.js";
import type { Trace } from "../../trace/model.js";
import { corrupt } from "../ledger-codec/record.js";

/**
 * How many transactions of a block keep their traces together. Measured: a transfer's trace is 3.7 KB of JSON. Alone it is
 * packed to 1.3 KB in 50 µs, most of which is zlib's beginning; with 15 others to 0.4 KB in 25 µs, and one is read in 0.3 ms.
 */
export const TRACES_PER_CHUNK = 16;

type MaybeTraces = readonly (Trace | null)[];

/** The traces of up to 16 transactions that follow each other, as deflated JSON; undefined if there are none. */
export function packTraces(traces: readonly (Trace | undefined)[]): Uint8Array | undefined {
  if (traces.every((trace) => trace === undefined)) return undefined;
  const list: MaybeTraces = traces.map((trace) => trace ?? null);
  return deflateRawSync(JSON.stringify(list), { level: constants.Z_BEST_SPEED });
}

/** Packed traces, which are read when one is first asked for. */
export class TraceChunk {
  #traces: MaybeTraces | undefined;

  constructor(private readonly packed: Uint8Array) {}

  /** Throws `ledger-corrupt`. */
  trace(index: number): Trace | undefined {
    this.#traces ??= unpack(this.packed);
    return this.#traces[index] ?? undefined;
  }
}

function unpack(packed: Uint8Array): MaybeTraces {
  try {
    return JSON.parse(decodeUtf8(inflateRawSync(packed)) ?? "");
  } catch (thrown) {
    throw corrupt("a trace", reasonOf(thrown));
  }
}

import { makeStyle, type Style } from "../trace/print/style.js";

const DEFAULT_WIDTH = 100;
const MAX_WIDTH = 120;

/**
 * The style for a stream: its width, and colour if it is a terminal. NO_COLOR switches colour off, FORCE_COLOR on; the
 * latter wins, as in Node.
 */
export function styleFor(
  stream: { readonly isTTY?: boolean; readonly columns?: number },
  env: NodeJS.ProcessEnv,
): Style {
  const plain = env.NO_COLOR !== undefined && env.NO_COLOR !== "";
  const forced = env.FORCE_COLOR !== undefined && env.FORCE_COLOR !== "0";
  const columns = stream.columns ?? Number(env.COLUMNS ?? DEFAULT_WIDTH);
  const width = Math.min(Number.isFinite(columns) ? columns : DEFAULT_WIDTH, MAX_WIDTH);
  return makeStyle(width, forced || (stream.isTTY === true && !plain));
}

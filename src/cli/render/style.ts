import picocolors from "picocolors";

/** Where and how text is drawn. */
export interface Style {
  /** Columns of the terminal. */
  readonly width: number;
  readonly title: Paint;
  readonly program: Paint;
  readonly signer: Paint;
  readonly writable: Paint;
  readonly success: Paint;
  readonly failure: Paint;
  readonly dim: Paint;
}

type Paint = (text: string) => string;

const DEFAULT_WIDTH = 100;
const MIN_WIDTH = 40;
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
  return makeStyle(columns, forced || (stream.isTTY === true && !plain));
}

export function makeStyle(columns: number, colour: boolean): Style {
  const colours = picocolors.createColors(colour);
  return {
    width: Math.min(Math.max(Number.isFinite(columns) ? columns : DEFAULT_WIDTH, MIN_WIDTH), MAX_WIDTH),
    title: colours.bold,
    program: colours.cyan,
    signer: colours.magenta,
    writable: colours.yellow,
    success: colours.green,
    failure: colours.red,
    dim: colours.dim,
  };
}

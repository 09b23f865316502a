import picocolors from "picocolors";

/** How text is drawn. */
export interface Style {
  /** Columns. */
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

const MIN_WIDTH = 40;

export function makeStyle(columns: number, colour: boolean): Style {
  const colours = picocolors.createColors(colour);
  return {
    width: Math.max(Math.trunc(columns), MIN_WIDTH),
    title: colours.bold,
    program: colours.cyan,
    signer: colours.magenta,
    writable: colours.yellow,
    success: colours.green,
    failure: colours.red,
    dim: colours.dim,
  };
}

/** Operations of a field modulo 2^255 - 19 on elements, which are numbers. */
export interface PowerOperations {
  multiply(out: number, a: number, b: number): void;
  /** out = a^(2^times) */
  squareTimes(out: number, a: number, times: number): void;
}

/** Elements that `raise` writes. */
export interface PowerPlaces {
  /** a^(2^250 - 1) */
  readonly power: number;
  /** a^11 */
  readonly eleventh: number;
  readonly kept: number;
  readonly shifted: number;
}

/** Makes the powers of which inverses and square roots are made. */
export function raise({ multiply, squareTimes }: PowerOperations, a: number, places: PowerPlaces): void {
  const { power, eleventh, kept, shifted } = places;
  /** out = a^(2^times) · b */
  const extend = (out: number, a: number, times: number, b: number): void => {
    squareTimes(shifted, a, times);
    multiply(out, shifted, b);
  };
  squareTimes(kept, a, 1);
  extend(power, kept, 2, a); // a^9
  multiply(eleventh, power, kept);
  extend(power, eleventh, 1, power); // a^(2^5 - 1)
  extend(kept, power, 5, power); // 2^10 - 1
  extend(power, kept, 10, kept);
  extend(power, power, 20, power); // 2^40 - 1
  extend(kept, power, 10, kept); // 2^50 - 1
  extend(power, kept, 50, kept);
  extend(power, power, 100, power); // 2^200 - 1
  extend(power, power, 50, kept);
}

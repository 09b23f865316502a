export const EXIT_CODES = { good: 0, bad: 1, misused: 2 };

/** Bad if the sides disagree somewhere; with `check` also if an aim is not reached. */
export function exitCode(lines, { check }) {
  const bad = lines.some(({ failure, reached }) => failure !== undefined || (check && reached === false));
  return bad ? EXIT_CODES.bad : EXIT_CODES.good;
}

/** As they are before a test replaces timers. */
const { setImmediate, setTimeout } = globalThis;

/** Runs something once what is going on, and all that it sets off, is done: as if it had come over a network. */
export function later(run: () => void): void {
  if (setImmediate === undefined) setTimeout(run, 0);
  else setImmediate(run);
}

/** Adds one to the first byte of the first account's data, if it has any. */
export const TOUCH = `
entrypoint:
  ldxdw r2, [r1+0]
  jeq r2, 0, done
  ldxdw r2, [r1+88]
  jeq r2, 0, done
  ldxb r3, [r1+96]
  add64 r3, 1
  stxb [r1+96], r3
done:
  mov64 r0, 0
  exit`;

/** Enough for the deepest chain of calls, the loading of programs included; V8 has about 984 KB in all. */
const ROOM_BYTES = 256 * 1024;

const PADDING = new Array<number>(ROOM_BYTES / 8).fill(0);

/**
 * Throws what a stack overflow throws unless there is room for whatever a syscall does. A program that recursed without
 * end must overflow the stack in its own code: inside of the runtime an overflow would leave things half done.
 */
export function assertStackRoom(): void {
  Reflect.apply(nothing, undefined, PADDING);
}

function nothing(): void {}

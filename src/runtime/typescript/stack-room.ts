/**
 * Bytes of the host's stack that a call may need. Measured: four more compiled programs, each 60 functions deep and
 * translated, took less than 64 KiB; interpreted, less than 16. V8 has about 984 KiB in all.
 */
const ROOM_FOR_CALL = paddingOf(192 * 1024);
/** The same for everything else. */
const ROOM_FOR_SYSCALL = paddingOf(32 * 1024);

/**
 * Throws what a stack overflow throws unless there is room for what a syscall does. A program that recurses without end
 * must overflow the stack in its own code: inside of the runtime an overflow would leave things half done.
 */
export function assertStackRoom(isCall: boolean): void {
  // Arguments lie on the stack.
  Reflect.apply(nothing, undefined, isCall ? ROOM_FOR_CALL : ROOM_FOR_SYSCALL);
}

function paddingOf(byteLength: number): number[] {
  return new Array<number>(byteLength / 8).fill(0);
}

function nothing(): void {}

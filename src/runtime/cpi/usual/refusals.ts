import type { Code } from "../../../base/wasm/code.js";
import { PUBKEY_BYTES } from "../../../solana/pubkey.js";
import type { CallLayout } from "./call-layout.js";
import type { Helpers } from "./helpers.js";

const U64_ALIGNMENT = 7;

/** Refuses the call if the i32 on the stack is not 0. */
export function refuseIf(code: Code): void {
  code.if();
  code.i32(0).op("return").end();
}

export function refuseUnaligned(code: Code, hostOffset: number): void {
  code.get(hostOffset).i32(U64_ALIGNMENT).op("i32.and");
  refuseIf(code);
}

/** Pushes the host offset of a key that is at a place, or to which a pointer is there, which must be good. */
export function pushKey(code: Code, { instruction }: CallLayout, helpers: Helpers, base: number, at: number): Code {
  if (!instruction.pointsToKeys) return code.get(base).i32(at).op("i32.add");
  const key = code.local("i32");
  code.get(base).memory("i64.load", at).i32(PUBKEY_BYTES).call(helpers.load).tee(key).op("i32.eqz");
  refuseIf(code);
  return code.get(key);
}

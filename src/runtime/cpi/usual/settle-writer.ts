import type { Code } from "../../../base/wasm/code.js";
import { WRITABLE } from "../../instruction-context.js";
import { ACCOUNT, ACCOUNT_BYTES, FOUND, FOUND_BYTES, FOUND_KIND, FROM_KEY, KEY_BYTES, USUAL_PLACES } from "./places.js";

const { first, executable, settled } = FOUND_KIND;

/** Writes the body of `settle`: (host offset of the records of what was found: i32, their number: i32) → i32. */
export function writeSettle(code: Code): void {
  const [found, left] = [0, 1];
  const [word, account, others] = [code.local("i32"), code.local("i32"), code.local("i32")];
  const done = code.block();
  const next = code.loop();
  code.get(left).op("i32.eqz").brIf(done);
  code
    .get(found)
    .memory("i32.load", FOUND.account)
    .tee(word)
    .i32(first | executable | WRITABLE)
    .op("i32.and");
  code
    .i32(first | WRITABLE)
    .op("i32.eq")
    .if();
  // A quarter of the number of an account is its index.
  code
    .get(word)
    .i32(0xfffc)
    .op("i32.and")
    .i32(ACCOUNT_BYTES / 4)
    .op("i32.mul")
    .i32(USUAL_PLACES.accounts)
    .op("i32.add");
  code.tee(account).memory("i32.load", ACCOUNT.dataLength).op("i32.eqz");
  code.get(word).i32(settled).op("i32.and").i32(0).op("i32.ne").op("i32.and").if();
  writeCopy(code, found, account);
  code.else();
  code.get(others).i32(1).op("i32.add").set(others);
  code.end().end();
  code.get(found).i32(FOUND_BYTES).op("i32.add").set(found);
  code.get(left).i32(1).op("i32.sub").set(left).br(next).end().end().get(others);
}

/** Copies lamports and owner of an account's record to its place in the caller's memory. */
function writeCopy(code: Code, found: number, account: number): void {
  const key = code.local("i32");
  code.get(found).memory("i32.load", FOUND.key).set(key);
  code.get(key).get(account).memory("i64.load", ACCOUNT.lamports).memory("i64.store", FROM_KEY.lamports);
  for (let at = 0; at < KEY_BYTES; at += 8) {
    code
      .get(key)
      .get(account)
      .memory("i64.load", ACCOUNT.owner + at)
      .memory("i64.store", FROM_KEY.owner + at);
  }
}

import { describe, expect, test } from "vitest";
import * as ids from "../../src/solana/program-ids.js";
import { addressFromPubkey, pubkeyFromAddress } from "../../src/solana/pubkey.js";
import { sharedPubkey } from "../../src/solana/shared-pubkeys.js";

function key(n: number): Uint8Array {
  const bytes = new Uint8Array(32);
  new DataView(bytes.buffer).setUint32(28, n);
  new DataView(bytes.buffer).setUint32(0, Math.imul(n, 0x9e3779b1));
  return bytes;
}

describe("sharedPubkey", () => {
  test("gives one array for the same bytes, wherever they stand", () => {
    const wire = new Uint8Array(100);
    wire.set(key(7), 3);
    wire.set(key(7), 60);
    const shared = sharedPubkey(wire, 3);
    expect(shared).toEqual(key(7));
    expect(sharedPubkey(wire, 60)).toBe(shared);
    expect(sharedPubkey(key(7))).toBe(shared);
    expect(sharedPubkey(shared)).toBe(shared);
  });
  test("gives an array that does not follow the bytes", () => {
    const bytes = key(8);
    const shared = sharedPubkey(bytes);
    bytes.fill(1);
    expect(shared).toEqual(key(8));
    expect(sharedPubkey(key(8))).toEqual(key(8));
    expect(sharedPubkey(bytes)).toEqual(bytes);
  });
  test("gives the right key and text whatever came before", () => {
    const keys = Array.from({ length: 20_000 }, (_, n) => key(n));
    for (const one of keys) expect(Buffer.compare(sharedPubkey(one), one)).toBe(0);
    for (const one of [...keys.slice(0, 500), ...keys.slice(-500)]) {
      expect(pubkeyFromAddress(addressFromPubkey(one))).toEqual(one);
    }
  });
  test("gives the well-known ids themselves, whatever came between", () => {
    for (let n = 0; n < 20_000; n++) sharedPubkey(key(n));
    for (const id of Object.values(ids)) expect(sharedPubkey(id.slice())).toBe(id);
  });
});

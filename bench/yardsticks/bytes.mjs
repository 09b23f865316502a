// What a transaction cannot do without: its bytes, and those of the accounts it touches, are read, hashed and copied.
import { createHash, hash } from "node:crypto";

/** SHA-256 by the platform, the fastest way that this Node has. */
const sha256 =
  hash === undefined
    ? (bytes) => createHash("sha256").update(bytes).digest("buffer")
    : (bytes) => hash("sha256", bytes, "buffer");

/**
 * @param {Uint8Array} wire
 * @param {readonly Uint8Array[]} data of the accounts
 */
export function byteWork(wire, data) {
  const all = [wire, ...data];
  const byteCount = all.reduce((sum, { length }) => sum + length, 0);
  const copy = new Uint8Array(byteCount);
  let checksum = 0;
  return {
    byteCount,
    messageBytes: wire.length - 65,
    read() {
      for (const bytes of all) for (let i = 0; i < bytes.length; i++) checksum = (checksum + bytes[i]) | 0;
    },
    hash() {
      checksum = (checksum + sha256(wire.subarray(65))[0]) | 0;
    },
    /** In, and out again. */
    copy() {
      let at = 0;
      for (const bytes of all) {
        copy.set(bytes, at);
        at += bytes.length;
      }
      at = wire.length;
      for (const bytes of data) {
        bytes.set(copy.subarray(at, at + bytes.length));
        at += bytes.length;
      }
      checksum = (checksum + copy[0]) | 0;
    },
    checksum: () => checksum,
  };
}

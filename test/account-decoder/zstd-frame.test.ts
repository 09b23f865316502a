import * as zlib from "node:zlib";
import { expect, test } from "vitest";
import { zstdFrame } from "../../src/account-decoder/zstd-frame.js";
import { base64Decode, base64Encode } from "../../src/base/base64.js";
import { viewOf } from "../../src/base/bytes.js";
import { Random } from "../helpers/random.js";

// What mainnet's nodes answered, decoded by zstd.
test.each([
  ["an empty account", "", "KLUv/SAAAQAA"],
  [
    "the mint of USDC",
    "AQAAAJj+huiNm+Lqi8HMpIeLKYjCQPUrhCS/tA7Rot3LXhmbQLUAvmbxIwAGAQEAAABicKqKWcWUBbRShshncubNEm6bil06OFNtN/e0FOi2Zw==",
    "KLUv/QBYkQIAAQAAAJj+huiNm+Lqi8HMpIeLKYjCQPUrhCS/tA7Rot3LXhmbQLUAvmbxIwAGAQEAAABicKqKWcWUBbRShshncubNEm6bil06OFNtN/e0FOi2Zw==",
  ],
])("the frame of %s is Agave's", (_name, data, frame) => {
  expect(base64Encode(zstdFrame(base64Decode(data) ?? new Uint8Array(0)))).toBe(frame);
});

/** The bytes and lengths of a frame's raw blocks (RFC 8878, 3.1.1). */
function rawBlocks(frame: Uint8Array): { readonly data: Uint8Array; readonly lengths: readonly number[] } {
  const view = viewOf(frame);
  expect(view.getUint32(0, true)).toBe(0xfd2fb528);
  const parts: Uint8Array[] = [];
  for (let at = 6, isLast = false; !isLast; ) {
    const header = view.getUint16(at, true) | (frame[at + 2] << 16);
    isLast = (header & 1) === 1;
    expect((header >> 1) & 3).toBe(0);
    parts.push(frame.subarray(at + 3, at + 3 + (header >> 3)));
    at += 3 + (header >> 3);
    if (isLast) expect(at).toBe(frame.length);
  }
  return { data: new Uint8Array(Buffer.concat(parts)), lengths: parts.map(({ length }) => length) };
}

const BLOCK = 131_072;

test.each([
  [0, [0]],
  [1, [1]],
  [BLOCK - 1, [BLOCK - 1]],
  [BLOCK, [BLOCK]],
  [BLOCK + 1, [BLOCK, 1]],
  [2 * BLOCK, [BLOCK, BLOCK]],
  [3 * BLOCK + 7, [BLOCK, BLOCK, BLOCK, 7]],
])("%d bytes in blocks", (length, lengths) => {
  const data = new Random(length).bytes(length);
  const blocks = rawBlocks(zstdFrame(data));
  expect(blocks.lengths).toEqual(lengths);
  expect(Buffer.compare(blocks.data, data)).toBe(0);
});

// Node has a decoder since 22.15.
const decompress = (zlib as { zstdDecompressSync?: (frame: Uint8Array) => Uint8Array }).zstdDecompressSync;

test.skipIf(decompress === undefined)("Node's decoder reads it (where Node has one)", () => {
  for (const length of [0, 1, 165, BLOCK, 3 * BLOCK + 7]) {
    const data = new Random(length).bytes(length);
    expect(Buffer.compare(decompress?.(zstdFrame(data)) ?? data.subarray(1), data)).toBe(0);
  }
});

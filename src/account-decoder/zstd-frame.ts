import { ByteWriter } from "../base/byte-writer.js";

const MAGIC = 0xfd2fb528;
/** A window of 2 MiB follows; no checksum, dictionary or content size. What Agave's encoder writes (level 3, streaming). */
const FRAME_HEADER_DESCRIPTOR = 0;
const WINDOW_DESCRIPTOR = 0x58;
const BLOCK_MAX_BYTES = 128 * 1024;
const RAW_BLOCK = 0;

/**
 * `data` as a zstd frame (RFC 8878) of raw blocks. Agave compresses, and stores as raw blocks what does not get smaller:
 * for such data the bytes are the same, for other data every decoder gives the same.
 */
export function zstdFrame(data: Uint8Array): Uint8Array {
  const blocks = Math.max(1, Math.ceil(data.length / BLOCK_MAX_BYTES));
  const writer = new ByteWriter(6 + blocks * 3 + data.length)
    .u32(MAGIC)
    .u8(FRAME_HEADER_DESCRIPTOR)
    .u8(WINDOW_DESCRIPTOR);
  for (let i = 0; i < blocks; i++) {
    const block = data.subarray(i * BLOCK_MAX_BYTES, (i + 1) * BLOCK_MAX_BYTES);
    const isLast = i === blocks - 1 ? 1 : 0;
    const header = isLast | (RAW_BLOCK << 1) | (block.length << 3);
    writer
      .u16(header & 0xffff)
      .u8(header >>> 16)
      .bytes(block);
  }
  return writer.finish();
}

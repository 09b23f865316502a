import { ByteWriter } from "../base/byte-writer.js";

const MAGIC = 0xfd2fb528;
/** A window of 2 MiB follows; no checksum, dictionary or content size. What zstd's level 3 writes of a stream. */
const FRAME_HEADER_DESCRIPTOR = 0;
const WINDOW_DESCRIPTOR = 0x58;
/** Of a stream that ends before it began: the content size, one byte of zero, follows. */
const EMPTY_FRAME_HEADER_DESCRIPTOR = 0x20;
const BLOCK_MAX_BYTES = 128 * 1024;

/**
 * `data` as a zstd frame (RFC 8878) of raw blocks. Agave compresses, and zstd stores as raw blocks what does not get
 * smaller: then the bytes are the same. Otherwise they are more, and every decoder gives the same data.
 */
export function zstdFrame(data: Uint8Array): Uint8Array {
  const blocks = Math.max(1, Math.ceil(data.length / BLOCK_MAX_BYTES));
  const writer = new ByteWriter(6 + blocks * 3 + data.length).u32(MAGIC);
  if (data.length === 0) writer.u8(EMPTY_FRAME_HEADER_DESCRIPTOR).u8(0);
  else writer.u8(FRAME_HEADER_DESCRIPTOR).u8(WINDOW_DESCRIPTOR);
  for (let i = 0; i < blocks; i++) {
    const block = data.subarray(i * BLOCK_MAX_BYTES, (i + 1) * BLOCK_MAX_BYTES);
    writeRawBlock(writer, block, i === blocks - 1);
  }
  return writer.finish();
}

/** Its header is 24 bits: whether it is the last, two bits of its type, which are 0, and its length. */
function writeRawBlock(writer: ByteWriter, block: Uint8Array, isLast: boolean): void {
  const header = (block.length << 3) | (isLast ? 1 : 0);
  writer
    .u16(header & 0xffff)
    .u8(header >>> 16)
    .bytes(block);
}

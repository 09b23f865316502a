import { readBigU64At, readU32At } from "../../../base/u64.js";
import { PUBKEY_BYTES, type Pubkey } from "../../../solana/pubkey.js";
import { PACKET_DATA_SIZE } from "../../../solana/transaction.js";
import { fail } from "../../failure.js";

/**
 * Reads the fields of a system instruction from bincode with fixed-size integers: at most 1232 bytes, trailing bytes
 * allowed, anything malformed is InvalidInstructionData (solana-bincode, limited_deserialize).
 */
export class InstructionReader {
  private readonly bytes: Uint8Array;
  private offset = 0;

  constructor(data: Uint8Array) {
    this.bytes = data.length > PACKET_DATA_SIZE ? data.subarray(0, PACKET_DATA_SIZE) : data;
  }

  /** An enum's variant. */
  variant(): number {
    return readU32At(this.bytes, this.take(4));
  }

  u64(): bigint {
    return readBigU64At(this.bytes, this.take(8));
  }

  pubkey(): Pubkey {
    return this.slice(PUBKEY_BYTES);
  }

  /** A string, as its UTF-8 bytes. */
  text(): Uint8Array {
    const text = this.slice(Number(this.u64()));
    if (!isUtf8(text)) fail("InvalidInstructionData");
    return text;
  }

  private slice(length: number): Uint8Array {
    const start = this.take(length);
    return this.bytes.subarray(start, start + length);
  }

  /** The offset of the next `length` bytes. */
  private take(length: number): number {
    const start = this.offset;
    if (length > this.bytes.length - start) fail("InvalidInstructionData");
    this.offset = start + length;
    return start;
  }
}

const utf8 = new TextDecoder("utf-8", { fatal: true });

function isUtf8(bytes: Uint8Array): boolean {
  try {
    utf8.decode(bytes);
    return true;
  } catch {
    return false;
  }
}

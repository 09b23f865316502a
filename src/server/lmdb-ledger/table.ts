import { crc32 } from "node:zlib";
import { ByteReader } from "../../base/byte-reader.js";
import { ByteWriter } from "../../base/byte-writer.js";
import type { Codec } from "../ledger-codec/codec.js";
import { corrupt, decode } from "../ledger-codec/record.js";
import { guarded } from "./failures.js";
import { type BinaryDatabase, KeySet, rangeTo } from "./key-set.js";

const CHECKSUM_BYTES = 4;
const SCRATCH_BYTES = 1 << 16;
/** A scratch array that grew beyond that is not kept. */
const MAX_SCRATCH_BYTES = 1 << 20;

/** Where records are written before LMDB copies them. */
let scratch = new ByteWriter(SCRATCH_BYTES);

/** Records by keys. Each ends in a CRC-32 of what is before it. */
export class Table<T> extends KeySet {
  constructor(
    database: BinaryDatabase,
    name: string,
    private readonly codec: Codec<T>,
  ) {
    super(database, name);
  }

  get(key: Uint8Array): T | undefined {
    const record = guarded(this.doing, () => this.database.get(key));
    return record === undefined ? undefined : this.#decode(record);
  }

  put(key: Uint8Array, value: T): void {
    const out = scratch.clear();
    this.codec.write(out, value);
    out.u32(crc32(out.written));
    this.database.putSync(key, out.written);
    if (out.written.length > MAX_SCRATCH_BYTES) scratch = new ByteWriter(SCRATCH_BYTES);
  }

  /** All records; those alone whose keys begin with `prefix`. */
  *entries(prefix: Uint8Array = new Uint8Array(0)): Generator<readonly [key: Uint8Array, value: T]> {
    const range = () => this.database.getRange(rangeTo(prefix, prefix));
    for (const { key, value } of this.each(range)) yield [new Uint8Array(key), this.#decode(value)];
  }

  #decode(record: Uint8Array): T {
    const length = record.length - CHECKSUM_BYTES;
    const content = record.subarray(0, Math.max(0, length));
    if (length < 0 || new ByteReader(record, length).u32() !== crc32(content)) {
      throw corrupt(this.name, "its checksum differs");
    }
    return decode(this.codec, content, this.name);
  }
}

import type { Code } from "../../../base/wasm/code.js";
import { ModuleWriter } from "../../../base/wasm/module-writer.js";
import { CHUNK_BYTES } from "../../../crypto/blake3.js";
import { defineBlake3, FLAGS, prepareBlake3 } from "../../../crypto/hash-wasm/blake3-module.js";
import {
  type BlockHash,
  DIGEST_BYTES,
  defineHash,
  HASH_PLACES,
  PADDING_BYTES,
  prepareHash,
} from "../../../crypto/hash-wasm/block-hash-module.js";
import { KECCAK256_BLOCKS } from "../../../crypto/hash-wasm/keccak-blocks.js";
import { SHA256_BLOCKS } from "../../../crypto/hash-wasm/sha256-blocks.js";
import { nodeCrypto } from "../../../crypto/node-crypto.js";
import { sha256Into } from "../../../crypto/sha256.js";
import type { FastSyscall } from "../../../sbpf/fast-syscall.js";
import { ALIGN_U64 } from "../../memory.js";
import { VM_SLICE_BYTES } from "../vm-slices.js";
import { defineCopy } from "./copy.js";
import { FastCode } from "./fast-code.js";
import { HASH_SPACE_BYTES, HASH_SPACES, SETTINGS } from "./settings.js";

/** More slices are left to the syscall itself. */
const MAX_SLICES = 64;
/** What a hash's space has room for. */
const MAX_BYTES = HASH_SPACE_BYTES - HASH_PLACES.buffer - PADDING_BYTES;
/** Three blocks. With more, node:crypto is faster: it takes 200 ns and 36 for each block, this 127 for each. */
const MAX_BYTES_BESIDE_NODE = 3 * 64 - 9;

/** A hash over the bytes in the buffer of its space. */
interface Hashing extends Pick<FastSyscall, "imports" | "prepare"> {
  /** Where its space begins. */
  readonly space: number;
  readonly maxBytes: number;
  /** Adds what the hash needs to a module; gives what writes the call. */
  define(module: ModuleWriter): WriteHash;
}

/** Writes the hash of the first bytes of the buffer, how many is in a local, to the place in another one. */
type WriteHash = (code: Code, length: number, out: number) => void;

const { buffer, initialState } = HASH_PLACES;

/** `sol_sha256` of up to 6 KiB. */
export const fastSha256 = hashSyscall(sha256Hashing(HASH_SPACES.sha256));
/** `sol_keccak256` of up to 6 KiB. */
export const fastKeccak256 = hashSyscall(blockHashing(KECCAK256_BLOCKS, HASH_SPACES.keccak256));
/** `sol_blake3` of one chunk. */
export const fastBlake3 = hashSyscall(blake3Hashing(HASH_SPACES.blake3));

function blockHashing(hash: BlockHash, space: number): Hashing {
  return {
    space,
    maxBytes: MAX_BYTES,
    prepare: (bytes) => prepareHash(hash, bytes, space),
    define(module) {
      const { finish } = defineHash(module, hash, space);
      return (code, length, out) =>
        void code
          .i32(space + initialState)
          .i32(space + buffer)
          .get(length)
          .get(length)
          .get(out)
          .call(finish);
    },
  };
}

/** In WebAssembly as far as it is fastest. */
function sha256Hashing(space: number): Hashing {
  const own = blockHashing(SHA256_BLOCKS, space);
  return {
    ...own,
    imports: (linear) => ({
      hash: (length, out) => {
        sha256Into(new Uint8Array(linear.bytes.buffer, space + buffer, length), linear.bytes, out >>> 0);
      },
    }),
    define(module) {
      if (nodeCrypto() === undefined) return own.define(module);
      const platformHash = module.importFunction(["host", "hash"], { parameters: ["i32", "i32"], results: [] });
      const writeOwn = own.define(module);
      return (code, length, out) => {
        code.get(length).i32(MAX_BYTES_BESIDE_NODE).op("i32.gt_u").if();
        code.get(length).get(out).call(platformHash).else();
        writeOwn(code, length, out);
        code.end();
      };
    },
  };
}

function blake3Hashing(space: number): Hashing {
  return {
    space,
    maxBytes: CHUNK_BYTES,
    prepare: (bytes) => prepareBlake3(bytes, space),
    define(module) {
      const { chunk } = defineBlake3(module, space);
      return (code, length, out) =>
        void code
          .get(out)
          .i32(space + buffer)
          .get(length)
          .i32(0)
          .i32(FLAGS.root)
          .call(chunk);
    },
  };
}

function hashSyscall(hashing: Hashing): FastSyscall {
  return {
    ...hashing,
    module() {
      const module = new ModuleWriter(["env", "memory"]);
      const writeHash = hashing.define(module);
      writeHashSyscall(new FastCode(module), hashing, writeHash);
      return module.finish();
    },
  };
}

/** See `hashSlices` in ../hashing.ts. The slices are gathered in the buffer first. */
function writeHashSyscall(fast: FastCode, { space, maxBytes }: Hashing, writeHash: WriteHash): void {
  const { code } = fast;
  const [count, slice, result, length] = [code.local("i32"), code.local("i32"), code.local("i32"), code.local("i32")];
  const cost = code.local("i64");
  fast.pushRegister(2).i64(1n).op("i64.sub").i64(BigInt(MAX_SLICES)).op("i64.ge_u");
  fast.refuseIf();
  fast.pushRegister(2).op("i32.wrap_i64").tee(count);
  fast.pushSetting(SETTINGS.sha256MaxSlices, "i32").op("i32.gt_u");
  fast.refuseIf();
  fast.pushRegister(3).i32(DIGEST_BYTES);
  fast.translate("store", result);
  fast.pushRegister(1).get(count).i32(VM_SLICE_BYTES).op("i32.mul");
  fast.translate("load", slice);
  code
    .get(slice)
    .i32(ALIGN_U64 - 1)
    .op("i32.and");
  fast.refuseIf();
  fast.pushSetting(SETTINGS.sha256BaseCost, "i64").set(cost);
  writeGathering(fast, { count, slice, length, cost }, space + buffer, maxBytes);
  code.get(cost);
  fast.refuseIfDearer();
  writeHash(code, length, result);
  fast.succeed(cost);
}

/** Locals: how many slices, where the first one is described, how many bytes there are in all, and their price. */
interface Gathering {
  readonly count: number;
  readonly slice: number;
  readonly length: number;
  readonly cost: number;
}

/** Copies the slices one after the other into the buffer, and adds their price. */
function writeGathering(
  fast: FastCode,
  { count, slice, length, cost }: Gathering,
  buffer: number,
  maxBytes: number,
): void {
  const { code } = fast;
  const copy = defineCopy(fast.module);
  const [bytes, source] = [code.local("i32"), code.local("i32")];
  const [price, least] = [code.local("i64"), code.local("i64")];
  const next = code.loop();
  code.get(slice).memory("i64.load", 8).tee(price).i64(BigInt(maxBytes)).op("i64.gt_u");
  fast.refuseIf();
  code.get(price).op("i32.wrap_i64").tee(bytes).get(length).op("i32.add").i32(maxBytes).op("i32.gt_u");
  fast.refuseIf();
  code.get(bytes).if();
  code.get(slice).memory("i64.load").get(bytes);
  fast.translate("load", source);
  code.i32(buffer).get(length).op("i32.add").get(source).get(bytes).call(copy);
  code.get(length).get(bytes).op("i32.add").set(length).end();
  code.get(price).i64(1n).op("i64.shr_u");
  fast.pushSetting(SETTINGS.sha256ByteCost, "i64").op("i64.mul").set(price);
  fast.pushSetting(SETTINGS.memOpBaseCost, "i64").set(least);
  fast.pushLarger(price, least).get(cost).op("i64.add").set(cost);
  code.get(slice).i32(VM_SLICE_BYTES).op("i32.add").set(slice);
  code.get(count).i32(1).op("i32.sub").tee(count).brIf(next).end();
}

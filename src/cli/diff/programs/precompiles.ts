import { p256 } from "@noble/curves/nist.js";
import { secp256k1 as curve } from "@noble/curves/secp256k1.js";
import { concatBytes } from "../../../base/bytes.js";
import { getPublicKey, sign } from "../../../crypto/ed25519.js";
import { keccak256 } from "../../../crypto/keccak256.js";
import { ethAddress } from "../../../crypto/secp256k1.js";
import type { Instruction } from "../../../solana/instruction.js";
import { ED25519_PROGRAM_ID, SECP256K1_PROGRAM_ID, SECP256R1_PROGRAM_ID } from "../../../solana/program-ids.js";
import type { Pubkey } from "../../../solana/pubkey.js";
import { u8, u16 } from "../bytes.js";
import type { Grammar, Maker } from "../grammar/grammar.js";
import { meta, type Pool } from "../grammar/pool.js";
import type { Random } from "../random.js";
import { memo } from "./memo.js";

/** One signature with what it signs, and how its offsets are written. */
interface Signed {
  readonly signature: Uint8Array;
  readonly publicKey: Uint8Array;
  readonly message: Uint8Array;
}

interface Precompile {
  readonly id: Pubkey;
  /** Bytes before the offsets: the count, padded or not. */
  readonly countBytes: 1 | 2;
  readonly sign: (random: Random, message: Uint8Array) => Signed;
  readonly offsets: (random: Random, places: Places, position: number) => Uint8Array;
  readonly offsetBytes: number;
}

/** Where the parts of one signature stand in the instruction's data. */
interface Places {
  readonly signature: number;
  readonly publicKey: number;
  readonly message: number;
  readonly messageLength: number;
}

/** Which instruction holds a part: this one mostly. */
function index(random: Random): number {
  return random.oneIn(25) ? random.pick([0, 1, 2, 255]) : 0xffff;
}

const u16Offsets = (random: Random, { signature, publicKey, message, messageLength }: Places) =>
  concatBytes(...[signature, index(random), publicKey, index(random), message, messageLength, index(random)].map(u16));

const ed25519: Precompile = {
  id: ED25519_PROGRAM_ID,
  countBytes: 2,
  offsetBytes: 14,
  sign(random, message) {
    const secret = random.bytes(32);
    return { signature: sign(message, secret), publicKey: getPublicKey(secret), message };
  },
  offsets: u16Offsets,
};

const secp256r1: Precompile = {
  id: SECP256R1_PROGRAM_ID,
  countBytes: 2,
  offsetBytes: 14,
  sign(random, message) {
    const secret = p256.utils.randomSecretKey(random.bytes(48));
    const signature = p256.sign(message, secret, { lowS: !random.oneIn(15) });
    return { signature, publicKey: p256.getPublicKey(secret, true), message };
  },
  offsets: u16Offsets,
};

/** Its public keys are Ethereum addresses, its signatures end with a recovery id, and indexes have one byte. */
const secp256k1: Precompile = {
  id: SECP256K1_PROGRAM_ID,
  countBytes: 1,
  offsetBytes: 11,
  sign(random, message) {
    const secret = curve.utils.randomSecretKey(random.bytes(48));
    const recovered = curve.sign(keccak256(message), secret, { prehash: false, format: "recovered" });
    const publicKey = ethAddress(curve.getPublicKey(secret, false).slice(1));
    return { signature: concatBytes(recovered.slice(1), recovered.slice(0, 1)), publicKey, message };
  },
  offsets: (random, { signature, publicKey, message, messageLength }, position) => {
    const own = () => u8(random.oneIn(25) ? random.below(4) : position);
    return concatBytes(u16(signature), own(), u16(publicKey), own(), u16(message), u16(messageLength), own());
  },
};

/** The instruction for some signatures, all parts in its own data. `position` counts the instructions before it. */
function verify(random: Random, precompile: Precompile, position = 0): Instruction {
  const count = random.oneIn(15) ? random.pick([0, 8]) : random.between(1, 3);
  const parts: Uint8Array[] = [];
  const offsets: Uint8Array[] = [];
  let at = precompile.countBytes + count * precompile.offsetBytes;
  for (let i = 0; i < count; i++) {
    const { signature, publicKey, message } = precompile.sign(random, random.bytes(random.below(60)));
    const places = {
      signature: at,
      publicKey: at + signature.length,
      message: at + signature.length + publicKey.length,
      messageLength: message.length,
    };
    offsets.push(precompile.offsets(random, places, position));
    parts.push(signature, publicKey, message);
    at = places.message + message.length;
  }
  const claimed = random.oneIn(30) ? random.below(6) : count;
  const head = precompile.countBytes === 2 ? Uint8Array.of(claimed, random.oneIn(10) ? 1 : 0) : u8(claimed);
  return { programId: precompile.id, accounts: [], data: concatBytes(head, ...offsets, ...parts) };
}

/** One byte or the end of the data is not what it was. */
function corrupt(random: Random, { programId, accounts, data }: Instruction): Instruction {
  if (random.oneIn(8)) return { programId, accounts, data: data.slice(0, random.below(data.length + 1)) };
  const at = random.oneIn(3) ? random.below(Math.min(data.length, 20)) : random.below(data.length);
  return { programId, accounts, data: data.with(at, data[at] ^ (1 << random.below(8))) };
}

function makersFor(name: string, precompile: Precompile): Grammar["makers"] {
  const one: Maker = ({ random }) => [verify(random, precompile)];
  return {
    [name]: [6, one],
    [`${name} corrupted`]: [4, ({ random }) => [corrupt(random, verify(random, precompile))]],
    [`${name} after a memo`]: [2, (pool) => [memo(pool), verify(pool.random, precompile, 1)]],
    [`${name} with accounts`]: [
      1,
      (pool: Pool) => [{ ...verify(pool.random, precompile), accounts: [meta(pool.anyKey())] }],
    ],
  };
}

export const precompilesGrammar: Grammar = {
  name: "precompiles",
  makers: {
    ...makersFor("ed25519", ed25519),
    ...makersFor("secp256k1", secp256k1),
    ...makersFor("secp256r1", secp256r1),
  },
};

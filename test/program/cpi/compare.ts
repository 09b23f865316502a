import { PublicKey, type TransactionInstruction } from "@solana/web3.js";
import { expect, test } from "vitest";
import { type Instruction, multisig, type Pubkey } from "../../../src/program/index.js";
import { Random } from "../../helpers/random.js";

/** Random arguments, the same for both sides. */
export class Draw {
  readonly #random: Random;

  constructor(seed: number) {
    this.#random = new Random(seed);
  }

  key = (): PublicKey => new PublicKey(this.#random.bytes(32));
  keyOrNull = (): PublicKey | null => (this.#random.oneIn(3) ? null : this.key());
  u8 = (): number => this.#random.below(256);
  u16 = (): number => this.#random.below(65536);
  i16 = (): number => this.u16() - 32768;
  u32 = (): number => this.#random.u32();
  u64 = (): bigint => (BigInt(this.#random.u32()) << 32n) | BigInt(this.#random.u32());
  /** What a number can say, for builders that take numbers. */
  lamports = (): number => this.#random.u32() * (this.#random.below(2_000_000) + 1);
  below = (limit: number): number => this.#random.below(limit);
  text = (): string => Array.from({ length: this.below(12) }, () => this.#random.pick([..."aZ 0éλ☃𝄞"])).join("");
  keys = (count: number): PublicKey[] => Array.from({ length: count }, this.key);
}

export type Pair = readonly [ours: Instruction, theirs: TransactionInstruction];

function compare([ours, theirs]: Pair): void {
  expect({
    programId: new PublicKey(ours.programId).toBase58(),
    accounts: ours.accounts.map((meta) => ({ ...meta, pubkey: new PublicKey(meta.pubkey).toBase58() })),
    data: Buffer.from(ours.data).toString("hex"),
  }).toEqual({
    programId: theirs.programId.toBase58(),
    accounts: theirs.keys.map((meta) => ({ ...meta, pubkey: meta.pubkey.toBase58() })),
    data: theirs.data.toString("hex"),
  });
}

/** Compares 50 instructions by each name. */
export function check(cases: Readonly<Record<string, (draw: Draw) => Pair>>): void {
  test.each(Object.entries(cases))("%s", (_, make) => {
    for (let seed = 1; seed <= 50; seed++) compare(make(new Draw(seed)));
  });
}

/** The bytes of a key. */
export function b(key: PublicKey): Pubkey {
  return key.toBytes();
}

/** The bytes of a key, or null. */
export function n(key: PublicKey | null): Pubkey | null {
  return key?.toBytes() ?? null;
}

/** An authority of its own, or a multisig account and its signers, in both sides' words. */
export function signing({ key, keys, below }: Draw) {
  const account = key();
  const signers = keys(below(3));
  return {
    authority: signers.length === 0 ? b(account) : multisig(b(account), signers.map(b)),
    owner: account,
    signers,
  };
}

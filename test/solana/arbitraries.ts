import fc from "fast-check";

export const u64 = fc.bigInt({ min: 0n, max: 0xffff_ffff_ffff_ffffn });
export const i64 = fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n });
/** 32 bytes. */
export const pubkey = fc.uint8Array({ minLength: 32, maxLength: 32 });
/** Few different keys, so that they meet again. */
export const fewPubkeys = fc.nat(7).map((n) => new Uint8Array(32).fill(n));

import { type Pubkey, pubkeyEqual } from "../pubkey.js";

const BUCKETS = 256;
/** By bucket: the latest key in it, counted from 1; 0 is none. */
const latest = new Int32Array(BUCKETS);
/** By key: the one before it in its bucket. */
let earlier = new Int32Array(256);

/** Whether a key appears twice. */
export function hasDuplicateKeys(keys: readonly Pubkey[]): boolean {
  if (keys.length > earlier.length) earlier = new Int32Array(keys.length);
  for (let i = 0; i < keys.length; i++) latest[bucketOf(keys[i])] = 0;
  for (let i = 0; i < keys.length; i++) {
    const bucket = bucketOf(keys[i]);
    for (let j = latest[bucket]; j > 0; j = earlier[j - 1]) if (pubkeyEqual(keys[i], keys[j - 1])) return true;
    earlier[i] = latest[bucket];
    latest[bucket] = i + 1;
  }
  return false;
}

function bucketOf(key: Pubkey): number {
  return (key[0] + key[9] + key[16] + key[31]) % BUCKETS;
}

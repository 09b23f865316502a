/** What the pass over a call has room for; calls with more go the plain way. */
export const MAX_USUAL = { keys: 256, metas: 64, infos: 128, dataLength: 0xffff } as const;

const START = 32_768;
const END = 65_536;
export const KEY_BYTES = 32;

/** An account of the transaction, as it is now and as the caller holds it. */
export const ACCOUNT = {
  owner: 0,
  /** i64. */
  lamports: 32,
  dataLength: 40,
  executable: 44,
  /** The caller's rights to it and `HELD`; 0 if the caller does not have it. */
  rights: 48,
  /** Where its key lies in the caller's input region; the other parts lie beside it. */
  keyOffset: 52,
  /** Bytes that the input region has for its data. */
  capacity: 56,
  /** What the call asks for, and `ASKED`; 0 until a meta names it. */
  asked: 60,
} as const;
export const ACCOUNT_BYTES = 64;
export const HELD = 4;
export const ASKED = 4;

/** Where an account's parts lie in the aligned input region, counted from its key. */
export const FROM_KEY = { owner: 32, lamports: 64, data: 80 } as const;

/** What is found for one meta of a call. */
export const FOUND = {
  /** The number of the account with its rights (`numberedAccount`); in the upper half bits of `FOUND_KIND`. */
  account: 0,
  /** Host offset of the account's key in the caller's input region. */
  key: 4,
  /** Host offset of the word with the data's length, in the AccountInfo. */
  lengthWord: 8,
} as const;
export const FOUND_BYTES = 12;

export const FOUND_KIND = {
  /** No meta before names the account. */
  first: 1 << 16,
  executable: 1 << 17,
  /** Neither the caller nor the runtime has data for it, and the caller has lamports and owner as they are. */
  settled: 1 << 18,
} as const;

/** What the pass says of a call, as bits; 0 if it is not usual. */
export const USUAL = {
  isUsual: 1,
  /** Some rights that are asked for the caller does not hold. */
  asksMore: 2,
  hasExecutable: 4,
  /** Some accounts are not settled, and not executable. */
  hasUnsettled: 8,
} as const;

const accounts = START + MAX_USUAL.keys * KEY_BYTES;
const infoKeys = accounts + MAX_USUAL.keys * ACCOUNT_BYTES;
const call = infoKeys + 4 * MAX_USUAL.infos;

/** Where the pass finds things in the first page of the linear memory, and leaves what it found; words of 32 bits. */
export const USUAL_PLACES = {
  /** The keys of the transaction's accounts. */
  keys: START,
  /** One record for each of them. */
  accounts,
  /** By AccountInfo: where its key lies. */
  infoKeys,
  /** Index of the called program in the transaction. */
  programIndex: call,
  metas: call + 4,
  data: call + 8,
  dataLength: call + 12,
  /** Units that the data of the accounts cost. */
  units: call + 16,
  /** What was found of calls within each other, one after the other. */
  found: call + 20,
  foundEnd: END,
} as const;

/** What the pass over a call has room for; calls with more go the plain way. */
export const MAX_USUAL = { keys: 256, metas: 64, infos: 128, dataLength: 0xffff } as const;

const START = 32_768;
const KEY_BYTES = 32;
/** Bytes of what is found for one account meta. */
export const FOUND_META_BYTES = 16;

const infoKeys = START + MAX_USUAL.keys * KEY_BYTES;
const found = infoKeys + 4 * MAX_USUAL.infos;

/** Where the pass finds things in the first page of the linear memory, and leaves what it found; words of 32 bits. */
export const USUAL_PLACES = {
  /** The keys of the transaction's accounts. */
  keys: START,
  /** By AccountInfo: where its key lies. */
  infoKeys,
  /** Index of the called program in the transaction. */
  programIndex: found,
  metas: found + 4,
  data: found + 8,
  dataLength: found + 12,
  /** One record for each account meta. */
  foundMetas: found + 16,
} as const;

/** The record of an account meta. */
export const FOUND_META = {
  /** The account's index in the transaction; in the upper half what is asked for, as bits. */
  indexAndRights: 0,
  /** Where its AccountInfo says that the key lies in the input region; the account's other parts lie beside it. */
  keyOffset: 4,
  /** Host offset of the word with the data's length. */
  lengthOffset: 8,
  dataLength: 12,
} as const;

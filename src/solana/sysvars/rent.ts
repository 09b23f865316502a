import { ByteReader } from "../../base/byte-reader.js";
import { ByteWriter } from "../../base/byte-writer.js";
import { U64_MAX } from "../../base/u64.js";

/** What accounts must hold for their size (solana-rent `Rent`). */
export interface Rent {
  readonly lamportsPerByte: bigint;
  /** f64, 1.0 since SIMD-0194; before it 2.0, years to pay in advance. */
  readonly exemptionThreshold: number;
  /** Percent, u8; of no effect any more. */
  readonly burnPercent: number;
}

export const RENT_BYTES = 17;
/** Bytes charged for an account beside its data. */
export const ACCOUNT_STORAGE_OVERHEAD = 128;
/** solana-rent `Rent::default`. */
export const DEFAULT_RENT: Rent = { lamportsPerByte: 6960n, exemptionThreshold: 1, burnPercent: 50 };

/**
 * The lamports that make an account with `dataLength` bytes rent-exempt (solana-rent `Rent::minimum_balance`).
 *
 * DIVERGES: where the SDK panics (data above 10 MiB, a rate that overflows) the result is held at u64::MAX.
 */
export function minimumBalance(rent: Rent, dataLength: number): bigint {
  if (rent !== knownRent) forgetKnown(rent);
  const place = dataLength & (KNOWN_PLACES - 1);
  if (knownLengths[place] !== dataLength) {
    knownMinimums[place] = computeMinimumBalance(rent, dataLength);
    knownLengths[place] = dataLength;
  }
  return knownMinimums[place];
}

// The same few lengths come again and again, at the same rent.
const KNOWN_PLACES = 256;
const knownLengths: number[] = new Array(KNOWN_PLACES).fill(-1);
const knownMinimums: bigint[] = new Array(KNOWN_PLACES).fill(0n);
let knownRent: Rent | undefined;

function forgetKnown(rent: Rent): void {
  knownLengths.fill(-1);
  knownRent = rent;
}

function computeMinimumBalance(rent: Rent, dataLength: number): bigint {
  const perYear = BigInt(ACCOUNT_STORAGE_OVERHEAD + dataLength) * rent.lamportsPerByte;
  const { exemptionThreshold } = rent;
  if (exemptionThreshold === 1) return saturate(perYear);
  if (exemptionThreshold === 2) return saturate(2n * perYear);
  return u64FromDouble(Number(saturate(perYear)) * exemptionThreshold);
}

function saturate(value: bigint): bigint {
  return value > U64_MAX ? U64_MAX : value;
}

/** Rust's `as u64`: towards zero, saturating, NaN is 0. */
function u64FromDouble(value: number): bigint {
  if (!(value >= 1)) return 0n;
  return value >= 2 ** 64 ? U64_MAX : BigInt(Math.trunc(value));
}

/** Undefined when `data` is too short. */
export function decodeRent(data: Uint8Array): Rent | undefined {
  const reader = new ByteReader(data);
  const rent = { lamportsPerByte: reader.u64(), exemptionThreshold: reader.f64(), burnPercent: reader.u8() };
  return reader.failure === undefined ? rent : undefined;
}

export function encodeRent(rent: Rent): Uint8Array {
  return new ByteWriter(RENT_BYTES)
    .u64(rent.lamportsPerByte)
    .f64(rent.exemptionThreshold)
    .u8(rent.burnPercent)
    .finish();
}

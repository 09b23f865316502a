import { viewOf } from "../base/bytes.js";
import { U64_MAX } from "../base/u64.js";
import { MAX_PERMITTED_DATA_LENGTH } from "../solana/account.js";
import { ACCOUNT_STORAGE_OVERHEAD, DEFAULT_RENT, type Rent as RentSysvar } from "../solana/sysvars/rent.js";
import { bindingError, checkBigInts, toF64, toU8, toU64, toUsize } from "./arguments.js";
import { debugList, debugStruct } from "./rust-debug.js";

/** What accounts must hold for their size. */
export class Rent {
  #lamportsPerByte: bigint;
  #exemptionThreshold: number;
  #burnPercent: number;

  /**
   * @param lamportsPerByteYear u64; the rate of one byte, whatever the period.
   * @param exemptionThreshold the factor to the rate; once the years that an account must pay in advance.
   * @param burnPercent u8
   */
  constructor(lamportsPerByteYear: bigint, exemptionThreshold: number, burnPercent: number) {
    checkBigInts(lamportsPerByteYear);
    this.#exemptionThreshold = toF64(exemptionThreshold);
    this.#burnPercent = toU8(burnPercent);
    this.#lamportsPerByte = toU64(lamportsPerByteYear);
  }

  /** 6960 lamports a byte. */
  static default(): Rent {
    return rentFromSysvar(DEFAULT_RENT);
  }

  /** Costs nothing. */
  static free(): Rent {
    return rentFromSysvar({ ...DEFAULT_RENT, lamportsPerByte: 0n });
  }

  /** @deprecated The same as `default`, whatever the slots. */
  static withSlotsPerEpoch(slotsPerEpoch: bigint): Rent {
    checkBigInts(slotsPerEpoch);
    return Rent.default();
  }

  get lamportsPerByteYear(): bigint {
    return this.#lamportsPerByte;
  }

  set lamportsPerByteYear(lamports: bigint) {
    this.#lamportsPerByte = toU64(lamports);
  }

  get exemptionThreshold(): number {
    return this.#exemptionThreshold;
  }

  set exemptionThreshold(threshold: number) {
    this.#exemptionThreshold = toF64(threshold);
  }

  get burnPercent(): number {
    return this.#burnPercent;
  }

  set burnPercent(percent: number) {
    this.#burnPercent = toU8(percent);
  }

  /** What of the collected lamports is burned, and what remains. */
  calculateBurn(rentCollected: bigint): [burned: bigint, remaining: bigint] {
    const collected = toU64(rentCollected);
    const product = collected * BigInt(this.#burnPercent);
    const burned = (product > U64_MAX ? U64_MAX : product) / 100n;
    return [burned, burned > collected ? 0n : collected - burned];
  }

  /** Lamports that make an account with so many bytes of data rent-exempt. */
  minimumBalance(dataLen: bigint): bigint {
    return this.#minimumBalance(toUsize(dataLen));
  }

  isExempt(balance: bigint, dataLen: bigint): boolean {
    checkBigInts(balance, dataLen);
    return toU64(balance) >= this.#minimumBalance(toUsize(dataLen));
  }

  /** What an account owes after so many years; null if it is exempt. */
  due(balance: bigint, dataLen: bigint, yearsElapsed: number): bigint | null {
    checkBigInts(balance, dataLen);
    const years = toF64(yearsElapsed);
    const lamports = toU64(balance);
    const length = toUsize(dataLen);
    return lamports >= this.#minimumBalance(length) ? null : this.#timesRate(length, years);
  }

  /** The same of an account that is not exempt. */
  dueAmount(dataLen: bigint, yearsElapsed: number): bigint {
    checkBigInts(dataLen);
    const years = toF64(yearsElapsed);
    return this.#timesRate(toUsize(dataLen), years);
  }

  toString(): string {
    const threshold = new Uint8Array(8);
    viewOf(threshold).setFloat64(0, this.#exemptionThreshold, true);
    const rent = debugStruct("Rent", {
      lamports_per_byte: this.#lamportsPerByte,
      exemption_threshold: debugList(threshold),
      burn_percent: this.#burnPercent,
    });
    return `Rent(${rent})`;
  }

  /** solana-rent, `Rent::try_minimum_balance`. */
  #minimumBalance(dataLen: bigint): bigint {
    const maxRate = MAX_LAMPORTS_PER_BYTE.get(this.#exemptionThreshold);
    if (dataLen > MAX_PERMITTED_DATA_LENGTH || (maxRate !== undefined && this.#lamportsPerByte > maxRate)) {
      throw bindingError("InvalidArg", "maximum permitted data length exceeded");
    }
    if (maxRate === undefined) return this.#timesRate(dataLen, this.#exemptionThreshold);
    return (OVERHEAD + dataLen) * this.#lamportsPerByte * BigInt(this.#exemptionThreshold);
  }

  /** A u64 product that wraps around, times a double, then cut to a u64 that saturates. */
  #timesRate(dataLen: bigint, factor: number): bigint {
    const product = Number(BigInt.asUintN(64, (OVERHEAD + dataLen) * this.#lamportsPerByte)) * factor;
    if (!(product >= 1)) return 0n;
    return product >= 2 ** 64 ? U64_MAX : BigInt(Math.trunc(product));
  }
}

const OVERHEAD = BigInt(ACCOUNT_STORAGE_OVERHEAD);

/** By exemption threshold; other thresholds take any rate. */
const MAX_LAMPORTS_PER_BYTE: ReadonlyMap<number, bigint> = new Map([
  [1, 1_759_197_129_867n],
  [2, 879_598_564_933n],
]);

export function rentFromSysvar({ lamportsPerByte, exemptionThreshold, burnPercent }: RentSysvar): Rent {
  return new Rent(lamportsPerByte, exemptionThreshold, burnPercent);
}

export function sysvarFromRent({ lamportsPerByteYear, exemptionThreshold, burnPercent }: Rent): RentSysvar {
  return { lamportsPerByte: lamportsPerByteYear, exemptionThreshold, burnPercent };
}

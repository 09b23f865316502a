import { decodeScalar, RistrettoPoint } from "../../../../crypto/ristretto-group.js";
import { refuse } from "./proof-failure.js";

/** Bytes of a point and of a scalar. */
export const UNIT = 32;

/** A group element with the bytes that transcripts hash. */
export interface Element {
  readonly point: RistrettoPoint;
  readonly bytes: Uint8Array;
}

/** A commitment and the handles that decrypt it, each for one public key. */
export interface Ciphertext {
  readonly commitment: Element;
  readonly handles: readonly Element[];
  readonly bytes: Uint8Array;
}

/** Reads the fields of proof data, whose size was checked before, one after the other. */
export class FieldReader {
  private offset = 0;

  constructor(private readonly bytes: Uint8Array) {}

  take(length: number): Uint8Array {
    const start = this.offset;
    this.offset += length;
    return this.bytes.subarray(start, this.offset);
  }

  u64(): bigint {
    const bytes = this.take(8);
    return new DataView(bytes.buffer, bytes.byteOffset, 8).getBigUint64(0, true);
  }

  /** A scalar, or undefined if it is not reduced. */
  scalar(): bigint | undefined {
    return decodeScalar(this.take(UNIT));
  }

  publicKey(): Element {
    return this.element() ?? refuse("ElGamal(PubkeyDeserialization)");
  }

  commitment(): Element {
    return this.element() ?? refuse("ElGamal(CiphertextDeserialization)");
  }

  ciphertext(handleCount: number): Ciphertext {
    const start = this.offset;
    const commitment = this.commitment();
    const handles = Array.from({ length: handleCount }, () => this.commitment());
    return { commitment, handles, bytes: this.bytes.subarray(start, this.offset) };
  }

  private element(): Element | undefined {
    const bytes = this.take(UNIT);
    const point = RistrettoPoint.decode(bytes);
    return point && { point, bytes };
  }
}

import { noble } from "#noble";

const STATE_BYTES = 200;
/** Bytes of the state that data touches: the rest is STROBE-128's capacity and two bytes of padding. */
const RATE = 166;
const FLAG_I = 1;
const FLAG_A = 2;
const FLAG_C = 4;
const FLAG_M = 16;

const encoder = new TextEncoder();

/** The part of STROBE-128 that Merlin needs (the crate merlin's strobe.rs): absorbing, and squeezing a PRF. */
class Strobe128 {
  private readonly state = new Uint8Array(STATE_BYTES);
  private readonly words = new Uint32Array(this.state.buffer);
  private position = 0;
  private operationBegin = 0;

  constructor(protocolLabel: Uint8Array) {
    this.state.set([1, RATE + 2, 1, 0, 1, 96]);
    this.state.set(encoder.encode("STROBEv1.0.2"), 6);
    noble.sha3().keccakP(this.words);
    this.metaAd(protocolLabel);
  }

  /** Absorbs what frames the data: labels and lengths. `more` continues the operation before. */
  metaAd(data: Uint8Array, more = false): void {
    this.begin(FLAG_M | FLAG_A, more);
    this.absorb(data);
  }

  /** Absorbs data. */
  ad(data: Uint8Array): void {
    this.begin(FLAG_A, false);
    this.absorb(data);
  }

  /** Squeezes `length` pseudorandom bytes. */
  prf(length: number): Uint8Array {
    this.begin(FLAG_I | FLAG_A | FLAG_C, false);
    const out = new Uint8Array(length);
    for (let i = 0; i < length; i++) {
      out[i] = this.state[this.position]!;
      this.state[this.position] = 0;
      this.advance();
    }
    return out;
  }

  private begin(flags: number, more: boolean): void {
    if (more) return;
    const begunAt = this.operationBegin;
    this.operationBegin = this.position + 1;
    this.absorb(Uint8Array.of(begunAt, flags));
    if ((flags & FLAG_C) !== 0 && this.position !== 0) this.permute();
  }

  private absorb(data: Uint8Array): void {
    for (let i = 0; i < data.length; i++) {
      this.state[this.position]! ^= data[i]!;
      this.advance();
    }
  }

  private advance(): void {
    if (++this.position === RATE) this.permute();
  }

  private permute(): void {
    this.state[this.position]! ^= this.operationBegin;
    this.state[this.position + 1]! ^= 0x04;
    this.state[RATE + 1]! ^= 0x80;
    noble.sha3().keccakP(this.words);
    this.position = 0;
    this.operationBegin = 0;
  }
}

/** A transcript of a proof that was made non-interactive: messages go in, challenges come out (the crate merlin 3). */
export class Transcript {
  private readonly strobe = new Strobe128(encoder.encode("Merlin v1.0"));

  constructor(label: string) {
    this.append("dom-sep", encoder.encode(label));
  }

  append(label: string, message: Uint8Array): void {
    this.frame(label, message.length);
    this.strobe.ad(message);
  }

  appendText(label: string, message: string): void {
    this.append(label, encoder.encode(message));
  }

  appendU64(label: string, value: bigint): void {
    const bytes = new Uint8Array(8);
    new DataView(bytes.buffer).setBigUint64(0, value, true);
    this.append(label, bytes);
  }

  challenge(label: string, length: number): Uint8Array {
    this.frame(label, length);
    return this.strobe.prf(length);
  }

  private frame(label: string, length: number): void {
    const lengthBytes = new Uint8Array(4);
    new DataView(lengthBytes.buffer).setUint32(0, length, true);
    this.strobe.metaAd(encoder.encode(label));
    this.strobe.metaAd(lengthBytes, true);
  }
}

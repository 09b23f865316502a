import { noble } from "#noble";
import { RistrettoPoint } from "./ristretto-group.js";

const encoder = new TextEncoder();

let blindingPoint: RistrettoPoint | undefined;

/** H, the base of blinding factors: SHA3-512 of the group's generator, mapped to the group (solana-zk-sdk pedersen.rs). */
export function pedersenBlindingPoint(): RistrettoPoint {
  blindingPoint ??= RistrettoPoint.fromUniformBytes(noble.sha3().sha3_512(RistrettoPoint.base().encode()));
  return blindingPoint;
}

/** Points that come out of SHAKE256, made when first needed and kept (solana-zk-sdk generators.rs, GeneratorsChain). */
class GeneratorChain {
  private readonly points: RistrettoPoint[] = [];
  private source: { xof(bytes: number): Uint8Array } | undefined;

  constructor(private readonly label: string) {}

  first(count: number): readonly RistrettoPoint[] {
    this.source ??= noble
      .sha3()
      .shake256.create({})
      .update(encoder.encode(`GeneratorsChain${this.label}`));
    while (this.points.length < count) this.points.push(RistrettoPoint.fromUniformBytes(this.source.xof(64)));
    return this.points.slice(0, count);
  }
}

const chainG = new GeneratorChain("G");
const chainH = new GeneratorChain("H");

/** The generators of both vectors of a range proof over `count` bits. */
export function rangeProofGenerators(count: number): {
  readonly g: readonly RistrettoPoint[];
  readonly h: readonly RistrettoPoint[];
} {
  return { g: chainG.first(count), h: chainH.first(count) };
}

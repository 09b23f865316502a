import type { Curve25519Group } from "./curve25519-group.js";
import { nobleEdwards, nobleRistretto } from "./curve25519-noble.js";
import { isBelowOrder } from "./ed25519-order.js";
import { type EdwardsPoints, edwardsPoints } from "./edwards-points.js";
import { MOST_TERMS } from "./generated-points.js";
import { isOnCurve } from "./is-on-curve.js";
import { RistrettoPoints } from "./ristretto-points.js";

/** How points are read and written. */
interface Codec {
  decode(out: number, encoding: Uint8Array): boolean;
  encode(point: number): Uint8Array;
}

/** The points of edwards25519, all of them: encodings with y from p up and points outside the main group count. */
export const edwards: Curve25519Group = {
  ...lazyGroup((points) => points, nobleEdwards),
  isPoint: isOnCurve,
};

/** ristretto255 (RFC 9496), in canonical encodings only. */
export const ristretto: Curve25519Group = lazyGroup((points) => new RistrettoPoints(points), nobleRistretto);

/** In generated WebAssembly, or as `otherwise` does where the host compiles none. */
function lazyGroup(codec: (points: EdwardsPoints) => Codec, otherwise: Curve25519Group): Curve25519Group {
  let made: Curve25519Group | undefined;
  const group = (): Curve25519Group => {
    const points = edwardsPoints();
    made ??= points === null ? otherwise : wasmGroup(points, codec(points));
    return made;
  };
  return {
    isPoint: (point) => group().isPoint(point),
    add: (left, right) => group().add(left, right),
    subtract: (left, right) => group().subtract(left, right),
    multiply: (scalar, point) => group().multiply(scalar, point),
    multiscalarMultiply: (scalars, points) => group().multiscalarMultiply(scalars, points),
  };
}

type Operation = (out: number, p: number, q: number) => void;

function wasmGroup(points: EdwardsPoints, codec: Codec): Curve25519Group {
  const { addPoints, subtractPoints } = points.field.ops;
  const [p, q] = [points.newPoint(), points.newPoint()];
  const places = Array.from({ length: MOST_TERMS }, () => points.newPoint());
  const combine = (left: Uint8Array, right: Uint8Array, operation: Operation): Uint8Array | null => {
    if (!codec.decode(p, left) || !codec.decode(q, right)) return null;
    operation(p, p, q);
    return codec.encode(p);
  };
  const multiscalarMultiply = (scalars: readonly Uint8Array[], encodings: readonly Uint8Array[]): Uint8Array | null => {
    if (!scalars.every(isBelowOrder)) return null;
    points.sumOfProducts(p, []);
    for (let start = 0; start < encodings.length; start += MOST_TERMS) {
      const some = encodings.slice(start, start + MOST_TERMS);
      if (!some.every((encoding, i) => codec.decode(places[i]!, encoding))) return null;
      points.sumOfProducts(
        q,
        some.map((_, i) => ({ scalar: scalars[start + i]!, factor: places[i]! })),
      );
      addPoints(p, p, q);
    }
    return codec.encode(p);
  };
  return {
    isPoint: (point) => codec.decode(p, point),
    add: (left, right) => combine(left, right, addPoints),
    subtract: (left, right) => combine(left, right, subtractPoints),
    multiply: (scalar, point) => multiscalarMultiply([scalar], [point]),
    multiscalarMultiply,
  };
}

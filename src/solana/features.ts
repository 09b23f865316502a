import { CallgateError } from "../base/errors.js";
import { describe } from "../base/untrusted.js";
import { GATES } from "./feature-gates.js";
import { featureIds } from "./feature-ids.js";
import { type Address, PUBKEY_BYTES, type Pubkey } from "./pubkey.js";

/** The name of a gate: its Rust module in agave-feature-set. */
export type FeatureName = (typeof GATES)[number][0];

export interface Feature {
  readonly name: FeatureName;
  readonly id: Pubkey;
  readonly address: Address;
  readonly description: string;
  /** The slot at which mainnet-beta activated the gate, or null. */
  readonly mainnetSlot: bigint | null;
}

let ids: Uint8Array | undefined;

/** A row of the table. */
class Gate implements Feature {
  readonly name: FeatureName;
  readonly address: Address;
  readonly description: string;
  readonly mainnetSlot: bigint | null;

  constructor(
    [name, address, mainnetSlot, description]: (typeof GATES)[number],
    private readonly row: number,
  ) {
    this.name = name;
    this.address = address as string as Address;
    this.description = description;
    this.mainnetSlot = mainnetSlot === null ? null : BigInt(mainnetSlot);
  }

  get id(): Pubkey {
    ids ??= featureIds();
    return ids.slice(this.row * PUBKEY_BYTES, (this.row + 1) * PUBKEY_BYTES);
  }
}

/** Every gate, in Agave's order. */
export const FEATURES: readonly Feature[] = GATES.map((gate, row) => new Gate(gate, row));

const featuresByName: ReadonlyMap<string, Feature> = new Map(FEATURES.map((feature) => [feature.name, feature]));

let featuresByAddress: ReadonlyMap<Address, Feature> | undefined;

/** The gate of an address, if Agave 4.3 has it. */
export function featureAt(address: Address): Feature | undefined {
  featuresByAddress ??= new Map(FEATURES.map((feature) => [feature.address, feature]));
  return featuresByAddress.get(address);
}

/** The gate called `name`; throws `unknown-feature` for a name that Agave 4.3 does not have. */
export function featureNamed(name: FeatureName): Feature {
  const feature = featuresByName.get(name);
  if (feature !== undefined) return feature;
  throw new CallgateError("unknown-feature", `no feature gate is called ${describe(name)}`, { name });
}

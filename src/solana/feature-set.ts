import { assertU64 } from "../base/u64.js";
import { readUntrusted } from "../base/untrusted.js";
import { FEATURES, type FeatureName, featureAt, featureNamed } from "./features.js";
import { type Address, addressFromPubkey, assertPubkey, type Pubkey, pubkeyFromAddress } from "./pubkey.js";

/** Which feature gates are active, and since which slot (Agave, feature-set/src/lib.rs `FeatureSet`). */
export class FeatureSet {
  /** Every gate of Agave 4.3 is inactive at first. By address: Agave's gates are known by it, without their ids. */
  #active = new Map<Address, bigint>();
  /** Made when first asked for: until then the gates of Agave that are not active, and nothing else. */
  #inactive: Set<Address> | undefined;

  /** Every gate active since slot 0. */
  static allEnabled(): FeatureSet {
    return FeatureSet.of(FEATURES.map(({ name }) => [name, 0n]));
  }

  /** These gates active, each since its slot. */
  static of(gates: Iterable<readonly [name: FeatureName, slot: bigint]>): FeatureSet {
    const features = new FeatureSet();
    for (const [name, slot] of gates) features.#active.set(featureNamed(name).address, slot);
    return features;
  }

  /** Whether the gate at this address is active; one that Agave does not know is not, unless it was activated here. */
  isActive(featureId: Pubkey): boolean {
    return this.#active.has(addressOf(featureId));
  }

  /** `isActive` by name; throws `unknown-feature` for a name that Agave 4.3 does not have. */
  has(name: FeatureName): boolean {
    return this.#active.has(featureNamed(name).address);
  }

  /** The slot since which the gate is active, or undefined. */
  activatedSlot(featureId: Pubkey): bigint | undefined {
    return this.#active.get(addressOf(featureId));
  }

  /** `activatedSlot` by name; throws `unknown-feature`. */
  slotOf(name: FeatureName): bigint | undefined {
    return this.#active.get(featureNamed(name).address);
  }

  /** Activates a gate; ids that Agave does not know are kept too. */
  activate(featureId: Pubkey, slot: bigint): void {
    const address = addressOf(featureId);
    assertU64(slot, "slot");
    this.#inactive?.delete(address);
    this.#active.set(address, slot);
  }

  /** Makes a gate inactive. */
  deactivate(featureId: Pubkey): void {
    const address = addressOf(featureId);
    this.#inactiveGates.add(address);
    this.#active.delete(address);
  }

  /** How many gates are active. */
  get activeCount(): number {
    return this.#active.size;
  }

  /** How many are not, of Agave's and of those that were deactivated here. */
  get inactiveCount(): number {
    return this.#inactiveGates.size;
  }

  /** The active gates with the slots since which they are. */
  *activations(): IterableIterator<readonly [id: Pubkey, slot: bigint]> {
    for (const [address, slot] of this.#active) yield [idOf(address), slot];
  }

  /** The addresses of the active gates. */
  activeFeatures(): IterableIterator<Pubkey> {
    return idsOf(this.#active.keys());
  }

  /** The addresses of the others. */
  inactiveFeatures(): IterableIterator<Pubkey> {
    return idsOf(this.#inactiveGates.keys());
  }

  /** A copy that changes apart from this one. */
  clone(): FeatureSet {
    const copy = new FeatureSet();
    copy.#active = new Map(this.#active);
    copy.#inactive = this.#inactive && new Set(this.#inactive);
    return copy;
  }

  get #inactiveGates(): Set<Address> {
    this.#inactive ??= new Set(FEATURES.map(({ address }) => address).filter((address) => !this.#active.has(address)));
    return this.#inactive;
  }
}

/** Throws `invalid-pubkey`. */
function addressOf(featureId: Pubkey): Address {
  return readUntrusted("invalid-pubkey", "the feature id", () => {
    assertPubkey(featureId);
    return addressFromPubkey(featureId);
  });
}

function idOf(address: Address): Pubkey {
  return featureAt(address)?.id ?? pubkeyFromAddress(address);
}

function* idsOf(addresses: Iterable<Address>): IterableIterator<Pubkey> {
  for (const address of addresses) yield idOf(address);
}

import { assertU64 } from "../base/u64.js";
import { readUntrusted } from "../base/untrusted.js";
import { FEATURES, type FeatureName, featureNamed } from "./features.js";
import { assertPubkey, type Pubkey } from "./pubkey.js";
import { PubkeyMap } from "./pubkey-map.js";

/** Which feature gates are active, and since which slot (Agave, feature-set/src/lib.rs `FeatureSet`). */
export class FeatureSet {
  /** Every gate of Agave 4.3 is inactive at first. */
  #active = new PubkeyMap<bigint>();
  /** Made when first asked for: until then the gates of Agave that are not active, and nothing else. */
  #inactive: PubkeyMap<true> | undefined;

  /** Every gate active since slot 0. */
  static allEnabled(): FeatureSet {
    const features = new FeatureSet();
    for (const { id } of FEATURES) features.activate(id, 0n);
    return features;
  }

  isActive(featureId: Pubkey): boolean {
    checkFeatureId(featureId);
    return this.#active.has(featureId);
  }

  /** `isActive` by name; throws `unknown-feature` for a name that Agave 4.3 does not have. */
  has(name: FeatureName): boolean {
    return this.#active.has(featureNamed(name).id);
  }

  /** The slot since which the gate is active, or undefined. */
  activatedSlot(featureId: Pubkey): bigint | undefined {
    checkFeatureId(featureId);
    return this.#active.get(featureId);
  }

  /** Activates a gate; ids that Agave does not know are kept too. */
  activate(featureId: Pubkey, slot: bigint): void {
    checkFeatureId(featureId);
    assertU64(slot, "slot");
    this.#inactive?.delete(featureId);
    this.#active.set(featureId, slot);
  }

  deactivate(featureId: Pubkey): void {
    checkFeatureId(featureId);
    this.#inactiveGates.set(featureId, true);
    this.#active.delete(featureId);
  }

  get activeCount(): number {
    return this.#active.size;
  }

  get inactiveCount(): number {
    return this.#inactiveGates.size;
  }

  activeFeatures(): IterableIterator<Pubkey> {
    return this.#active.keys();
  }

  inactiveFeatures(): IterableIterator<Pubkey> {
    return this.#inactiveGates.keys();
  }

  clone(): FeatureSet {
    const copy = new FeatureSet();
    copy.#active = this.#active.clone();
    copy.#inactive = this.#inactive?.clone();
    return copy;
  }

  get #inactiveGates(): PubkeyMap<true> {
    if (this.#inactive === undefined) {
      this.#inactive = new PubkeyMap();
      for (const { id } of FEATURES) if (!this.#active.has(id)) this.#inactive.set(id, true);
    }
    return this.#inactive;
  }
}

/** Throws `invalid-pubkey`. */
function checkFeatureId(featureId: Pubkey): void {
  readUntrusted("invalid-pubkey", "the feature id", () => assertPubkey(featureId));
}

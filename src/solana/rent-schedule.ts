import type { FeatureSet } from "./feature-set.js";
import type { FeatureName } from "./features.js";
import type { Rent } from "./sysvars/rent.js";

/** The rent of genesis: 3480 lamports a byte and year, two years in advance. */
const LEGACY_RENT: Rent = { lamportsPerByte: 3480n, exemptionThreshold: 2, burnPercent: 50 };

/** SIMD-0437's and 0438's rates in the order in which a bank applies those that activate together. */
const RATES: readonly (readonly [FeatureName, bigint])[] = [
  ["set_lamports_per_byte_to_6333", 6333n],
  ["set_lamports_per_byte_to_5080", 5080n],
  ["set_lamports_per_byte_to_2575", 2575n],
  ["set_lamports_per_byte_to_1322", 1322n],
  ["set_lamports_per_byte_to_696", 696n],
  ["set_lamports_per_byte_to_6960", 6960n],
];

/**
 * The rent that a cluster has after the gates of `features` (Agave, bank.rs `apply_activated_features` and
 * rent_collector.rs `deprecate_rent_exemption_threshold`): the rate whose gate activated last.
 */
export function rentOf(features: FeatureSet): Rent {
  if (!features.has("deprecate_rent_exemption_threshold")) return LEGACY_RENT;
  let lamportsPerByte = LEGACY_RENT.lamportsPerByte * BigInt(LEGACY_RENT.exemptionThreshold);
  let latestSlot = -1n;
  for (const [gate, rate] of RATES) {
    const slot = features.slotOf(gate);
    if (slot === undefined || slot < latestSlot) continue;
    latestSlot = slot;
    lamportsPerByte = rate;
  }
  return { lamportsPerByte, exemptionThreshold: 1, burnPercent: LEGACY_RENT.burnPercent };
}

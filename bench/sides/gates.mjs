import { FEATURE_PRESETS } from "../../dist/solana/feature-presets.js";
import { featureNamed } from "../../dist/solana/features.js";

/** Activates mainnet's gates and those named, in a feature set of either side. */
export function activate(featureSet, names) {
  const ids = [...FEATURE_PRESETS.mainnet.features().activeFeatures(), ...names.map((name) => featureNamed(name).id)];
  for (const id of ids) featureSet.activate(id, 0n);
  return featureSet;
}

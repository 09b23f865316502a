import { type Config, DEFAULT_CONFIG } from "../../../sbpf/config.js";
import { SbpfVersion } from "../../../sbpf/version.js";

/** What a line may say of the configuration. */
export interface VectorConfig {
  readonly max_call_depth?: number;
  readonly enable_stack_frame_gaps?: boolean;
  readonly optimize_rodata?: boolean;
  readonly enabled_sbpf_versions?: readonly [VectorVersion, VectorVersion];
}
export type VectorVersion = keyof typeof SbpfVersion;

const KNOWN = ["max_call_depth", "enable_stack_frame_gaps", "optimize_rodata", "enabled_sbpf_versions"];

/** The configuration of a line: the defaults and what differs. */
export function configOf(vector: VectorConfig): Config {
  const unknown = Object.keys(vector).filter((key) => !KNOWN.includes(key));
  if (unknown.length > 0) throw new Error(`unknown configuration: ${unknown.join(", ")}`);
  const versions = vector.enabled_sbpf_versions;
  return {
    ...DEFAULT_CONFIG,
    maxCallDepth: vector.max_call_depth ?? DEFAULT_CONFIG.maxCallDepth,
    enableStackFrameGaps: vector.enable_stack_frame_gaps ?? DEFAULT_CONFIG.enableStackFrameGaps,
    optimizeRodata: vector.optimize_rodata ?? DEFAULT_CONFIG.optimizeRodata,
    enabledSbpfVersions:
      versions === undefined
        ? DEFAULT_CONFIG.enabledSbpfVersions
        : [SbpfVersion[versions[0]], SbpfVersion[versions[1]]],
  };
}

export { traceFromJson, traceSchema, traceToJson } from "./json/json.js";
export * from "./model.js";
export { describeKnownProgram } from "./names/known-programs.js";
export { nameTrace } from "./names/name-frame.js";
export type {
  DescribedError,
  DescribedInstruction,
  ProgramDescription,
  ProgramLookup,
} from "./names/program-description.js";
export type * from "./outcome.js";
export { type PrintTraceOptions, printTrace, printTraceSvg, type TraceSection } from "./print/print-trace.js";
export type { SvgTheme } from "./print/svg.js";
export { type CollapsedStacksOptions, collapsedStacks } from "./print/units/collapsed-stacks.js";
export { type FlameGraphOptions, flameGraphSvg } from "./print/units/flame-graph.js";
export type * from "./units.js";

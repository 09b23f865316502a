import type { Frame } from "../../trace/model.js";
import type { MachineState } from "../../trace/outcome.js";
import type { Case } from "../case.js";
import type { Fix, Told } from "../model.js";
import { capital, frameText, plural } from "../words.js";
import { placeInCode } from "./place.js";

/** Agave: MAX_COMPUTE_UNIT_LIMIT. */
const MAX_UNITS = 1_400_000;
const FEW = 8;
/** Functions, and syscalls, that are named. */
const DEAREST = 3;

/** The meter ran out. */
export function explainUnits(told: Case, frame: Frame, machine: MachineState | null = null): Told {
  const place = placeInCode(told, frame, machine);
  const { computeUnits: limit } = told.trace.limits;
  const canAskMore = limit < MAX_UNITS;
  const fix: Fix | undefined = canAskMore ? { kind: "computeUnitLimit", units: MAX_UNITS } : undefined;
  return {
    code: "out-of-compute-units",
    title: `out of compute units: ${limit} were not enough`,
    facts: {
      ...place.facts,
      limit,
      maximum: MAX_UNITS,
      spent: told.frames.map(({ id, program, units }) => ({ frame: id, program, ...units })),
    },
    words: [
      `${capital(frameText(told, frame))} had ${plural(frame.units.available, "unit")} left when it began, and needed more. The transaction may use ${limit}.`,
      ...(told.frames.some(({ units }) => units.total > 0) ? ["Where they went:"] : []),
      ...spending(told),
      ...functionLines(told),
      ...syscallLines(told),
      ...place.words,
      canAskMore
        ? `Ask for more, up to ${MAX_UNITS}: in versions before 1 with SetComputeUnitLimit of the Compute Budget program, in version 1 in the message. Ask for what is needed and little more: the limit counts for the priority fee.`
        : `${MAX_UNITS} is the most that a transaction can have: do less, or split the work over several transactions.`,
    ],
    fix,
  };
}

/** Own work of each frame, the dearest first. */
function spending(told: Case): string[] {
  const own = ({ units }: Frame) => units.own + units.calling + units.heap + units.forfeited;
  const frames = told.frames.toSorted((a, b) => own(b) - own(a)).filter((frame) => own(frame) > 0);
  const lines = frames.slice(0, FEW).map((frame) => {
    const { units } = frame;
    const parts = [
      `${units.own} by its own instructions and syscalls`,
      ...(units.calling > 0 ? [`${units.calling} to make calls`] : []),
      ...(units.heap > 0 ? [`${units.heap} for its heap`] : []),
      ...(units.forfeited > 0 ? [`${units.forfeited} lost in its fault`] : []),
    ];
    return `  ${own(frame)} in ${frameText(told, frame)}: ${parts.join(", ")}`;
  });
  return frames.length > FEW ? [...lines, `  and ${plural(frames.length - FEW, "frame")} more`] : lines;
}

/** The dearest functions, where the trace counts them. */
function functionLines(told: Case): string[] {
  const costs = new Map<string, { readonly text: string; units: number; times: number }>();
  for (const { program, functions } of told.frames) {
    for (const { name, pc, units, times } of functions ?? []) {
      if (pc === null) continue;
      const key = `${program} ${pc}`;
      const cost = costs.get(key) ?? { text: `${name} of ${told.name(program)}`, units: 0, times: 0 };
      cost.units += units;
      cost.times += times;
      costs.set(key, cost);
    }
  }
  const dearest = [...costs.values()].sort((a, b) => b.units - a.units).slice(0, DEAREST);
  return dearest.map(({ text, units, times }) => `  of these ${units} in ${plural(times, "call")} of ${text}`);
}

/** The dearest syscalls, where the trace lists them. */
function syscallLines(told: Case): string[] {
  const costs = new Map<string, { units: number; count: number }>();
  for (const { name, units } of told.frames.flatMap(({ syscalls }) => syscalls ?? [])) {
    const { units: before, count } = costs.get(name) ?? { units: 0, count: 0 };
    costs.set(name, { units: before + units, count: count + 1 });
  }
  const dearest = [...costs].sort(([, a], [, b]) => b.units - a.units).filter(([, { units }]) => units > 0);
  return dearest
    .slice(0, DEAREST)
    .map(([name, { units, count }]) => `  of these ${units} in ${plural(count, "call")} of ${name}`);
}

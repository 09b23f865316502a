import type { Frame, Trace } from "../../trace/model.js";

/** All frames of a trace by their ids, called ones included. */
export function framesOf({ frames }: Trace): Frame[] {
  const all: Frame[] = [];
  const add = (frame: Frame) => {
    all[frame.id] = frame;
    for (const call of frame.calls) add(call);
  };
  for (const frame of frames) add(frame);
  return all;
}

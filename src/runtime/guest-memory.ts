import { LinearMemory } from "../sbpf/linear-memory.js";

let shared: LinearMemory | undefined;

/** The linear memory of every program that runs in this process; made when the first one runs. */
export function guestMemory(): LinearMemory {
  shared ??= new LinearMemory();
  return shared;
}

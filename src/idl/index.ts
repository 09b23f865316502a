export type { ProgramDescription } from "../trace/names/program-description.js";
export { type CpiFromIdl, cpiFromIdl } from "./cpi-from-idl.js";
export { readIdl } from "./read-idl.js";

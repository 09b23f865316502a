import type { ProgramLookup } from "./program-description.js";

/** The programs that Callgate knows by itself. */
export const describeKnownProgram: ProgramLookup = () => undefined;

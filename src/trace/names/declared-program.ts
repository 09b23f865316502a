import type { DeclaredProgram } from "../../program/accounts/declared-program.js";
import { layoutsOf } from "../../program/cpi/functions.js";
import type { Program } from "../../program/program.js";
import { addressFromPubkey, type Pubkey } from "../../solana/pubkey.js";
import { describeLayouts } from "./layout-description.js";
import type { ProgramDescription } from "./program-description.js";

/** How a program in TypeScript calls its instructions, if it declares them. */
export function describeProgram(program: Program, id: Pubkey): ProgramDescription | undefined {
  if (!isDeclared(program)) return undefined;
  const error = (code: number) => {
    const found = program.idl(id).errors.find((known) => known.code === code);
    return found && { name: found.name, message: found.msg };
  };
  return describeLayouts(program.name, addressFromPubkey(id), layoutsOf(program.cpi), { error });
}

/** Only a declared program has functions. Its class is not asked for, so that programs without need none of it. */
function isDeclared(program: Program): program is DeclaredProgram<Record<string, never>> {
  return "cpi" in program;
}

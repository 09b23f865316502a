import { LOADER_V1_ID, LOADER_V2_ID, LOADER_V3_ID, NATIVE_LOADER_ID } from "../../../solana/program-ids.js";
import { type Pubkey, pubkeyEqual } from "../../../solana/pubkey.js";
import type { InvokeContext } from "../../invoke-context.js";
import type { Builtin } from "../../program-cache.js";
import { executeProgram } from "../../vm.js";
import { processLoaderV3Instruction } from "./loader-v3.js";
import { refuse } from "./refuse.js";

/** A loader called by its own id, to manage programs. */
interface Management {
  readonly loaderId: Pubkey;
  readonly computeUnits: number;
  readonly process: (context: InvokeContext) => void;
}

const MANAGEMENT: readonly Management[] = [
  { loaderId: LOADER_V3_ID, computeUnits: 2_370, process: processLoaderV3Instruction },
  {
    loaderId: LOADER_V2_ID,
    computeUnits: 570,
    process: (context) =>
      refuse(context, "UnsupportedProgramId", "BPF loader management instructions are no longer supported"),
  },
  {
    loaderId: LOADER_V1_ID,
    computeUnits: 1_140,
    process: (context) => refuse(context, "UnsupportedProgramId", "Deprecated loader is no longer supported"),
  },
];

/**
 * The loaders' one entry point: called by a loader's id it manages programs, called by the id of a program that a
 * loader owns it runs that program (Agave: programs/bpf_loader/src/lib.rs, process_instruction_inner).
 */
function process(context: InvokeContext): void {
  const { programKey, programOwner } = context.transaction.currentInstruction;
  if (pubkeyEqual(programOwner, NATIVE_LOADER_ID)) manage(context, programKey);
  else runProgram(context, programKey);
}

function manage(context: InvokeContext, loaderId: Pubkey): void {
  const management = MANAGEMENT.find((entry) => pubkeyEqual(entry.loaderId, loaderId));
  if (management === undefined) refuse(context, "UnsupportedProgramId", "Invalid BPF loader id");
  context.consumeForBuiltin(management.computeUnits);
  management.process(context);
}

function runProgram(context: InvokeContext, programId: Pubkey): void {
  const entry = context.programCache.find(programId);
  if (entry === undefined) refuse(context, "UnsupportedProgramId", "Program is not cached");
  // No loader owns a builtin, so nothing else is ever found here.
  if (entry.kind !== "Loaded") refuse(context, "UnsupportedProgramId", "Program is not deployed");
  executeProgram(context, entry.executable, entry.runner);
}

export const loaderV1Program: Builtin = { name: "solana_bpf_loader_program", process };
export const loaderV2Program: Builtin = { name: "solana_bpf_loader_program", process };
export const loaderV3Program: Builtin = { name: "solana_bpf_loader_upgradeable_program", process };

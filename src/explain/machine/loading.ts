import { Disassembler } from "../../sbpf/disassembler.js";
import type { ElfErrorKind } from "../../sbpf/elf-error.js";
import type { EbpfError } from "../../sbpf/errors.js";
import type { Executable } from "../../sbpf/executable.js";
import { INSN_SIZE } from "../../sbpf/memory-layout.js";
import type { VerifierErrorKind } from "../../sbpf/verifier-error.js";
import { decodeLoaderV3State, LOADER_V3_BYTES } from "../../solana/loader-v3-state.js";
import { LOADER_V3_ID } from "../../solana/program-ids.js";
import { addressFromPubkey } from "../../solana/pubkey.js";
import { codeOf, type FailedInstruction } from "../errors/plain.js";
import type { Told } from "../model.js";
import { capital, frameText, hex } from "../words.js";
import type { LoadFault } from "../world.js";
import { ELF_ERRORS } from "./elf-errors.js";
import { VERIFIER_ERRORS } from "./verifier-errors.js";

/** There is no program that could run. */
export function explainUnsupportedProgram(failed: FailedInstruction): Told {
  const { told, frame } = failed;
  const name = told.name(frame.program);
  const state = told.world.program(told.keyOf(frame.program));
  const begin = `${capital(frameText(told, frame))} did not run: `;
  const owner = told.stateFor(frame, frame.program)?.owner;
  const isDeployed = told.frames.some(({ program }) => program === addressFromPubkey(LOADER_V3_ID));
  if (isDeployed && owner === addressFromPubkey(LOADER_V3_ID)) return explainChangedNow(failed);
  if (state?.kind === "none" && owner === addressFromPubkey(LOADER_V3_ID)) return explainClosed(failed);
  switch (state?.kind) {
    case "delayVisibility":
      return {
        code: "program-not-visible-yet",
        title: `${name} runs from the next slot on`,
        facts: { program: frame.program, slot: String(state.slot) },
        words: [
          `${begin}it was deployed, upgraded or extended in slot ${state.slot}, which is this one. Programs run from the slot after.`,
          "Send the transaction in a later slot.",
        ],
        fix: { kind: "waitForSlot", slot: String(state.slot + 1n) },
      };
    case "closed":
      return explainClosed(failed);
    case "failedVerification":
      return explainLoadFault(failed, state.fault);
    default:
      return {
        code: "unsupported-program",
        title: `${name} is no program that can run`,
        facts: { program: frame.program, owner: told.stateFor(frame, frame.program)?.owner ?? null },
        words: [
          `${begin}${ownerText(failed)}`,
          "Pass the address of a deployed program. Programs belong to the upgradeable loader, or to loader v1 or v2.",
        ],
      };
  }
}

/** The transaction did something to its own program. */
function explainChangedNow({ told, frame }: FailedInstruction): Told {
  const name = told.name(frame.program);
  return {
    code: "program-not-visible-yet",
    title: `${name} was changed by this very transaction`,
    facts: { program: frame.program, slot: told.trace.slot },
    words: [
      `${capital(frameText(told, frame))} did not run: an earlier instruction of the transaction deployed, upgraded, extended or closed the program. It runs from the next slot on, if at all.`,
      "Run it in a later transaction.",
    ],
  };
}

function explainClosed({ told, frame }: FailedInstruction): Told {
  const name = told.name(frame.program);
  return {
    code: "program-closed",
    title: `${name} is closed, or was never deployed`,
    facts: { program: frame.program },
    words: [
      `${capital(frameText(told, frame))} did not run: its account is there, but no code is: its programdata account is closed or missing.`,
      "A closed program cannot come back at its address: deploy at another, and call that.",
    ],
  };
}

function ownerText({ told, frame }: FailedInstruction): string {
  const owner = told.stateFor(frame, frame.program)?.owner;
  return owner === undefined
    ? `no account ${frame.program} exists.`
    : `the account belongs to ${told.name(owner)}, which is no loader that runs programs, or it is a builtin that this runtime does not have.`;
}

/** What the upgradeable loader objects to in the file that it is to deploy; undefined if it is something else. */
export function explainRefusedDeployment(failed: FailedInstruction): Told | undefined {
  const { told, frame } = failed;
  if (frame.program !== addressFromPubkey(LOADER_V3_ID)) return undefined;
  for (const { address } of frame.accounts) {
    const data = told.dataOf(address);
    // What the transaction itself has written to it is not stored.
    if (decodeLoaderV3State(data)?.kind !== "buffer" || told.hasWritten(address)) continue;
    const fault = told.world.deployFault(data.subarray(LOADER_V3_BYTES.buffer));
    if (fault !== undefined) return explainLoadFault(failed, fault);
  }
  return undefined;
}

/** The bytes are no program that today's runtime takes. */
function explainLoadFault({ told, frame }: FailedInstruction, { error, executable }: LoadFault): Told {
  const { code, means, advice } = meaningOf(error);
  return {
    code,
    title: `program not loadable: ${error.message}`,
    facts: { program: frame.program, text: error.message },
    words: [
      `${capital(frameText(told, frame))} failed because the program's bytes are not acceptable: ${error.message}.`,
      ...instructionWords(error, executable),
      means,
      advice,
    ],
  };
}

/** The instruction that the verifier objects to, which it names last. */
function instructionWords(error: EbpfError, executable: Executable | undefined): string[] {
  const pc = error.is("VerifierError") ? error.fields[0].fields.at(-1) : undefined;
  if (typeof pc !== "number" || executable === undefined || pc >= executable.decoded.length) return [];
  const at = pc * INSN_SIZE;
  const bytes = hex(executable.text.subarray(at, at + INSN_SIZE));
  return [`  ${pc}: ${new Disassembler(executable, executable.loader).instruction(pc)} (${bytes})`];
}

function meaningOf(fault: EbpfError): { code: string; means: string; advice: string } {
  if (fault.is("ElfError")) {
    const kind: ElfErrorKind = fault.fields[0].kind;
    return { code: `elf-${codeOf(kind)}`, ...ELF_ERRORS[kind] };
  }
  if (fault.is("VerifierError")) {
    const kind: VerifierErrorKind = fault.fields[0].kind;
    return { code: `verifier-${codeOf(kind)}`, ...VERIFIER_ERRORS[kind] };
  }
  return { code: codeOf(fault.kind), means: "The loader refused the file.", advice: "Build the program anew." };
}

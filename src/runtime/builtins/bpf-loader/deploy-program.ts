import { EbpfError } from "../../../sbpf/errors.js";
import { Executable } from "../../../sbpf/executable.js";
import type { Loader } from "../../../sbpf/loader.js";
import type { Pubkey } from "../../../solana/pubkey.js";
import type { InvokeContext } from "../../invoke-context.js";
import { refuse } from "./refuse.js";

/**
 * Checks that `elf` is a program by the rules of `loader`, which are stricter than those for running, and hides the
 * program until the next slot. InvalidAccountData, after the reason in the log, if it is none (Agave:
 * program-runtime/src/deploy.rs, deploy_program).
 */
export function deployProgram(
  context: InvokeContext,
  programId: Pubkey,
  elf: Uint8Array,
  loader: Loader<InvokeContext>,
): void {
  try {
    Executable.fromElf(elf, loader).verify();
  } catch (thrown) {
    if (!(thrown instanceof EbpfError)) throw thrown;
    refuse(context, "InvalidAccountData", reasonOf(thrown));
  }
  context.programCache.storeModifiedEntry(programId, { kind: "DelayVisibility" });
}

/** An ELF's fault is logged without the words that the machine's error puts before it; a verifier's with them. */
function reasonOf(error: EbpfError): string {
  return error.is("ElfError") ? error.fields[0].message : error.message;
}

import { EbpfError } from "../../../sbpf/errors.js";
import { Executable } from "../../../sbpf/executable.js";
import type { LoaderEnvironment } from "../../../sbpf/loader.js";
import { SbpfVersion } from "../../../sbpf/version.js";
import type { Pubkey } from "../../../solana/pubkey.js";
import type { InvokeContext } from "../../invoke-context.js";
import { refuse } from "./refuse.js";

/**
 * Checks that `elf` is a program by the rules for new deployments, which are stricter than those for running, and
 * hides the program until the next slot. InvalidAccountData, after the reason in the log, if it is none (Agave:
 * program-runtime/src/deploy.rs, deploy_program).
 *
 * @param newestVersionsOnly refuses sBPF before v3.
 */
export function deployProgram(
  context: InvokeContext,
  programId: Pubkey,
  elf: Uint8Array,
  newestVersionsOnly: boolean,
): void {
  const { deploymentLoader } = context.environment;
  try {
    Executable.fromElf(elf, newestVersionsOnly ? withoutOldVersions(deploymentLoader) : deploymentLoader).verify();
  } catch (thrown) {
    if (!(thrown instanceof EbpfError)) throw thrown;
    refuse(context, "InvalidAccountData", reasonOf(thrown));
  }
  context.programCache.storeModifiedEntry(programId, { kind: "DelayVisibility" });
}

function withoutOldVersions({ config, syscalls }: LoaderEnvironment): LoaderEnvironment {
  return { config: { ...config, enabledSbpfVersions: [SbpfVersion.V3, config.enabledSbpfVersions[1]] }, syscalls };
}

/** An ELF's fault is logged without the words that the machine's error puts before it; a verifier's with them. */
function reasonOf(error: EbpfError): string {
  return error.is("ElfError") ? error.fields[0].message : error.message;
}

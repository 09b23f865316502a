import { Argument, Command, Option } from "commander";
import { Disassembler } from "../../sbpf/disassembler.js";
import { isElf } from "../../sbpf/elf/constants.js";
import { EbpfError } from "../../sbpf/errors.js";
import { Executable } from "../../sbpf/executable.js";
import { FEATURE_PRESETS, type FeaturePresetName } from "../../solana/feature-presets.js";
import { resolveFeatures } from "../../solana/runtime-features.js";
import { defaultBudgetOf } from "../../svm/default-budget.js";
import { programLoadersFor } from "../../svm/program-loaders.js";
import { CommandError, readBytes } from "./failure.js";

/** `callgate disassemble FILE`: the instructions of a compiled program, with labels, syscall names and where jumps come from. */
export function disassembleCommand(): Command {
  const presets = Object.keys(FEATURE_PRESETS);
  return new Command("disassemble")
    .description("Prints the instructions of a compiled program, with labels, syscalls and control flow.")
    .addArgument(new Argument("<file>", "an ELF file, as `cargo build-sbf` writes it"))
    .addOption(
      new Option("--features <preset>", "whose syscalls and sBPF versions count").choices(presets).default("all"),
    )
    .action((file: string, options: { features: FeaturePresetName }) => {
      console.log(disassemble(readBytes(file), options.features, file).join("\n"));
    });
}

function disassemble(elf: Uint8Array, preset: FeaturePresetName, file: string): string[] {
  const { features, limits } = FEATURE_PRESETS[preset];
  const resolved = resolveFeatures(features());
  const loader = programLoadersFor(resolved, defaultBudgetOf(resolved, limits)).executionLoader;
  try {
    return lines(new Disassembler(Executable.fromElf(elf, loader), loader));
  } catch (cause) {
    if (!(cause instanceof EbpfError)) throw cause;
    if (!isElf(elf)) throw new CommandError(`${file} is no ELF file`);
    throw new CommandError(`${file} is no program that the runtime loads: ${cause.message}`, { cause });
  }
}

const PC_WIDTH = 8;

/** Each instruction with its pc; at labels, where jumps to them stand. */
function lines(disassembler: Disassembler): string[] {
  return [...disassembler.pcs()].flatMap((pc) => {
    const label = disassembler.labelAt(pc);
    const instruction = `${`${pc}`.padStart(PC_WIDTH)}  ${disassembler.instruction(pc)}`;
    if (label === undefined) return [instruction];
    const jumps = disassembler.jumpsTo(pc);
    const head = jumps.length === 0 ? `${label}:` : `${`${label}:`.padEnd(40)} ; from ${jumps.join(", ")}`;
    return [...(disassembler.isFunction(pc) && pc > 0 ? [""] : []), head, instruction];
  });
}

import { type Config, DEFAULT_CONFIG } from "../../../src/sbpf/config.js";
import { Executable } from "../../../src/sbpf/executable.js";
import { MM_HEAP_START, MM_INPUT_START, MM_STACK_START } from "../../../src/sbpf/memory-layout.js";
import { SbpfVersion } from "../../../src/sbpf/version.js";
import type { Random } from "../../helpers/random.js";
import { type Block, type Bout, loaderOf, passesVerifier, SYSCALL_NAMES } from "./duel.js";
import { loopingProgram } from "./looping-program.js";
import { randomProgram } from "./random-program.js";

/** A random run of a random program that the verifier lets pass. */
export function randomBout(random: Random, version: SbpfVersion): Bout {
  const config = randomConfig(random, version);
  const blocks = randomBlocks(random, config);
  const isLooping = random.oneIn(2);
  const heapLength = random.pick(isLooping ? [64, 4096, 5000] : [0, 1, 7, 64, 4096, 5000]);
  const program = isLooping ? loopingProgram : randomProgram;
  return {
    config,
    executable: randomExecutable(program, random, version, config),
    registers: Array.from({ length: 11 }, () => randomWord(random, config, blocks, heapLength)),
    blocks,
    heapLength,
    budget: random.oneIn(3) ? random.below(isLooping ? 900 : 40) : isLooping ? 4000 : 400,
    traced: random.oneIn(4),
    grows: random.oneIn(3),
  };
}

function randomConfig(random: Random, version: SbpfVersion): Config {
  return {
    ...DEFAULT_CONFIG,
    maxCallDepth: random.pick([1, 2, 5, 6, 20, 64]),
    stackFrameSize: random.oneIn(8) ? random.pick([64, 128, 100, 8192]) : 4096,
    enableStackFrameGaps: !random.oneIn(4),
    // Since v4 mappings are aligned whatever the settings say.
    alignedMemoryMapping: version >= SbpfVersion.V4 || random.oneIn(2),
    enabledSbpfVersions: [version, version],
  };
}

/** Input regions one after the other, with or without room between them; where windows hold one region, one. */
function randomBlocks(random: Random, { alignedMemoryMapping }: Config): Block[] {
  let vmAddress = MM_INPUT_START + (random.oneIn(6) ? random.below(20) : 0);
  const blocks = random.list(alignedMemoryMapping ? 1 : 4, () => {
    const length = random.pick([0, 1, 3, 8, 100, 4096]);
    const reserved = length + (random.oneIn(2) ? random.below(300) : 0);
    const block = { vmAddress, length, writable: !random.oneIn(3), reserved };
    vmAddress += random.oneIn(3) ? length : reserved + random.below(3);
    return block;
  });
  if (random.oneIn(5)) blocks.push({ vmAddress: 0x7_0000_0000, length: 30, writable: true, reserved: 30 });
  if (random.oneIn(9)) blocks.push({ vmAddress: 0xb_0000_0000, length: 30, writable: true, reserved: 30 });
  return blocks;
}

function randomExecutable(
  program: typeof randomProgram,
  random: Random,
  version: SbpfVersion,
  config: Config,
): Executable {
  for (;;) {
    const { text, functions } = program(random, version, SYSCALL_NAMES);
    const executable = Executable.fromTextBytes(text, loaderOf(config), version, functions);
    if (passesVerifier(executable)) return executable;
  }
}

/** Mostly the edge of something. */
function randomWord(random: Random, config: Config, blocks: readonly Block[], heapLength: number): bigint {
  if (random.oneIn(4)) return (BigInt(random.u32()) << 32n) | BigInt(random.u32());
  const frame = config.stackFrameSize;
  const edges = [
    0,
    2 ** 32,
    2 ** 32 + 8 * random.below(40),
    MM_STACK_START,
    MM_STACK_START + frame * random.below(12),
    MM_STACK_START + frame * config.maxCallDepth,
    MM_STACK_START + 2 * frame * config.maxCallDepth,
    MM_HEAP_START,
    MM_HEAP_START + heapLength,
    ...blocks.flatMap(({ vmAddress, length, reserved }) => [vmAddress, vmAddress + length, vmAddress + reserved]),
    2 ** 53,
  ];
  const near = BigInt(random.pick(edges)) + BigInt(random.oneIn(2) ? 0 : random.below(32) - 16);
  return BigInt.asUintN(64, near);
}

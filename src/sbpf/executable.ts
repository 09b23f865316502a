import type { Config } from "./config.js";
import { type DecodedText, decodeText } from "./decoder.js";
import { loadElf } from "./elf-loader.js";
import { FunctionRegistry } from "./function-registry.js";
import { registerFunctionHashedLegacy } from "./legacy-functions.js";
import type { LinearMemory } from "./linear-memory.js";
import type { LoaderEnvironment } from "./loader.js";
import { MM_BYTECODE_START, MM_RODATA_START } from "./memory-layout.js";
import { MemoryRegion } from "./memory-region.js";
import { verifyText } from "./verifier.js";
import { enableLowerRodataVaddr, type SbpfVersion, staticSyscalls } from "./version.js";

/** What a loader finds in a file. */
export interface ExecutableParts {
  readonly sbpfVersion: SbpfVersion;
  /** The instructions, relocated. */
  readonly text: Uint8Array;
  readonly textVmAddress: number;
  /** Index of the first instruction to run. */
  readonly entryPc: number;
  /** Functions by the key that calls name (before v3), else by pc. */
  readonly functions: FunctionRegistry<number>;
  /** The bytes a program can read: its data and, before v3, its text. */
  readonly rodata: Uint8Array;
  readonly rodataVmAddress: number;
}

/** A loaded program (solana-sbpf `Executable`). Several virtual machines may run it at a time. */
export class Executable implements ExecutableParts {
  readonly sbpfVersion: SbpfVersion;
  readonly text: Uint8Array;
  readonly textVmAddress: number;
  readonly entryPc: number;
  readonly functions: FunctionRegistry<number>;
  readonly rodata: Uint8Array;
  readonly rodataVmAddress: number;
  /** Whether a run is known to have written to its input: the next ones will too. */
  writesInput = false;
  /** How much of its heap a run is known to have needed: the next ones will too. */
  neededHeapLength = 0;
  /** What the engine that ran it last keeps of it, for whom. */
  engineState: { readonly owner: object } | undefined = undefined;
  #verified = false;
  #decoded: DecodedText | null = null;
  readonly #roRegions = new WeakMap<LinearMemory, MemoryRegion>();
  /** The last one that was asked for. */
  #linear: LinearMemory | undefined = undefined;
  #roRegion: MemoryRegion | undefined = undefined;

  private constructor(
    /** The one that it was loaded by and runs under. */
    readonly loader: LoaderEnvironment,
    parts: ExecutableParts,
  ) {
    this.sbpfVersion = parts.sbpfVersion;
    this.text = parts.text;
    this.textVmAddress = parts.textVmAddress;
    this.entryPc = parts.entryPc;
    this.functions = parts.functions;
    this.rodata = parts.rodata;
    this.rodataVmAddress = parts.rodataVmAddress;
  }

  /**
   * Loads and relocates an ELF file. The bytes are copied.
   *
   * @throws EbpfError ElfError.
   */
  static fromElf(elf: Uint8Array, loader: LoaderEnvironment): Executable {
    return new Executable(loader, loadElf(elf, loader));
  }

  /**
   * Makes an executable of bare instructions. They are copied.
   *
   * @throws EbpfError ElfError(SymbolHashCollision) if a syscall has the key of the entry point.
   */
  static fromTextBytes(
    text: Uint8Array,
    loader: LoaderEnvironment,
    sbpfVersion: SbpfVersion,
    functions: FunctionRegistry<number> = new FunctionRegistry(),
  ): Executable {
    const bytes = text.slice();
    const entry = functions.lookupByName("entrypoint");
    if (entry === undefined) {
      registerFunctionHashedLegacy(functions, loader, !staticSyscalls(sbpfVersion), "entrypoint", 0);
    }
    return new Executable(loader, {
      sbpfVersion,
      text: bytes,
      textVmAddress: MM_BYTECODE_START,
      entryPc: entry?.value ?? 0,
      functions,
      rodata: bytes,
      rodataVmAddress: enableLowerRodataVaddr(sbpfVersion) ? MM_RODATA_START : MM_BYTECODE_START,
    });
  }

  get config(): Config {
    return this.loader.config;
  }

  /** Whether `verify` has passed. Engines run nothing else. */
  get verified(): boolean {
    return this.#verified;
  }

  /**
   * Checks the text by the rules that every program on chain must meet (`RequisiteVerifier`).
   *
   * @throws EbpfError VerifierError.
   */
  verify(): void {
    verifyText(this.text, this.sbpfVersion);
    this.#verified = true;
  }

  /** The text taken apart, for interpreters. Made at the first call. */
  get decoded(): DecodedText {
    this.#decoded ??= decodeText(this);
    return this.#decoded;
  }

  /** The region of the read-only data, which is copied into `linear` at the first call. */
  roRegion(linear: LinearMemory): MemoryRegion {
    if (this.#roRegion !== undefined && this.#linear === linear) return this.#roRegion;
    let region = this.#roRegions.get(linear);
    if (region === undefined) {
      region = new MemoryRegion(this.rodataVmAddress, this.rodata.length, linear.place(this.rodata, this), false);
      this.#roRegions.set(linear, region);
    }
    this.#linear = linear;
    this.#roRegion = region;
    return region;
  }
}

import { sha256 } from "../crypto/sha256.js";
import type { ProgramCacheEntry } from "../runtime/program-cache.js";
import { EbpfError } from "../sbpf/errors.js";
import { Executable } from "../sbpf/executable.js";
import type { LoaderEnvironment } from "../sbpf/loader.js";

/** ELF bytes whose programs stay loaded when no VM has them any more, per loader. */
const RETAINED_ELF_BYTES = 16 * 1024 * 1024;

const FAILED_VERIFICATION: ProgramCacheEntry = { kind: "FailedVerification" };

/**
 * The executables of one loader by the content of their ELF, so that every VM in the process loads a program once:
 * found at once by the very bytes they were loaded from, else by SHA-256. The latest used stay.
 */
class ExecutableCache {
  readonly #byBytes = new WeakMap<Uint8Array, { readonly entry: ProgramCacheEntry; readonly elfOffset: number }>();
  readonly #byHash = new Map<string, { readonly entry: ProgramCacheEntry; readonly elfBytes: number }>();
  #elfBytes = 0;

  constructor(private readonly loader: LoaderEnvironment) {}

  get(data: Uint8Array, elfOffset: number): ProgramCacheEntry {
    const known = this.#byBytes.get(data);
    if (known?.elfOffset === elfOffset) return known.entry;
    const entry = this.#getByHash(data.subarray(elfOffset));
    this.#byBytes.set(data, { entry, elfOffset });
    return entry;
  }

  #getByHash(elf: Uint8Array): ProgramCacheEntry {
    const hash = sha256(elf).join();
    const known = this.#byHash.get(hash);
    if (known === undefined) return this.#retain(hash, load(elf, this.loader), elf.length);
    this.#byHash.delete(hash);
    this.#byHash.set(hash, known);
    return known.entry;
  }

  #retain(hash: string, entry: ProgramCacheEntry, elfBytes: number): ProgramCacheEntry {
    this.#byHash.set(hash, { entry, elfBytes });
    this.#elfBytes += elfBytes;
    for (const [oldest, dropped] of this.#byHash) {
      if (this.#elfBytes <= RETAINED_ELF_BYTES) break;
      this.#byHash.delete(oldest);
      this.#elfBytes -= dropped.elfBytes;
    }
    return entry;
  }
}

/** Loads and verifies a program (Agave: program-runtime/src/program_cache_entry.rs, ProgramCacheEntry::load). */
function load(elf: Uint8Array, loader: LoaderEnvironment): ProgramCacheEntry {
  try {
    const executable = Executable.fromElf(elf, loader);
    executable.verify();
    return { kind: "Loaded", executable };
  } catch (thrown) {
    if (thrown instanceof EbpfError) return FAILED_VERIFICATION;
    throw thrown;
  }
}

const caches = new WeakMap<LoaderEnvironment, ExecutableCache>();

/**
 * The program in an account's data from `elfOffset` on, loaded and verified, or the news that it failed to. Every VM
 * with the same loader gets the same executable.
 *
 * @param data must never change.
 */
export function loadProgram(data: Uint8Array, elfOffset: number, loader: LoaderEnvironment): ProgramCacheEntry {
  let cache = caches.get(loader);
  if (cache === undefined) {
    cache = new ExecutableCache(loader);
    caches.set(loader, cache);
  }
  return cache.get(data, elfOffset);
}

import { bytesEqual, viewOf } from "../base/bytes.js";
import type { ProgramCacheEntry } from "../runtime/program-cache.js";
import { EbpfError } from "../sbpf/errors.js";
import { Executable } from "../sbpf/executable.js";
import type { LoaderEnvironment } from "../sbpf/loader.js";

/** ELF bytes whose programs stay loaded when no VM has them any more, per loader. */
const RETAINED_ELF_BYTES = 16 * 1024 * 1024;

const FAILED_VERIFICATION: ProgramCacheEntry = { kind: "FailedVerification" };

class Retained {
  #hash: number | undefined;

  constructor(
    readonly elf: Uint8Array,
    readonly entry: ProgramCacheEntry,
  ) {}

  get hash(): number {
    this.#hash ??= hashOf(this.elf);
    return this.#hash;
  }
}

/**
 * The executables of one loader by the content of their ELF, so that every VM in the process loads a program once:
 * found at once by the very bytes they were loaded from, else by a fingerprint of a few of them. Only where programs
 * share one are all bytes hashed, and compared where the hashes are equal: a new program costs next to nothing. The
 * latest used stay.
 */
class ExecutableCache {
  readonly #byBytes = new WeakMap<Uint8Array, { readonly entry: ProgramCacheEntry; readonly elfOffset: number }>();
  /** Oldest use first. */
  readonly #byFingerprint = new Map<number, Retained[]>();
  #elfBytes = 0;

  constructor(private readonly loader: LoaderEnvironment) {}

  get(data: Uint8Array, elfOffset: number): ProgramCacheEntry {
    const known = this.#byBytes.get(data);
    if (known?.elfOffset === elfOffset) return known.entry;
    const entry = this.#getByContent(data.subarray(elfOffset));
    this.#byBytes.set(data, { entry, elfOffset });
    return entry;
  }

  #getByContent(elf: Uint8Array): ProgramCacheEntry {
    const fingerprint = fingerprintOf(elf);
    const alike = this.#byFingerprint.get(fingerprint) ?? [];
    this.#byFingerprint.delete(fingerprint);
    this.#byFingerprint.set(fingerprint, alike);
    const known = alike.length === 0 ? undefined : findContent(alike, elf);
    if (known !== undefined) return known.entry;
    const entry = load(elf, this.loader);
    alike.push(new Retained(elf, entry));
    this.#elfBytes += elf.length;
    this.#dropOldest();
    return entry;
  }

  #dropOldest(): void {
    for (const [oldest, alike] of this.#byFingerprint) {
      while (alike.length > 0 && this.#elfBytes > RETAINED_ELF_BYTES) this.#elfBytes -= alike.shift()!.elf.length;
      if (alike.length > 0) return;
      this.#byFingerprint.delete(oldest);
    }
  }
}

function findContent(alike: readonly Retained[], elf: Uint8Array): Retained | undefined {
  const hash = hashOf(elf);
  return alike.find((retained) => retained.hash === hash && bytesEqual(retained.elf, elf));
}

/** Of all bytes, in four lanes that a processor works out side by side. */
function hashOf(elf: Uint8Array): number {
  const view = viewOf(elf);
  const tail = elf.length & ~15;
  let [a, b, c, d] = [1, 2, 3, 4];
  for (let at = 0; at < tail; at += 16) {
    a = mix(a, view.getInt32(at, true));
    b = mix(b, view.getInt32(at + 4, true));
    c = mix(c, view.getInt32(at + 8, true));
    d = mix(d, view.getInt32(at + 12, true));
  }
  for (let at = tail; at < elf.length; at++) a = mix(a, elf[at]!);
  return mix(mix(a, b), mix(c, d));
}

const FINGERPRINT_SAMPLES = 64;

/** Of the length and of bytes from all over the file. */
function fingerprintOf(elf: Uint8Array): number {
  let hash = elf.length;
  for (let i = 1; i <= FINGERPRINT_SAMPLES; i++) {
    const at = elf.length - Math.ceil((elf.length * i) / FINGERPRINT_SAMPLES);
    hash = mix(hash, elf[at] ?? 0);
  }
  return hash;
}

function mix(hash: number, word: number): number {
  const product = Math.imul(hash ^ word, 0x9e3779b1);
  return product ^ (product >>> 15);
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

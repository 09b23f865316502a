/** A generated module and its memory. */
export interface WasmInstance<Exports> {
  readonly bytes: Uint8Array;
  readonly exports: Exports;
}

/**
 * Compiles what `write` gives, a module that imports `env.memory`, after `prepare` has filled that memory; null where
 * the host compiles no WebAssembly (a content security policy).
 */
export function instantiate<Exports>(
  write: () => Uint8Array<ArrayBuffer>,
  prepare: (bytes: Uint8Array) => void = () => {},
  pages = 1,
): WasmInstance<Exports> | null {
  const memory = new WebAssembly.Memory({ initial: pages, maximum: pages });
  const bytes = new Uint8Array(memory.buffer);
  prepare(bytes);
  try {
    const { exports } = new WebAssembly.Instance(new WebAssembly.Module(write()), { env: { memory } });
    return { bytes, exports: exports as Exports };
  } catch {
    return null;
  }
}

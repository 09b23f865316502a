/** A generated module and its memory, of one page. */
export interface WasmInstance<Exports> {
  readonly bytes: Uint8Array;
  readonly exports: Exports;
}

/**
 * Compiles what `write` gives, a module that imports `env.memory`, after `prepare` has filled the memory; null where
 * the host compiles no WebAssembly (a content security policy).
 */
export function instantiate<Exports>(
  write: () => Uint8Array<ArrayBuffer>,
  prepare: (bytes: Uint8Array) => void = () => {},
): WasmInstance<Exports> | null {
  const memory = new WebAssembly.Memory({ initial: 1, maximum: 1 });
  const bytes = new Uint8Array(memory.buffer);
  prepare(bytes);
  try {
    const { exports } = new WebAssembly.Instance(new WebAssembly.Module(write()), { env: { memory } });
    return { bytes, exports: exports as Exports };
  } catch {
    return null;
  }
}

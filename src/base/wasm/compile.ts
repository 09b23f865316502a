/**
 * Instantiates a module and hands over the instance: at once where the host lets large modules be compiled
 * synchronously, else (on the main thread of some browsers, which throw a RangeError) when it has been compiled
 * elsewhere.
 */
export function compile(
  bytes: Uint8Array<ArrayBuffer>,
  imports: WebAssembly.Imports,
  ready: (instance: WebAssembly.Instance) => void,
): void {
  let instance: WebAssembly.Instance;
  try {
    instance = new WebAssembly.Instance(new WebAssembly.Module(bytes), imports);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    // If that fails too, for want of memory, the interpreter goes on.
    WebAssembly.instantiate(bytes, imports).then(
      (compiled) => ready(compiled.instance),
      () => {},
    );
    return;
  }
  ready(instance);
}

/**
 * A module of Node ("node:crypto"), or undefined where there is none, as in browsers. The one door to Node below the
 * shells: a bundler sees no import to resolve. The caller states the part of the module that it uses as `Module`.
 */
export function nodeBuiltin<Module>(id: `node:${string}`): Module | undefined {
  const { process } = globalThis as { process?: { getBuiltinModule?: (id: string) => unknown } };
  return process?.getBuiltinModule?.(id) as Module | undefined;
}

/** Loads a package's module, ES modules too (Node 20.19 and later); throws if it is not there. */
export type NodeRequire = (specifier: string) => unknown;

/** The `require` of the module whose URL is `here`; undefined outside Node. */
export function nodeRequire(here: string | undefined): NodeRequire | undefined {
  const module = nodeBuiltin<{ createRequire(url: string): NodeRequire }>("node:module");
  return here === undefined ? undefined : module?.createRequire(here);
}

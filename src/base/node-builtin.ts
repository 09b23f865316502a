/**
 * A module of Node ("node:crypto"), or undefined where there is none, as in browsers. The one door to Node below the
 * shells: a bundler sees no import to resolve. The caller states the part of the module that it uses as `Module`.
 */
export function nodeBuiltin<Module>(id: `node:${string}`): Module | undefined {
  const { process } = globalThis as { process?: { getBuiltinModule?: (id: string) => unknown } };
  return process?.getBuiltinModule?.(id) as Module | undefined;
}

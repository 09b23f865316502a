// Callgate as its package offers it, or as `--modules` wants it.

/** What to import: the package's entry, else the module that it is made of. */
export const CALLGATE = process.env.CALLGATE_BENCH_MODULES
  ? new URL("../../dist/svm/index.js", import.meta.url).href
  : "callgate";

export const { createSvm, FeatureSet } = await import(CALLGATE);

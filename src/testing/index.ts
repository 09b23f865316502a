export { CallgateError } from "../base/errors.js";
export type { ExpectedError, FailureOptions } from "./assertions/fails-with.js";
export type { CpiOptions } from "./assertions/has-cpi.js";
export type { SignedOptions } from "./assertions/has-signed.js";
export type { UnitsOptions } from "./assertions/units.js";
export {
  assertFailsWith,
  assertHasCpi,
  assertHasSigned,
  assertStaysWithinUnits,
  assertSucceeds,
} from "./asserts.js";
export type { Chain } from "./chains/chain.js";
export { know as knownChain } from "./chains/known-chains.js";
export { type TestChain, testChain } from "./chains/test-chain.js";
export type { TestHooks } from "./chains/test-hooks.js";
export { anchorProvider } from "./clients/anchor-provider.js";
export { connectionTo } from "./clients/connection.js";
export { type CallgateClient, type CallgatePluginOptions, callgatePlugin } from "./clients/kit-plugin.js";
export { type Asserted, type CallgateMatchers, callgateMatchers } from "./matchers.js";
export type { Subject } from "./subjects/read-subject.js";

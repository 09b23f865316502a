export { CallgateError } from "../base/errors.js";
export type { Cluster } from "../cluster/cluster.js";
export type { ClusterOptions } from "../cluster/options.js";
export type { AccessOptions } from "./access.js";
export type { ServerLimits } from "./limits.js";
export { type RpcServer, type RpcServerOptions, startRpcServer } from "./rpc-server.js";
export { startValidator, type Validator, type ValidatorOptions } from "./validator.js";

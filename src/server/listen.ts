import type { Server } from "node:http";
import type { AddressInfo } from "node:net";
import { CallgateError } from "../base/errors.js";

/**
 * Lets a server listen; the port that it got, for 0 any free one. Throws `invalid-port`, `port-in-use`, `port-refused` (the
 * system does not let us) or `invalid-host` (no address of this machine).
 */
export async function listen(server: Server, host: string, port: number): Promise<number> {
  if (!Number.isInteger(port) || port < 0 || port > 65_535) {
    throw new CallgateError("invalid-port", `expected a port from 0 to 65535, got ${port}`, { port });
  }
  await new Promise<void>((resolve, reject) => {
    const fail = (error: NodeJS.ErrnoException) => reject(listenError(error, host, port));
    server.once("error", fail);
    server.listen(port, host, () => {
      server.removeListener("error", fail);
      resolve();
    });
  });
  return (server.address() as AddressInfo).port;
}

function listenError(error: NodeJS.ErrnoException, host: string, port: number): CallgateError {
  const context = { host, port };
  switch (error.code) {
    case "EADDRINUSE":
      return new CallgateError("port-in-use", `port ${port} of ${host} is in use by another process`, context);
    case "EACCES":
      return new CallgateError("port-refused", `the system does not let us use port ${port} of ${host}`, context);
    default:
      return new CallgateError(
        "invalid-host",
        `expected an address of this machine, got ${host} (${error.code})`,
        context,
      );
  }
}

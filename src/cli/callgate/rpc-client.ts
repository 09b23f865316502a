import { isObject, reasonOf } from "../../base/untrusted.js";
import { CommandError } from "./failure.js";

const TIMEOUT_MILLISECONDS = 20_000;
/** As many as getMultipleAccounts takes. */
const MAX_ACCOUNTS = 100;

/** Asks a cluster by JSON-RPC. Whatever goes wrong is a CommandError that names the method. */
export class RpcClient {
  constructor(private readonly url: string) {}

  async call<T>(method: string, params: readonly unknown[]): Promise<T> {
    const answer = await this.#post(method, params);
    if (isObject(answer) && "result" in answer) return answer.result as T;
    const error = isObject(answer) && "error" in answer ? answer.error : answer;
    const message = isObject(error) && "message" in error ? error.message : JSON.stringify(error);
    throw new CommandError(`${this.url} refused ${method}: ${message}`);
  }

  /** The result of a method that not every cluster has; undefined if there is no result, whatever the reason. */
  async ask(method: string, params: readonly unknown[]): Promise<unknown> {
    const answer = await this.#post(method, params).catch(() => undefined);
    return isObject(answer) && "result" in answer ? answer.result : undefined;
  }

  /** By address; those that exist. */
  async accounts<T>(addresses: readonly string[]): Promise<Map<string, T>> {
    const found = new Map<string, T>();
    for (let from = 0; from < addresses.length; from += MAX_ACCOUNTS) {
      const some = addresses.slice(from, from + MAX_ACCOUNTS);
      const config = { encoding: "base64", commitment: "confirmed" };
      const { value } = await this.call<{ value: readonly (T | null)[] }>("getMultipleAccounts", [some, config]);
      for (const [i, account] of value.entries()) if (account !== null) found.set(some[i], account);
    }
    return found;
  }

  async #post(method: string, params: readonly unknown[]): Promise<unknown> {
    try {
      const response = await fetch(this.url, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify({ jsonrpc: "2.0", id: 1, method, params }),
        signal: AbortSignal.timeout(TIMEOUT_MILLISECONDS),
      });
      return await response.json();
    } catch (cause) {
      const reason = cause instanceof Error && cause.cause ? reasonOf(cause.cause) : reasonOf(cause);
      throw new CommandError(`no answer from ${this.url} to ${method}: ${reason}`, { cause });
    }
  }
}

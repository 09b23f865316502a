import { base64Decode } from "../../base/base64.js";
import { CallgateError } from "../../base/errors.js";
import { type Json, readJson, writeJson } from "../../base/json.js";
import { reasonOf } from "../../base/untrusted.js";
import { addressFromPubkey, type Pubkey, pubkeyFromAddress } from "../../solana/pubkey.js";
import type { StoredAccount } from "../../svm/accounts-store.js";
import { isMap } from "../params.js";

/** How another cluster is asked. */
export interface RemoteOptions {
  /** Default: the host's. */
  readonly fetch?: RemoteFetch;
  /** How long one request may take. Default 20 seconds. */
  readonly timeoutMilliseconds?: number;
  /** How often a request is tried. Default 4. */
  readonly attempts?: number;
  /** What passes before the second attempt; it doubles with each. Default 300 ms; a server that says how long is obeyed. */
  readonly backoffMilliseconds?: number;
  /** Requests that are under way at a time. Default 4. */
  readonly concurrency?: number;
}

/** As much of `fetch` as is used. */
export type RemoteFetch = (
  url: string,
  init: {
    readonly method: "POST";
    readonly headers: Record<string, string>;
    readonly body: string;
    readonly signal: AbortSignal;
  },
) => Promise<Response>;

export interface RemoteAccounts {
  /** The remote slot in which they were read. */
  readonly slot: bigint;
  /** In the order of the keys; undefined for those that do not exist there. */
  readonly accounts: readonly (StoredAccount | undefined)[];
}

/** The most accounts of one getMultipleAccounts. */
const CHUNK = 100;
/** Of these a later attempt may come to another end. */
const RETRIED_STATUSES: readonly number[] = [408, 425, 429, 500, 502, 503, 504];
/** A server that asks for more patience than this is not waited for. */
const MAX_WAIT_MILLISECONDS = 10_000;

/** Another cluster, over its JSON-RPC. Everything throws `remote-unreachable` or `remote-refused`, with the URL. */
export class Remote {
  readonly #fetch: RemoteFetch;
  readonly #timeout: number;
  readonly #attempts: number;
  readonly #backoff: number;
  #free: number;
  readonly #waiting: (() => void)[] = [];
  #id = 0;

  constructor(
    readonly url: string,
    options: RemoteOptions = {},
  ) {
    this.#fetch = options.fetch ?? ((input, init) => fetch(input, init));
    this.#timeout = options.timeoutMilliseconds ?? 20_000;
    this.#attempts = options.attempts ?? 4;
    this.#backoff = options.backoffMilliseconds ?? 300;
    this.#free = options.concurrency ?? 4;
  }

  /** Accounts as they are there now, confirmed. */
  async accounts(keys: readonly Pubkey[]): Promise<RemoteAccounts> {
    const chunks = Array.from({ length: Math.ceil(keys.length / CHUNK) }, (_, i) =>
      keys.slice(i * CHUNK, (i + 1) * CHUNK),
    );
    const replies = await Promise.all(chunks.map((chunk) => this.#chunk(chunk)));
    const slot = latestOf(replies.map((reply) => reply.slot));
    return { slot, accounts: replies.flatMap(({ accounts }) => accounts) };
  }

  async #chunk(keys: readonly Pubkey[]): Promise<RemoteAccounts> {
    const config = { encoding: "base64", commitment: "confirmed" };
    const result = await this.call("getMultipleAccounts", [keys.map(addressFromPubkey), config]);
    const value = isMap(result) ? result.value : undefined;
    const context = isMap(result) ? result.context : undefined;
    if (!Array.isArray(value) || value.length !== keys.length || !isMap(context))
      throw this.#odd("getMultipleAccounts");
    return { slot: BigInt(context.slot as number), accounts: value.map((account) => this.#account(account)) };
  }

  #account(account: Json): StoredAccount | undefined {
    if (account === null) return undefined;
    try {
      const { lamports, data, owner, executable, rentEpoch } = account as Record<string, never>;
      const bytes = base64Decode(data[0]!);
      if (bytes === undefined) throw this.#odd("getMultipleAccounts");
      return {
        lamports: BigInt(lamports),
        data: bytes,
        owner: pubkeyFromAddress(owner),
        executable: executable === true,
        rentEpoch: BigInt(rentEpoch),
      };
    } catch {
      throw this.#odd("getMultipleAccounts");
    }
  }

  /** The result of a method. */
  async call(method: string, params: Json): Promise<Json> {
    await this.#enter();
    try {
      return await this.#try(method, writeJson({ jsonrpc: "2.0", id: ++this.#id, method, params }));
    } finally {
      this.#leave();
    }
  }

  async #try(method: string, body: string): Promise<Json> {
    for (let attempt = 1; ; attempt++) {
      const reply = await this.#post(body);
      if (typeof reply === "string") return this.#resultOf(method, reply);
      const wait = reply.waitMilliseconds ?? this.#backoff * 2 ** (attempt - 1);
      if (attempt >= this.#attempts || !reply.mayPass || wait > MAX_WAIT_MILLISECONDS) {
        const message = `${this.url} did not answer ${method}: ${reply.reason}`;
        throw new CallgateError("remote-unreachable", message, { url: this.url, method, attempts: attempt });
      }
      await new Promise<void>((resolve) => setTimeout(resolve, wait));
    }
  }

  /** The text of the answer, or why there is none. */
  async #post(body: string): Promise<string | Failure> {
    const controller = new AbortController();
    const timer = setTimeout(() => controller.abort(), this.#timeout);
    try {
      const headers = { "content-type": "application/json" };
      const response = await this.#fetch(this.url, { method: "POST", headers, body, signal: controller.signal });
      if (response.ok) return await response.text();
      const mayPass = RETRIED_STATUSES.includes(response.status);
      return { reason: `HTTP status ${response.status}`, mayPass, waitMilliseconds: retryAfter(response) };
    } catch (cause) {
      const reason = controller.signal.aborted ? `no answer within ${this.#timeout} ms` : reasonOf(cause);
      return { reason, mayPass: true, waitMilliseconds: undefined };
    } finally {
      clearTimeout(timer);
    }
  }

  #resultOf(method: string, text: string): Json {
    const reply = this.#read(method, text);
    if (!isMap(reply)) throw this.#odd(method);
    if (reply.error === undefined && reply.result !== undefined) return reply.result;
    const { message } = isMap(reply.error) ? reply.error : {};
    throw new CallgateError("remote-refused", `${this.url} refused ${method}: ${String(message ?? "no reason")}`, {
      url: this.url,
      method,
    });
  }

  #read(method: string, text: string): Json {
    try {
      return readJson(text);
    } catch {
      throw this.#odd(method);
    }
  }

  #odd(method: string): CallgateError {
    const message = `${this.url} answered ${method} with something else than it should`;
    return new CallgateError("remote-refused", message, { url: this.url, method });
  }

  async #enter(): Promise<void> {
    if (this.#free > 0) this.#free--;
    else await new Promise<void>((resolve) => this.#waiting.push(resolve));
  }

  #leave(): void {
    const next = this.#waiting.shift();
    if (next === undefined) this.#free++;
    else next();
  }
}

function latestOf(slots: readonly bigint[]): bigint {
  let latest = 0n;
  for (const slot of slots) if (slot > latest) latest = slot;
  return latest;
}

interface Failure {
  readonly reason: string;
  readonly mayPass: boolean;
  readonly waitMilliseconds: number | undefined;
}

/** Seconds, as servers that limit rates say them. */
function retryAfter({ headers }: Response): number | undefined {
  const seconds = Number(headers.get("retry-after") ?? Number.NaN);
  return Number.isFinite(seconds) && seconds >= 0 ? seconds * 1000 : undefined;
}

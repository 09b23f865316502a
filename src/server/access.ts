import type { IncomingHttpHeaders } from "node:http";
import { isIP, isIPv4 } from "node:net";

/** Who may talk to a server, beside programs and pages on the same machine. */
export interface AccessOptions {
  /** Origins of web pages ("https://example.com"), or all of them. */
  readonly allowedOrigins: readonly string[] | "any";
  /** Names under which the server may be asked for, without ports. */
  readonly allowedHosts: readonly string[];
}

export const LOOPBACK_ONLY: AccessOptions = { allowedOrigins: [], allowedHosts: [] };

/** Bound to these, a server has all addresses of its machine. */
const WILDCARD_HOSTS: readonly string[] = ["0.0.0.0", "::", ""];

/**
 * Decides which requests are answered. A page elsewhere must not drive a developer's cluster: neither by asking across
 * origins (the Origin header tells), nor by giving its own name our address (DNS rebinding; the Host header tells).
 */
export class AccessPolicy {
  readonly #hosts: ReadonlySet<string>;
  readonly #origins: ReadonlySet<string>;
  readonly #allowsAnyOrigin: boolean;
  readonly #allowsAnyAddress: boolean;

  /** @param boundHost the name or address that the server listens on. */
  constructor(boundHost: string, { allowedOrigins, allowedHosts }: AccessOptions) {
    this.#hosts = new Set([boundHost, ...allowedHosts].map((host) => withoutBrackets(host.toLowerCase())));
    this.#allowsAnyOrigin = allowedOrigins === "any";
    this.#origins = new Set(allowedOrigins === "any" ? [] : allowedOrigins.map(normalOrigin));
    // A name can be rebound, an address cannot.
    this.#allowsAnyAddress = WILDCARD_HOSTS.includes(boundHost);
  }

  /** Why a request is refused, in a sentence; undefined if it is not. Programs send no Origin, and HTTP/1.0 no Host. */
  refusal({ host, origin }: IncomingHttpHeaders): string | undefined {
    if (host !== undefined && !this.#isOurs(host)) {
      return `The Host header names ${quote(host)}, which is not this server; allow the host to be asked under it.`;
    }
    if (origin !== undefined && !this.#isAllowedOrigin(origin)) {
      return `Pages of the origin ${quote(origin)} may not use this server; allow the origin if they shall.`;
    }
    return undefined;
  }

  /** What lets a browser show the answer to the page that asked; none for requests that come from no page. */
  corsHeaders({ origin }: IncomingHttpHeaders): Record<string, string> {
    if (this.#allowsAnyOrigin) return { "Access-Control-Allow-Origin": "*" };
    return origin === undefined ? {} : { "Access-Control-Allow-Origin": origin, Vary: "Origin" };
  }

  /** What a browser asks for before it lets a page send JSON. */
  preflightHeaders(headers: IncomingHttpHeaders): Record<string, string> {
    const asked = headers["access-control-request-headers"];
    return {
      ...this.corsHeaders(headers),
      "Access-Control-Allow-Methods": "OPTIONS, POST",
      ...(asked === undefined ? {} : { "Access-Control-Allow-Headers": String(asked) }),
      ...(headers["access-control-request-private-network"] === "true"
        ? { "Access-Control-Allow-Private-Network": "true" }
        : {}),
      "Access-Control-Max-Age": "86400",
    };
  }

  #isOurs(hostHeader: string): boolean {
    const name = /^(\[[\da-f:.]+\]|[^:\s]+)(?::\d+)?$/i.exec(hostHeader)?.[1];
    if (name === undefined) return false;
    const host = withoutBrackets(name.toLowerCase());
    return isLoopback(host) || this.#hosts.has(host) || (this.#allowsAnyAddress && isIP(host) !== 0);
  }

  #isAllowedOrigin(origin: string): boolean {
    return this.#allowsAnyOrigin || this.#origins.has(normalOrigin(origin)) || isLoopbackOrigin(origin);
  }
}

/** Whether `host`, a name or an address without brackets, is this machine and nothing else. */
function isLoopback(host: string): boolean {
  return host === "localhost" || host === "::1" || (isIPv4(host) && host.startsWith("127."));
}

function isLoopbackOrigin(origin: string): boolean {
  if (!/^https?:\/\//i.test(origin) || !URL.canParse(origin)) return false;
  return isLoopback(withoutBrackets(new URL(origin).hostname));
}

function normalOrigin(origin: string): string {
  return origin.toLowerCase().replace(/\/$/, "");
}

function withoutBrackets(host: string): string {
  return host.startsWith("[") ? host.slice(1, -1) : host;
}

function quote(header: string): string {
  return JSON.stringify(header.slice(0, 200));
}

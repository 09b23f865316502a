import type { IncomingHttpHeaders } from "node:http";
import { isIP, isIPv4 } from "node:net";
import { CallgateError } from "../base/errors.js";

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

  /** @param boundHost the name or address that the server listens on. Throws `invalid-origin` and `invalid-host`. */
  constructor(boundHost: string, { allowedOrigins, allowedHosts }: AccessOptions) {
    this.#hosts = new Set([boundHost.toLowerCase(), ...allowedHosts.map(checkHost)]);
    this.#allowsAnyOrigin = allowedOrigins === "any";
    this.#origins = new Set(allowedOrigins === "any" ? [] : allowedOrigins.map(checkOrigin));
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
    const host = nameOf(/^(.*?)(?::\d+)?$/.exec(hostHeader)?.[1] ?? "");
    if (host === undefined) return false;
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

/** A host without port, as it is compared; undefined if it is none. */
function nameOf(host: string): string | undefined {
  return /^(\[[\da-f:.]+\]|[^:/@\s]+)$/i.test(host) ? withoutBrackets(host.toLowerCase()) : undefined;
}

function checkHost(host: string): string {
  const name = nameOf(host);
  if (name !== undefined) return name;
  throw new CallgateError("invalid-host", `expected a name or address without port, got ${quote(host)}`, { host });
}

function checkOrigin(origin: string): string {
  if (/^[a-z][a-z\d+.-]*:\/\/[^/@\s]+\/?$/i.test(origin)) return normalOrigin(origin);
  throw new CallgateError("invalid-origin", `expected an origin like "https://example.com", got ${quote(origin)}`, {
    origin,
  });
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

import { ByteReader } from "../../base/byte-reader.js";
import { type Json, type JsonObject, sortJsonKeys } from "../../base/json.js";
import { type Address, addressFromPubkey, type Pubkey } from "../../solana/pubkey.js";

/** An instruction while it is parsed. What its bytes or accounts do not have is a failure of `reader`. */
export class Call {
  readonly reader: ByteReader;
  /** What is known so far. */
  readonly info: Record<string, Json | undefined> = {};
  #accounts: readonly Pubkey[];

  constructor(data: Uint8Array, accounts: readonly Pubkey[]) {
    this.reader = new ByteReader(data);
    this.#accounts = accounts;
  }

  /** How many accounts were not taken yet. */
  get accountsLeft(): number {
    return this.#accounts.length;
  }

  /** The next `count` accounts, as keys. */
  takeAccounts(count: number): readonly Pubkey[] {
    if (count > this.#accounts.length) this.reader.fail("too few accounts");
    const taken = this.#accounts.slice(0, count);
    this.#accounts = this.#accounts.slice(count);
    return taken;
  }

  /** The last `count` accounts. */
  takeLastAccounts(count: number): readonly Pubkey[] {
    const start = this.#accounts.length - count;
    if (start < 0) this.reader.fail("too few accounts");
    const taken = this.#accounts.slice(Math.max(start, 0));
    this.#accounts = this.#accounts.slice(0, Math.max(start, 0));
    return taken;
  }

  /** Names the next account. */
  nameAccount(name: string): void {
    const [key] = this.takeAccounts(1);
    if (key !== undefined) this.info[name] = addressFromPubkey(key);
  }
}

/** Reads one instruction: Agave's `ParsedInstructionEnum`, of use if nothing failed. */
export type Parser = (call: Call) => JsonObject | undefined;

/** Reads some of an instruction's bytes or accounts into its info. */
export type Part = (call: Call) => void;

/** An instruction of the type that JSON calls `type`, whose info is what `parts` read, one after the other. */
export function instruction(type: string, ...parts: readonly Part[]): Parser {
  return (call) => {
    for (const part of parts) part(call);
    return { type, info: parts.length === 0 ? undefined : call.info };
  };
}

/** A number in the data tells which of `parsers` it is. */
export function variants(tag: (reader: ByteReader) => number, parsers: readonly Parser[]): Parser {
  return (call) => {
    const number = tag(call.reader);
    const parser = parsers[number];
    if (parser === undefined) call.reader.fail(`unknown instruction ${number}`);
    return parser?.(call);
  };
}

/** What `parser` makes of an instruction; undefined if it is none that the parser knows. */
export function parse(parser: Parser, data: Uint8Array, accounts: readonly Pubkey[]): Json | undefined {
  // Agave looks for the highest index, and takes none as out of range.
  if (accounts.length === 0) return undefined;
  const call = new Call(data, accounts);
  const parsed = parser(call);
  return parsed === undefined || call.reader.failure !== undefined ? undefined : sortJsonKeys(parsed);
}

export function addressesOf(keys: readonly Pubkey[]): readonly Address[] {
  return keys.map(addressFromPubkey);
}

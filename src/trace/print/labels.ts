import { base58Encode } from "../../base/base58.js";
import { base64Decode } from "../../base/base64.js";
import { hexEncode } from "../../base/hex.js";
import type { Address } from "../../solana/pubkey.js";
import type { Base64, Frame, JsonValue, SignerSeeds, Trace } from "../model.js";
import { describeKnownProgram } from "../names/known-programs.js";
import { shortAddress } from "./text.js";

const ADDRESS = /\b[1-9A-HJ-NP-Za-km-z]{32,44}\b/g;
const KEY_BYTES = 32;
/** Seeds that are longer, and no key and no text, are cut. */
const MAX_HEX_BYTES = 12;

/** What addresses, programs and seeds are called in print. */
export class Labels {
  readonly #names: ReadonlyMap<string, string>;

  /** `names`: what a person calls addresses; these go before all others. */
  constructor(trace: Trace, names: Readonly<Record<string, string>>) {
    const programs = allFrames(trace).flatMap(({ program, programName }) => {
      return programName === null ? [] : [[program, programName] as const];
    });
    this.#names = new Map([...programs, ...Object.entries(names)]);
  }

  address(address: Address): string {
    return this.#names.get(address) ?? describeKnownProgram(address)?.name ?? shortAddress(address);
  }

  /** "#1 System transfer". */
  frame(frame: Frame): string {
    const program = this.address(frame.program);
    return `#${frame.id} ${program}${frame.instruction === null ? "" : ` ${frame.instruction.name}`}`;
  }

  /** Text with names in the place of addresses. */
  text(text: string): string {
    return text.replace(ADDRESS, (address) => this.address(address as Address));
  }

  /** `"vault", Ben, 254 of transfer-sol`: the last seed of one byte is the bump. */
  seeds({ seeds, program }: SignerSeeds): string {
    const written = seeds.map((seed, i) => this.#seed(seed, i === seeds.length - 1));
    return `${written.join(", ")} of ${this.address(program)}`;
  }

  /** An argument or a field. */
  value(value: JsonValue): string {
    if (typeof value === "string") return this.text(value);
    if (value === null || typeof value !== "object") return `${value}`;
    if (Array.isArray(value)) return `[${value.map((each) => this.value(each)).join(", ")}]`;
    return `{ ${Object.entries(value)
      .map(([name, each]) => `${name}: ${this.value(each)}`)
      .join(", ")} }`;
  }

  #seed(seed: Base64, isLast: boolean): string {
    const bytes = base64Decode(seed) ?? new Uint8Array(0);
    if (bytes.length === KEY_BYTES) return this.address(base58Encode(bytes) as Address);
    if (bytes.length === 1 && isLast) return `${bytes[0]}`;
    if (bytes.length > 0 && bytes.every((byte) => byte >= 0x20 && byte < 0x7f)) {
      return JSON.stringify(String.fromCharCode(...bytes));
    }
    return `0x${hexEncode(bytes.subarray(0, MAX_HEX_BYTES))}${bytes.length > MAX_HEX_BYTES ? "…" : ""}`;
  }
}

/** All frames of a trace, callers before their callees. */
export function allFrames({ frames }: Trace): Frame[] {
  return frames.flatMap(withCalls);
}

function withCalls(frame: Frame): Frame[] {
  return [frame, ...frame.calls.flatMap(withCalls)];
}

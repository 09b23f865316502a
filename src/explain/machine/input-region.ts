import { base64Decode } from "../../base/base64.js";
import { MM_INPUT_START } from "../../sbpf/memory-layout.js";
import { LOADER_V1_ID } from "../../solana/program-ids.js";
import { addressFromPubkey, PUBKEY_BYTES } from "../../solana/pubkey.js";
import type { Frame, JsonValue, U64Text } from "../../trace/model.js";
import type { MemoryAccess } from "../../trace/outcome.js";
import type { Case } from "../case.js";
import { plural } from "../words.js";

/** Bytes that the data of an account may grow by: they lie behind the data (see `src/runtime/serialization.ts`). */
const GROWTH_BYTES = 10_240;

/** A stretch of a program's input. */
interface Part {
  /** In the words of a sentence, with the byte of it. */
  readonly text: (at: number) => string;
  readonly facts: { readonly [name: string]: JsonValue };
  readonly length: number;
}

/** What lies at an offset of the input. */
export interface InputPlace {
  readonly text: string;
  readonly facts: { readonly [name: string]: JsonValue };
}

/** Where an access of the input begins and ends, as a sentence. */
export function inputRange(told: Case, frame: Frame, { vmAddress, length }: MemoryAccess): string {
  const first = inputPlace(told, frame, vmAddress);
  if (BigInt(length) < 2n || first.facts.part === "beyond") return `That is ${first.text}.`;
  const last = inputPlace(told, frame, String(BigInt(vmAddress) + BigInt(length) - 1n));
  if (last.text === first.text) return `That is ${first.text}.`;
  const isSamePart = last.facts.part === first.facts.part && last.facts.account === first.facts.account;
  const rule =
    isSamePart || last.facts.part === "beyond"
      ? ""
      : " With SIMD-0460, the data of each account are a region of their own, and no access may cross from one to the next.";
  return `The access begins at ${first.text}, and ends at ${last.text}.${rule}`;
}

/** What a frame's program has in its input at an address; how far beyond its end that is, if it is. */
export function inputPlace(told: Case, frame: Frame, vmAddress: U64Text): InputPlace {
  const offset = BigInt(vmAddress) - BigInt(MM_INPUT_START);
  let start = 0n;
  const parts = partsOf(told, frame);
  for (const { length, text, facts } of parts) {
    const at = offset - start;
    if (at >= 0n && at < BigInt(length)) return { text: text(Number(at)), facts: { ...facts, byte: Number(at) } };
    start += BigInt(length);
  }
  const beyond = offset - start;
  return {
    text: `${plural(beyond, "byte")} behind the end of the input, which has ${start}`,
    facts: { part: "beyond", byte: Number(beyond) },
  };
}

function partsOf(told: Case, frame: Frame): Part[] {
  const isAligned = told.stateFor(frame, frame.program)?.owner !== addressFromPubkey(LOADER_V1_ID);
  const accounts = frame.accounts.flatMap((_, place) => accountParts(told, frame, place, isAligned));
  const data = base64Decode(frame.data)!;
  return [
    part("accounts count", 8, () => "the number of accounts"),
    ...accounts,
    part("instruction data length", 8, () => "the length of the instruction data"),
    part("instruction data", data.length, (at) => `byte ${at} of the instruction data, which have ${data.length}`),
    part("program id", PUBKEY_BYTES, () => "the program id"),
  ];
}

function part(name: string, length: number, text: Part["text"], facts: Part["facts"] = {}): Part {
  return { length, text, facts: { part: name, ...facts } };
}

function accountParts(told: Case, frame: Frame, place: number, isAligned: boolean): Part[] {
  const { address, duplicateOf } = frame.accounts[place]!;
  const name = `account ${place}, ${told.name(address, frame)}`;
  const field = (what: string, length: number) =>
    part(what, length, () => `the ${what} of ${name}`, { account: address });
  if (duplicateOf !== null) {
    const text = () => `the mark of account ${place}, which is account ${duplicateOf} once more`;
    return [part("duplicate mark", isAligned ? 8 : 1, text, { account: address })];
  }
  const length = told.dataLengthAtStart(frame, address);
  const data = part("data", length, (at) => `byte ${at} of the data of ${name}, which have ${length}`, {
    account: address,
  });
  const growth = part("growth", GROWTH_BYTES, (at) => `the room to grow of ${name}, ${at} bytes behind its data`, {
    account: address,
  });
  const padding = field("padding", (8 - (length % 8)) % 8);
  return isAligned
    ? [
        field("flags", 8),
        field("key", PUBKEY_BYTES),
        field("owner", PUBKEY_BYTES),
        field("lamports", 8),
        field("data length", 8),
        data,
        growth,
        padding,
        field("rent epoch", 8),
      ]
    : [
        field("flags", 3),
        field("key", PUBKEY_BYTES),
        field("lamports", 8),
        field("data length", 8),
        data,
        field("owner", PUBKEY_BYTES),
        field("executable flag", 1),
        field("rent epoch", 8),
      ];
}

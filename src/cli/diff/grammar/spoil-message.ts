import type { AddressTableLookup, CompiledInstruction, Message } from "../../../solana/message/message.js";
import type { Random } from "../random.js";
import type { Pool } from "./pool.js";

type Spoil = (pool: Pool, message: Message) => Message;

/** Ways to break one thing of a message. */
const SPOILS: Readonly<Record<string, Spoil>> = {
  "required signatures": ({ random }, message) => withHeader(message, "numRequiredSignatures", random),
  "readonly signers": ({ random }, message) => withHeader(message, "numReadonlySignedAccounts", random),
  "readonly accounts": ({ random }, message) => withHeader(message, "numReadonlyUnsignedAccounts", random),
  "key twice": ({ random }, message) => {
    const { accountKeys } = message;
    return { ...message, accountKeys: accountKeys.with(random.below(accountKeys.length), random.pick(accountKeys)) };
  },
  "another key": (pool, message) => {
    const { accountKeys } = message;
    return { ...message, accountKeys: accountKeys.with(pool.random.below(accountKeys.length), pool.anyKey()) };
  },
  "key left over": (pool, message) => ({ ...message, accountKeys: [...message.accountKeys, pool.anyKey()] }),
  "key missing": (_, message) => ({ ...message, accountKeys: message.accountKeys.slice(0, -1) }),
  "program index": ({ random }, message) =>
    changeInstruction(random, message, (one) => ({ ...one, programIdIndex: anyIndex(random, message) })),
  "account index": ({ random }, message) =>
    changeInstruction(random, message, (one) => ({ ...one, accounts: withIndex(random, one.accounts, message) })),
  "no instructions": (_, message) => ({ ...message, instructions: [] }),
  "instruction twice": ({ random }, message) => ({
    ...message,
    instructions: [...message.instructions, random.pick(message.instructions)],
  }),
  "many instructions": ({ random }, message) => {
    const one = random.pick(message.instructions);
    return { ...message, instructions: Array.from({ length: random.pick([20, 63, 64, 65]) }, () => one) };
  },
  "lookup index": ({ random }, message) =>
    changeLookup(random, message, (one) => {
      const indexes = Uint8Array.from([...one.readonlyIndexes, random.pick([0, 1, 5, 20, 255])]);
      return random.oneIn(2) ? { ...one, readonlyIndexes: indexes } : { ...one, writableIndexes: indexes };
    }),
  "lookup table": (pool, message) =>
    changeLookup(pool.random, message, (one) => ({ ...one, accountKey: pool.anyKey() })),
  "empty lookup": ({ random }, message) =>
    changeLookup(random, message, (one) => ({ ...one, readonlyIndexes: none, writableIndexes: none })),
  "lookup twice": (_, message) => ({
    ...message,
    addressTableLookups: [...message.addressTableLookups, ...message.addressTableLookups],
  }),
  blockhash: ({ random }, message) => ({ ...message, recentBlockhash: random.bytes(32) }),
};
const NAMES = Object.keys(SPOILS);
const none = new Uint8Array(0);

/** Breaks one thing of a message; what it broke. */
export function spoilMessage(pool: Pool, message: Message): { readonly kind: string; readonly message: Message } {
  const kind = pool.random.pick(NAMES);
  if (message.instructions.length === 0) return { kind: "no instructions", message };
  return { kind, message: SPOILS[kind](pool, message) };
}

function withHeader(message: Message, field: keyof Message["header"], random: Random): Message {
  const { [field]: old } = message.header;
  // The top bit of a legacy message's first byte would make it another version.
  const value = random.oneIn(4) ? random.below(128) : Math.max(old + random.pick([-1, 1, 2]), 0);
  return { ...message, header: { ...message.header, [field]: value } };
}

function anyIndex(random: Random, { accountKeys }: Message): number {
  return random.oneIn(3) ? random.below(256) : random.below(accountKeys.length + 2);
}

function withIndex(random: Random, accounts: Uint8Array, message: Message): Uint8Array {
  const index = anyIndex(random, message);
  return accounts.length === 0 ? Uint8Array.of(index) : accounts.with(random.below(accounts.length), index);
}

function changeInstruction(
  random: Random,
  message: Message,
  change: (instruction: CompiledInstruction) => CompiledInstruction,
): Message {
  const { instructions } = message;
  const at = random.below(instructions.length);
  return { ...message, instructions: instructions.with(at, change(instructions[at])) };
}

/** Of a v0 message, to which a lookup is added if it has none. */
function changeLookup(
  random: Random,
  message: Message,
  change: (lookup: AddressTableLookup) => AddressTableLookup,
): Message {
  if (message.version !== 0) return message;
  const { addressTableLookups: lookups, accountKeys } = message;
  const added = { accountKey: random.pick(accountKeys), writableIndexes: none, readonlyIndexes: none };
  if (lookups.length === 0) return { ...message, addressTableLookups: [change(added)] };
  const at = random.below(lookups.length);
  return { ...message, addressTableLookups: lookups.with(at, change(lookups[at])) };
}

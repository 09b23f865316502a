import type { CompiledInstruction, Message } from "../../src/solana/message/message.js";
import type { Random } from "../helpers/random.js";
import { mutateBytes } from "./mutate-bytes.js";
import { anyKey } from "./transactions.js";

const COUNTS = [0, 1, 2, 3, 12, 19, 64, 127, 128, 254, 255];

/** A message with one to three of its fields changed. */
export function mutateMessage(random: Random, message: Message): Message {
  let mutated = message;
  for (let changes = random.below(3); changes >= 0; changes--) mutated = random.pick(CHANGES)(random, mutated);
  return mutated;
}

type Change = (random: Random, message: Message) => Message;

const CHANGES: readonly Change[] = [
  changeHeader,
  changeKeys,
  (random, message) => ({ ...message, version: random.pick(["legacy", 0, 1]) }),
  (random, message) => ({ ...message, recentBlockhash: mutateBytes(random, message.recentBlockhash).slice(0, 32) }),
  changeLookups,
  changeConfig,
  changeInstructions,
  changeInstructions,
  changeOneInstruction,
  changeOneInstruction,
  changeOneInstruction,
  changeOneInstruction,
];

function changeHeader(random: Random, message: Message): Message {
  const name = random.pick([
    "numRequiredSignatures",
    "numReadonlySignedAccounts",
    "numReadonlyUnsignedAccounts",
  ] as const);
  const value = random.oneIn(2) ? random.pick(COUNTS) : message.header[name] + random.pick([-1, 1]);
  return { ...message, header: { ...message.header, [name]: value & 0xff } };
}

function changeKeys(random: Random, message: Message): Message {
  const keys = [...message.accountKeys];
  const at = random.below(keys.length + 1);
  switch (random.below(4)) {
    case 0:
      keys.splice(at, 1);
      break;
    case 1:
      keys.splice(at, 0, anyKey(random));
      break;
    case 2:
      keys.splice(at, 1, anyKey(random));
      break;
    default:
      keys.push(...Array.from({ length: random.pick([1, 60, 64, 200]) }, () => random.bytes(32)));
  }
  return { ...message, accountKeys: keys };
}

function changeLookups(random: Random, message: Message): Message {
  const lookups = random.list(3, () => ({
    accountKey: anyKey(random),
    writableIndexes: Uint8Array.from(random.list(4, () => random.pick(COUNTS))),
    readonlyIndexes: Uint8Array.from(random.list(4, () => random.below(6))),
  }));
  return { ...message, version: 0, addressTableLookups: lookups };
}

function changeConfig(random: Random, message: Message): Message {
  const value = random.pick([0, 1, 1024, 32_768, 33_000, 262_144, 1_400_000, 0xffff_ffff]);
  const name = random.pick(["computeUnitLimit", "loadedAccountsDataSizeLimit", "heapSize"] as const);
  const priorityFeeLamports = random.pick([0n, 1n, 1n << 40n, (1n << 64n) - 1n]);
  return {
    ...message,
    version: 1,
    config: { ...message.config, [name]: value, ...(random.oneIn(4) && { priorityFeeLamports }) },
  };
}

function changeInstructions(random: Random, message: Message): Message {
  const { instructions } = message;
  if (instructions.length === 0) return message;
  const one = random.pick(instructions);
  switch (random.below(4)) {
    case 0:
      return { ...message, instructions: [] };
    case 1:
      return { ...message, instructions: instructions.slice(1) };
    case 2:
      return { ...message, instructions: [...instructions, one] };
    default:
      return { ...message, instructions: Array.from({ length: random.pick([63, 64, 65, 256]) }, () => one) };
  }
}

function changeOneInstruction(random: Random, message: Message): Message {
  const { instructions } = message;
  if (instructions.length === 0) return message;
  const at = random.below(instructions.length);
  return { ...message, instructions: instructions.with(at, changeInstruction(random, instructions[at]!, message)) };
}

function changeInstruction(random: Random, one: CompiledInstruction, message: Message): CompiledInstruction {
  const { programIdIndex, accounts, data } = one;
  const index = (): number => (random.oneIn(5) ? random.pick(COUNTS) : random.below(message.accountKeys.length || 1));
  switch (random.below(7)) {
    case 0:
      return { ...one, programIdIndex: index() };
    case 1:
      return { ...one, accounts: accounts.slice(random.below(accounts.length + 1)) };
    case 2:
      return { ...one, accounts: Uint8Array.of(...accounts, index(), index()) };
    case 3:
      return { ...one, accounts: accounts.map((account) => (random.oneIn(3) ? index() : account)) };
    case 4:
      return { programIdIndex, accounts: new Uint8Array(random.pick([255, 256])).fill(index()), data };
    default:
      return { ...one, data: mutateBytes(random, data) };
  }
}

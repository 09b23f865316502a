import type { Account } from "../../src/solana/account.js";
import type { Instruction } from "../../src/solana/instruction.js";
import { encodeLookupTable } from "../../src/solana/lookup-table.js";
import { type CompileInput, compileMessage, type LookupTable } from "../../src/solana/message/compile.js";
import type { Message } from "../../src/solana/message/message.js";
import { encodeNonceState } from "../../src/solana/nonce.js";
import * as ids from "../../src/solana/program-ids.js";
import type { Pubkey } from "../../src/solana/pubkey.js";
import type { Random } from "../helpers/random.js";
import { meta, transfer } from "../helpers/transactions.js";

/** Keys by what lies there. */
const key = (n: number): Pubkey => new Uint8Array(32).fill(n).with(0, 200);

const AUTHORITY = key(1);
const STALE_NONCE = key(90);
const U64_MAX = 0xffff_ffff_ffff_ffffn;

function nonce(version: "legacy" | "current", authority: Pubkey, durableNonce: Uint8Array): Uint8Array {
  return encodeNonceState({ version, data: { authority, durableNonce, lamportsPerSignature: 5000n } });
}

function padded(bytes: Uint8Array, length: number): Uint8Array {
  const out = new Uint8Array(length);
  out.set(bytes);
  return out;
}

const LOOKED_UP = [key(40), key(41), key(42), key(2), ids.SYSVAR_CLOCK_ID, ids.SYSTEM_PROGRAM_ID];
const TABLE = key(30);
const table = (deactivationSlot: bigint) =>
  encodeLookupTable({
    deactivationSlot,
    lastExtendedSlot: 5n,
    lastExtendedSlotStartIndex: 0,
    authority: undefined,
    addresses: LOOKED_UP,
  });

const SYSTEM = ids.SYSTEM_PROGRAM_ID;
const ALT = ids.ADDRESS_LOOKUP_TABLE_PROGRAM_ID;

/** The accounts that every transaction finds. */
export const WORLD: readonly (readonly [Pubkey, Partial<Account>])[] = [
  [key(1), { lamports: 10_000_000_000n, rentEpoch: 7n }],
  [key(2), { lamports: 1_000_000n }],
  [key(3), { lamports: 5_000n }],
  [key(4), { lamports: 4_999n }],
  [key(5), { lamports: 900_000n, rentEpoch: 3n }],
  [key(6), { lamports: 5_000_000n, data: nonce("current", AUTHORITY, STALE_NONCE) }],
  [key(7), { lamports: 5_000_000n, data: nonce("legacy", AUTHORITY, STALE_NONCE) }],
  [key(8), { lamports: 1_447_680n, data: nonce("current", key(8), STALE_NONCE) }],
  [key(9), { lamports: 1_452_680n, data: nonce("current", key(8), STALE_NONCE) }],
  [key(10), { lamports: 5_000_000n, data: padded(Uint8Array.of(1), 80) }],
  [key(11), { lamports: 5_000_000n, data: Uint8Array.of(1) }],
  [key(12), { lamports: 5_000_000n, owner: key(77) }],
  [key(13), { lamports: 300_000n, data: new Uint8Array(50), owner: key(77), rentEpoch: 0n }],
  [key(14), { lamports: 300_000n, rentEpoch: 0n }],
  [key(15), { lamports: 5_000_000n, owner: ids.LOADER_V2_ID, data: Uint8Array.of(1, 2, 3) }],
  [TABLE, { lamports: 5_000_000n, owner: ALT, data: table(U64_MAX) }],
  [key(31), { lamports: 5_000_000n, owner: ALT, data: table(4n) }],
  [key(32), { lamports: 5_000_000n, owner: ALT, data: table(U64_MAX).subarray(0, 70) }],
  [key(33), { lamports: 5_000_000n, owner: SYSTEM, data: table(U64_MAX) }],
  [key(34), { lamports: 5_000_000n, owner: ALT, data: table(447_552_000n) }],
];

const TABLES: readonly LookupTable[] = [TABLE, TABLE, TABLE, key(31), key(32), key(33), key(34), key(35)].map((at) => ({
  key: at,
  addresses: [...LOOKED_UP, key(2)],
}));

const PAYERS = [1, 1, 1, 1, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 14, 20].map(key);
const OTHERS = [
  ...[1, 2, 3, 5, 6, 7, 8, 9, 12, 13, 14, 20, 21, 40, 41].map(key),
  ids.SYSVAR_CLOCK_ID,
  ids.SYSVAR_INSTRUCTIONS_ID,
  ids.SYSVAR_RECENT_BLOCKHASHES_ID,
  ids.INCINERATOR_ID,
  ids.MEMO_PROGRAM_ID,
];
const AMOUNTS = [0n, 1n, 5_000n, 100_000n, 650_240n, 890_879n, 890_880n, 995_000n, 1_000_000n, 9_000_000_000n];

/** A message that is mostly sound, on its way to any outcome. */
export function randomMessage(random: Random, latestBlockhash: Uint8Array): Message {
  const feePayer = random.pick(PAYERS);
  const version = random.pick(["legacy", "legacy", 0, 0, 1] as const);
  const usesNonce = random.oneIn(4);
  const instructions = [
    ...(usesNonce ? [advanceNonce(random)] : []),
    ...random.list(3, () => randomInstruction(random, feePayer)),
  ];
  const input: CompileInput = {
    feePayer,
    version,
    instructions,
    blockhash: usesNonce && !random.oneIn(4) ? STALE_NONCE : random.oneIn(12) ? random.bytes(32) : latestBlockhash,
    lookupTables: version === 0 && random.oneIn(2) ? [random.pick(TABLES)] : [],
    config: randomConfig(random),
  };
  return spoil(random, compileMessage(input));
}

function randomConfig(random: Random): NonNullable<CompileInput["config"]> {
  return {
    ...(!random.oneIn(4) && { computeUnitLimit: random.pick([0, 149, 150, 300, 3000, 200_000, 1_400_001]) }),
    ...(!random.oneIn(4) && { loadedAccountsDataSizeLimit: random.pick([0, 100, 400, 100_000, 0xffff_ffff]) }),
    ...(random.oneIn(3) && { priorityFeeLamports: random.pick([0n, 1n, 90_000n, U64_MAX]) }),
    ...(random.oneIn(3) && { heapSize: random.pick([32_768, 65_536, 262_144]) }),
  };
}

/** Now and then something that the sanitizer or the locks refuse. */
function spoil(random: Random, message: Message): Message {
  if (!random.oneIn(8)) return message;
  const { header, accountKeys, instructions } = message;
  switch (random.below(6)) {
    case 0:
      return { ...message, header: { ...header, numReadonlySignedAccounts: header.numRequiredSignatures } };
    case 1:
      return { ...message, header: { ...header, numReadonlyUnsignedAccounts: accountKeys.length } };
    case 2:
      return { ...message, accountKeys: accountKeys.with(-1, accountKeys[0]!) };
    case 3:
      return { ...message, instructions: instructions.map((one) => ({ ...one, programIdIndex: 0 })) };
    case 4:
      return { ...message, instructions: instructions.map((one) => ({ ...one, accounts: Uint8Array.of(99) })) };
    default:
      return { ...message, accountKeys: [...accountKeys, ...Array.from({ length: 64 }, (_, i) => key(100 + i))] };
  }
}

function advanceNonce(random: Random): Instruction {
  const account = random.pick([6, 6, 6, 6, 7, 8, 9, 10, 20].map(key));
  const authority = random.pick([AUTHORITY, AUTHORITY, AUTHORITY, key(8), key(2)]);
  return {
    programId: random.oneIn(20) ? ids.MEMO_PROGRAM_ID : SYSTEM,
    accounts: [
      meta(account, random.oneIn(8) ? "" : "w"),
      meta(ids.SYSVAR_RECENT_BLOCKHASHES_ID),
      meta(authority, random.oneIn(8) ? "" : "s"),
    ],
    data: Uint8Array.of(4, 0, 0, 0),
  };
}

function randomInstruction(random: Random, feePayer: Pubkey): Instruction {
  switch (random.below(9)) {
    case 0:
      return computeBudget(random);
    case 1:
      return memo(random, feePayer);
    case 2:
      return { programId: unusualProgram(random), accounts: randomMetas(random), data: random.bytes(random.below(40)) };
    case 3:
      return createAccount(feePayer, key(21 + random.below(3)), random);
    case 4:
      return { programId: SYSTEM, accounts: randomMetas(random), data: random.bytes(random.below(20)) };
    default:
      return transfer(random.oneIn(4) ? random.pick(OTHERS) : feePayer, random.pick(OTHERS), random.pick(AMOUNTS));
  }
}

function unusualProgram(random: Random): Pubkey {
  return random.pick([
    key(60),
    key(15),
    key(13),
    ids.ED25519_PROGRAM_ID,
    ids.SECP256K1_PROGRAM_ID,
    ids.CONFIG_PROGRAM_ID,
    ids.NATIVE_LOADER_ID,
    ids.VOTE_PROGRAM_ID,
    ids.LOADER_V3_ID,
    ids.LOADER_V2_ID,
    ids.SYSVAR_CLOCK_ID,
  ]);
}

function randomMetas(random: Random): Instruction["accounts"] {
  return random.list(4, () => meta(random.pick(OTHERS), random.pick(["", "w", "s", "sw"] as const)));
}

function memo(random: Random, signer: Pubkey): Instruction {
  const data = new TextEncoder().encode("m".repeat(random.below(30)));
  return { programId: ids.MEMO_PROGRAM_ID, accounts: random.oneIn(2) ? [meta(signer, "s")] : [], data };
}

function createAccount(from: Pubkey, to: Pubkey, random: Random): Instruction {
  const data = new Uint8Array(52);
  const view = new DataView(data.buffer);
  view.setBigUint64(4, random.pick(AMOUNTS), true);
  view.setBigUint64(12, BigInt(random.pick([0, 1, 165])), true);
  return { programId: SYSTEM, accounts: [meta(from, "sw"), meta(to, "sw")], data };
}

function computeBudget(random: Random): Instruction {
  const tag = random.pick([0, 1, 1, 2, 2, 3, 3, 4, 4, 5]);
  const data = new Uint8Array(random.oneIn(10) ? 3 : tag === 3 ? 9 : 5);
  data[0] = tag;
  const view = new DataView(data.buffer);
  if (data.length === 9) view.setBigUint64(1, random.pick([0n, 1n, 333n, 10_000_000n, U64_MAX]), true);
  if (data.length === 5) {
    view.setUint32(1, random.pick([0, 1, 150, 450, 1024, 32_768, 33_000, 65_536, 262_144, 263_168, 2 ** 32 - 1]), true);
  }
  return { programId: ids.COMPUTE_BUDGET_PROGRAM_ID, accounts: [], data };
}

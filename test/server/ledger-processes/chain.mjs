// A chain of which each block follows from its slot, so that two processes know the same without telling each other.

import { compileMessage } from "../../../dist/solana/message/compile.js";
import { SYSTEM_PROGRAM_ID, TOKEN_PROGRAM_ID } from "../../../dist/solana/program-ids.js";
import { addressFromPubkey } from "../../../dist/solana/pubkey.js";
import { makeTransaction } from "../../../dist/solana/transaction.js";

/** What the ledger keeps of it. */
export const MAX_TRANSACTIONS = 200;
export const FIRST_SLOT = 1n;

export const ADDRESSES = Array.from({ length: 20 }, (_, i) => new Uint8Array(32).fill(i + 1));

/** The block of a slot, what it changes, and where the chain is then. */
export function stepAt(slot) {
  const random = randomOf(Number(slot));
  const transactions = Array.from({ length: random(8) }, (_, index) => transactionAt(slot, index, random));
  const hash = new Uint8Array(32).fill(Number(slot % 251n));
  const counts = { blockHeight: slot, transactionCount: slot * 3n, timeOffsetMilliseconds: 0 };
  const block = {
    slot,
    parentSlot: slot - 1n,
    blockHeight: slot,
    blockhash: hash,
    previousBlockhash: hash,
    bankHash: hash,
    blockTime: slot,
    transactions,
    rewards: [],
  };
  const changes = Array.from({ length: random(6) }, () => [pick(ADDRESSES, random), accountAt(slot, random)]);
  return { block, changes, checkpoint: { slot, bankHash: hash, genesisHash: hash, blockhashes: [hash], ...counts } };
}

function transactionAt(slot, index, random) {
  const signature = new Uint8Array(64);
  new DataView(signature.buffer).setBigUint64(random(2) * 40, slot * 8n + BigInt(index));
  const accounts = [{ pubkey: pick(ADDRESSES, random), isSigner: false, isWritable: true }];
  const message = compileMessage({
    feePayer: pick(ADDRESSES, random),
    instructions: [{ programId: SYSTEM_PROGRAM_ID, accounts, data: new Uint8Array(12) }],
    blockhash: new Uint8Array(32),
  });
  const lamports = Array.from(message.accountKeys, () => BigInt(random(1e9)));
  const meta = {
    err: random(4) === 0 ? { InstructionError: [0, { Custom: random(100) }] } : null,
    fee: 5000n,
    preBalances: lamports,
    postBalances: lamports,
    logMessages: [`of slot ${slot}`],
    loadedAddresses: { writable: [], readonly: [] },
  };
  const trace =
    random(2) === 0 ? undefined : { payer: addressFromPubkey(message.accountKeys[0]), size: "x".repeat(random(2000)) };
  return { transaction: makeTransaction(message, [signature]), meta, trace };
}

/** None, or of a program or another, some with more data than a page of LMDB's holds. */
function accountAt(slot, random) {
  if (random(5) === 0) return undefined;
  const isToken = random(2) === 0;
  const data = new Uint8Array(isToken ? 165 : random(3) * 3000).fill(Number(slot % 255n) + 1);
  if (isToken) for (const offset of [0, 32]) data.set(pick(ADDRESSES, random), offset);
  return {
    lamports: slot,
    data,
    owner: isToken ? TOKEN_PROGRAM_ID : pick(ADDRESSES, random),
    executable: false,
    rentEpoch: 0xffff_ffff_ffff_ffffn,
  };
}

function pick(from, random) {
  return from[random(from.length)];
}

/** Random choices below a limit, the same for the same seed (mulberry32). */
function randomOf(seed) {
  let state = seed;
  return (limit) => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) % limit;
  };
}

import fc from "fast-check";
import { Float } from "../../src/base/json.js";
import type { Block, BlockTransaction } from "../../src/cluster/block.js";
import type { Checkpoint } from "../../src/cluster/ledger.js";
import type { TransactionError } from "../../src/solana/errors.js";
import { compileMessage } from "../../src/solana/message/compile.js";
import {
  MEMO_PROGRAM_ID,
  SYSTEM_PROGRAM_ID,
  TOKEN_2022_PROGRAM_ID,
  TOKEN_PROGRAM_ID,
} from "../../src/solana/program-ids.js";
import { addressFromPubkey, type Pubkey } from "../../src/solana/pubkey.js";
import { makeTransaction } from "../../src/solana/transaction.js";
import type { StoredAccount } from "../../src/svm/accounts-store.js";
import type { Trace } from "../../src/trace/model.js";
import type { InnerInstruction, Reward, TransactionStatusMeta } from "../../src/transaction-status/status-meta.js";
import { meta } from "../helpers/transactions.js";

// Few of everything, so that the same ones meet again.

const U64_MAX = 0xffff_ffff_ffff_ffffn;

/** 32 bytes that are all the same. */
export function key(byte: number): Pubkey {
  return new Uint8Array(32).fill(byte);
}

/** The ends of the order among them. */
export const ADDRESSES = [0, 1, 2, 127, 254, 255].map(key);
const address = fc.constantFrom(...ADDRESSES);
const u64 = fc.oneof(fc.bigInt({ min: 0n, max: U64_MAX }), fc.constantFrom(0n, 1n, U64_MAX));
const bytes = fc.uint8Array({ maxLength: 40 });
const hash = fc.uint8Array({ minLength: 32, maxLength: 32 });

const TOKEN_PROGRAMS = [TOKEN_PROGRAM_ID, TOKEN_2022_PROGRAM_ID];
export const OWNERS = [SYSTEM_PROGRAM_ID, ...TOKEN_PROGRAMS, key(7)];

/** As spl-token's `Account` lies. */
const tokenData = fc
  .record({ mint: address, owner: address, delegate: fc.option(address), isInitialized: fc.boolean() })
  .map(({ mint, owner, delegate, isInitialized }) => {
    const data = new Uint8Array(165);
    data.set(mint, 0);
    data.set(owner, 32);
    if (delegate !== null) data[72] = 1;
    data.set(delegate ?? key(9), 76);
    data[108] = isInitialized ? 1 : 0;
    return data;
  });

export const account: fc.Arbitrary<StoredAccount> = fc.record({
  lamports: u64,
  data: fc.oneof(tokenData, bytes, fc.constant(new Uint8Array(5000).fill(3))),
  owner: fc.constantFrom(...OWNERS),
  executable: fc.boolean(),
  rentEpoch: u64,
});

export const checkpoint: fc.Arbitrary<Omit<Checkpoint, "slot">> = fc.record({
  blockHeight: u64,
  bankHash: hash,
  genesisHash: hash,
  blockhashes: fc.array(hash, { maxLength: 3 }),
  transactionCount: u64,
  timeOffsetMilliseconds: fc.double({ noNaN: true }),
});

const err = fc.constantFrom<TransactionError | null>(
  null,
  "AccountInUse",
  { InstructionError: [3, { Custom: 0xffff_ffff }] },
  { InsufficientFundsForRent: { account_index: 2 } },
);

const innerInstruction: fc.Arbitrary<InnerInstruction> = fc.record({
  programIdIndex: fc.nat(255),
  accounts: bytes,
  data: bytes,
  stackHeight: fc.option(fc.nat(9), { nil: undefined }),
});

const base58 = fc.uint8Array({ minLength: 32, maxLength: 32 }).map(addressFromPubkey);

const tokenBalance = fc.record({
  accountIndex: fc.nat(255),
  mint: base58,
  owner: base58,
  programId: base58,
  uiTokenAmount: fc.record({
    uiAmount: fc.option(fc.double({ noNaN: true }).map((value) => new Float(value))),
    decimals: fc.nat(255),
    amount: u64.map(String),
    uiAmountString: fc.string(),
  }),
});

export const reward: fc.Arbitrary<Reward> = fc.record({
  pubkey: base58,
  lamports: fc.bigInt({ min: -(1n << 63n), max: (1n << 63n) - 1n }),
  postBalance: u64,
  rewardType: fc.constantFrom(null, "Fee", "Rent", "Staking", "Voting", "DeactivatedStake"),
  commission: fc.option(fc.nat(255)),
  commissionBps: fc.option(fc.nat(10_000), { nil: undefined }),
});

function maybe<T>(of: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> {
  return fc.option(of, { nil: undefined });
}

export const statusMeta: fc.Arbitrary<TransactionStatusMeta> = fc.record({
  err,
  fee: u64,
  preBalances: fc.array(u64, { maxLength: 3 }),
  postBalances: fc.array(u64, { maxLength: 3 }),
  innerInstructions: maybe(
    fc.array(fc.record({ index: fc.nat(255), instructions: fc.array(innerInstruction, { maxLength: 2 }) }), {
      maxLength: 2,
    }),
  ),
  logMessages: maybe(fc.array(fc.string({ unit: "binary" }), { maxLength: 3 })),
  preTokenBalances: maybe(fc.array(tokenBalance, { maxLength: 2 })),
  postTokenBalances: maybe(fc.array(tokenBalance, { maxLength: 2 })),
  rewards: maybe(fc.array(reward, { maxLength: 2 })),
  loadedAddresses: fc.record({
    writable: fc.constantFrom([], [key(40)]),
    readonly: fc.constantFrom([], [key(41), key(42)]),
  }),
  returnData: maybe(fc.record({ programId: address, data: bytes })),
  computeUnitsConsumed: maybe(u64),
  costUnits: maybe(u64),
});

/** Signatures of which halves, and some of them whole, are equal. */
export const SIGNATURES = [0, 1, 2].flatMap((first) =>
  [0, 1, 2, 3, 4].map((last) => Uint8Array.of(...key(first), ...key(last))),
);

const instruction = fc.record({
  programId: fc.constantFrom(SYSTEM_PROGRAM_ID, MEMO_PROGRAM_ID),
  accounts: fc.array(
    address.map((pubkey) => meta(pubkey, "w")),
    { maxLength: 2 },
  ),
  data: fc.string({ maxLength: 5 }).map((text) => new TextEncoder().encode(text)),
});

export const transaction: fc.Arbitrary<BlockTransaction> = fc
  .record({
    feePayer: address,
    instructions: fc.array(instruction, { maxLength: 2 }),
    version: fc.constantFrom<("legacy" | 0 | 1)[]>("legacy", 0, 1),
    signature: fc.constantFrom(...SIGNATURES),
    meta: statusMeta,
    trace: maybe(fc.json().map((text) => JSON.parse(`{"what":${text}}`) as Trace)),
  })
  .map(({ feePayer, instructions, version, signature, ...rest }) => {
    const message = compileMessage({ feePayer, instructions, version, blockhash: key(5) });
    return { transaction: makeTransaction(message, [signature]), ...rest };
  });

/** All of a block but its place. */
export const block: fc.Arbitrary<Omit<Block, "slot" | "parentSlot">> = fc.record({
  blockHeight: u64,
  blockhash: hash,
  previousBlockhash: hash,
  bankHash: hash,
  blockTime: fc.bigInt({ min: -(1n << 63n), max: (1n << 63n) - 1n }),
  transactions: fc.array(transaction, { maxLength: 4 }),
  rewards: fc.array(reward, { maxLength: 1 }),
});

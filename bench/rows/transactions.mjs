// Transactions as applications send them.
import { findProgramAddress } from "../../dist/solana/program-derived-address.js";
import { COMPUTE_BUDGET_PROGRAM_ID, SYSTEM_PROGRAM_ID, TOKEN_PROGRAM_ID } from "../../dist/solana/program-ids.js";
import { addressFromPubkey } from "../../dist/solana/pubkey.js";
import { compare } from "../measure/compare.mjs";
import { manyTransfersSource, relaySource, swapSource } from "../programs/cpi.mjs";
import { elf } from "../programs/elf.mjs";
import { createSvm } from "../sides/callgate-door.mjs";
import { bytes, createAssociatedToken, instruction, key, numbered, u32, u64, wire } from "../wire.mjs";
import {
  FEE_ACCOUNTS,
  FEE_TRANSFER,
  MINT,
  mint,
  OTHER,
  PAYER,
  PROGRAM,
  payer,
  RENT,
  repeated,
  SYSTEM_TRANSFER,
  TOKEN_ACCOUNTS,
  TOKEN_TRANSFER,
  tokenAccount,
} from "./workloads.mjs";

export const UNIT_LIMIT = instruction(COMPUTE_BUDGET_PROGRAM_ID, bytes(2, u32(1_400_000)));

/** Every transaction creates another account, so each is another transaction. */
function associatedTokens() {
  let next = 1000;
  const transactions = (count) =>
    Array.from({ length: count }, () => wire(PAYER, createAssociatedToken(PAYER, key(next++), MINT)));
  return { accounts: [payer, mint], watched: [PAYER], transactions, count: 50 };
}

/** Transactions that differ in nothing but their signature, for histories that refuse what they have seen. */
function withHistory() {
  let next = 1;
  const transactions = (count) => Array.from({ length: count }, () => numbered(SYSTEM_TRANSFER, next++));
  return { ...repeated(SYSTEM_TRANSFER), transactions, settings: { history: true } };
}

/** What a trace costs; the row without one shows what it costs when nobody asks. */
function traced() {
  return { ...repeated(TOKEN_TRANSFER, { accounts: TOKEN_ACCOUNTS }), settings: { trace: true } };
}

/** A program of loader v3 has this account. */
const PROGRAM_ACCOUNT_BYTES = 36;

function dataLengthOf(programId) {
  return createSvm().getAccount(addressFromPubkey(programId)).data.length;
}

const PAYER_AND_OTHER = [
  [PAYER, "sw"],
  [OTHER, "w"],
];

function nestedCalls() {
  const program = elf(relaySource(dataLengthOf(SYSTEM_PROGRAM_ID), PROGRAM_ACCOUNT_BYTES));
  const call = instruction(PROGRAM, bytes(3), ...PAYER_AND_OTHER, [SYSTEM_PROGRAM_ID], [PROGRAM]);
  return repeated(wire(PAYER, call), { accounts: [rentPaid(OTHER)], programs: [[PROGRAM, program]] });
}

function manyCalls() {
  const call = instruction(PROGRAM, bytes(), ...PAYER_AND_OTHER, [SYSTEM_PROGRAM_ID]);
  const program = elf(manyTransfersSource(60));
  return repeated(wire(PAYER, call), { accounts: [rentPaid(OTHER)], programs: [[PROGRAM, program]], count: 10 });
}

/** An account that a transfer of one lamport leaves rent-exempt. */
function rentPaid(address) {
  return [address, { lamports: RENT, owner: SYSTEM_PROGRAM_ID }];
}

function swap() {
  const seed = new TextEncoder().encode("pool");
  const { address: authority, bump } = findProgramAddress([seed], PROGRAM);
  const [userA, poolA, poolB, userB, mintB] = [key(10), key(11), key(12), key(13), key(14)];
  const accounts = [
    tokenAccount(userA, PAYER, 10n ** 15n),
    tokenAccount(poolA, authority, 10n ** 12n),
    tokenAccount(poolB, authority, 10n ** 12n, mintB),
    tokenAccount(userB, PAYER, 0, mintB),
  ];
  const call = instruction(
    PROGRAM,
    u64(10_000),
    [PAYER, "s"],
    ...[userA, poolA, poolB, userB].map((address) => [address, "w"]),
    [authority],
    [TOKEN_PROGRAM_ID],
  );
  const program = elf(swapSource([seed, Uint8Array.of(bump)], dataLengthOf(TOKEN_PROGRAM_ID)));
  return repeated(wire(PAYER, call), { accounts, programs: [[PROGRAM, program]] });
}

/** A function is translated once it has run for a while; after so many transactions none of note is left. */
const WARMUP = 10_000;

const row = (name, aim, workload) => ({
  name,
  aim,
  run: (effort) => compare({ ...workload(), warmup: WARMUP }, effort),
});

export const TRANSACTION_ROWS = [
  row("System transfer", 4, () => repeated(SYSTEM_TRANSFER, { count: 500 })),
  row("p-token transfer", 3, () => repeated(TOKEN_TRANSFER, { accounts: TOKEN_ACCOUNTS })),
  row("Associated token account creation (4 CPIs)", 2.5, associatedTokens),
  row("Token-2022 transferChecked with a fee", 2, () => repeated(FEE_TRANSFER, { accounts: FEE_ACCOUNTS })),
  row("chain of 4 nested CPIs", 2.5, nestedCalls),
  row("60 CPIs in one transaction", 2.5, manyCalls),
  row("swap of two tokens (2 token CPIs)", 2, swap),
  row("System transfer, default history", undefined, withHistory),
  row("p-token transfer, with a trace", undefined, traced),
];

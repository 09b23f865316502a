// The rows of the table: what is timed, and how often in a round.
import {
  COMPUTE_BUDGET_PROGRAM_ID,
  LOADER_V2_ID,
  SYSTEM_PROGRAM_ID,
  TOKEN_2022_PROGRAM_ID,
  TOKEN_PROGRAM_ID,
} from "../dist/solana/program-ids.js";
import { addressFromPubkey } from "../dist/solana/pubkey.js";
import { elf, FIND_ADDRESS, HASH, VM_LOADS } from "./programs.mjs";
import {
  bytes,
  createAssociatedToken,
  feeAccountData,
  feeMintData,
  instruction,
  key,
  mintData,
  systemTransfer,
  token2022TransferChecked,
  tokenAccountData,
  tokenTransfer,
  u32,
  wire,
} from "./wire.mjs";

const PAYER = key(0);
const OTHER = key(1);
const PROGRAM = key(2);
const RICH = 10n ** 17n;
const RENT = 10n ** 8n;

const payer = [PAYER, { lamports: RICH, owner: SYSTEM_PROGRAM_ID }];

/** A transaction sent again and again. */
function repeated(name, target, times, accounts, transaction, program) {
  return {
    name,
    target,
    transactionsPerRound: times,
    accounts: [payer, ...accounts],
    program,
    wires: () => Array.from({ length: times }, () => transaction),
    watched: accounts.map(([address]) => address),
  };
}

const systemRow = repeated("System transfer", 4, 2000, [], wire(PAYER, systemTransfer(PAYER, OTHER, 1_000_000)));

const MINT = key(3);
const [SOURCE, DESTINATION] = [key(4), key(5)];
const tokenRow = repeated(
  "p-token transfer",
  3,
  1000,
  [
    [SOURCE, { lamports: RENT, owner: TOKEN_PROGRAM_ID, data: tokenAccountData(MINT, PAYER, 10n ** 15n) }],
    [DESTINATION, { lamports: RENT, owner: TOKEN_PROGRAM_ID, data: tokenAccountData(MINT, OTHER, 0) }],
  ],
  wire(PAYER, tokenTransfer(SOURCE, DESTINATION, PAYER, 1)),
);

const FEE_MINT = key(6);
const [FEE_SOURCE, FEE_DESTINATION] = [key(7), key(8)];
const token2022Row = repeated(
  "Token-2022 transferChecked with a fee",
  2,
  300,
  [
    [FEE_MINT, { lamports: RENT, owner: TOKEN_2022_PROGRAM_ID, data: feeMintData(6, 100) }],
    [FEE_SOURCE, { lamports: RENT, owner: TOKEN_2022_PROGRAM_ID, data: feeAccountData(FEE_MINT, PAYER, 10n ** 15n) }],
    [FEE_DESTINATION, { lamports: RENT, owner: TOKEN_2022_PROGRAM_ID, data: feeAccountData(FEE_MINT, OTHER, 0) }],
  ],
  wire(PAYER, token2022TransferChecked(FEE_SOURCE, FEE_MINT, FEE_DESTINATION, PAYER, 1000, 6)),
);

/** Every transaction creates another account, so each is another transaction. */
function associatedTokenRow() {
  const times = 200;
  let next = 1000;
  return {
    name: "Associated token account creation (4 CPIs)",
    target: 2.5,
    transactionsPerRound: times,
    accounts: [payer, [MINT, { lamports: RENT, owner: TOKEN_PROGRAM_ID, data: mintData(6) }]],
    wires: () => Array.from({ length: times }, () => wire(PAYER, createAssociatedToken(PAYER, key(next++), MINT))),
    watched: [PAYER],
  };
}

/** A program of our own, called once a transaction with 1.4 million units. */
function programRow(name, target, source, times = 3) {
  const limit = instruction(COMPUTE_BUDGET_PROGRAM_ID, bytes(2, u32(1_400_000)));
  const transaction = wire(PAYER, limit, instruction(PROGRAM, new Uint8Array(0)));
  return repeated(name, target, times, [], transaction, { id: PROGRAM, elf: elf(source), loader: LOADER_V2_ID });
}

export function workloads() {
  return [
    systemRow,
    tokenRow,
    associatedTokenRow(),
    token2022Row,
    ...Object.entries(VM_LOADS).map(([name, source]) =>
      programRow(`1.4 M units of ${name}`, name === "loads and stores" ? 3 : 1, source),
    ),
    programRow("find_program_address, 60 times", 1, FIND_ADDRESS),
    programRow("sol_sha256 of 1 KiB, 500 times", 1, HASH),
  ];
}

/** Puts a workload's accounts and program on a chain. */
export function prepare(chain, { accounts, program }) {
  for (const [address, account] of accounts) chain.setAccount(address, account);
  if (program !== undefined) chain.addProgram(program.id, program.elf, program.loader);
}

/** What both chains must agree on afterwards. */
export function stateOf(chain, { watched }) {
  return [PAYER, ...watched].map((address) => chain.account(addressFromPubkey(address)));
}

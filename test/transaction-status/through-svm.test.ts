import * as spl from "@solana/spl-token";
import { PublicKey, type TransactionInstruction } from "@solana/web3.js";
import { describe, expect, it } from "vitest";
import { Float, type JsonObject } from "../../src/base/json.js";
import { metaOf } from "../../src/cluster/transaction-meta.js";
import type { Instruction } from "../../src/solana/instruction.js";
import { encodeLookupTable } from "../../src/solana/lookup-table.js";
import * as ids from "../../src/solana/program-ids.js";
import { addressFromPubkey, type Pubkey } from "../../src/solana/pubkey.js";
import { decodeTransaction } from "../../src/solana/transaction.js";
import { encodeTransactionWithStatusMeta } from "../../src/transaction-status/encode-transaction.js";
import { named } from "../helpers/names.js";
import { errorOf, type SendOptions, Workbench } from "../svm/support.js";

// Real runs of real programs, as getTransaction shows them.

const toInstruction = ({ programId, keys, data }: TransactionInstruction): Instruction => ({
  programId: programId.toBytes(),
  accounts: keys.map(({ pubkey, isSigner, isWritable }) => ({ pubkey: pubkey.toBytes(), isSigner, isWritable })),
  data,
});

function run(bench: Workbench, instructions: readonly TransactionInstruction[], options: SendOptions = {}): JsonObject {
  const wire = bench.wire(instructions.map(toInstruction), options);
  const decoded = decodeTransaction(wire);
  if (!decoded.ok) throw new Error(decoded.reason);
  const result = bench.svm.sendTransaction(wire);
  expect(errorOf(result)).toBe("success");
  const meta = metaOf(decoded.transaction, result);
  const encoded = encodeTransactionWithStatusMeta(decoded.transaction, meta, "jsonParsed", 0, true);
  if (!encoded.ok) throw new Error("expected a transaction");
  return encoded.value;
}

const MINT = named("mint");
const WALLET = named("wallet");
const key = (pubkey: Pubkey) => new PublicKey(pubkey);
const text = (pubkey: Pubkey) => addressFromPubkey(pubkey);
const SYSTEM = text(ids.SYSTEM_PROGRAM_ID);

function mintData(authority: Pubkey): Uint8Array {
  const data = new Uint8Array(82);
  data.set([1], 0);
  data.set(authority, 4);
  data.set([6, 1], 44);
  return data;
}

describe.each([
  ["Token", ids.TOKEN_PROGRAM_ID],
  ["Token-2022", ids.TOKEN_2022_PROGRAM_ID],
])("an associated account of %s, made and filled", (_name, tokenProgram) => {
  const bench = new Workbench({ recordBalances: true });
  bench.setAccount(MINT, { owner: tokenProgram, data: mintData(bench.payer) });
  const program = key(tokenProgram);
  const payer = key(bench.payer);
  const account = spl.getAssociatedTokenAddressSync(key(MINT), key(WALLET), true, program);
  const { transaction, meta, version } = run(bench, [
    spl.createAssociatedTokenAccountInstruction(payer, account, key(WALLET), key(MINT), program),
    spl.createMintToCheckedInstruction(key(MINT), account, payer, 2_500_000n, 6, [], program),
  ]) as { transaction: { message: JsonObject }; meta: JsonObject; version: string };

  const tokenAmount = { uiAmount: new Float(2.5), decimals: 6, amount: "2500000", uiAmountString: "2.5" };
  const parsed = (program: string, programId: Pubkey, type: string, info: JsonObject, stackHeight: number) => ({
    program,
    programId: text(programId),
    parsed: { type, info },
    stackHeight,
  });
  const byToken = (type: string, info: JsonObject, stackHeight: number) =>
    parsed("spl-token", tokenProgram, type, info, stackHeight);

  it("shows its instructions", () => {
    expect(version).toBe("legacy");
    expect(transaction.message.instructions).toEqual([
      parsed(
        "spl-associated-token-account",
        ids.ASSOCIATED_TOKEN_PROGRAM_ID,
        "create",
        {
          source: text(bench.payer),
          account: account.toBase58(),
          wallet: text(WALLET),
          mint: text(MINT),
          systemProgram: SYSTEM,
          tokenProgram: text(tokenProgram),
        },
        1,
      ),
      byToken(
        "mintToChecked",
        { mint: text(MINT), account: account.toBase58(), mintAuthority: text(bench.payer), tokenAmount },
        1,
      ),
    ]);
  });

  it("shows the calls below", () => {
    expect(meta.innerInstructions).toEqual([
      {
        index: 0,
        instructions: [
          byToken("getAccountDataSize", { mint: text(MINT), extensionTypes: ["immutableOwner"] }, 2),
          parsed(
            "system",
            ids.SYSTEM_PROGRAM_ID,
            "createAccount",
            expect.objectContaining({ source: text(bench.payer), owner: text(tokenProgram) }),
            2,
          ),
          byToken("initializeImmutableOwner", { account: account.toBase58() }, 2),
          byToken("initializeAccount3", { account: account.toBase58(), mint: text(MINT), owner: text(WALLET) }, 2),
        ],
      },
    ]);
  });

  it("shows balances of tokens and lamports", () => {
    const keys = transaction.message.accountKeys as readonly JsonObject[];
    const accountIndex = keys.findIndex(({ pubkey }) => pubkey === account.toBase58());
    expect(meta.preTokenBalances).toEqual([]);
    expect(meta.postTokenBalances).toEqual([
      {
        accountIndex,
        mint: text(MINT),
        uiTokenAmount: tokenAmount,
        owner: text(WALLET),
        programId: text(tokenProgram),
      },
    ]);
    expect([meta.preBalances, meta.postBalances]).toMatchObject([{ length: keys.length }, { length: keys.length }]);
    expect(meta).toMatchObject({ err: null, status: { Ok: null }, fee: 5000n });
    expect(meta.logMessages).toContain(`Program ${text(tokenProgram)} success`);
  });

  it("shows who may write", () => {
    expect(transaction.message.accountKeys).toContainEqual({
      pubkey: text(bench.payer),
      writable: true,
      signer: true,
      source: "transaction",
    });
    expect(transaction.message.accountKeys).toContainEqual({
      pubkey: text(tokenProgram),
      writable: false,
      signer: false,
      source: "transaction",
    });
  });
});

it("what a lookup table gave stands behind the message's keys", () => {
  const bench = new Workbench({ recordBalances: true });
  const addresses = [named("unused"), WALLET];
  const table = bench.setAccount(named("table"), {
    owner: ids.ADDRESS_LOOKUP_TABLE_PROGRAM_ID,
    data: encodeLookupTable({
      deactivationSlot: 2n ** 64n - 1n,
      lastExtendedSlot: 0n,
      lastExtendedSlotStartIndex: 0,
      authority: undefined,
      addresses,
    }),
  });
  bench.svm.warpToSlot(10n);
  const transfer = new Uint8Array(12);
  transfer.set([2, 0, 0, 0, 9]);
  const instruction = {
    programId: key(ids.SYSTEM_PROGRAM_ID),
    keys: [
      { pubkey: key(bench.payer), isSigner: true, isWritable: true },
      { pubkey: key(bench.setAccount(WALLET)), isSigner: false, isWritable: true },
    ],
    data: Buffer.from(transfer),
  } as TransactionInstruction;
  const encoded = run(bench, [instruction], { version: 0, lookupTables: [{ key: table, addresses }] });
  expect(encoded).toMatchObject({
    version: 0,
    transaction: {
      message: {
        accountKeys: [
          { pubkey: text(bench.payer), source: "transaction" },
          { pubkey: SYSTEM, writable: false, source: "transaction" },
          { pubkey: text(WALLET), writable: true, signer: false, source: "lookupTable" },
        ],
        instructions: [
          {
            parsed: { type: "transfer", info: { source: text(bench.payer), destination: text(WALLET), lamports: 9n } },
          },
        ],
        addressTableLookups: [{ accountKey: text(table), writableIndexes: [1], readonlyIndexes: [] }],
      },
    },
    meta: { innerInstructions: [], returnData: undefined, loadedAddresses: undefined },
  });
});

import { beforeAll, describe, expect, it } from "vitest";
import { base58Encode } from "../../src/base/base58.js";
import { base64Encode } from "../../src/base/base64.js";
import { ByteWriter } from "../../src/base/byte-writer.js";
import { compileMessage } from "../../src/solana/message/compile.js";
import type { Message } from "../../src/solana/message/message.js";
import { findProgramAddress } from "../../src/solana/program-derived-address.js";
import {
  ADDRESS_LOOKUP_TABLE_PROGRAM_ID,
  ASSOCIATED_TOKEN_PROGRAM_ID,
  SYSTEM_PROGRAM_ID,
  TOKEN_PROGRAM_ID,
} from "../../src/solana/program-ids.js";
import { addressFromPubkey, type Pubkey, pubkeyEqual } from "../../src/solana/pubkey.js";
import { encodeTransaction, makeTransaction, type Transaction } from "../../src/solana/transaction.js";
import { transfer } from "../cluster/support.js";
import { meta, newKey, transfer as transferInstruction, unsignedWire } from "../helpers/transactions.js";
import { base64Of, type Reply, RpcStage, U64_MAX } from "./stage.js";

const LAMPORTS = 12_800n * 100n;
const bob = newKey();

// Agave: rpc.rs, `test_rpc_simulate_transaction`.
describe("simulateTransaction", () => {
  const stage = new RpcStage();
  let good: string;
  let forged: string;
  let late: string;
  let systemLamports: number;

  beforeAll(async () => {
    const { blockhash } = stage.cluster.view("finalized");
    const transaction = transfer(stage.payer, bob, LAMPORTS, blockhash);
    good = base64Of(transaction);
    forged = base64Of({ ...transaction, signatures: [new Uint8Array(64)] });
    const message = { ...transaction.message, recentBlockhash: new Uint8Array(32) };
    late = base64Of(makeTransaction(message, [new Uint8Array(64)]));
    systemLamports = await stage.value("getBalance", "11111111111111111111111111111111");
  });

  const simulate = async (text: string, config: object = {}) =>
    stage.value("simulateTransaction", text, { encoding: "base64", ...config } as never);

  const balances = (payer: number, to: number) => [payer, to, systemLamports];
  const balancesBefore = () => balances(10_000_000_000, 0);
  const balancesAfter = () => balances(10_000_000_000 - 5000 - Number(LAMPORTS), Number(LAMPORTS));
  const outcome = (others: object = {}) => ({
    accounts: null,
    err: null,
    fee: 5000,
    innerInstructions: null,
    // Accounts that exist: the payer and the program, 64 bytes each beside their data.
    loadedAccountsDataSize: 2 * 64 + "solana_system_program".length,
    loadedAddresses: { readonly: [], writable: [] },
    logs: ["Program 11111111111111111111111111111111 invoke [1]", "Program 11111111111111111111111111111111 success"],
    postBalances: balancesAfter(),
    postTokenBalances: [],
    preBalances: balancesBefore(),
    preTokenBalances: [],
    replacementBlockhash: null,
    returnData: null,
    unitsConsumed: 150,
    ...others,
  });

  it("tells what would happen, and nothing happens", async () => {
    expect(await simulate(good, { sigVerify: true })).toEqual(outcome());
    await stage.cluster.settled();
    expect(await stage.value("getAccountInfo", addressFromPubkey(bob))).toBeNull();
  });

  it("gives accounts as they would be", async () => {
    const addresses = [newKey(), bob].map(addressFromPubkey);
    const { accounts } = await simulate(good, { accounts: { encoding: "jsonParsed", addresses } });
    expect(accounts).toEqual([
      null,
      {
        data: ["", "base64"],
        executable: false,
        owner: "11111111111111111111111111111111",
        lamports: Number(LAMPORTS),
        rentEpoch: 18446744073709551615n,
        space: 0,
      },
    ]);
  });

  it("gives no accounts of a failure", async () => {
    const addresses = [addressFromPubkey(bob)];
    expect(await simulate(late, { accounts: { addresses } })).toMatchObject({ accounts: [null] });
  });

  it("checks what accounts are asked for", async () => {
    const error = async (accounts: object) =>
      stage.error("simulateTransaction", good, { encoding: "base64", accounts } as never);
    const addresses = new Array(4).fill("11111111111111111111111111111111");
    expect(await error({ addresses })).toEqual({ code: -32602, message: "Too many accounts provided; max 3" });
    expect(await error({ addresses: [], encoding: "base58" })).toEqual({
      code: -32602,
      message: "base58 encoding not supported",
    });
    expect(await error({ addresses: ["x"] })).toEqual({ code: -32602, message: "Invalid param: WrongSize" });
  });

  it("takes transactions that nobody signed, unless it is told to look", async () => {
    expect(await simulate(forged)).toEqual(outcome());
    expect(await simulate(forged, { sigVerify: false })).toEqual(outcome());
    const nothing = {
      err: "SignatureFailure",
      fee: null,
      loadedAccountsDataSize: 0,
      logs: [],
      postBalances: null,
      postTokenBalances: null,
      preBalances: null,
      preTokenBalances: null,
      unitsConsumed: 0,
    };
    expect(await simulate(forged, { sigVerify: true })).toEqual(outcome(nothing));
  });

  it("replaces the blockhash if it may", async () => {
    const unknown = {
      err: "BlockhashNotFound",
      fee: null,
      loadedAccountsDataSize: 0,
      logs: [],
      postBalances: balancesBefore(),
      unitsConsumed: 0,
    };
    expect(await simulate(late)).toEqual(outcome(unknown));
    const { value: replacementBlockhash } = await stage.call("getLatestBlockhash");
    expect(replacementBlockhash.lastValidBlockHeight).toBe(150);
    expect(await simulate(late, { replaceRecentBlockhash: true })).toEqual(outcome({ replacementBlockhash }));
    expect(
      await stage.error("simulateTransaction", good, {
        encoding: "base64",
        sigVerify: true,
        replaceRecentBlockhash: true,
      }),
    ).toEqual({ code: -32602, message: "sigVerify may not be used with replaceRecentBlockhash" });
  });

  it("takes base58, which is the default, and a slot that must be there", async () => {
    const transaction = transfer(stage.payer, bob, LAMPORTS, stage.cluster.view("finalized").blockhash);
    expect(await stage.value("simulateTransaction", base58Encode(encodeTransaction(transaction)))).toEqual(outcome());
    expect(await stage.error("simulateTransaction", good, { encoding: "base64", minContextSlot: 9 })).toMatchObject({
      code: -32016,
    });
  });

  it("shows calls parsed, if it is asked to", async () => {
    const { innerInstructions } = await simulate(good, { innerInstructions: true });
    expect(innerInstructions).toEqual([]);
    expect((await simulate(late, { innerInstructions: true })).innerInstructions).toBeNull();
  });

  it("simulates again what the commitment does not know yet", async () => {
    const other = new RpcStage();
    const text = base64Of(transfer(other.payer, newKey(), LAMPORTS, other.cluster.view("processed").blockhash));
    await other.call("sendTransaction", text, { encoding: "base64" });
    await other.pass();
    const ask = (commitment: string) =>
      other.value("simulateTransaction", text, { encoding: "base64", sigVerify: true, commitment });
    expect(await ask("finalized")).toMatchObject({ err: null });
    expect(await ask("confirmed")).toMatchObject({ err: "AlreadyProcessed" });
  });

  it("runs on what the commitment knows", async () => {
    const other = new RpcStage();
    await other.pass();
    const poor = new RpcStage().payer;
    await other.call("requestAirdrop", addressFromPubkey(poor.publicKey), 1_000_000_000);
    await other.pass();
    const transaction: Transaction = transfer(poor, newKey(), LAMPORTS, other.cluster.view("finalized").blockhash);
    const ask = (commitment: string) =>
      other.value("simulateTransaction", base64Encode(encodeTransaction(transaction)), {
        encoding: "base64",
        commitment,
      });
    expect(await ask("finalized")).toMatchObject({ err: "AccountNotFound" });
    expect(await ask("confirmed")).toMatchObject({ err: null });
  });
});

/** A lookup table with one address (solana-address-lookup-table-interface, `LOOKUP_TABLE_META_SIZE` bytes before it). */
function lookupTable(address: Pubkey): Uint8Array {
  return new ByteWriter(88).u32(1).u64(U64_MAX).u64(0n).bytes(new Uint8Array(36)).bytes(address).finish();
}

describe("simulateTransaction of more than a transfer", () => {
  const stage = new RpcStage();
  const { blockhash } = stage.cluster.view("finalized");
  const simulate = async (message: Message, config: object = {}) =>
    stage.value("simulateTransaction", base64Encode(unsignedWire(message)), { encoding: "base64", ...config } as never);

  it("resolves lookup tables", async () => {
    const [table, to] = [newKey(), newKey()];
    stage.place(table, { data: lookupTable(to), owner: ADDRESS_LOOKUP_TABLE_PROGRAM_ID });
    const compileWith = (key: Pubkey) =>
      compileMessage({
        version: 0,
        feePayer: stage.payer.publicKey,
        instructions: [transferInstruction(stage.payer.publicKey, to, LAMPORTS)],
        blockhash,
        lookupTables: [{ key, addresses: [to] }],
      });
    await stage.pass(2);
    const config = { commitment: "processed", accounts: { addresses: [addressFromPubkey(to)] } };
    expect(await simulate(compileWith(table), config)).toMatchObject({
      err: null,
      loadedAddresses: { writable: [addressFromPubkey(to)], readonly: [] },
      accounts: [{ lamports: Number(LAMPORTS) }],
      preBalances: [expect.any(Number), expect.any(Number), 0],
      postBalances: [expect.any(Number), expect.any(Number), Number(LAMPORTS)],
    });
    const lost = base64Encode(unsignedWire(compileWith(newKey())));
    expect(await stage.error("simulateTransaction", lost, { encoding: "base64" })).toEqual({
      code: -32602,
      message: "invalid transaction: Transaction loads an address table account that doesn't exist",
    });
  });

  it("shows parsed calls, token balances and accounts with the mint's decimals", async () => {
    const { publicKey: owner } = stage.payer;
    const mint = newKey();
    const mintData = new ByteWriter(82).u32(0).bytes(new Uint8Array(32)).u64(0n).u8(6).u8(1).u32(0);
    stage.place(mint, { data: mintData.bytes(new Uint8Array(32)).finish(), owner: TOKEN_PROGRAM_ID });
    const derived = findProgramAddress([owner, TOKEN_PROGRAM_ID, mint], ASSOCIATED_TOKEN_PROGRAM_ID);
    const holder = derived!.address;
    const create = {
      programId: ASSOCIATED_TOKEN_PROGRAM_ID,
      accounts: [
        meta(owner, "sw"),
        meta(holder, "w"),
        meta(owner),
        meta(mint),
        meta(SYSTEM_PROGRAM_ID),
        meta(TOKEN_PROGRAM_ID),
      ],
      data: new Uint8Array(0),
    };
    const message = compileMessage({ feePayer: owner, instructions: [create], blockhash });
    const result = await simulate(message, {
      innerInstructions: true,
      accounts: { encoding: "jsonParsed", addresses: [addressFromPubkey(holder)] },
    });
    expect(result.err).toBeNull();
    const [{ index, instructions }] = result.innerInstructions;
    expect(index).toBe(0);
    expect(instructions.map(({ program, parsed, stackHeight }: Reply) => [program, parsed.type, stackHeight])).toEqual([
      ["spl-token", "getAccountDataSize", 2],
      ["system", "createAccount", 2],
      ["spl-token", "initializeImmutableOwner", 2],
      ["spl-token", "initializeAccount3", 2],
    ]);
    const amount = { amount: "0", decimals: 6, uiAmount: 0, uiAmountString: "0" };
    expect(result.preTokenBalances).toEqual([]);
    expect(result.postTokenBalances).toEqual([
      {
        accountIndex: message.accountKeys.findIndex((key) => pubkeyEqual(key, holder)),
        mint: addressFromPubkey(mint),
        owner: addressFromPubkey(owner),
        programId: addressFromPubkey(TOKEN_PROGRAM_ID),
        uiTokenAmount: amount,
      },
    ]);
    expect(result.accounts[0].data.parsed.info.tokenAmount).toEqual(amount);
    expect(result.returnData).toBeNull();
    const getSize = { programId: TOKEN_PROGRAM_ID, accounts: [meta(mint)], data: Uint8Array.of(21) };
    const { returnData } = await simulate(compileMessage({ feePayer: owner, instructions: [getSize], blockhash }));
    expect(returnData).toEqual({
      programId: addressFromPubkey(TOKEN_PROGRAM_ID),
      data: [base64Encode(Uint8Array.of(165, 0, 0, 0, 0, 0, 0, 0)), "base64"],
    });
  });
});

import {
  AddressLookupTableProgram,
  type Connection,
  Keypair,
  type MessageV0,
  NONCE_ACCOUNT_LENGTH,
  type NonceAccount,
  SystemProgram,
  sendAndConfirmTransaction,
  Transaction,
  TransactionExpiredBlockheightExceededError,
  TransactionExpiredNonceInvalidError,
  TransactionExpiredTimeoutError,
  type TransactionInstruction,
  TransactionMessage,
  VersionedTransaction,
} from "@solana/web3.js";
import { beforeAll, describe, expect, it } from "vitest";
import { until } from "../support/until.js";
import { type ClientStage, finalized, startClientStage } from "../support/validator.js";

describe("confirmation", () => {
  let stage: ClientStage;
  let connection: Connection;
  let payer: Keypair;

  beforeAll(async () => {
    stage = await startClientStage();
    connection = stage.connect();
    payer = await stage.fund(5);
  });

  async function transfer(lamports: number): Promise<Transaction> {
    const instruction = SystemProgram.transfer({ fromPubkey: payer.publicKey, toPubkey: payer.publicKey, lamports });
    const transaction = new Transaction({ feePayer: payer.publicKey, ...(await connection.getLatestBlockhash()) });
    transaction.add(instruction).sign(payer);
    return transaction;
  }

  it.each(["processed", "confirmed", "finalized"] as const)("waits until a transaction is %s", async (commitment) => {
    const transaction = await transfer(1);
    const signature = await connection.sendRawTransaction(transaction.serialize());
    const { lastValidBlockHeight, recentBlockhash: blockhash } = transaction;
    const strategy = { signature, blockhash: blockhash!, lastValidBlockHeight: lastValidBlockHeight! };
    const { value, context } = await connection.confirmTransaction(strategy, commitment);
    expect(value.err).toBeNull();
    const status = (await connection.getSignatureStatus(signature)).value!;
    expect(context.slot).toBeGreaterThanOrEqual(status.slot);
    const order = ["processed", "confirmed", "finalized"];
    expect(order.indexOf(status.confirmationStatus!)).toBeGreaterThanOrEqual(order.indexOf(commitment));
    if (commitment === "finalized") expect(await connection.getSlot("finalized")).toBeGreaterThanOrEqual(status.slot);
  });

  it("by the signature alone, and of one that was there long before", async () => {
    const signature = await connection.sendRawTransaction((await transfer(2)).serialize());
    expect((await connection.confirmTransaction(signature)).value).toEqual({ err: null });
    const slot = (await connection.getSignatureStatus(signature)).value!.slot;
    await finalized(connection, slot);
    expect((await connection.confirmTransaction(signature, "finalized")).value.err).toBeNull();
  });

  it("gives up when the time is over, the blockhash too old or the caller tired", async () => {
    const never = (await transfer(3)).signature!;
    const { base58 } = await import("@scure/base");
    const signature = base58.encode(never);
    const impatient = stage.connect({ confirmTransactionInitialTimeout: 100 });
    await expect(impatient.confirmTransaction(signature)).rejects.toThrow(TransactionExpiredTimeoutError);
    const blockhash = (await connection.getLatestBlockhash()).blockhash;
    const expired = connection.confirmTransaction({ signature, blockhash, lastValidBlockHeight: 1 });
    await expect(expired).rejects.toThrow(TransactionExpiredBlockheightExceededError);
    const abort = new AbortController();
    const strategy = { signature, blockhash, lastValidBlockHeight: 1_000_000, abortSignal: abort.signal };
    const aborted = connection.confirmTransaction(strategy);
    abort.abort(new Error("tired"));
    await expect(aborted).rejects.toThrow("tired");
  });

  it("lets a blockhash expire after 150 blocks", async () => {
    const client = stage.connect();
    const transaction = await transfer(4);
    await until(async () => (await client.getBlockHeight("processed")) > transaction.lastValidBlockHeight!);
    const late = client.sendRawTransaction(transaction.serialize());
    await expect(late).rejects.toThrow("Blockhash not found");
    expect((await client.isBlockhashValid(transaction.recentBlockhash!, { commitment: "processed" })).value).toBe(
      false,
    );
  });

  it("of transactions that live by a nonce", async () => {
    const client = stage.connect();
    const nonceKey = Keypair.generate();
    const create = SystemProgram.createNonceAccount({
      fromPubkey: payer.publicKey,
      noncePubkey: nonceKey.publicKey,
      authorizedPubkey: payer.publicKey,
      lamports: await client.getMinimumBalanceForRentExemption(NONCE_ACCOUNT_LENGTH),
    });
    await sendAndConfirmTransaction(client, new Transaction().add(create), [payer, nonceKey]);
    const advance = SystemProgram.nonceAdvance({ noncePubkey: nonceKey.publicKey, authorizedPubkey: payer.publicKey });
    const nonceInstruction = advance as TransactionInstruction;
    const { context, value } = await client.getNonceAndContext(nonceKey.publicKey);
    const { nonce } = value as NonceAccount;
    const make = (lamports: number) => {
      const transaction = new Transaction({
        feePayer: payer.publicKey,
        minContextSlot: context.slot,
        nonceInfo: { nonce, nonceInstruction },
      });
      return transaction.add(
        SystemProgram.transfer({ fromPubkey: payer.publicKey, toPubkey: payer.publicKey, lamports }),
      );
    };
    await until(async () => !(await client.isBlockhashValid(nonce)).value);
    const signature = await client.sendTransaction(make(5), [payer]);
    const strategy = {
      minContextSlot: context.slot,
      nonceAccountPubkey: nonceKey.publicKey,
      nonceValue: nonce,
      signature,
    };
    expect((await client.confirmTransaction(strategy)).value).toEqual({ err: null });
    const advanced = (await client.getNonce(nonceKey.publicKey))!.nonce;
    expect(advanced).not.toBe(nonce);
    await expect(client.sendTransaction(make(6), [payer])).rejects.toThrow("Blockhash not found");
    const never = client.confirmTransaction({ ...strategy, signature: "1".repeat(64) });
    await expect(never).rejects.toThrow(TransactionExpiredNonceInvalidError);
  });

  it("of versioned transactions with lookup tables", async () => {
    const client = stage.connect();
    const [authority, recentSlot] = [payer.publicKey, await client.getSlot("finalized")];
    const [create, lookupTable] = AddressLookupTableProgram.createLookupTable({
      authority,
      payer: authority,
      recentSlot,
    });
    const recipients = Array.from({ length: 20 }, () => Keypair.generate().publicKey);
    const addresses = [SystemProgram.programId, ...recipients];
    const extend = AddressLookupTableProgram.extendLookupTable({ authority, payer: authority, lookupTable, addresses });
    await sendAndConfirmTransaction(client, new Transaction().add(create, extend), [payer]);
    const { context, value: table } = await client.getAddressLookupTable(lookupTable);
    expect(table!.state.addresses).toEqual(addresses);
    expect(table!.state.authority).toEqual(authority);
    expect(table!.isActive()).toBe(true);
    expect((await client.getAddressLookupTable(Keypair.generate().publicKey)).value).toBeNull();
    // What a table was extended with counts from the next slot on.
    await until(async () => (await client.getSlot()) > context.slot);
    const { blockhash, lastValidBlockHeight } = await client.getLatestBlockhash();
    const instructions = recipients.map((toPubkey) =>
      SystemProgram.transfer({ fromPubkey: authority, toPubkey, lamports: 1_000_000 }),
    );
    const message = new TransactionMessage({ payerKey: authority, recentBlockhash: blockhash, instructions });
    const compiled: MessageV0 = message.compileToV0Message([table!]);
    expect(compiled.staticAccountKeys).toHaveLength(2);
    const transaction = new VersionedTransaction(compiled);
    transaction.sign([payer]);
    const signature = await client.sendTransaction(transaction);
    expect((await client.confirmTransaction({ signature, blockhash, lastValidBlockHeight })).value.err).toBeNull();
    expect(await client.getBalance(recipients[19]!)).toBe(1_000_000);
    const found = (await client.getTransaction(signature, { maxSupportedTransactionVersion: 0 }))!;
    expect(found.version).toBe(0);
    expect(found.transaction.message.addressTableLookups[0]!.accountKey).toEqual(lookupTable);
    expect(found.meta!.loadedAddresses!.writable.map(String)).toEqual(recipients.map(String));
    const parsed = await client.getParsedTransaction(signature, { maxSupportedTransactionVersion: 0 });
    const { accountKeys, addressTableLookups } = parsed!.transaction.message;
    expect(accountKeys.at(-1)).toEqual({
      pubkey: recipients[19],
      signer: false,
      source: "lookupTable",
      writable: true,
    });
    expect(addressTableLookups).toHaveLength(1);
    const refused = client.getTransaction(signature, {} as never);
    await expect(refused).rejects.toThrow("Transaction version (0) is not supported by the requesting client");
    const parsedTable = (await client.getParsedAccountInfo(lookupTable)).value!;
    expect(parsedTable.data).toMatchObject({
      program: "address-lookup-table",
      parsed: { type: "lookupTable", info: { authority: authority.toBase58(), addresses: addresses.map(String) } },
    });
  });
});

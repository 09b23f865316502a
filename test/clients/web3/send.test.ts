import { base58 } from "@scure/base";
import {
  ComputeBudgetProgram,
  type Connection,
  Keypair,
  LAMPORTS_PER_SOL,
  Message,
  SendTransactionError,
  SystemProgram,
  sendAndConfirmRawTransaction,
  sendAndConfirmTransaction,
  Transaction,
  TransactionMessage,
  VersionedTransaction,
} from "@solana/web3.js";
import { beforeAll, describe, expect, it } from "vitest";
import { airdrop, type ClientStage, startClientStage } from "../support/validator.js";

const FEE = 5_000;

describe("sending", () => {
  let stage: ClientStage;
  let connection: Connection;

  beforeAll(async () => {
    stage = await startClientStage();
    connection = stage.connect();
  });

  const transfer = (from: Keypair, to: Keypair, lamports: number) =>
    SystemProgram.transfer({ fromPubkey: from.publicKey, toPubkey: to.publicKey, lamports });

  async function versioned(payer: Keypair, ...instructions: ReturnType<typeof transfer>[]) {
    const { blockhash, lastValidBlockHeight } = await connection.getLatestBlockhash();
    const message = new TransactionMessage({ payerKey: payer.publicKey, recentBlockhash: blockhash, instructions });
    const transaction = new VersionedTransaction(message.compileToV0Message());
    transaction.sign([payer]);
    return { transaction, blockhash, lastValidBlockHeight };
  }

  it("takes lamports from the faucet", async () => {
    const key = Keypair.generate().publicKey;
    const signature = await airdrop(connection, key, 1.5);
    expect(await connection.getBalance(key)).toBe(1.5 * LAMPORTS_PER_SOL);
    const tooMuch = connection.requestAirdrop(key, 2_000_000 * LAMPORTS_PER_SOL);
    await expect(tooMuch).rejects.toThrow(/airdrop to .* failed/);
    expect(await connection.getBalance(key)).toBe(1.5 * LAMPORTS_PER_SOL);
    const sent = await connection.getTransaction(signature, { maxSupportedTransactionVersion: 0 });
    expect(sent!.meta).toMatchObject({ err: null, fee: FEE });
  });

  it("moves lamports, with the legacy sendTransaction and sendAndConfirmTransaction", async () => {
    const client = stage.connect();
    const [payer, to] = [await stage.fund(1), Keypair.generate()];
    const transaction = new Transaction().add(transfer(payer, to, 1_000_000));
    const signature = await client.sendTransaction(transaction, [payer]);
    const { value } = await client.confirmTransaction({ signature, ...(await client.getLatestBlockhash()) });
    expect(value).toEqual({ err: null });
    await sendAndConfirmTransaction(client, new Transaction().add(transfer(payer, to, 2_000_000)), [payer]);
    expect(await client.getBalance(to.publicKey)).toBe(3_000_000);
    expect(await client.getBalance(payer.publicKey)).toBe(LAMPORTS_PER_SOL - 3_000_000 - 2 * FEE);
  });

  it("sends the same instructions twice, with a blockhash of their own each", async () => {
    const client = stage.connect();
    const [payer, to] = [await stage.fund(1), Keypair.generate()];
    const send = () => sendAndConfirmTransaction(client, new Transaction().add(transfer(payer, to, 890_880)), [payer]);
    expect(await send()).not.toBe(await send());
    expect(await client.getBalance(to.publicKey)).toBe(2 * 890_880);
  });

  it("takes versioned, raw and encoded transactions", async () => {
    const [payer, to] = [await stage.fund(1), Keypair.generate()];
    const first = await versioned(payer, transfer(payer, to, 1_000_000));
    const signature = await connection.sendTransaction(first.transaction, { maxRetries: 0, minContextSlot: 1 });
    await connection.confirmTransaction({ signature, ...first });
    const second = await versioned(payer, transfer(payer, to, 1_000_001));
    const raw = await connection.sendRawTransaction(second.transaction.serialize(), { skipPreflight: true });
    await connection.confirmTransaction({ signature: raw, ...second });
    const third = await versioned(payer, transfer(payer, to, 1_000_002));
    const wire = Buffer.from(third.transaction.serialize());
    const encoded = await connection.sendEncodedTransaction(wire.toString("base64"));
    await connection.confirmTransaction({ signature: encoded, ...third });
    const fourth = await versioned(payer, transfer(payer, to, 1_000_003));
    const strategy = { signature: signatureOf(fourth.transaction), ...fourth };
    await sendAndConfirmRawTransaction(connection, Buffer.from(fourth.transaction.serialize()), strategy);
    expect(await connection.getBalance(to.publicKey)).toBe(4_000_006);
  });

  it("answers a transaction that is there already with its signature, and runs it once", async () => {
    const [payer, to] = [await stage.fund(1), Keypair.generate()];
    const { transaction, ...strategy } = await versioned(payer, transfer(payer, to, 1_000_000));
    const send = () => connection.sendRawTransaction(transaction.serialize(), { skipPreflight: true });
    const signature = await send();
    expect(await send()).toBe(signature);
    await connection.confirmTransaction({ signature, ...strategy });
    expect(await send()).toBe(signature);
    await expect(connection.sendTransaction(transaction)).rejects.toThrow(
      "This transaction has already been processed",
    );
    expect(await connection.getBalance(to.publicKey)).toBe(1_000_000);
  });

  it("refuses in preflight what would fail, with its logs", async () => {
    const client = stage.connect();
    const [payer, to] = [await stage.fund(1), Keypair.generate()];
    const tooMuch = new Transaction().add(transfer(payer, to, 2 * LAMPORTS_PER_SOL));
    const error: SendTransactionError = await client.sendTransaction(tooMuch, [payer]).catch((thrown) => thrown);
    expect(error).toBeInstanceOf(SendTransactionError);
    expect(error.transactionError.message).toBe(
      "Transaction simulation failed: Error processing Instruction 0: custom program error: 0x1",
    );
    expect(error.logs).toEqual([
      "Program 11111111111111111111111111111111 invoke [1]",
      `Transfer: insufficient lamports ${LAMPORTS_PER_SOL - FEE}, need ${2 * LAMPORTS_PER_SOL}`,
      "Program 11111111111111111111111111111111 failed: custom program error: 0x1",
    ]);
    expect(await client.getBalance(payer.publicKey)).toBe(LAMPORTS_PER_SOL);
  });

  it("lets failures land that skip the preflight: the fee is paid, the error told", async () => {
    const client = stage.connect();
    const [payer, to] = [await stage.fund(1), Keypair.generate()];
    const tooMuch = new Transaction().add(transfer(payer, to, 2 * LAMPORTS_PER_SOL));
    const signature = await client.sendTransaction(tooMuch, [payer], { skipPreflight: true });
    const { value } = await client.confirmTransaction({ signature, ...(await client.getLatestBlockhash()) });
    expect(value).toEqual({ err: { InstructionError: [0, { Custom: 1 }] } });
    expect(await client.getBalance(payer.publicKey)).toBe(LAMPORTS_PER_SOL - FEE);
    const failed = sendAndConfirmTransaction(
      client,
      new Transaction().add(transfer(payer, to, 3 * LAMPORTS_PER_SOL)),
      [payer],
      {
        skipPreflight: true,
      },
    );
    await expect(failed).rejects.toThrow(/custom program error: 0x1|"Custom":1/);
  });

  it("refuses unknown blockhashes, missing signatures and payers without money by name", async () => {
    const payer = await stage.fund(1);
    const message = new TransactionMessage({
      payerKey: payer.publicKey,
      recentBlockhash: Keypair.generate().publicKey.toBase58(),
      instructions: [transfer(payer, payer, 1)],
    });
    const stale = new VersionedTransaction(message.compileToV0Message());
    stale.sign([payer]);
    await expect(connection.sendTransaction(stale)).rejects.toThrow("Blockhash not found");
    const { transaction } = await versioned(payer, transfer(payer, payer, 1));
    const unsigned = new VersionedTransaction(transaction.message);
    await expect(connection.sendTransaction(unsigned)).rejects.toThrow(
      "Transaction did not pass signature verification",
    );
    const poor = Keypair.generate();
    const unpaid = await versioned(poor, transfer(poor, payer, 1));
    await expect(connection.sendTransaction(unpaid.transaction)).rejects.toThrow(
      "Attempt to debit an account but found no record of a prior credit.",
    );
  });

  it("tells the fee of a message", async () => {
    const payer = await stage.fund(1);
    const price = ComputeBudgetProgram.setComputeUnitPrice({ microLamports: 10_000 });
    const limit = ComputeBudgetProgram.setComputeUnitLimit({ units: 500_000 });
    const plain = await versioned(payer, transfer(payer, payer, 1));
    expect((await connection.getFeeForMessage(plain.transaction.message)).value).toBe(FEE);
    const priced = await versioned(payer, price, limit, transfer(payer, payer, 1));
    expect((await connection.getFeeForMessage(priced.transaction.message)).value).toBe(FEE + 5_000);
    const signature = await connection.sendTransaction(priced.transaction);
    await connection.confirmTransaction({ signature, ...priced });
    expect(await connection.getBalance(payer.publicKey)).toBe(LAMPORTS_PER_SOL - FEE - 5_000);
    const slot = (await connection.getSignatureStatus(signature)).value!.slot;
    const fees = await connection.getRecentPrioritizationFees({ lockedWritableAccounts: [payer.publicKey] });
    expect(fees).toContainEqual({ slot, prioritizationFee: 10_000 });
    // Without accounts: what the cheapest transaction of a block offered.
    expect(await connection.getRecentPrioritizationFees()).toContainEqual({ slot, prioritizationFee: 10_000 });
    const unknown = Message.from(legacyMessage(payer));
    expect((await connection.getFeeForMessage(unknown)).value).toBeNull();
  });

  it("knows which blockhashes are good", async () => {
    const { value, context } = await connection.getLatestBlockhashAndContext();
    const height = await connection.getBlockHeight();
    expect(value.lastValidBlockHeight).toBeGreaterThan(height + 100);
    expect(value.lastValidBlockHeight).toBeLessThanOrEqual(height + 150);
    expect(context.slot).toBeGreaterThan(0);
    expect((await connection.isBlockhashValid(value.blockhash)).value).toBe(true);
    expect((await connection.isBlockhashValid(Keypair.generate().publicKey.toBase58())).value).toBe(false);
    await expect(connection.getLatestBlockhash({ minContextSlot: context.slot + 1_000 })).rejects.toThrow(
      "Minimum context slot has not been reached",
    );
  });

  function legacyMessage(payer: Keypair) {
    const transaction = new Transaction().add(transfer(payer, payer, 1));
    transaction.feePayer = payer.publicKey;
    transaction.recentBlockhash = Keypair.generate().publicKey.toBase58();
    return transaction.serializeMessage();
  }
});

function signatureOf(transaction: VersionedTransaction): string {
  return base58.encode(transaction.signatures[0]!);
}

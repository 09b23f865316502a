import {
  type Address,
  generateKeyPairSigner,
  getBase58Decoder,
  getBase58Encoder,
  getBase64Decoder,
  getBase64Encoder,
  getCompiledTransactionMessageDecoder,
  getTransactionDecoder,
  isSolanaError,
  type KeyPairSigner,
  type Signature,
  SOLANA_ERROR__JSON_RPC__SERVER_ERROR_BLOCK_NOT_AVAILABLE,
  SOLANA_ERROR__JSON_RPC__SERVER_ERROR_SLOT_SKIPPED,
  SOLANA_ERROR__JSON_RPC__SERVER_ERROR_UNSUPPORTED_TRANSACTION_VERSION,
} from "@solana/kit";
import { getAddMemoInstruction, MEMO_PROGRAM_ADDRESS } from "@solana-program/memo";
import { getTransferSolInstruction, SYSTEM_PROGRAM_ADDRESS } from "@solana-program/system";
import { beforeAll, describe, expect, it } from "vitest";
import { FEE, type KitStage, SOL, startKitStage } from "./stage.js";

const V0 = { maxSupportedTransactionVersion: 0 } as const;
const U64 = expect.any(BigInt);

describe("blocks and transactions, by Kit", () => {
  let stage: KitStage;
  let rpc: KitStage["rpc"];
  let payer: KeyPairSigner;
  let to: Address;
  /** Transfers of 1, 2 and 3 million lamports, the last with a memo. */
  const sent: { signature: Signature; slot: bigint }[] = [];

  beforeAll(async () => {
    stage = await startKitStage();
    ({ rpc } = stage);
    payer = await stage.fund(1n);
    to = (await generateKeyPairSigner()).address;
    for (const millions of [1n, 2n, 3n]) {
      const amount = millions * 1_000_000n;
      const transfer = getTransferSolInstruction({ source: payer, destination: to, amount });
      const memos = millions === 3n ? [getAddMemoInstruction({ memo: "three" })] : [];
      sent.push(await stage.send(payer, transfer, ...memos));
    }
    await stage.finalized(sent[2]!.slot);
  });

  it("a block with all of its transactions, in all encodings", async () => {
    const [{ signature, slot }] = sent as [(typeof sent)[0]];
    const block = (await rpc.getBlock(slot, V0).send())!;
    const before = (await rpc.getBlock(slot - 1n, { ...V0, transactionDetails: "none", rewards: false }).send())!;
    expect(block).toMatchObject({ blockHeight: slot, parentSlot: slot - 1n, previousBlockhash: before.blockhash });
    expect(before).not.toHaveProperty("transactions");
    expect(before).not.toHaveProperty("rewards");
    expect(block.blockTime).toBe(await rpc.getBlockTime(slot).send());
    const isOwn = (signatures: readonly string[]) => signatures[0] === signature;
    const own = block.transactions.find(({ transaction }) => isOwn(transaction.signatures))!;
    expect(own).toMatchObject({ version: 0, meta: { err: null, fee: FEE, computeUnitsConsumed: 150n } });
    const fees = block.transactions.reduce((sum, { meta }) => sum + meta!.fee, 0n);
    expect(block.rewards).toEqual([
      { pubkey: stage.identity, lamports: fees / 2n, postBalance: U64, rewardType: "Fee", commission: null },
    ]);
    const wire = (await rpc.getBlock(slot, { ...V0, encoding: "base64" }).send())!;
    const index = block.transactions.indexOf(own);
    const [text] = wire.transactions[index]!.transaction;
    const decoded = getTransactionDecoder().decode(getBase64Encoder().encode(text));
    expect(decoded.signatures[payer.address]).toEqual(getBase58Encoder().encode(signature));
    const base58 = (await rpc.getBlock(slot, { ...V0, encoding: "base58" }).send())!;
    expect(getBase58Encoder().encode(base58.transactions[index]!.transaction[0])).toEqual(
      getBase64Encoder().encode(text),
    );
    const parsed = (await rpc.getBlock(slot, { ...V0, encoding: "jsonParsed" }).send())!;
    expect(parsed.transactions[index]!.transaction.message.instructions).toEqual([
      {
        program: "system",
        programId: SYSTEM_PROGRAM_ADDRESS,
        parsed: { type: "transfer", info: { source: payer.address, destination: to, lamports: 1_000_000n } },
        stackHeight: 1,
      },
    ]);
    const { signatures } = (await rpc.getBlock(slot, { transactionDetails: "signatures", rewards: false }).send())!;
    expect(signatures).toEqual(block.transactions.map(({ transaction }) => transaction.signatures[0]));
    const accounts = (await rpc.getBlock(slot, { ...V0, transactionDetails: "accounts" }).send())!;
    expect(accounts.transactions[index]!.transaction.accountKeys).toEqual([
      { pubkey: payer.address, signer: true, source: "transaction", writable: true },
      { pubkey: to, signer: false, source: "transaction", writable: true },
      { pubkey: SYSTEM_PROGRAM_ADDRESS, signer: false, source: "transaction", writable: false },
    ]);
  });

  it("blocks by number; none that was skipped, is to come or is of a newer version", async () => {
    const [first, , last] = sent.map(({ slot }) => slot) as [bigint, bigint, bigint];
    const all = Array.from({ length: Number(last - first) + 1 }, (_, i) => first + BigInt(i));
    expect(await rpc.getBlocks(first, last).send()).toEqual(all);
    expect(await rpc.getBlocksWithLimit(first, 2).send()).toEqual([first, first + 1n]);
    const legacyOnly = await rpc.getBlock(first).send().catch(thrown);
    expect(isSolanaError(legacyOnly, SOLANA_ERROR__JSON_RPC__SERVER_ERROR_UNSUPPORTED_TRANSACTION_VERSION)).toBe(true);
    const toCome = await rpc.getBlock(1_000_000n, V0).send().catch(thrown);
    expect(isSolanaError(toCome, SOLANA_ERROR__JSON_RPC__SERVER_ERROR_BLOCK_NOT_AVAILABLE)).toBe(true);
    const next = stage.validator.cluster.workingSlot + 5n;
    stage.validator.cluster.warpToSlot(next);
    await stage.finalized(next + 1n);
    const skipped = await rpc
      .getBlock(next - 1n, V0)
      .send()
      .catch(thrown);
    expect(isSolanaError(skipped, SOLANA_ERROR__JSON_RPC__SERVER_ERROR_SLOT_SKIPPED)).toBe(true);
    expect(skipped.context.__serverMessage).toContain(`Slot ${next - 1n} was skipped`);
  });

  it("a transaction, in all encodings", async () => {
    const { signature, slot } = sent[2]!;
    const found = (await rpc.getTransaction(signature, { ...V0, encoding: "json" }).send())!;
    const balance = SOL - 6_000_000n - 3n * FEE;
    expect(found).toMatchObject({
      slot,
      version: 0,
      blockTime: await rpc.getBlockTime(slot).send(),
      transaction: {
        signatures: [signature],
        message: {
          accountKeys: [payer.address, to, SYSTEM_PROGRAM_ADDRESS, MEMO_PROGRAM_ADDRESS],
          addressTableLookups: [],
          header: { numRequiredSignatures: 1, numReadonlySignedAccounts: 0, numReadonlyUnsignedAccounts: 2 },
          instructions: [
            { accounts: [0, 1], programIdIndex: 2, stackHeight: 1 },
            { accounts: [], programIdIndex: 3, stackHeight: 1 },
          ],
        },
      },
      meta: {
        err: null,
        status: { Ok: null },
        fee: FEE,
        innerInstructions: [],
        loadedAddresses: { readonly: [], writable: [] },
        preBalances: [balance + 3_000_000n + FEE, 3_000_000n, 1n, U64],
        postBalances: [balance, 6_000_000n, 1n, U64],
        preTokenBalances: [],
        postTokenBalances: [],
        rewards: [],
      },
    });
    expect(found.meta!.logMessages).toEqual(
      expect.arrayContaining(["Program log: Memo (len 5)", "Program log: three"]),
    );
    const parsed = (await rpc.getTransaction(signature, { ...V0, encoding: "jsonParsed" }).send())!;
    expect(parsed.transaction.message.instructions[1]).toEqual({
      program: "spl-memo",
      programId: MEMO_PROGRAM_ADDRESS,
      parsed: "three",
      stackHeight: 1,
    });
    const wire = (await rpc.getTransaction(signature, { ...V0, encoding: "base64" }).send())!;
    const { messageBytes } = getTransactionDecoder().decode(getBase64Encoder().encode(wire.transaction[0]));
    expect(getCompiledTransactionMessageDecoder().decode(messageBytes)).toMatchObject({
      version: 0,
      staticAccounts: [payer.address, to, SYSTEM_PROGRAM_ADDRESS, MEMO_PROGRAM_ADDRESS],
    });
    const unknown = getBase58Decoder().decode(new Uint8Array(64).fill(7)) as Signature;
    expect(await rpc.getTransaction(unknown, { ...V0, encoding: "json" }).send()).toBeNull();
  });

  it("signatures of an address, newest first, and their statuses", async () => {
    const [first, second, third] = sent as [(typeof sent)[0], (typeof sent)[0], (typeof sent)[0]];
    const all = await rpc.getSignaturesForAddress(to).send();
    const base = { blockTime: U64, confirmationStatus: "finalized", err: null, memo: null };
    expect(all).toMatchObject([
      { ...base, ...third, memo: "[5] three" },
      { ...base, ...second },
      { ...base, ...first },
    ]);
    const between = { before: third.signature, until: first.signature, limit: 5 };
    expect((await rpc.getSignaturesForAddress(to, between).send()).map(({ signature }) => signature)).toEqual([
      second.signature,
    ]);
    const unknown = getBase58Decoder().decode(new Uint8Array(64).fill(7)) as Signature;
    const signatures = [unknown, first.signature];
    const { value } = await rpc.getSignatureStatuses(signatures, { searchTransactionHistory: true }).send();
    expect(value).toEqual([
      null,
      { slot: first.slot, confirmations: null, confirmationStatus: "finalized", err: null, status: { Ok: null } },
    ]);
  });

  it("fees that were paid and offered", async () => {
    const { compiled } = { compiled: await stage.sign(payer, [getAddMemoInstruction({ memo: "?" })]) };
    const message = getBase64Decoder().decode(compiled.messageBytes) as Parameters<typeof rpc.getFeeForMessage>[0];
    expect((await rpc.getFeeForMessage(message).send()).value).toBe(FEE);
    const fees = await rpc.getRecentPrioritizationFees([payer.address]).send();
    expect(fees.map(({ slot }) => slot)).toEqual(expect.arrayContaining(sent.map(({ slot }) => slot)));
  });
});

// biome-ignore lint/suspicious/noExplicitAny: an error's context is known by its code alone.
const thrown = (error: any) => error;

import {
  assertIsTransactionWithBlockhashLifetime,
  createTransactionMessage,
  generateKeyPairSigner,
  getBase64EncodedWireTransaction,
  getSignatureFromTransaction,
  isSolanaError,
  type KeyPairSigner,
  lamports,
  SOLANA_ERROR__BLOCK_HEIGHT_EXCEEDED,
  SOLANA_ERROR__INSTRUCTION_ERROR__CUSTOM,
  SOLANA_ERROR__JSON_RPC__SERVER_ERROR_SEND_TRANSACTION_PREFLIGHT_FAILURE,
  SOLANA_ERROR__TRANSACTION_ERROR__BLOCKHASH_NOT_FOUND,
  type SolanaErrorCode,
  sendAndConfirmTransactionFactory,
  sendTransactionWithoutConfirmingFactory,
  setTransactionMessageFeePayerSigner,
  setTransactionMessageLifetimeUsingBlockhash,
  signTransactionMessageWithSigners,
} from "@solana/kit";
import { getTransferSolInstruction } from "@solana-program/system";
import { beforeAll, describe, expect, it } from "vitest";
import { until } from "../support/until.js";
import { FEE, type KitStage, SOL, startKitStage } from "./stage.js";

const CONFIRMED = { commitment: "confirmed" } as const;

describe("sending, by Kit", () => {
  let stage: KitStage;
  let rpc: KitStage["rpc"];
  let payer: KeyPairSigner;
  let to: KeyPairSigner;

  beforeAll(async () => {
    stage = await startKitStage();
    ({ rpc } = stage);
    [payer, to] = [await stage.fund(5n), await generateKeyPairSigner()];
  });

  const transfer = (amount: bigint, source = payer) =>
    getTransferSolInstruction({ source, destination: to.address, amount });
  const balance = async (who = to) => (await rpc.getBalance(who.address, CONFIRMED).send()).value;

  it("sendAndConfirmTransactionFactory, at each commitment", async () => {
    const sendAndConfirm = sendAndConfirmTransactionFactory(stage);
    for (const commitment of ["processed", "confirmed", "finalized"] as const) {
      const [before, transaction] = [await balance(), await stage.sign(payer, [transfer(1_000_000n)])];
      await sendAndConfirm(transaction, { commitment });
      const signature = getSignatureFromTransaction(transaction);
      const status = (await rpc.getSignatureStatuses([signature]).send()).value[0]!;
      const levels = ["processed", "confirmed", "finalized"];
      expect(levels.indexOf(status.confirmationStatus!)).toBeGreaterThanOrEqual(levels.indexOf(commitment));
      await until(async () => (await balance()) === before + 1_000_000n);
    }
  });

  it("sends the same instructions one after the other, each with a blockhash of its own", async () => {
    const before = await balance();
    for (let i = 0; i < 5; i++) await stage.send(payer, transfer(1_000_007n));
    expect(await balance()).toBe(before + 5_000_035n);
  });

  it("sendTransactionWithoutConfirmingFactory", async () => {
    const transaction = await stage.sign(payer, [transfer(2_000_000n)]);
    await sendTransactionWithoutConfirmingFactory({ rpc })(transaction, CONFIRMED);
    const signature = getSignatureFromTransaction(transaction);
    await until(async () => (await rpc.getSignatureStatuses([signature]).send()).value[0] !== null);
  });

  it("airdropFactory, and the faucet by itself", async () => {
    const someone = await generateKeyPairSigner();
    const amount = lamports(1_500_000_000n);
    await stage.airdrop({ ...CONFIRMED, recipientAddress: someone.address, lamports: amount });
    expect(await balance(someone)).toBe(amount);
    const signature = await rpc.requestAirdrop(someone.address, lamports(1n), CONFIRMED).send();
    await until(async () => (await balance(someone)) === amount + 1n);
    const found = await rpc.getTransaction(signature, { ...CONFIRMED, encoding: "json" }).send();
    expect(found!.meta).toMatchObject({ err: null, fee: FEE });
  });

  it("a failed preflight, with its cause, logs and units", async () => {
    const transaction = await stage.sign(payer, [transfer(100n * SOL)]);
    const error = await sendAndConfirmTransactionFactory(stage)(transaction, CONFIRMED).catch(thrown);
    expect(isSolanaError(error, SOLANA_ERROR__JSON_RPC__SERVER_ERROR_SEND_TRANSACTION_PREFLIGHT_FAILURE)).toBe(true);
    expect(error.context).toMatchObject({ unitsConsumed: 150n, fee: FEE, accounts: null, returnData: null });
    expect(error.context.logs.at(-1)).toBe(
      "Program 11111111111111111111111111111111 failed: custom program error: 0x1",
    );
    expect(isSolanaError(error.cause, SOLANA_ERROR__INSTRUCTION_ERROR__CUSTOM)).toBe(true);
    expect(error.cause.context).toMatchObject({ code: 1, index: 0 });
  });

  it("a failure that skips the preflight: paid, and told to who waits", async () => {
    const before = await balance(payer);
    const transaction = await stage.sign(payer, [transfer(100n * SOL)]);
    const config = { ...CONFIRMED, skipPreflight: true };
    const error = await sendAndConfirmTransactionFactory(stage)(transaction, config).catch(thrown);
    expect(isSolanaError(error, SOLANA_ERROR__INSTRUCTION_ERROR__CUSTOM)).toBe(true);
    expect(await balance(payer)).toBe(before - FEE);
  });

  it("an unknown blockhash", async () => {
    const { value } = await rpc.getLatestBlockhash().send();
    expect((await rpc.isBlockhashValid(value.blockhash).send()).value).toBe(true);
    const strange = { ...value, blockhash: to.address as string as typeof value.blockhash };
    expect((await rpc.isBlockhashValid(strange.blockhash).send()).value).toBe(false);
    const message = setTransactionMessageFeePayerSigner(payer, createTransactionMessage({ version: "legacy" }));
    const transaction = await signTransactionMessageWithSigners(
      setTransactionMessageLifetimeUsingBlockhash(strange, message),
    );
    const wire = getBase64EncodedWireTransaction(transaction);
    const error = await rpc.sendTransaction(wire, { encoding: "base64" }).send().catch(thrown);
    expect(isSolanaError(error.cause, SOLANA_ERROR__TRANSACTION_ERROR__BLOCKHASH_NOT_FOUND)).toBe(true);
  });

  it("gives up on a transaction whose block height has passed", async () => {
    const transaction = await stage.sign(payer, [transfer(1n)]);
    assertIsTransactionWithBlockhashLifetime(transaction);
    const { blockhash } = transaction.lifetimeConstraint;
    const passed = { ...transaction, lifetimeConstraint: { blockhash, lastValidBlockHeight: 1n } };
    const notSent = { ...CONFIRMED, abortSignal: AbortSignal.timeout(20_000), skipPreflight: true };
    // Signed with nobody's key, so that it never lands.
    const signatures = { [payer.address]: new Uint8Array(64).fill(1) } as unknown as typeof passed.signatures;
    const error = await sendAndConfirmTransactionFactory(stage)({ ...passed, signatures }, notSent).catch(thrown);
    const codes: SolanaErrorCode[] = [
      SOLANA_ERROR__BLOCK_HEIGHT_EXCEEDED,
      SOLANA_ERROR__JSON_RPC__SERVER_ERROR_SEND_TRANSACTION_PREFLIGHT_FAILURE,
    ];
    expect(codes).toContain(error.context.__code);
  });
});

// biome-ignore lint/suspicious/noExplicitAny: an error's context is known by its code alone.
const thrown = (error: any) => error;

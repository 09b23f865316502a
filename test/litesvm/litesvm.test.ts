import {
  appendTransactionMessageInstructions,
  createTransactionMessage,
  decodeAccount,
  generateKeyPairSigner,
  getStructDecoder,
  getU32Decoder,
  type Lamports,
  pipe,
  setTransactionMessageFeePayerSigner,
  signTransactionMessageWithSigners,
} from "@solana/kit";
import { describe, expect, test } from "vitest";
import {
  Clock,
  ComputeBudget,
  FailedTransactionMetadata,
  LiteSVM,
  SimulatedTransactionInfo,
  SlotHash,
  SlotHistoryCheck,
  TransactionErrorFieldless,
  TransactionErrorInstructionError,
  TransactionMetadata,
} from "../../src/litesvm/index.js";
import { account, PAYER, SOL } from "./support/accounts.js";
import { CHATTY, COUNTER } from "./support/programs.js";
import { memo, newAddress, signatureOf, signer, transaction, transfer } from "./support/transactions.js";

const PROGRAM = newAddress(50);
const COUNTS = newAddress(51);
const counterDecoder = getStructDecoder([["count", getU32Decoder()]]);

/** A VM with a counter at 0. */
function counterVm(): LiteSVM {
  const svm = new LiteSVM();
  svm.airdrop(PAYER.address, (10n * SOL) as Lamports);
  svm.addProgram(PROGRAM, COUNTER);
  svm.setAccount(account(COUNTS, { data: new Uint8Array(4), programAddress: PROGRAM }));
  return svm;
}

const count = { programAddress: PROGRAM, accounts: [{ address: COUNTS, role: 1 as const }] };

function countOf(svm: LiteSVM): number | undefined {
  const found = decodeAccount(svm.getAccount(COUNTS), counterDecoder);
  return found.exists ? found.data.count : undefined;
}

describe("the counter program", () => {
  test("counts, in one transaction and in many instructions", () => {
    const svm = counterVm();
    const result = svm.sendTransaction(transaction(PAYER, svm.latestBlockhash(), [count]));
    expect(result).toBeInstanceOf(TransactionMetadata);
    expect((result as TransactionMetadata).computeUnitsConsumed()).toBe(5n);
    expect(countOf(svm)).toBe(1);
    svm.sendTransaction(transaction(PAYER, svm.latestBlockhash(), Array(64).fill(count)));
    expect(countOf(svm)).toBe(65);
  });

  test("counts nothing in a simulation, which shows what it would", () => {
    const svm = counterVm();
    const result = svm.simulateTransaction(transaction(PAYER, svm.latestBlockhash(), [count]));
    if (!(result instanceof SimulatedTransactionInfo)) throw new Error(String(result));
    const after = result.postAccounts().find(({ address }) => address === COUNTS)!;
    expect([...after.data]).toEqual([1, 0, 0, 0]);
    expect(result.meta().logs()).toHaveLength(3);
    expect(countOf(svm)).toBe(0);
  });

  test("fails within 4 units, and its payer pays", () => {
    const svm = counterVm();
    const budget = new ComputeBudget();
    budget.computeUnitLimit = 4n;
    const before = svm.getBalance(PAYER.address)!;
    const result = svm.withComputeBudget(budget).sendTransaction(transaction(PAYER, svm.latestBlockhash(), [count]));
    if (!(result instanceof FailedTransactionMetadata)) throw new Error(String(result));
    const error = result.err();
    expect(error).toBeInstanceOf(TransactionErrorInstructionError);
    expect(String(error)).toContain("ProgramFailedToComplete");
    expect(svm.getBalance(PAYER.address)).toBe(before - 5000n);
    expect(countOf(svm)).toBe(0);
  });
});

test("Kit's own flow, signed by WebCrypto keys", async () => {
  const svm = new LiteSVM();
  const payer = await generateKeyPairSigner();
  svm.airdrop(payer.address, SOL);
  const tx = await pipe(
    createTransactionMessage({ version: 0 }),
    (message) => setTransactionMessageFeePayerSigner(payer, message),
    (message) => appendTransactionMessageInstructions([memo("hello")], message),
    (message) => svm.setTransactionMessageLifetimeUsingLatestBlockhash(message),
    (message) => signTransactionMessageWithSigners(message),
  );
  const result = svm.sendTransaction(tx) as TransactionMetadata;
  expect(result.logs()).toContain("Program log: hello");
  expect(svm.getTransaction(signatureOf(tx))).toEqual(result);
});

test("an airdrop is a transfer, which is not repeated", () => {
  const svm = new LiteSVM();
  expect(svm.airdrop(PAYER.address, SOL)).toBeInstanceOf(TransactionMetadata);
  const again = svm.airdrop(PAYER.address, SOL) as FailedTransactionMetadata;
  expect(again.err()).toBe(TransactionErrorFieldless.AlreadyProcessed);
  svm.expireBlockhash();
  svm.airdrop(PAYER.address, SOL);
  expect(svm.getBalance(PAYER.address)).toBe(2n * SOL);
});

test("signatures are verified unless told not to be", () => {
  const svm = new LiteSVM();
  svm.airdrop(PAYER.address, (5n * SOL) as Lamports);
  const send = (): unknown =>
    svm.sendTransaction(
      transaction(PAYER, svm.latestBlockhash(), [transfer(PAYER.address, newAddress(52), SOL)], {
        signature: new Uint8Array(64).fill(42),
      }),
    );
  expect((send() as FailedTransactionMetadata).err()).toBe(TransactionErrorFieldless.SignatureFailure);
  svm.withSigverify(false);
  expect(send()).toBeInstanceOf(TransactionMetadata);
});

test("an old blockhash is refused unless told not to be", () => {
  const svm = counterVm();
  const tx = transaction(PAYER, svm.latestBlockhash(), [count]);
  svm.expireBlockhash();
  expect((svm.sendTransaction(tx) as FailedTransactionMetadata).err()).toBe(
    TransactionErrorFieldless.BlockhashNotFound,
  );
  expect(svm.withBlockhashCheck(false).sendTransaction(tx)).toBeInstanceOf(TransactionMetadata);
});

test("programs and payers that are missing", () => {
  const svm = counterVm();
  const errorOf = (payer = PAYER, programAddress = newAddress(53)) =>
    (
      svm.sendTransaction(transaction(payer, svm.latestBlockhash(), [{ programAddress }])) as FailedTransactionMetadata
    ).err();
  expect(errorOf()).toBe(TransactionErrorFieldless.InvalidProgramForExecution);
  expect(errorOf(signer(9))).toBe(TransactionErrorFieldless.AccountNotFound);
});

test("sysvars", () => {
  const svm = new LiteSVM();
  expect(svm.getClock().epoch).toBe(0n);
  svm.setClock(new Clock(1000n, 1n, 100n, 3n, 4n));
  expect(svm.getClock().epoch).toBe(100n);
  svm.warpToSlot(5000n);
  expect(String(svm.getClock())).toBe(
    "Clock(Clock { slot: 5000, epoch_start_timestamp: 1, epoch: 100, leader_schedule_epoch: 3, unix_timestamp: 4 })",
  );
  expect(svm.getRent().minimumBalance(123n)).toBe(1_746_960n);
  svm.setSlotHashes([{ slot: 7n, hash: "1".repeat(32) }]);
  const [entry] = svm.getSlotHashes();
  expect(entry).toBeInstanceOf(SlotHash);
  expect([entry!.slot, entry!.hash]).toEqual([7n, "1".repeat(32)]);
  expect(svm.getSlotHistory().check(0n)).toBe(SlotHistoryCheck.Found);
});

test("pretty logs are the logs in colour", () => {
  const svm = counterVm();
  svm.addProgram(PROGRAM, CHATTY);
  const result = svm.sendTransaction(transaction(PAYER, svm.latestBlockhash(), [count])) as TransactionMetadata;
  const pretty = result.prettyLogs();
  // biome-ignore lint/suspicious/noControlCharactersInRegex: colours are control characters
  expect(pretty.replaceAll(/\u001b\[[0-9;]*m/g, "").split("\n")).toEqual([
    ...result.logs().map((line) => line.replace("Program log: ", "")),
    "",
  ]);
  expect(pretty).toContain("\u001b[32m");
});

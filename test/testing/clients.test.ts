import {
  createClient,
  generateKeyPairSigner,
  getBase64EncodedWireTransaction,
  getSolanaErrorFromTransactionError,
  lamports,
  setTransactionMessageLifetimeUsingBlockhash,
  signTransactionMessageWithSigners,
} from "@solana/kit";
import { Connection, Keypair, SystemProgram, sendAndConfirmTransaction, Transaction } from "@solana/web3.js";
import { getTransferSolInstruction } from "@solana-program/system";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { createCluster, type LocalCluster } from "../../src/rpc/index.js";
import {
  assertFailsWith,
  assertHasCpi,
  assertHasSigned,
  assertSucceeds,
  type CallgateMatchers,
  callgateMatchers,
  callgatePlugin,
  connectionTo,
  knownChain,
  testChain,
} from "../../src/testing/index.js";
import { SOL, SYSTEM } from "./stage.js";

declare module "vitest" {
  interface Matchers<T> extends CallgateMatchers<T> {}
}

expect.extend(callgateMatchers);

const ana = Keypair.generate();

function transferOf(amount: bigint, to = Keypair.generate().publicKey): Transaction {
  return new Transaction().add(SystemProgram.transfer({ fromPubkey: ana.publicKey, toPubkey: to, lamports: amount }));
}

function fund(local: LocalCluster): LocalCluster {
  local.cluster.change((svm) => void svm.airdrop(ana.publicKey, 10n * SOL));
  return local;
}

describe("web3.js v1", () => {
  const stage = testChain(
    () => {
      const local = fund(createCluster({ instant: true, votes: false }));
      return { local, connection: connectionTo(local, Connection) };
    },
    { beforeEach, afterEach },
  );
  const send = (transaction: Transaction, skipPreflight = false) =>
    sendAndConfirmTransaction(stage().connection, transaction, [ana], { skipPreflight });

  test.each([1, 2])("sends and confirms, on the chain as it was: %i", async () => {
    const { connection } = stage();
    expect(await connection.getBalance(ana.publicKey)).toBe(Number(10n * SOL));
    const signature = await send(transferOf(SOL));
    expect(signature).toSucceed();
    expect(signature).toHaveSigned(ana.publicKey);
    expect(signature).not.toHaveCpi(SYSTEM);
  });

  test.each([false, true])("failures are found, preflight skipped: %s", async (skipPreflight) => {
    // Another failure, with the same logs, came before.
    await expect(send(transferOf(99n * SOL), skipPreflight)).toFailWith(1);
    const failed = send(transferOf(20n * SOL), skipPreflight);
    await expect(failed).toFailWith("ResultWithNegativeLamports", { program: SYSTEM });
    await expect(expect(failed).toSucceed()).rejects.toThrow("20000000000");
  });

  test("what is refused before it runs has its error too", async () => {
    const poor = Keypair.generate();
    const transaction = new Transaction().add(
      SystemProgram.transfer({ fromPubkey: poor.publicKey, toPubkey: ana.publicKey, lamports: 1 }),
    );
    const failed = sendAndConfirmTransaction(stage().connection, transaction, [poor]);
    await expect(failed).toFailWith("AccountNotFound");
  });

  test("the same as functions", async () => {
    const good = send(transferOf(SOL));
    await assertSucceeds(good);
    assertHasSigned(await good, ana.publicKey);
    await assertFailsWith(send(transferOf(20n * SOL)), 1);
    expect(() => assertHasCpi("1".repeat(64), SYSTEM)).toThrow("no transaction");
    await expect(assertFailsWith(good, 1)).rejects.toMatchObject({ name: "AssertionError", code: "ERR_ASSERTION" });
  });
});

describe("Kit", () => {
  const stage = testChain(async () => createClient().use(callgatePlugin()), { beforeEach, afterEach });

  test.each([1, 2])("a client is a chain, as it was prepared: %i", async () => {
    const client = stage();
    expect(client.cluster.slotOf("processed")).toBe(0n);
    const { address: destination } = await generateKeyPairSigner();
    const transfer = getTransferSolInstruction({ source: client.payer, destination, amount: lamports(SOL) });
    await expect(client.sendTransaction(transfer)).toSucceed();
  });

  test("what Kit throws for a failure in a block", async () => {
    const client = stage();
    const failed = async () => {
      const amount = 5_000n * SOL;
      const { address: destination } = await generateKeyPairSigner();
      const message = await client.planTransaction(
        getTransferSolInstruction({ source: client.payer, destination, amount: lamports(amount) }),
      );
      const { value } = await client.rpc.getLatestBlockhash().send();
      const transaction = await signTransactionMessageWithSigners(
        setTransactionMessageLifetimeUsingBlockhash(value, message),
      );
      const wire = getBase64EncodedWireTransaction(transaction);
      await client.rpc.sendTransaction(wire, { encoding: "base64", skipPreflight: true }).send();
      throw getSolanaErrorFromTransactionError({ InstructionError: [0, { Custom: 1 }] });
    };
    await expect(failed()).toFailWith(1, { program: SYSTEM });
    await expect(expect(failed()).toSucceed()).rejects.toThrow("5000000000000");
  });
});

test("errors in all forms that clients have thrown", async () => {
  const local = knownChain(fund(createCluster({ instant: true, votes: false })));
  const connection = connectionTo(local, Connection);
  await expect(sendAndConfirmTransaction(connection, transferOf(20n * SOL), [ana])).toFailWith(1);
  await expect(Promise.reject({ InstructionError: [0, { Custom: 1 }] })).toFailWith(1, { program: SYSTEM });
  const poor = Keypair.generate();
  const transaction = new Transaction().add(
    SystemProgram.transfer({ fromPubkey: poor.publicKey, toPubkey: ana.publicKey, lamports: 1 }),
  );
  await expect(sendAndConfirmTransaction(connection, transaction, [poor])).toFailWith("AccountNotFound");
  await expect(Promise.reject("AccountNotFound")).toFailWith("payer-not-found");
  const others = [
    { InstructionError: [1, { Custom: 1 }] },
    { InstructionError: [0, 1n], more: 1 },
    Object.assign(new Error("other"), {
      context: { logs: ["other"], units: 1n },
      cause: { signature: "1".repeat(64) },
    }),
    "BlockhashNotFound",
    undefined,
  ];
  for (const other of others) {
    await expect(expect(Promise.reject(other)).toFailWith(1)).rejects.toThrow(
      expect.objectContaining({ code: "no-failed-transaction" }),
    );
  }
});

test("a chain that assertions do not know is told so, and can be made known", async () => {
  const local = fund(createCluster({ instant: true, votes: false }));
  const connection = new Connection("http://callgate.invalid", {
    fetch: local.fetch as never,
    commitment: "confirmed",
  });
  const send = async (amount: bigint) => {
    const transaction = transferOf(amount);
    transaction.feePayer = ana.publicKey;
    transaction.recentBlockhash = (await connection.getLatestBlockhash()).blockhash;
    transaction.sign(ana);
    return connection.sendRawTransaction(transaction.serialize());
  };
  await expect(expect(send(SOL)).toSucceed()).rejects.toThrow(expect.objectContaining({ code: "unknown-transaction" }));
  expect(knownChain(local)).toBe(local);
  await expect(send(SOL)).toSucceed();
  await expect(send(20n * SOL)).toFailWith(1);
});

test("a cluster that was told not to trace says so", async () => {
  const local = fund(createCluster({ instant: true, votes: false, trace: "none" }));
  const connection = connectionTo(local, Connection);
  const signature = await sendAndConfirmTransaction(connection, transferOf(SOL), [ana]);
  expect(signature).toSucceed();
  expect(() => expect(signature).toHaveSigned(ana.publicKey)).toThrow(/without the option trace/);
});

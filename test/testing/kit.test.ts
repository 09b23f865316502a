import {
  address,
  createClient,
  generateKeyPairSigner,
  type Instruction,
  isSolanaError,
  lamports,
  type Rpc,
  type RpcSubscriptions,
  SOLANA_ERROR__FAILED_TO_SEND_TRANSACTION,
  type SolanaRpcApi,
  type SolanaRpcSubscriptionsApi,
  sequentialInstructionPlan,
  signature,
  type TransactionSigner,
} from "@solana/kit";
import { getTransferSolInstruction } from "@solana-program/system";
import { describe, expect, expectTypeOf, test } from "vitest";
import { kitSigner } from "../../examples/support/people.js";
import type { Cluster } from "../../src/cluster/cluster.js";
import { readIdl } from "../../src/idl/index.js";
import { createCluster, type LocalCluster } from "../../src/rpc/index.js";
import { type CallgateMatchers, callgateMatchers, callgatePlugin } from "../../src/testing/index.js";
import { IDL, instructionsFor, PROGRAM, place, SOL, SYSTEM, tallyOf } from "./stage.js";

declare module "vitest" {
  interface Matchers<T> extends CallgateMatchers<T> {}
}

expect.extend(callgateMatchers);

async function tallyClient() {
  const payer = await kitSigner("Ana");
  const client = await createClient().use(callgatePlugin({ payer, idls: [readIdl(IDL)] }));
  client.cluster.change(place);
  return { client, ...instructionsFor(payer, await tallyOf(payer.address)) };
}

test("a client has what Kit's interfaces say", async () => {
  const client = await createClient().use(callgatePlugin());
  expectTypeOf(client.rpc).toEqualTypeOf<Rpc<SolanaRpcApi>>();
  expectTypeOf(client.rpcSubscriptions).toEqualTypeOf<RpcSubscriptions<SolanaRpcSubscriptionsApi>>();
  expectTypeOf(client.payer).toEqualTypeOf<TransactionSigner>();
  expectTypeOf(client.cluster).toEqualTypeOf<Cluster>();
  expectTypeOf(client.localCluster).toEqualTypeOf<LocalCluster>();
  expectTypeOf(client.sendTransaction).parameter(0).toExtend<Parameters<typeof client.sendTransactions>[0]>();
  expectTypeOf(client.use).toBeFunction();
  expect((await client.rpc.getBalance(client.payer.address).send()).value).toBe(1_000n * SOL);
  expect(client.identity).toBe(client.payer);
  expect(await client.getMinimumBalance(0)).toBe(await client.rpc.getMinimumBalanceForRentExemption(0n).send());
  const { address: somebody } = await generateKeyPairSigner();
  const airdrop = await client.airdrop(somebody, lamports(5n * SOL));
  expect(signature(airdrop!)).toSucceed();
  const [account, missing] = await client.fetchAccounts([somebody, address("11111111111111111111111111111112")]);
  expect([account!.exists && account!.lamports, missing!.exists]).toEqual([5n * SOL, false]);
  client[Symbol.dispose]();
});

test("what the client has stays, a payer too; others come from the options", async () => {
  const payer = await generateKeyPairSigner();
  const client = await createClient()
    .use((before) => ({ ...before, payer, more: 5 }))
    .use(callgatePlugin({ payerLamports: 7n * SOL }));
  expect([client.payer, client.more]).toEqual([payer, 5]);
  expect(client.cluster.svm.getBalance(payer.address)).toBe(7n * SOL);
  const localCluster = createCluster({ instant: true });
  const other = await createClient().use(callgatePlugin({ localCluster, payer }));
  expect(other.localCluster).toBe(localCluster);
  other[Symbol.dispose]();
  expect((await other.rpc.getBalance(payer.address).send()).value).toBe(1_000n * SOL);
});

describe("transactions", () => {
  test("are planned, signed and sent", async () => {
    const { client, open, add } = await tallyClient();
    const message = await client.planTransaction([open, add(5n)]);
    expect(message.instructions).toHaveLength(2);
    const result = await client.sendTransaction(message);
    expect(result.status).toBe("successful");
    expect(result).toHaveCpi(SYSTEM, { from: PROGRAM });
    expect(result.context.signature).toSucceed();
    await expect(client.sendTransaction(add(6n))).toSucceed();
  });

  test("fail with Kit's errors, and are explained", async () => {
    const { client, open, add } = await tallyClient();
    await client.sendTransaction(open);
    const failed = client.sendTransaction(add(101n));
    await expect(failed).rejects.toSatisfy((error) => isSolanaError(error, SOLANA_ERROR__FAILED_TO_SEND_TRANSACTION));
    await expect(failed).toFailWith("TooMuch", { program: PROGRAM });
    await expect(failed).rejects.toFailWith(6000);
    await expect(expect(failed).toSucceed()).rejects.toThrow(/6000 is tooMuch: One adds at most 100/);
    const raw = client.rpc.sendTransaction("AA" as never, { encoding: "base64" }).send();
    await expect(expect(raw).toFailWith(6000)).rejects.toThrow(
      expect.objectContaining({ code: "no-failed-transaction" }),
    );
  });

  test("in plans of many", async () => {
    const { client, open } = await tallyClient();
    const transfers = await Promise.all(
      Array.from({ length: 40 }, async (): Promise<Instruction> => {
        const { address: destination } = await generateKeyPairSigner();
        return getTransferSolInstruction({ source: client.payer, destination, amount: lamports(SOL / 100n) });
      }),
    );
    const plan = await client.planTransactions(sequentialInstructionPlan([open, ...transfers]));
    expect(plan.kind).toBe("sequential");
    const result = await client.sendTransactions(plan);
    const plans = result.kind === "single" ? [] : result.plans;
    expect(plans.length).toBeGreaterThan(1);
    for (const each of plans) expect(each).toSucceed();
    expect(() => expect(result).toSucceed()).toThrow(expect.objectContaining({ code: "invalid-subject" }));
    await expect(client.sendTransaction(transfers)).rejects.toThrow();
  });

  test("end with their signal", async () => {
    const { client, open } = await tallyClient();
    const abortSignal = AbortSignal.abort(new Error("enough"));
    await expect(client.sendTransaction(open, { abortSignal })).rejects.toThrow();
    await expect(client.planTransactions(open, { abortSignal })).rejects.toThrow("enough");
    await expect(client.airdrop(client.payer.address, lamports(1n), abortSignal)).rejects.toThrow("enough");
  });
});

test("a cluster whose slots pass with time confirms by its subscriptions", async () => {
  const client = await createClient().use(callgatePlugin({ instant: false, slotMilliseconds: 20 }));
  const { address: destination } = await generateKeyPairSigner();
  const transfer = getTransferSolInstruction({ source: client.payer, destination, amount: lamports(SOL) });
  await expect(client.sendTransaction(transfer)).toSucceed();
  expect((await client.rpc.getBalance(destination, { commitment: "confirmed" }).send()).value).toBe(SOL);
  const slots = await client.rpcSubscriptions
    .slotNotifications()
    .subscribe({ abortSignal: AbortSignal.timeout(5_000) });
  for await (const { slot, parent } of slots) {
    expect(slot).toBe(parent + 1n);
    break;
  }
  client[Symbol.dispose]();
  expect(client.localCluster.clock.isRunning).toBe(false);
});

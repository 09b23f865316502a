import {
  AccountRole,
  type Address,
  appendTransactionMessageInstructions,
  assertIsTransactionWithBlockhashLifetime,
  assertIsTransactionWithDurableNonceLifetime,
  assertIsTransactionWithinSizeLimit,
  compressTransactionMessageUsingAddressLookupTables,
  createTransactionMessage,
  decompileTransactionMessageFetchingLookupTables,
  estimateAndSetResourceLimitsFactory,
  estimateResourceLimitsFactory,
  fetchAddressesForLookupTables,
  fetchJsonParsedAccount,
  generateKeyPairSigner,
  getBase64EncodedWireTransaction,
  getCompiledTransactionMessageDecoder,
  getSignatureFromTransaction,
  type KeyPairSigner,
  type Nonce,
  sendAndConfirmDurableNonceTransactionFactory,
  sendAndConfirmTransactionFactory,
  setTransactionMessageFeePayerSigner,
  setTransactionMessageLifetimeUsingDurableNonce,
  signTransactionMessageWithSigners,
} from "@solana/kit";
import {
  estimateComputeUnitLimitFactory,
  findSetComputeUnitLimitInstructionIndexAndUnits,
  setTransactionMessageComputeUnitPrice,
  updateOrAppendSetComputeUnitLimitInstruction,
} from "@solana-program/compute-budget";
import { getAddMemoInstruction } from "@solana-program/memo";
import {
  fetchNonce,
  getCreateAccountInstruction,
  getInitializeNonceAccountInstruction,
  getNonceSize,
  getTransferSolInstruction,
  SYSTEM_PROGRAM_ADDRESS,
} from "@solana-program/system";
import { beforeAll, describe, expect, it } from "vitest";
import { until } from "../support/until.js";
import { makeLookupTable } from "./lookup-table.js";
import { FEE, type KitStage, startKitStage } from "./stage.js";

const CONFIRMED = { commitment: "confirmed" } as const;

describe("nonces, lookup tables and budgets, by Kit", () => {
  let stage: KitStage;
  let rpc: KitStage["rpc"];
  let payer: KeyPairSigner;
  let to: Address;

  beforeAll(async () => {
    stage = await startKitStage();
    ({ rpc } = stage);
    payer = await stage.fund(5n);
    to = (await generateKeyPairSigner()).address;
  });

  const transfer = (amount: bigint, destination = to) =>
    getTransferSolInstruction({ source: payer, destination, amount });

  async function createNonce(): Promise<Address> {
    const newAccount = await generateKeyPairSigner();
    const space = getNonceSize();
    const rent = await rpc.getMinimumBalanceForRentExemption(BigInt(space)).send();
    await stage.send(
      payer,
      getCreateAccountInstruction({
        payer,
        newAccount,
        lamports: rent,
        space,
        programAddress: SYSTEM_PROGRAM_ADDRESS,
      }),
      getInitializeNonceAccountInstruction({ nonceAccount: newAccount.address, nonceAuthority: payer.address }),
    );
    return newAccount.address;
  }

  it("sendAndConfirmDurableNonceTransactionFactory, again and again", async () => {
    const nonceAccountAddress = await createNonce();
    const seen = new Set<string>();
    for (let i = 1; i <= 3; i++) {
      const { data } = await fetchNonce(rpc, nonceAccountAddress, CONFIRMED);
      expect(data).toMatchObject({ authority: payer.address, lamportsPerSignature: FEE });
      seen.add(data.blockhash);
      const nonce = data.blockhash as string as Nonce;
      const lifetime = { nonce, nonceAccountAddress, nonceAuthorityAddress: payer.address };
      const withPayer = setTransactionMessageFeePayerSigner(payer, createTransactionMessage({ version: 0 }));
      const message = setTransactionMessageLifetimeUsingDurableNonce(lifetime, withPayer);
      const transaction = await signTransactionMessageWithSigners(
        appendTransactionMessageInstructions([transfer(1_000_000n)], message),
      );
      assertIsTransactionWithDurableNonceLifetime(transaction);
      assertIsTransactionWithinSizeLimit(transaction);
      await sendAndConfirmDurableNonceTransactionFactory(stage)(transaction, CONFIRMED);
      expect((await rpc.getBalance(to, CONFIRMED).send()).value).toBe(BigInt(i) * 1_000_000n);
    }
    expect(seen.size).toBe(3);
    const parsed = await fetchJsonParsedAccount(rpc, nonceAccountAddress);
    expect(parsed).toMatchObject({ exists: true, data: { authority: payer.address } });
  });

  it("lookup tables: made, fetched, used, decompiled", async () => {
    const addresses = await Promise.all(Array.from({ length: 5 }, async () => (await generateKeyPairSigner()).address));
    // The slot of a block is a recent one for the blocks after it.
    const recentSlot = (await rpc.getSlot(CONFIRMED).send()) - 1n;
    const { table, instructions } = await makeLookupTable(payer, recentSlot, addresses);
    const { slot } = await stage.send(payer, ...instructions);
    const tables = await fetchAddressesForLookupTables([table], rpc, CONFIRMED);
    expect(tables).toEqual({ [table]: addresses });
    // A table is of use from the slot after the one that extended it.
    await until(async () => (await rpc.getSlot({ commitment: "confirmed" }).send()) > slot);
    const transfers = addresses.map((address) => transfer(1_000_000n, address));
    const message = compressTransactionMessageUsingAddressLookupTables(await stage.message(payer, transfers), tables);
    const transaction = await signTransactionMessageWithSigners(message);
    assertIsTransactionWithBlockhashLifetime(transaction);
    await sendAndConfirmTransactionFactory(stage)(transaction, CONFIRMED);
    const signature = getSignatureFromTransaction(transaction);
    const config = { ...CONFIRMED, maxSupportedTransactionVersion: 0, encoding: "jsonParsed" } as const;
    const found = (await rpc.getTransaction(signature, config).send())!;
    const plain = (await rpc.getTransaction(signature, { ...config, encoding: "json" }).send())!;
    // Kit sorts what it looks up.
    const { readonly, writable } = plain.meta!.loadedAddresses!;
    expect([readonly, writable.toSorted()]).toEqual([[], addresses.toSorted()]);
    expect(found.transaction.message.accountKeys.filter(({ source }) => source === "lookupTable")).toEqual(
      writable.map((pubkey) => ({ pubkey, signer: false, source: "lookupTable", writable: true })),
    );
    const compiled = getCompiledTransactionMessageDecoder().decode(transaction.messageBytes);
    const withLifetime = compiled as Parameters<typeof decompileTransactionMessageFetchingLookupTables>[0];
    const decompiled = await decompileTransactionMessageFetchingLookupTables(withLifetime, rpc, CONFIRMED);
    expect(decompiled.instructions[4]!.accounts![1]).toEqual({
      address: addresses[4],
      addressIndex: 4,
      lookupTableAddress: table,
      role: AccountRole.WRITABLE,
    });
  });

  it("units: estimated, set, asked back", async () => {
    const message = await stage.message(payer, [getAddMemoInstruction({ memo: "units" }), transfer(1n)]);
    const { computeUnitLimit } = await estimateResourceLimitsFactory({ rpc })(message);
    expect(await estimateComputeUnitLimitFactory({ rpc })(message)).toBe(computeUnitLimit);
    const limited = updateOrAppendSetComputeUnitLimitInstruction(computeUnitLimit, message);
    const transaction = await signTransactionMessageWithSigners(limited);
    assertIsTransactionWithBlockhashLifetime(transaction);
    await sendAndConfirmTransactionFactory(stage)(transaction, CONFIRMED);
    const config = { ...CONFIRMED, maxSupportedTransactionVersion: 0, encoding: "json" } as const;
    const found = (await rpc.getTransaction(getSignatureFromTransaction(transaction), config).send())!;
    expect(found.meta!.computeUnitsConsumed).toBe(BigInt(computeUnitLimit));
    const estimateAndSet = estimateAndSetResourceLimitsFactory(estimateResourceLimitsFactory({ rpc }));
    const all = await estimateAndSet(setTransactionMessageComputeUnitPrice(10_000n, message));
    const { value } = await rpc
      .simulateTransaction(getBase64EncodedWireTransaction(await signTransactionMessageWithSigners(all)), {
        encoding: "base64",
        sigVerify: true,
      })
      .send();
    expect(value.err).toBeNull();
    const { units } = findSetComputeUnitLimitInstructionIndexAndUnits(all)!;
    expect(units).toBe(computeUnitLimit + 150);
    expect(value.fee).toBe(FEE + (10_000n * BigInt(units) + 999_999n) / 1_000_000n);
  });

  it("simulation shows accounts, inner instructions, balances and a blockhash in place of another", async () => {
    const transaction = getBase64EncodedWireTransaction(await stage.sign(payer, [transfer(3_000_000n)]));
    const accounts = { addresses: [to], encoding: "base64" } as const;
    const before = (await rpc.getBalance(to, CONFIRMED).send()).value;
    const config = { encoding: "base64", innerInstructions: true, replaceRecentBlockhash: true, accounts } as const;
    const { value } = await rpc.simulateTransaction(transaction, config).send();
    expect(value).toMatchObject({
      err: null,
      fee: FEE,
      innerInstructions: [],
      loadedAddresses: { readonly: [], writable: [] },
      preTokenBalances: [],
      returnData: null,
      unitsConsumed: 150n,
    });
    expect(value.accounts).toMatchObject([{ lamports: before + 3_000_000n, data: ["", "base64"] }]);
    expect(value.postBalances![1]! - value.preBalances![1]!).toBe(3_000_000n);
    expect((await rpc.isBlockhashValid(value.replacementBlockhash!.blockhash).send()).value).toBe(true);
    expect((await rpc.getBalance(to, CONFIRMED).send()).value).toBe(before);
  });
});

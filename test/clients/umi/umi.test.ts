import {
  addMemo,
  createLut,
  createMint,
  createMintWithAssociatedToken,
  createTokenIfMissing,
  extendLut,
  fetchAddressLookupTable,
  fetchAllMintByOwner,
  fetchAllTokenByOwner,
  fetchMint,
  fetchToken,
  findAssociatedTokenPda,
  findLargestTokensByMint,
  MPL_SYSTEM_EXTRAS_PROGRAM_ID,
  MPL_TOKEN_EXTRAS_PROGRAM_ID,
  mintTokensTo,
  mplToolbox,
  setComputeUnitLimit,
  setComputeUnitPrice,
  transferSol,
  transferTokens,
} from "@metaplex-foundation/mpl-toolbox";
import {
  generateSigner,
  type KeypairSigner,
  lamports,
  publicKey,
  signerIdentity,
  sol,
  type TransactionBuilder,
  type Umi,
} from "@metaplex-foundation/umi";
import { createUmi } from "@metaplex-foundation/umi-bundle-defaults";
import { beforeAll, describe, expect, it } from "vitest";
import { pubkeyFromAddress } from "../../../src/solana/pubkey.js";
import { until } from "../support/until.js";
import { type ClientStage, startClientStage } from "../support/validator.js";
import { systemExtras, tokenExtras } from "./extras.js";

const CONFIRM = { confirm: { commitment: "confirmed" } } as const;
const FEE = 5_000n;

describe("umi", () => {
  let stage: ClientStage;
  let umi: Umi;
  let payer: KeypairSigner;

  beforeAll(async () => {
    const genesisAccounts = [
      { address: pubkeyFromAddress(MPL_SYSTEM_EXTRAS_PROGRAM_ID), program: systemExtras },
      { address: pubkeyFromAddress(MPL_TOKEN_EXTRAS_PROGRAM_ID), program: tokenExtras },
    ];
    stage = await startClientStage({ cluster: { genesisAccounts } });
    umi = connect();
    payer = generateSigner(umi);
    umi.use(signerIdentity(payer));
    await umi.rpc.airdrop(payer.publicKey, sol(10));
  });

  const connect = () => createUmi(stage.url, "confirmed").use(mplToolbox());
  const send = (builder: TransactionBuilder) => builder.sendAndConfirm(umi, CONFIRM);

  it("asks the cluster, and its faucet", async () => {
    const someone = generateSigner(umi).publicKey;
    expect(await umi.rpc.accountExists(someone)).toBe(false);
    await umi.rpc.airdrop(someone, sol(1.5));
    expect(await umi.rpc.getBalance(someone)).toEqual(sol(1.5));
    expect(await umi.rpc.accountExists(someone)).toBe(true);
    expect(umi.rpc.getEndpoint()).toBe(stage.url);
    expect(umi.rpc.getCluster()).toBe("localnet");
    const identity = publicKey(stage.validator.cluster.identity.publicKey);
    const slot = await umi.rpc.getSlot();
    expect(slot).toBeGreaterThan(0);
    expect(publicKey(await umi.rpc.getGenesisHash())).toBe(publicKey(stage.validator.cluster.genesisHash));
    expect(await umi.rpc.getRent(165)).toEqual(lamports((128 + 165) * 5_080));
    expect(await umi.rpc.getRent(165 + 128, { includesHeaderBytes: true })).toEqual(lamports((128 + 165) * 5_080));
    const { blockhash, lastValidBlockHeight } = await umi.rpc.getLatestBlockhash();
    expect(publicKey(blockhash)).toBe(blockhash);
    expect(lastValidBlockHeight).toBeGreaterThan(slot);
    const blockTime = await umi.rpc.getBlockTime(slot);
    expect(Math.abs(Number(blockTime) - Date.now() / 1000)).toBeLessThan(60);
    expect(await umi.rpc.call("getHealth", [])).toBe("ok");
    const scheduled = await umi.rpc.call("getSlotLeaders", [slot, 2]);
    expect(scheduled).toEqual([identity, identity]);
  });

  it("reads accounts: one, many, of a program", async () => {
    const missing = generateSigner(umi).publicKey;
    const [found, none] = await umi.rpc.getAccounts([payer.publicKey, missing]);
    expect(found).toMatchObject({ exists: true, owner: "11111111111111111111111111111111", executable: false });
    expect(none).toEqual({ exists: false, publicKey: missing });
    const rent = await umi.rpc.getAccount(publicKey("SysvarRent111111111111111111111111111111111"), {
      dataSlice: { offset: 0, length: 8 },
    });
    expect(rent.exists && [...rent.data]).toEqual([0xd8, 0x13, 0, 0, 0, 0, 0, 0]);
    const votes = await umi.rpc.getProgramAccounts(publicKey("Vote111111111111111111111111111111111111111"), {
      filters: [{ dataSize: 3762 }],
    });
    expect(votes.map((account) => account.publicKey)).toEqual([publicKey(stage.validator.cluster.voteAccount)]);
  });

  it("sends SOL with a budget and a memo, and reads the transaction back", async () => {
    const to = generateSigner(umi).publicKey;
    const builder = setComputeUnitLimit(umi, { units: 50_000 })
      .add(setComputeUnitPrice(umi, { microLamports: 20_000 }))
      .add(transferSol(umi, { destination: to, amount: sol(0.5) }))
      .add(addMemo(umi, { memo: "umi" }));
    const { signature, result } = await send(builder);
    expect(result.value).toEqual({ err: null });
    expect(await umi.rpc.getBalance(to)).toEqual(sol(0.5));
    const transaction = (await umi.rpc.getTransaction(signature))!;
    expect(transaction.meta).toMatchObject({ err: null, fee: lamports(FEE + 1_000n) });
    expect(transaction.meta.logs).toContain("Program Memo1UhkJRfHyvLMcVucJwxXeuD728EqVDDwQDxFMNo success");
    expect(transaction.message.accounts[0]).toBe(payer.publicKey);
    expect(transaction.response.slot).toBeGreaterThan(0n);
    const [status] = await umi.rpc.getSignatureStatuses([signature]);
    expect(status).toMatchObject({ error: null, slot: Number(transaction.response.slot) });
  });

  it("simulates, and tells of what fails", async () => {
    const to = generateSigner(umi).publicKey;
    const builder = transferSol(umi, { destination: to, amount: sol(1_000) });
    const transaction = await builder.buildAndSign(umi);
    const simulated = await umi.rpc.simulateTransaction(transaction, { verifySignatures: true, accounts: [to] });
    expect(simulated).toMatchObject({ err: { InstructionError: [0, { Custom: 1 }] }, unitsConsumed: 150 });
    await expect(umi.rpc.sendTransaction(transaction)).rejects.toThrow(/custom program error: 0x1/);
    const signature = await umi.rpc.sendTransaction(transaction, { skipPreflight: true });
    await until(async () => (await umi.rpc.getSignatureStatuses([signature]))[0] !== null);
    const failed = (await umi.rpc.getTransaction(signature))!;
    expect(failed.meta.err).toEqual({ InstructionError: [0, { Custom: 1 }] });
  });

  it("makes mints, mints and moves tokens, and finds them", async () => {
    const [mint, other] = [generateSigner(umi), generateSigner(umi).publicKey];
    await send(createMint(umi, { mint, decimals: 2, freezeAuthority: payer.publicKey }));
    const [own, theirs] = [payer.publicKey, other].map((owner) =>
      findAssociatedTokenPda(umi, { mint: mint.publicKey, owner }),
    );
    await send(
      createTokenIfMissing(umi, { mint: mint.publicKey, owner: payer.publicKey })
        .add(createTokenIfMissing(umi, { mint: mint.publicKey, owner: other }))
        .add(mintTokensTo(umi, { mint: mint.publicKey, token: own!, amount: 1_000 }))
        .add(transferTokens(umi, { source: own!, destination: theirs!, amount: 250 })),
    );
    expect(await fetchMint(umi, mint.publicKey)).toMatchObject({ supply: 1_000n, decimals: 2, isInitialized: true });
    expect(await fetchToken(umi, own!)).toMatchObject({ amount: 750n, mint: mint.publicKey, owner: payer.publicKey });
    for (const tokenStrategy of ["getProgramAccounts", "getTokenAccountsByOwner"] as const) {
      const tokens = await fetchAllTokenByOwner(umi, other, { tokenStrategy, commitment: "confirmed" });
      expect(tokens.map(({ amount }) => amount)).toEqual([250n]);
    }
    expect(await fetchAllMintByOwner(umi, other)).toMatchObject([{ publicKey: mint.publicKey }]);
    const largest = await findLargestTokensByMint(umi, mint.publicKey, { commitment: "confirmed" });
    expect(largest.map(({ publicKey: key, amount }) => [key, amount.basisPoints])).toEqual([
      [own![0], 750n],
      [theirs![0], 250n],
    ]);
  });

  it("makes a mint with its first tokens in one transaction", async () => {
    const mint = generateSigner(umi);
    await send(createMintWithAssociatedToken(umi, { mint, owner: payer.publicKey, amount: 1 }));
    const token = findAssociatedTokenPda(umi, { mint: mint.publicKey, owner: payer.publicKey });
    expect(await fetchToken(umi, token)).toMatchObject({ amount: 1n });
  });

  it("makes lookup tables and sends through them", async () => {
    const addresses = [1, 2, 3, 4].map(() => generateSigner(umi).publicKey);
    const recentSlot = (await umi.rpc.getSlot({ commitment: "confirmed" })) - 1;
    const [create, table] = createLut(umi, { recentSlot, authority: umi.identity, addresses: addresses.slice(0, 2) });
    await send(create);
    const { signature } = await send(extendLut(umi, { address: table.publicKey, addresses: addresses.slice(2) }));
    expect((await fetchAddressLookupTable(umi, table.publicKey)).addresses).toEqual(addresses);
    const [status] = await umi.rpc.getSignatureStatuses([signature]);
    await until(async () => (await umi.rpc.getSlot()) > status!.slot);
    const amount = sol(0.01);
    const transfers = addresses.map((destination) => transferSol(umi, { destination, amount }));
    const builder = transfers.reduce((all, next) => all.add(next));
    const { result } = await send(builder.setAddressLookupTables([{ publicKey: table.publicKey, addresses }]));
    expect(result.value.err).toBeNull();
    for (const address of addresses) expect(await umi.rpc.getBalance(address)).toEqual(amount);
  });
});

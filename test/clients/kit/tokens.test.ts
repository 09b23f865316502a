import {
  type Address,
  createClientWithInterfacesFromRpc,
  flattenInstructionPlan,
  generateKeyPairSigner,
  type Instruction,
  type InstructionPlan,
  type KeyPairSigner,
} from "@solana/kit";
import {
  fetchMint,
  fetchToken,
  findAssociatedTokenPda,
  getApproveInstruction,
  getCreateMintInstructionPlan,
  getMintToATAInstructionPlanAsync,
  getTransferToATAInstructionPlanAsync,
  TOKEN_PROGRAM_ADDRESS,
} from "@solana-program/token";
import { beforeAll, describe, expect, it } from "vitest";
import { type KitStage, startKitStage } from "./stage.js";

const CONFIRMED = { commitment: "confirmed" } as const;
const DECIMALS = 6;

describe("tokens, by Kit and @solana-program/token", () => {
  let stage: KitStage;
  let rpc: KitStage["rpc"];
  let payer: KeyPairSigner;
  let mint: KeyPairSigner;
  let other: KeyPairSigner;
  let delegate: KeyPairSigner;
  const accountOf = async (owner: Address) =>
    (await findAssociatedTokenPda({ owner, mint: mint.address, tokenProgram: TOKEN_PROGRAM_ADDRESS }))[0];

  const send = async (plan: InstructionPlan) => {
    const leaves = flattenInstructionPlan(plan) as { instruction: Instruction }[];
    await stage.send(payer, ...leaves.map(({ instruction }) => instruction));
  };

  beforeAll(async () => {
    stage = await startKitStage();
    ({ rpc } = stage);
    payer = await stage.fund(5n);
    [mint, other, delegate] = [
      await generateKeyPairSigner(),
      await generateKeyPairSigner(),
      await generateKeyPairSigner(),
    ];
    const client = createClientWithInterfacesFromRpc(rpc);
    const create = { payer, newMint: mint, decimals: DECIMALS, mintAuthority: payer.address };
    await send(await getCreateMintInstructionPlan(client, create));
    const tokens = { payer, mint: mint.address, decimals: DECIMALS };
    const minted = { ...tokens, owner: payer.address, mintAuthority: payer, amount: 5_000_000n };
    await send(await getMintToATAInstructionPlanAsync(minted));
    const moved = { ...tokens, authority: payer, recipient: other.address, amount: 1_500_000n };
    await send(await getTransferToATAInstructionPlanAsync(moved));
    const source = await accountOf(payer.address);
    await stage.send(
      payer,
      getApproveInstruction({ source, delegate: delegate.address, owner: payer, amount: 700_000n }),
    );
  });

  it("are where they should be", async () => {
    const own = await accountOf(payer.address);
    expect((await fetchMint(rpc, mint.address, CONFIRMED)).data).toMatchObject({ supply: 5_000_000n, decimals: 6 });
    expect((await fetchToken(rpc, own, CONFIRMED)).data).toMatchObject({ amount: 3_500_000n, mint: mint.address });
    expect((await rpc.getTokenAccountBalance(own, CONFIRMED).send()).value).toEqual({
      amount: "3500000",
      decimals: 6,
      uiAmount: 3.5,
      uiAmountString: "3.5",
    });
    expect((await rpc.getTokenSupply(mint.address, CONFIRMED).send()).value).toEqual({
      amount: "5000000",
      decimals: 6,
      uiAmount: 5,
      uiAmountString: "5",
    });
    const { value } = await rpc.getTokenLargestAccounts(mint.address, CONFIRMED).send();
    expect(value.map(({ address, amount }) => [address, amount])).toEqual([
      [own, "3500000"],
      [await accountOf(other.address), "1500000"],
    ]);
  });

  it("are found by owner and by delegate", async () => {
    const [own, filter] = [await accountOf(payer.address), { mint: mint.address }];
    const amount = (units: number) => ({
      amount: String(units),
      decimals: 6,
      uiAmount: units / 1e6,
      uiAmountString: String(units / 1e6),
    });
    const info = {
      delegate: delegate.address,
      delegatedAmount: amount(700_000),
      isNative: false,
      mint: mint.address,
      owner: payer.address,
      state: "initialized",
      tokenAmount: amount(3_500_000),
    };
    const account = {
      data: { program: "spl-token", parsed: { type: "account", info }, space: 165n },
      executable: false,
      lamports: (128n + 165n) * 5_080n,
      owner: TOKEN_PROGRAM_ADDRESS,
      rentEpoch: 2n ** 64n - 1n,
      space: 165n,
    };
    const parsed = { ...CONFIRMED, encoding: "jsonParsed" } as const;
    const programId = TOKEN_PROGRAM_ADDRESS;
    const byOwner = await rpc.getTokenAccountsByOwner(payer.address, filter, parsed).send();
    expect(byOwner.value).toEqual([{ pubkey: own, account }]);
    const byDelegate = await rpc.getTokenAccountsByDelegate(delegate.address, { programId }, parsed).send();
    expect(byDelegate.value).toEqual([{ pubkey: own, account }]);
    const sliced = { ...CONFIRMED, encoding: "base64", dataSlice: { offset: 64, length: 8 } } as const;
    const { value } = await rpc.getTokenAccountsByOwner(payer.address, { programId }, sliced).send();
    const [bytes] = value[0]!.account.data;
    expect(Buffer.from(bytes, "base64").readBigUInt64LE()).toBe(3_500_000n);
    expect((await rpc.getTokenAccountsByOwner(delegate.address, filter, parsed).send()).value).toEqual([]);
  });

  it("are listed in the balances of a transaction", async () => {
    const moved = { payer, mint: mint.address, decimals: DECIMALS, authority: payer, recipient: other.address };
    const plan = await getTransferToATAInstructionPlanAsync({ ...moved, amount: 250_000n });
    const instructions = (flattenInstructionPlan(plan) as { instruction: Instruction }[]).map((l) => l.instruction);
    const { signature } = await stage.send(payer, ...instructions);
    const config = { ...CONFIRMED, encoding: "json", maxSupportedTransactionVersion: 0 } as const;
    const { meta } = (await rpc.getTransaction(signature, config).send())!;
    const amounts = (balances: typeof meta extends null ? never : NonNullable<typeof meta>["preTokenBalances"]) =>
      balances!.map(({ owner, programId, uiTokenAmount }) => [owner, programId, uiTokenAmount.amount]).sort();
    const rows = (mine: string, theirs: string) =>
      [
        [payer.address, TOKEN_PROGRAM_ADDRESS, mine],
        [other.address, TOKEN_PROGRAM_ADDRESS, theirs],
      ].sort();
    expect(amounts(meta!.preTokenBalances)).toEqual(rows("3500000", "1500000"));
    expect(amounts(meta!.postTokenBalances)).toEqual(rows("3250000", "1750000"));
  });
});

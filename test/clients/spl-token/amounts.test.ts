import {
  amountToUiAmount,
  amountToUiAmountForMintWithoutSimulation,
  calculateEpochFee,
  createInitializeScaledUiAmountConfigInstruction,
  createInitializeTransferFeeConfigInstruction,
  createInterestBearingMint,
  ExtensionType,
  getInterestBearingMintConfigState,
  getMinimumBalanceForRentExemptAccountWithExtensions,
  getMinimumBalanceForRentExemptMintWithExtensions,
  getScaledUiAmountConfig,
  getTransferFeeAmount,
  getTransferFeeConfig,
  harvestWithheldTokensToMint,
  setTransferFee,
  TOKEN_2022_PROGRAM_ID,
  transferCheckedWithFee,
  uiAmountToAmount,
  uiAmountToAmountForMintWithoutSimulation,
  updateMultiplier,
  updateRateInterestBearingMint,
  withdrawWithheldTokensFromAccounts,
  withdrawWithheldTokensFromMint,
} from "@solana/spl-token";
import { type Connection, Keypair } from "@solana/web3.js";
import { beforeAll, beforeEach, describe, expect, it } from "vitest";
import { until } from "../support/until.js";
import { type ClientStage, startClientStage } from "../support/validator.js";
import { createExtendedMint, type Token2022, token2022 } from "./mints.js";

const PROGRAM = TOKEN_2022_PROGRAM_ID;
const NO_OPTIONS = undefined;
/** As Token-2022 has it: 365.24 days. */
const SECONDS_PER_YEAR = 31_556_736n;

describe("amounts of Token-2022: fees, interest, multipliers", () => {
  let stage: ClientStage;
  let connection: Connection;
  let payer: Keypair;
  let tokens: Token2022;

  beforeAll(async () => {
    stage = await startClientStage();
    payer = await stage.fund(100);
  });

  beforeEach(() => {
    connection = stage.connect();
    tokens = token2022(connection, payer);
  });

  it("transfer fees are withheld, harvested, withdrawn and changed", async () => {
    const extensions = [ExtensionType.TransferFeeConfig];
    const mint = await createExtendedMint(connection, payer, {
      extensions,
      initialize: (key) => [
        createInitializeTransferFeeConfigInstruction(key, payer.publicKey, payer.publicKey, 100, 50n, PROGRAM),
      ],
    });
    expect((await connection.getAccountInfo(mint))!.lamports).toBe(
      await getMinimumBalanceForRentExemptMintWithExtensions(connection, extensions),
    );
    const [from, to, collector] = [
      await tokens.makeAccount(mint),
      await tokens.makeAccount(mint),
      await tokens.makeAccount(mint),
    ];
    expect((await connection.getAccountInfo(from))!.lamports).toBe(
      await getMinimumBalanceForRentExemptAccountWithExtensions(connection, [ExtensionType.TransferFeeAmount]),
    );
    await tokens.mintInto(mint, from, 100_000);
    await tokens.move(from, mint, to, 1_000);
    expect((await tokens.read(to)).amount).toBe(990n);
    expect(getTransferFeeAmount(await tokens.read(to))).toEqual({ withheldAmount: 10n });
    const { epoch } = await connection.getEpochInfo();
    const config = getTransferFeeConfig(await tokens.readMint(mint))!;
    expect(calculateEpochFee(config, BigInt(epoch), 20_000n)).toBe(50n);
    const withFee = (fee: bigint) =>
      transferCheckedWithFee(connection, payer, from, mint, to, payer, 20_000n, 2, fee, [], NO_OPTIONS, PROGRAM);
    await expect(withFee(49n)).rejects.toThrow("custom program error: 0x20");
    await withFee(50n);
    const parsed = (await connection.getParsedAccountInfo(to)).value!.data;
    expect(parsed).toMatchObject({
      parsed: {
        info: {
          extensions: expect.arrayContaining([{ extension: "transferFeeAmount", state: { withheldAmount: 60 } }]),
        },
      },
    });
    await harvestWithheldTokensToMint(connection, payer, mint, [to], NO_OPTIONS, PROGRAM);
    expect(getTransferFeeConfig(await tokens.readMint(mint))!.withheldAmount).toBe(60n);
    await withdrawWithheldTokensFromMint(connection, payer, mint, collector, payer, [], NO_OPTIONS, PROGRAM);
    await tokens.move(from, mint, to, 100);
    await withdrawWithheldTokensFromAccounts(connection, payer, mint, collector, payer, [], [to], NO_OPTIONS, PROGRAM);
    expect((await tokens.read(collector)).amount).toBe(61n);
    await setTransferFee(connection, payer, mint, payer, [], 200, 5n, NO_OPTIONS, PROGRAM);
    const { newerTransferFee } = getTransferFeeConfig(await tokens.readMint(mint))!;
    expect(newerTransferFee).toEqual({ epoch: BigInt(epoch + 2), transferFeeBasisPoints: 200, maximumFee: 5n });
  });

  it("interest shows in amounts as time passes", async () => {
    const { publicKey } = payer;
    const rate = 32_767;
    const mint = await createInterestBearingMint(
      connection,
      payer,
      publicKey,
      publicKey,
      publicKey,
      rate,
      2,
      Keypair.generate(),
      NO_OPTIONS,
      PROGRAM,
    );
    const config = getInterestBearingMintConfigState(await tokens.readMint(mint))!;
    expect(config).toMatchObject({ rateAuthority: publicKey, currentRate: rate });
    const { cluster } = stage.validator;
    cluster.warpToTime(BigInt(config.initializationTimestamp) + SECONDS_PER_YEAR);
    // The slot that begins now is the first with that time.
    const slot = Number(cluster.workingSlot);
    await until(async () => (await connection.getSlot()) >= slot);
    // A year later, compounded continuously.
    const grown = Number(await amountToUiAmount(connection, payer, mint, 100_000, PROGRAM));
    expect(grown).toBeCloseTo(1_000 * Math.exp(3.2767), 0);
    const offChain = Number(await amountToUiAmountForMintWithoutSimulation(connection, mint, 100_000n));
    expect(Math.abs(offChain / grown - 1)).toBeLessThan(1e-5);
    const back = await uiAmountToAmount(connection, payer, mint, String(grown), PROGRAM);
    expect(Math.abs(Number(back) - 100_000)).toBeLessThan(10);
    await updateRateInterestBearingMint(connection, payer, mint, payer, 0, [], NO_OPTIONS, PROGRAM);
    expect(getInterestBearingMintConfigState(await tokens.readMint(mint))).toMatchObject({
      currentRate: 0,
      preUpdateAverageRate: rate,
    });
    const account = await tokens.makeAccount(mint);
    await tokens.mintInto(mint, account, 100_000);
    const { uiAmount } = (await connection.getTokenAccountBalance(account)).value;
    expect(Math.abs(uiAmount! / grown - 1)).toBeLessThan(1e-5);
  });

  it("a multiplier scales amounts", async () => {
    const mint = await createExtendedMint(connection, payer, {
      extensions: [ExtensionType.ScaledUiAmountConfig],
      initialize: (key) => [createInitializeScaledUiAmountConfigInstruction(key, payer.publicKey, 2.5, PROGRAM)],
    });
    expect(getScaledUiAmountConfig(await tokens.readMint(mint))).toMatchObject({
      authority: payer.publicKey,
      multiplier: 2.5,
    });
    expect(await amountToUiAmount(connection, payer, mint, 1_000, PROGRAM)).toBe("25");
    expect(await uiAmountToAmountForMintWithoutSimulation(connection, mint, "25")).toBe(1_000n);
    const account = await tokens.makeAccount(mint);
    await tokens.mintInto(mint, account, 1_000);
    await updateMultiplier(connection, payer, mint, payer, 4, 0n, [], NO_OPTIONS, PROGRAM);
    expect((await connection.getTokenAccountBalance(account)).value).toEqual({
      amount: "1000",
      decimals: 2,
      uiAmount: 40,
      uiAmountString: "40",
    });
    expect((await connection.getTokenSupply(mint)).value.uiAmountString).toBe("40");
  });
});

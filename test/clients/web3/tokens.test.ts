import {
  approve,
  createAccount,
  createMint,
  mintTo,
  TOKEN_2022_PROGRAM_ID,
  TOKEN_PROGRAM_ID,
  transfer,
} from "@solana/spl-token";
import { type Connection, Keypair, type PublicKey } from "@solana/web3.js";
import { beforeAll, describe, expect, it } from "vitest";
import { type ClientStage, startClientStage } from "../support/validator.js";

describe("tokens, as the RPC tells of them", () => {
  let stage: ClientStage;
  let connection: Connection;
  let payer: Keypair;
  let mint: PublicKey;
  let rich: PublicKey;
  let poor: PublicKey;
  let signature: string;
  const other = Keypair.generate();

  beforeAll(async () => {
    stage = await startClientStage();
    connection = stage.connect();
    payer = await stage.fund(3);
    mint = await createMint(connection, payer, payer.publicKey, null, 2);
    rich = await createAccount(connection, payer, mint, payer.publicKey, Keypair.generate());
    poor = await createAccount(connection, payer, mint, other.publicKey, Keypair.generate());
    await mintTo(connection, payer, mint, rich, payer, 1_000n);
    signature = await transfer(connection, payer, rich, poor, payer, 250n);
    await approve(connection, payer, rich, other.publicKey, payer, 99n);
  });

  const amountOf = (amount: number) => ({
    amount: String(amount),
    decimals: 2,
    uiAmount: amount / 100,
    uiAmountString: String(amount / 100),
  });

  it("supply, balances, largest accounts", async () => {
    expect((await connection.getTokenSupply(mint)).value).toEqual(amountOf(1_000));
    expect((await connection.getTokenAccountBalance(poor)).value).toEqual(amountOf(250));
    expect((await connection.getTokenLargestAccounts(mint)).value).toEqual([
      { address: rich, ...amountOf(750) },
      { address: poor, ...amountOf(250) },
    ]);
    await expect(connection.getTokenSupply(rich)).rejects.toThrow("mint could not be unpacked");
    await expect(connection.getTokenAccountBalance(mint)).rejects.toThrow("Invalid param: not a Token account");
    await expect(connection.getTokenSupply(payer.publicKey)).rejects.toThrow("not a Token mint");
  });

  it("accounts by owner, of a mint or of a program", async () => {
    const byMint = await connection.getTokenAccountsByOwner(payer.publicKey, { mint });
    expect(byMint.value.map(({ pubkey, account }) => [pubkey, account.owner, account.data.length])).toEqual([
      [rich, TOKEN_PROGRAM_ID, 165],
    ]);
    const byProgram = await connection.getTokenAccountsByOwner(other.publicKey, { programId: TOKEN_PROGRAM_ID });
    expect(byProgram.value.map(({ pubkey }) => pubkey)).toEqual([poor]);
    const of2022 = await connection.getTokenAccountsByOwner(payer.publicKey, { programId: TOKEN_2022_PROGRAM_ID });
    expect(of2022.value).toEqual([]);
    const parsed = await connection.getParsedTokenAccountsByOwner(payer.publicKey, { mint });
    expect(parsed.value[0]!.account.data).toEqual({
      program: "spl-token",
      space: 165,
      parsed: {
        type: "account",
        info: {
          isNative: false,
          mint: mint.toBase58(),
          owner: payer.publicKey.toBase58(),
          state: "initialized",
          tokenAmount: amountOf(750),
          delegate: other.publicKey.toBase58(),
          delegatedAmount: { amount: "99", decimals: 2, uiAmount: 0.99, uiAmountString: "0.99" },
        },
      },
    });
  });

  it("accounts by delegate, which Connection has no method for, and by any program's filters", async () => {
    const filters = [{ dataSize: 165 }, { memcmp: { offset: 0, bytes: mint.toBase58() } }];
    const found = await connection.getParsedProgramAccounts(TOKEN_PROGRAM_ID, { filters });
    expect(new Set(found.map(({ pubkey }) => pubkey.toBase58()))).toEqual(new Set([rich, poor].map(String)));
  });

  it("balances before and after a transaction", async () => {
    const { meta, transaction } = (await connection.getParsedTransaction(signature))!;
    const indexOf = (key: PublicKey) => transaction.message.accountKeys.findIndex(({ pubkey }) => pubkey.equals(key));
    const balance = (account: PublicKey, owner: PublicKey, amount: number) => ({
      accountIndex: indexOf(account),
      mint: mint.toBase58(),
      owner: owner.toBase58(),
      programId: TOKEN_PROGRAM_ID.toBase58(),
      uiTokenAmount:
        amount === 0 ? { amount: "0", decimals: 2, uiAmount: null, uiAmountString: "0" } : amountOf(amount),
    });
    const sorted = (balances: readonly { accountIndex: number }[]) =>
      balances.toSorted((a, b) => a.accountIndex - b.accountIndex);
    expect(sorted(meta!.preTokenBalances!)).toEqual(
      sorted([balance(rich, payer.publicKey, 1_000), balance(poor, other.publicKey, 0)]),
    );
    expect(sorted(meta!.postTokenBalances!)).toEqual(
      sorted([balance(rich, payer.publicKey, 750), balance(poor, other.publicKey, 250)]),
    );
    expect(transaction.message.instructions).toEqual([
      {
        program: "spl-token",
        programId: TOKEN_PROGRAM_ID,
        parsed: {
          type: "transfer",
          info: {
            amount: "250",
            authority: payer.publicKey.toBase58(),
            destination: poor.toBase58(),
            source: rich.toBase58(),
          },
        },
        stackHeight: 1,
      },
    ]);
  });
});

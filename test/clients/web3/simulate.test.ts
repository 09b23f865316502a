import { createAssociatedTokenAccountInstruction, createMint, getAssociatedTokenAddressSync } from "@solana/spl-token";
import {
  type Connection,
  Keypair,
  LAMPORTS_PER_SOL,
  SystemProgram,
  Transaction,
  type TransactionInstruction,
  TransactionMessage,
  VersionedTransaction,
} from "@solana/web3.js";
import { beforeAll, describe, expect, it } from "vitest";
import { type ClientStage, startClientStage } from "../support/validator.js";

const FEE = 5_000;

describe("simulation", () => {
  let stage: ClientStage;
  let connection: Connection;
  let payer: Keypair;
  const to = Keypair.generate().publicKey;

  beforeAll(async () => {
    stage = await startClientStage();
    connection = stage.connect();
    payer = await stage.fund(1);
  });

  const transfer = (lamports: number) =>
    SystemProgram.transfer({ fromPubkey: payer.publicKey, toPubkey: to, lamports });

  async function versioned(...instructions: TransactionInstruction[]): Promise<VersionedTransaction> {
    const { blockhash } = await connection.getLatestBlockhash();
    const message = new TransactionMessage({ payerKey: payer.publicKey, recentBlockhash: blockhash, instructions });
    return new VersionedTransaction(message.compileToV0Message());
  }

  it("shows accounts as they would be, and changes nothing", async () => {
    const { value } = await connection.simulateTransaction(await versioned(transfer(1_000_000)), {
      accounts: { encoding: "base64", addresses: [payer.publicKey.toBase58(), to.toBase58()] },
    });
    expect(value).toMatchObject({
      err: null,
      unitsConsumed: 150,
      logs: ["Program 11111111111111111111111111111111 invoke [1]", "Program 11111111111111111111111111111111 success"],
    });
    const [from, into] = value.accounts!;
    expect(from!.lamports).toBe(LAMPORTS_PER_SOL - FEE - 1_000_000);
    expect(into).toMatchObject({
      lamports: 1_000_000,
      owner: SystemProgram.programId.toBase58(),
      data: ["", "base64"],
    });
    expect(await connection.getBalance(to)).toBe(0);
  });

  it("tells errors as values, with logs and units", async () => {
    const { value } = await connection.simulateTransaction(await versioned(transfer(2 * LAMPORTS_PER_SOL)));
    expect(value.err).toEqual({ InstructionError: [0, { Custom: 1 }] });
    expect(value.logs!.at(-1)).toBe("Program 11111111111111111111111111111111 failed: custom program error: 0x1");
    expect(value.unitsConsumed).toBe(150);
  });

  it("replaces the blockhash, or does not know it", async () => {
    const transaction = await versioned(transfer(1_000_000));
    transaction.message.recentBlockhash = Keypair.generate().publicKey.toBase58();
    expect((await connection.simulateTransaction(transaction)).value.err).toBe("BlockhashNotFound");
    const replaced = await connection.simulateTransaction(transaction, { replaceRecentBlockhash: true });
    expect(replaced.value.err).toBeNull();
    // web3.js's declarations leave it out.
    const { replacementBlockhash } = replaced.value as unknown as { replacementBlockhash: { blockhash: string } };
    expect((await connection.isBlockhashValid(replacementBlockhash.blockhash)).value).toBe(true);
  });

  it("checks signatures if asked", async () => {
    const transaction = await versioned(transfer(1_000_000));
    expect((await connection.simulateTransaction(transaction)).value.err).toBeNull();
    const checked = connection.simulateTransaction(transaction, { sigVerify: true });
    expect((await checked).value.err).toBe("SignatureFailure");
    transaction.sign([payer]);
    expect((await connection.simulateTransaction(transaction, { sigVerify: true })).value.err).toBeNull();
    const both = connection.simulateTransaction(transaction, { sigVerify: true, replaceRecentBlockhash: true });
    await expect(both).rejects.toThrow("sigVerify may not be used with replaceRecentBlockhash");
  });

  it("shows inner instructions, parsed", async () => {
    const client = stage.connect();
    const mint = await createMint(client, payer, payer.publicKey, null, 0);
    const address = getAssociatedTokenAddressSync(mint, to);
    const create = createAssociatedTokenAccountInstruction(payer.publicKey, address, to, mint);
    const { value } = await client.simulateTransaction(await versioned(create), { innerInstructions: true });
    const [inner] = value.innerInstructions!;
    expect(inner!.index).toBe(0);
    const types = inner!.instructions.map((instruction) =>
      "parsed" in instruction ? instruction.parsed.type : undefined,
    );
    expect(types).toEqual(["getAccountDataSize", "createAccount", "initializeImmutableOwner", "initializeAccount3"]);
    expect((await client.simulateTransaction(await versioned(create))).value.innerInstructions ?? null).toBeNull();
    expect(value.returnData).toBeNull();
  });

  it("takes legacy transactions and messages, signed or not, with accounts", async () => {
    const client = stage.connect();
    const transaction = new Transaction().add(transfer(3_000_000));
    transaction.feePayer = payer.publicKey;
    const unsigned = await client.simulateTransaction(transaction);
    expect(unsigned.value.err).toBeNull();
    const signed = await client.simulateTransaction(transaction, [payer], [to]);
    expect(signed.value.accounts).toEqual([expect.objectContaining({ lamports: 3_000_000 })]);
    const all = await client.simulateTransaction(transaction, [payer], true);
    expect(all.value.accounts).toHaveLength(2);
    transaction.recentBlockhash = (await client.getLatestBlockhash()).blockhash;
    const message = await client.simulateTransaction(transaction.compileMessage());
    expect(message.value).toMatchObject({ err: null, unitsConsumed: 150 });
    expect(message.context.slot).toBeGreaterThan(0);
  });
});

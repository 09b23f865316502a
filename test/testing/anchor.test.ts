import * as core from "@anchor-lang/core";
import * as coral from "@coral-xyz/anchor";
import { createAssociatedTokenAccountInstruction, getAssociatedTokenAddressSync } from "@solana/spl-token";
import { VersionedTransaction } from "@solana/web3.js";
import { beforeEach, describe, expect, test } from "vitest";
import { REWARD, studentIntro } from "../../examples/student-intro/program.js";
import { readIdl } from "../../src/idl/index.js";
import { createCluster, type LocalCluster } from "../../src/rpc/index.js";
import { anchorProvider, type CallgateMatchers, callgateMatchers, connectionTo } from "../../src/testing/index.js";
import { IDL, PROGRAM, place, SOL, SYSTEM, TILL } from "./stage.js";

declare module "vitest" {
  interface Matchers<T> extends CallgateMatchers<T> {}
}

expect.extend(callgateMatchers);

const TOKEN = "TokenkegQfeZyiNwAJbNbGKPFXCWuBvf9Ss623VQ5DA";

// The packages have the same surface; each is given as its own types are.
describe.each([
  ["@coral-xyz/anchor", coral],
  ["@anchor-lang/core", core as unknown as typeof coral],
])("%s", (_, anchor) => {
  let local: LocalCluster;
  let provider: coral.AnchorProvider;
  let program: coral.Program;
  const { BN } = anchor;

  beforeEach(() => {
    local = createCluster({ instant: true, votes: false, idls: [readIdl(IDL)] });
    local.cluster.change(place);
    provider = anchorProvider(local, anchor);
    program = new anchor.Program(IDL as unknown as coral.Idl, provider);
  });

  const open = () => program.methods.open!().rpc();
  const tallyAddress = () =>
    anchor.web3.PublicKey.findProgramAddressSync(
      [Buffer.from("tally"), provider.publicKey.toBuffer()],
      program.programId,
    )[0];
  const count = async () =>
    (
      (await (program.account as Record<string, coral.AccountClient>).tally!.fetch(tallyAddress())) as {
        count: coral.BN;
      }
    ).count;

  test("is Anchor's own provider, whose wallet has lamports", async () => {
    expect(provider).toBeInstanceOf(anchor.AnchorProvider);
    expect(await provider.connection.getBalance(provider.publicKey)).toBe(Number(1_000n * SOL));
  });

  test("sends, with accounts found by their seeds, and fetches accounts", async () => {
    const signature = await open();
    expect(signature).toSucceed();
    expect(signature).toHaveCpi(SYSTEM, { from: PROGRAM, instruction: "createAccount" });
    await program.methods.add!(new BN(41)).rpc();
    await program.methods.add!(new BN(1)).rpc();
    expect((await count()).toNumber()).toBe(42);
    const all = await (program.account as Record<string, coral.AccountClient>).tally!.all();
    expect(all).toHaveLength(1);
  });

  test("views and simulations keep nothing", async () => {
    await open();
    await program.methods.add!(new BN(5)).rpc();
    const viewed = await program.methods.count!().accounts({ tally: tallyAddress() }).view();
    expect(viewed.toNumber()).toBe(5);
    const { events, raw } = await program.methods.add!(new BN(6)).simulate();
    expect(events.map(({ name, data }) => [name, data.count.toNumber()])).toEqual([["added", 11]]);
    expect(raw.at(-1)).toMatch(/success$/);
    expect((await count()).toNumber()).toBe(5);
  });

  test("errors are Anchor's, as with a node", async () => {
    await open();
    const failed = program.methods.add!(new BN(101)).rpc();
    await expect(failed).rejects.toBeInstanceOf(anchor.AnchorError);
    await expect(failed).rejects.toMatchObject({ error: { errorCode: { code: "TooMuch", number: 6000 } } });
    await expect(failed).toFailWith("TooMuch", { program: PROGRAM });
    // Of the called program, in which Anchor knows no names.
    const empty = program.methods.pay!(new BN(Number(2n * SOL)))
      .accounts({ till: TILL, to: provider.publicKey })
      .rpc();
    await expect(empty).toFailWith("ResultWithNegativeLamports", { program: SYSTEM });
    await expect(empty).toHaveSigned(TILL, { by: PROGRAM });
  });

  test("failures in blocks are found, though Anchor's errors for them say nothing", async () => {
    await open();
    const failed = program.methods.add!(new BN(101)).rpc({ skipPreflight: true });
    await expect(failed).rejects.toBeInstanceOf(anchor.web3.SendTransactionError);
    await expect(failed).toFailWith(6000);
    await expect(expect(failed).toSucceed()).rejects.toThrow(/tally add \(by: 101\)/);
  });

  test("listeners hear events and accounts, and go", async () => {
    await open();
    const heard: [number, string][] = [];
    const accounts: number[] = [];
    await new Promise<void>((resolve) => {
      const done = () => heard.length === 2 && accounts.length === 2 && resolve();
      const listener = program.addEventListener("added" as never, (event: never, _slot: number, signature: string) => {
        heard.push([(event as { count: coral.BN }).count.toNumber(), signature]);
        done();
      });
      const id = provider.connection.onAccountChange(tallyAddress(), ({ data }) => {
        accounts.push(Number(data.readBigUInt64LE(40)));
        done();
      });
      expect([typeof listener, typeof id]).toEqual(["number", "number"]);
      // A subscription begins when its socket is open.
      setTimeout(async () => {
        await program.methods.add!(new BN(1)).rpc();
        await program.methods.add!(new BN(2)).rpc();
      }, 50);
    });
    expect(heard.map(([value]) => value)).toEqual([1, 3]);
    expect(heard[0]![1]).toMatch(/^[1-9A-HJ-NP-Za-km-z]{80,88}$/);
    expect(accounts).toEqual([1, 3]);
  });

  test("sendAll, transactions with versions, and a key of one's own", async () => {
    const payer = anchor.web3.Keypair.generate();
    const own = anchorProvider(local, anchor, payer);
    expect(own.publicKey.equals(payer.publicKey)).toBe(true);
    const { blockhash } = await own.connection.getLatestBlockhash();
    const transfer = (lamports: number) =>
      anchor.web3.SystemProgram.transfer({ fromPubkey: payer.publicKey, toPubkey: provider.publicKey, lamports });
    const message = new anchor.web3.TransactionMessage({
      payerKey: payer.publicKey,
      recentBlockhash: blockhash,
      instructions: [transfer(7)],
    }).compileToV0Message();
    expect(await own.sendAndConfirm(new VersionedTransaction(message) as never)).toSucceed();
    const list = [1, 2].map((lamports) => ({ tx: new anchor.web3.Transaction().add(transfer(lamports)) }));
    const signatures = await own.sendAll(list);
    expect(signatures).toHaveLength(2);
    for (const signature of signatures) expect(signature).toHaveSigned(payer.publicKey);
    expect(await own.connection.getBalance(provider.publicKey)).toBe(Number(1_000n * SOL) + 10);
  });

  test("drives an example whose instructions have numbers, with its calls of Token and Associated Token", async () => {
    const id = anchor.web3.Keypair.generate().publicKey;
    local.cluster.change((svm) => svm.addProgram(id, studentIntro as never));
    const intro = new anchor.Program(studentIntro.idl(id.toBytes()) as unknown as coral.Idl, provider);
    const [mint] = anchor.web3.PublicKey.findProgramAddressSync([Buffer.from("token_mint")], id);
    expect(await intro.methods.initializeMint!().rpc()).toHaveCpi(TOKEN, { from: id });
    const student = provider.publicKey;
    const studentAta = getAssociatedTokenAddressSync(mint, student);
    const instruction = createAssociatedTokenAccountInstruction(student, studentAta, student, mint);
    const signature = await intro.methods.initUserInput!("Ana", "Hello")
      .accountsPartial({ student, studentAta })
      .preInstructions([instruction])
      .rpc();
    expect(signature).toHaveCpi(TOKEN, { from: id, instruction: "mintTo" });
    const [mintAuth] = anchor.web3.PublicKey.findProgramAddressSync([Buffer.from("token_auth")], id);
    expect(signature).toHaveSigned(mintAuth, { by: id });
    const { value } = await provider.connection.getTokenAccountBalance(studentAta);
    expect(value.amount).toBe(`${REWARD}`);
    await intro.methods.updateStudentIntro!("", "Bye").rpc();
    const [stored] = await (intro.account as Record<string, coral.AccountClient>).studentInfo!.all();
    expect(stored!.account).toEqual({ name: "Ana", msg: "Bye" });
    await expect(intro.methods.updateStudentIntro!("Ana", "").rpc()).toFailWith("EmptyIntroduction", { program: id });
  });

  test("a wallet of one's own signs", async () => {
    const wallet = new (anchor as typeof coral & { Wallet: new (key: coral.web3.Keypair) => coral.Wallet }).Wallet(
      anchor.web3.Keypair.generate(),
    );
    const own = anchorProvider(local, anchor, wallet);
    expect(own.wallet).toBe(wallet);
    const other = new anchor.Program(IDL as unknown as coral.Idl, own);
    expect(await other.methods.open!().rpc()).toHaveSigned(wallet.publicKey);
  });
});

test("a class that is no Connection is told", () => {
  class Other {}
  expect(() => connectionTo(createCluster({ instant: true }), Other)).toThrow(
    expect.objectContaining({ code: "unsupported-web3" }),
  );
});

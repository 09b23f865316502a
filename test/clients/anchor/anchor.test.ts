import { createRequire } from "node:module";
import { Keypair, LAMPORTS_PER_SOL, PublicKey, SystemProgram, Transaction } from "@solana/web3.js";
import { beforeAll, describe, expect, it } from "vitest";
import { pubkeyFromAddress } from "../../../src/solana/pubkey.js";
import { until } from "../support/until.js";
import { airdrop, type ClientStage, startClientStage } from "../support/validator.js";
import { COUNTER_ID, counter, counterIdl } from "./counter.js";

// As a script loads them: their classes are told apart by identity, and what only Node has is not in their ES modules' names.
const load = createRequire(import.meta.url);
type Anchor = typeof import("@coral-xyz/anchor");
type CounterProgram = import("@coral-xyz/anchor").Program;

const numbersOf = ({ by, count }: { by: BigNumber; count: BigNumber }) => [by.toNumber(), count.toNumber()];
interface BigNumber {
  toNumber(): number;
}

describe.each(["@coral-xyz/anchor", "@anchor-lang/core"])("%s", (packageName) => {
  const anchor: Anchor = load(packageName);
  const { AnchorError, AnchorProvider, BN, Program, ProgramError, Wallet } = anchor;
  const programId = new PublicKey(COUNTER_ID);
  let stage: ClientStage;
  let key: Keypair;
  let provider: InstanceType<Anchor["AnchorProvider"]>;
  let program: CounterProgram;
  let address: PublicKey;

  beforeAll(async () => {
    const genesisAccounts = [{ address: pubkeyFromAddress(COUNTER_ID), program: counter }];
    stage = await startClientStage({ cluster: { genesisAccounts } });
    key = await stage.fund(10);
    ({ provider, program } = connect(key));
    address = counterOf(key);
    await initialize(key, "first");
  });

  const counterOf = ({ publicKey }: Keypair) =>
    PublicKey.findProgramAddressSync([Buffer.from("counter"), publicKey.toBuffer()], programId)[0];

  /** A client of its own: it keeps a blockhash longer than short slots allow. */
  function connect(signer: Keypair) {
    const connection = stage.connect() as unknown as ConstructorParameters<Anchor["AnchorProvider"]>[0];
    const own = new AnchorProvider(connection, new Wallet(signer), { commitment: "confirmed" });
    return { provider: own, program: new Program(counterIdl() as never, own) as CounterProgram };
  }

  // The IDL is made at run time, so that Anchor's types know no names of it.
  // biome-ignore lint/suspicious/noExplicitAny: see above.
  const methods = (signer = key): any => connect(signer).program.methods;
  // biome-ignore lint/suspicious/noExplicitAny: see above.
  const accounts = (): any => program.account;
  const accountsOf = (signer: Keypair) => ({ counter: counterOf(signer), authority: signer.publicKey });
  const initialize = (signer: Keypair, label: string): Promise<string> =>
    methods(signer).initialize(label).accounts({ authority: signer.publicKey }).rpc();
  const increment = (by: number, signer = key): Promise<string> =>
    methods(signer).increment(new BN(by)).accountsPartial(accountsOf(signer)).rpc();
  const countOf = async (signer = key): Promise<number> =>
    (await accounts().counter.fetch(counterOf(signer))).count.toNumber();

  it("finds addresses by the IDL, sends and confirms", async () => {
    const { pubkeys } = { pubkeys: await methods().initialize("x").accounts({ authority: key.publicKey }).pubkeys() };
    expect(pubkeys.counter.toBase58()).toBe(address.toBase58());
    const before = await countOf();
    await increment(5);
    await increment(5);
    expect(await countOf()).toBe(before + 10);
  });

  it("reads accounts: one, many, all, by memcmp, none", async () => {
    const other = await stage.fund(1);
    await initialize(other, "second");
    const { counter: client } = accounts();
    expect(await client.fetch(address)).toMatchObject({ label: "first" });
    expect((await client.fetch(address)).authority.toBase58()).toBe(key.publicKey.toBase58());
    const missing = Keypair.generate().publicKey;
    expect(await client.fetchNullable(missing)).toBeNull();
    await expect(client.fetch(missing)).rejects.toThrow(`Account does not exist or has no data ${missing.toBase58()}`);
    const many = await client.fetchMultiple([counterOf(other), missing, address]);
    expect(many.map((value: { label: string } | null) => value?.label)).toEqual(["second", undefined, "first"]);
    const labels = (found: { account: { label: string } }[]) => found.map(({ account }) => account.label).sort();
    expect(labels(await client.all())).toEqual(["first", "second"]);
    const memcmp = { offset: 8, bytes: other.publicKey.toBase58() };
    expect(labels(await client.all([{ memcmp }]))).toEqual(["second"]);
    expect(labels(await client.all(key.publicKey.toBuffer()))).toEqual(["first"]);
    const { data, context } = await client.fetchAndContext(address);
    expect(data.label).toBe("first");
    expect(context.slot).toBeGreaterThan(0);
    await expect(client.fetch(key.publicKey)).rejects.toThrow(/Invalid account discriminator|does not exist/);
  });

  it("simulates, with events, and changes nothing", async () => {
    const before = await countOf();
    const { raw, events } = await methods().increment(new BN(7)).accountsPartial(accountsOf(key)).simulate();
    expect(raw).toContain(`Program ${COUNTER_ID} success`);
    expect(events).toHaveLength(1);
    expect(events[0].name).toBe("incremented");
    expect(numbersOf(events[0].data)).toEqual([7, before + 7]);
    expect(await countOf()).toBe(before);
  });

  it("views what a program returns", async () => {
    const value = await methods().current().accounts({ counter: address }).view();
    expect(value.toNumber()).toBe(await countOf());
  });

  it("hears events and accounts", async () => {
    const [heard, seen]: [number[][], number[]] = [[], []];
    const listener = program.addEventListener("incremented", (event, slot) => heard.push([...numbersOf(event), slot]));
    accounts()
      .counter.subscribe(address, "confirmed")
      .on("change", ({ count }: { count: BigNumber }) => seen.push(count.toNumber()));
    // Subscribed when the server says so.
    await until(() => stage.validator.server.peerCount > 0);
    await new Promise((resolve) => setTimeout(resolve, 300));
    const before = await countOf();
    const signature = await increment(11);
    await until(() => heard.length === 1 && seen.length === 1);
    const { slot } = (await provider.connection.getSignatureStatus(signature)).value!;
    expect(heard).toEqual([[11, before + 11, slot]]);
    expect(seen).toEqual([before + 11]);
    await program.removeEventListener(listener);
    await accounts().counter.unsubscribe(address);
  });

  it("names errors of the program and of Anchor", async () => {
    const own = await increment(101).catch((error) => error);
    expect(own).toBeInstanceOf(AnchorError);
    expect(own.error.errorCode).toEqual({ code: "TooMuch", number: 6000 });
    expect(own.error.errorMessage).toBe("One step is at most 100");
    expect(own.program.toBase58()).toBe(COUNTER_ID);
    const mallory = await stage.fund(1);
    const foreign = { counter: address, authority: mallory.publicKey };
    const anchors = await methods(mallory)
      .increment(new BN(1))
      .accountsPartial(foreign)
      .rpc()
      .catch((error: unknown) => error);
    expect(anchors).toBeInstanceOf(AnchorError);
    expect(anchors.error.errorCode).toEqual({ code: "ConstraintHasOne", number: 2001 });
    expect(anchors.error.origin).toBe("counter");
    expect(anchors.error.comparedValues.map((value: PublicKey) => value.toBase58())).toEqual([
      key.publicKey.toBase58(),
      mallory.publicKey.toBase58(),
    ]);
    // A number alone: Anchor finds the name in the IDL, but not in what web3.js 1.99 makes of it, which has the logs in it.
    const plain = await increment(0).catch((error) => error);
    expect(plain.logs).toContain(`Program ${COUNTER_ID} failed: custom program error: 0x1771`);
    expect(plain.program.toBase58()).toBe(COUNTER_ID);
    const client = stage.connect();
    const transaction = await methods().increment(new BN(0)).accountsPartial(accountsOf(key)).transaction();
    const signature = await client.sendTransaction(transaction, [key], { skipPreflight: true });
    await client.confirmTransaction({ signature, ...(await client.getLatestBlockhash()) });
    const { err } = (await client.getSignatureStatus(signature)).value!;
    const idlErrors = anchor.parseIdlErrors(counterIdl() as never);
    const parsed = ProgramError.parse(new Error(JSON.stringify(err)), idlErrors);
    expect([parsed!.code, parsed!.msg]).toEqual([6001, "Not now"]);
  });

  it("sends many with sendAll, in order", async () => {
    const { provider: own } = connect(key);
    const to = Keypair.generate();
    const transfer = (lamports: number, from = key) =>
      new Transaction().add(SystemProgram.transfer({ fromPubkey: from.publicKey, toPubkey: to.publicKey, lamports }));
    const other = await stage.fund(2);
    const signatures = await own.sendAll([
      { tx: transfer(1_000_000) },
      { tx: transfer(LAMPORTS_PER_SOL, other), signers: [other] },
    ] as never);
    expect(new Set(signatures).size).toBe(2);
    expect(await stage.connect().getBalance(to.publicKey)).toBe(LAMPORTS_PER_SOL + 1_000_000);
    const failing = own.sendAll([{ tx: transfer(100 * LAMPORTS_PER_SOL) }] as never);
    await expect(failing).rejects.toThrow(/custom program error: 0x1/);
  });

  it("prepares instructions, keys and signers", async () => {
    const other = Keypair.generate();
    await airdrop(stage.connect(), other.publicKey, 1);
    const own = methods()
      .initialize("third")
      .accounts({ authority: other.publicKey })
      .signers([other])
      .preInstructions([
        SystemProgram.transfer({ fromPubkey: key.publicKey, toPubkey: other.publicKey, lamports: 5_000 }),
      ]);
    const instruction = await own.instruction();
    expect(instruction.keys.map(({ isSigner, isWritable }: never) => [isSigner, isWritable])).toEqual([
      [false, true],
      [true, true],
      [false, false],
    ]);
    const { pubkeys, signature } = await own.rpcAndKeys();
    expect(pubkeys.counter.toBase58()).toBe(counterOf(other).toBase58());
    expect(await countOf(other)).toBe(0);
    const found = await stage.connect().getTransaction(signature, { maxSupportedTransactionVersion: 0 });
    expect(found!.meta!.err).toBeNull();
  });

  it("asks by its own utilities", async () => {
    const { getMultipleAccounts } = anchor.utils.rpc;
    const missing = Keypair.generate().publicKey;
    const keys = [address, missing] as unknown as Parameters<typeof getMultipleAccounts>[1];
    const [found, none] = await getMultipleAccounts(provider.connection, keys);
    expect(found!.account.owner.toBase58()).toBe(COUNTER_ID);
    expect(none).toBeNull();
  });
});

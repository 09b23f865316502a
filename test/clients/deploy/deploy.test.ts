import { readFileSync } from "node:fs";
import { base58 } from "@scure/base";
import { createAccount, createMint, getAccount, mintTo } from "@solana/spl-token";
import {
  BPF_LOADER_PROGRAM_ID,
  BpfLoader,
  type Connection,
  Keypair,
  type PublicKey,
  sendAndConfirmTransaction,
  Transaction,
  TransactionInstruction,
} from "@solana/web3.js";
import { beforeAll, beforeEach, describe, expect, it } from "vitest";
import { assemble } from "../../../src/sbpf/assembler.js";
import { buildElf } from "../../../src/sbpf/elf-builder.js";
import { until } from "../support/until.js";
import { type ClientStage, startClientStage } from "../support/validator.js";
import { Deployer } from "./deployer.js";
import {
  BUFFER_HEADER_BYTES,
  close,
  extendProgram,
  extendProgramChecked,
  LOADER_V3,
  PROGRAM_BYTES,
  PROGRAM_DATA_HEADER_BYTES,
  programDataAddress,
  setAuthority,
  setAuthorityChecked,
  upgrade,
} from "./loader-v3.js";

const LARGE_BYTES = 1_500_000;
const MINIMUM_EXTENSION_BYTES = 10_240;

/** A program that returns a number, of about so many bytes. */
const returning = (value: number, bytes = 0) =>
  buildElf(assemble(`mov64 r0, ${value}\nexit`, 0), new Uint8Array(bytes).fill(value));

describe("deploying", () => {
  let stage: ClientStage;
  let connection: Connection;
  let payer: Keypair;
  let deployer: Deployer;

  beforeAll(async () => {
    stage = await startClientStage();
    payer = await stage.fund(1_000);
  });

  beforeEach(() => {
    connection = stage.connect();
    deployer = new Deployer(connection, payer);
  });

  const call = (programId: PublicKey) => deployer.send([new TransactionInstruction({ programId, keys: [] })]);

  /** A program can be called in the slot after that of its deployment. */
  const nextSlot = async () => {
    const slot = await connection.getSlot("processed");
    await until(async () => (await connection.getSlot()) > slot);
  };

  async function deployed(bytes: Uint8Array, maxDataLength?: number): Promise<PublicKey> {
    const program = await deployer.deploy(bytes, Keypair.generate(), maxDataLength);
    await nextSlot();
    return program;
  }

  const parsed = async (key: PublicKey) => {
    const { value } = await connection.getParsedAccountInfo(key);
    return (value!.data as { parsed: { type: string; info: Record<string, unknown> } }).parsed;
  };

  it("a real program of 1.5 MB, in seconds, and it runs", async () => {
    const elf = readFileSync(new URL("../../../assets/token-3.5.0.so", import.meta.url));
    const bytes = new Uint8Array(LARGE_BYTES);
    bytes.set(elf);
    const [begin, cpu] = [performance.now(), process.cpuUsage()];
    const program = await deployer.deploy(bytes);
    const { user, system } = process.cpuUsage(cpu);
    const [seconds, busy] = [(performance.now() - begin) / 1_000, (user + system) / 1_000_000];
    console.log(`deployed ${bytes.length} bytes in ${seconds.toFixed(1)} s, ${busy.toFixed(1)} s of them at work`);
    // What the ledger keeps of each write is not the whole buffer.
    expect(process.memoryUsage().arrayBuffers).toBeLessThan(1_000_000_000);
    await nextSlot();
    const { data } = (await connection.getAccountInfo(programDataAddress(program)))!;
    expect(data.subarray(PROGRAM_DATA_HEADER_BYTES).equals(bytes)).toBe(true);
    const client = stage.connect();
    const { publicKey } = payer;
    const mint = await createMint(client, payer, publicKey, null, 0, Keypair.generate(), undefined, program);
    const account = await createAccount(client, payer, mint, publicKey, Keypair.generate(), undefined, program);
    await mintTo(client, payer, mint, account, payer, 42, [], undefined, program);
    expect((await getAccount(client, account, "confirmed", program)).amount).toBe(42n);
  });

  it("shows buffers, programs and their data", async () => {
    const bytes = returning(0);
    const buffer = await deployer.writeBuffer(bytes);
    expect(await parsed(buffer)).toEqual({
      type: "buffer",
      info: { authority: payer.publicKey.toBase58(), data: [Buffer.from(bytes).toString("base64"), "base64"] },
    });
    // As the CLI finds the buffers of an authority.
    const state = base58.encode(Buffer.concat([Buffer.of(1, 0, 0, 0, 1), payer.publicKey.toBuffer()]));
    const found = await connection.getProgramAccounts(LOADER_V3, {
      dataSlice: { offset: 0, length: BUFFER_HEADER_BYTES },
      filters: [{ memcmp: { offset: 0, bytes: state } }],
    });
    expect(found.map(({ pubkey }) => pubkey)).toEqual([buffer]);
    const program = Keypair.generate();
    const signature = await deployer.send(
      await deployer.deployInstructions(program.publicKey, buffer, bytes.length),
      program,
    );
    const { slot } = (await connection.getSignatureStatus(signature)).value!;
    const address = programDataAddress(program.publicKey);
    expect(await parsed(program.publicKey)).toEqual({ type: "program", info: { programData: address.toBase58() } });
    expect((await parsed(address)).info).toMatchObject({ slot, authority: payer.publicKey.toBase58() });
    const account = (await connection.getAccountInfo(program.publicKey))!;
    expect(account).toMatchObject({ executable: true, owner: LOADER_V3, space: PROGRAM_BYTES });
    expect(await connection.getAccountInfo(buffer)).toBeNull();
  });

  it("a program can be called in the next slot, and not before", async () => {
    const [program, buffer] = [Keypair.generate(), await deployer.writeBuffer(returning(0))];
    const deploy = new Transaction().add(...(await deployer.deployInstructions(program.publicKey, buffer, 4_096)));
    const { clock, cluster } = stage.validator;
    clock.stop();
    const send = (transaction: Transaction, ...signers: Keypair[]) =>
      connection.sendTransaction(transaction, [payer, ...signers], { skipPreflight: true });
    const calling = () => new Transaction().add(new TransactionInstruction({ programId: program.publicKey, keys: [] }));
    const signatures = [await send(deploy, program), await send(calling())];
    cluster.completeSlot();
    signatures.push(await send(calling().add(new TransactionInstruction({ programId: program.publicKey, keys: [] }))));
    cluster.completeSlot();
    await cluster.settled();
    clock.start();
    const { value } = await connection.getSignatureStatuses(signatures);
    expect(value.map((status) => status!.err)).toEqual([null, { InstructionError: [0, "UnsupportedProgramId"] }, null]);
  });

  it("refuses what is no program", async () => {
    await expect(deployer.deploy(new Uint8Array(1_000).fill(7))).rejects.toThrow(
      "invalid account data for instruction",
    );
    const bytes = returning(0);
    const small = deployer.deploy(bytes, Keypair.generate(), bytes.length - 1);
    await expect(small).rejects.toThrow("account data too small for instruction");
  });

  it("upgrades a program, and gives it more room", async () => {
    const [first, second, third] = [returning(0), returning(7), returning(8, 5_000)];
    const program = await deployed(first, second.length);
    await call(program);
    const spill = Keypair.generate().publicKey;
    const upgradeTo = async (bytes: Uint8Array) => {
      const buffer = await deployer.writeBuffer(bytes);
      await deployer.send([upgrade(program, buffer, payer.publicKey, spill)]);
      await nextSlot();
    };
    await upgradeTo(second);
    await expect(call(program)).rejects.toThrow("custom program error: 0x7");
    expect(await connection.getBalance(spill)).toBeGreaterThan(0);
    await expect(upgradeTo(third)).rejects.toThrow("account data too small for instruction");
    const extend = (bytes: number) => deployer.send([extendProgram(program, payer.publicKey, bytes)]);
    await expect(extend(MINIMUM_EXTENSION_BYTES - 1)).rejects.toThrow(
      "ExtendProgram requires a minimum of 10240 additional bytes",
    );
    await extend(MINIMUM_EXTENSION_BYTES);
    const { space } = (await connection.getAccountInfo(programDataAddress(program)))! as unknown as { space: number };
    expect(space).toBe(PROGRAM_DATA_HEADER_BYTES + second.length + MINIMUM_EXTENSION_BYTES);
    await upgradeTo(third);
    await expect(call(program)).rejects.toThrow("custom program error: 0x8");
    const checked = extendProgramChecked(program, payer.publicKey, payer.publicKey, MINIMUM_EXTENSION_BYTES);
    await expect(deployer.send([checked])).rejects.toThrow("invalid instruction data");
  });

  it("gives programs and buffers to others, or to nobody", async () => {
    const program = await deployed(returning(0));
    const data = programDataAddress(program);
    const [ana, ben] = [Keypair.generate(), Keypair.generate()];
    const authority = async (key: PublicKey) => (await parsed(key)).info.authority;
    await deployer.send([setAuthority(data, payer.publicKey, ana.publicKey)]);
    expect(await authority(data)).toBe(ana.publicKey.toBase58());
    await expect(deployer.send([setAuthority(data, payer.publicKey)])).rejects.toThrow("Incorrect authority provided");
    await deployer.send([setAuthorityChecked(data, ana.publicKey, ben.publicKey)], ana, ben);
    expect(await authority(data)).toBe(ben.publicKey.toBase58());
    const buffer = await deployer.writeBuffer(returning(1));
    await deployer.send([setAuthority(buffer, payer.publicKey, ben.publicKey)]);
    await deployer.send([upgrade(program, buffer, ben.publicKey, payer.publicKey)], ben);
    await deployer.send([setAuthority(data, ben.publicKey)], ben);
    expect(await authority(data)).toBeNull();
    const again = await deployer.writeBuffer(returning(2));
    await deployer.send([setAuthority(again, payer.publicKey, ben.publicKey)]);
    const immutable = deployer.send([upgrade(program, again, ben.publicKey, payer.publicKey)], ben);
    await expect(immutable).rejects.toThrow("Program not upgradeable");
  });

  it("closes buffers and programs, and gives the lamports back", async () => {
    const [program, buffer] = [await deployed(returning(0)), await deployer.writeBuffer(returning(3))];
    const [recipient, data] = [Keypair.generate().publicKey, programDataAddress(program)];
    const rents = await Promise.all([buffer, data].map((key) => connection.getBalance(key)));
    await deployer.send([close(buffer, recipient, payer.publicKey)]);
    await deployer.send([close(data, recipient, payer.publicKey, program)]);
    expect(await connection.getBalance(recipient)).toBe(rents[0]! + rents[1]!);
    expect(await connection.getAccountInfo(buffer)).toBeNull();
    await nextSlot();
    await expect(call(program)).rejects.toThrow("Unsupported program id");
  });

  it("by the loader before, as web3.js's BpfLoader does, is over as on the network", async () => {
    expect(BPF_LOADER_PROGRAM_ID.toBase58()).toBe("BPFLoader2111111111111111111111111111111111");
    const elf = Buffer.from(returning(0));
    const load = BpfLoader.load(connection, payer, Keypair.generate(), elf, BPF_LOADER_PROGRAM_ID);
    await expect(load).rejects.toThrow("BPF loader management instructions are no longer supported");
    const transaction = new Transaction().add(
      new TransactionInstruction({ programId: BPF_LOADER_PROGRAM_ID, keys: [] }),
    );
    await expect(sendAndConfirmTransaction(connection, transaction, [payer])).rejects.toThrow("Unsupported program id");
  });
});

import {
  createInitializeGroupMemberPointerInstruction,
  createInitializeGroupPointerInstruction,
  createInitializeMetadataPointerInstruction,
  createUpdateGroupMemberPointerInstruction,
  createUpdateGroupPointerInstruction,
  createUpdateMetadataPointerInstruction,
  ExtensionType,
  getGroupMemberPointerState,
  getGroupPointerState,
  getMetadataPointerState,
  getMint,
  getTokenGroupMemberState,
  getTokenGroupState,
  getTokenMetadata,
  TOKEN_2022_PROGRAM_ID,
  tokenGroupInitializeGroup,
  tokenGroupInitializeGroupWithRentTransfer,
  tokenGroupMemberInitialize,
  tokenGroupMemberInitializeWithRentTransfer,
  tokenGroupUpdateGroupAuthority,
  tokenGroupUpdateGroupMaxSize,
  tokenMetadataInitialize,
  tokenMetadataInitializeWithRentTransfer,
  tokenMetadataRemoveKey,
  tokenMetadataUpdateAuthority,
  tokenMetadataUpdateField,
  tokenMetadataUpdateFieldWithRentTransfer,
} from "@solana/spl-token";
import {
  type Connection,
  Keypair,
  type PublicKey,
  SystemProgram,
  sendAndConfirmTransaction,
  Transaction,
  type TransactionInstruction,
} from "@solana/web3.js";
import { beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type ClientStage, startClientStage } from "../support/validator.js";
import { createExtendedMint } from "./mints.js";

const PROGRAM = TOKEN_2022_PROGRAM_ID;

describe("metadata and groups of Token-2022", () => {
  let stage: ClientStage;
  let connection: Connection;
  let payer: Keypair;

  beforeAll(async () => {
    stage = await startClientStage();
    payer = await stage.fund(100);
  });

  beforeEach(() => {
    connection = stage.connect();
  });

  const send = (...instructions: TransactionInstruction[]) =>
    sendAndConfirmTransaction(connection, new Transaction().add(...instructions), [payer]);
  const readMint = (mint: PublicKey) => getMint(connection, mint, "confirmed", PROGRAM);
  const giveRent = (mint: PublicKey) =>
    send(SystemProgram.transfer({ fromPubkey: payer.publicKey, toPubkey: mint, lamports: 10_000_000 }));

  const makeMint = (
    extension: ExtensionType,
    point: (mint: PublicKey, authority: PublicKey, at: PublicKey, programId: PublicKey) => TransactionInstruction,
  ) =>
    createExtendedMint(connection, payer, {
      extensions: [extension],
      initialize: (key) => [point(key, payer.publicKey, key, PROGRAM)],
    });

  it("keeps metadata in the mint", async () => {
    const makeWithPointer = () => makeMint(ExtensionType.MetadataPointer, createInitializeMetadataPointerInstruction);
    const mint = await makeWithPointer();
    const [name, symbol, uri] = ["Callgate", "GATE", "https://example.org/gate.json"];
    const { publicKey } = payer;
    await tokenMetadataInitializeWithRentTransfer(connection, payer, mint, publicKey, payer, name, symbol, uri);
    const base = { updateAuthority: publicKey, mint, name, symbol, uri, additionalMetadata: [] };
    expect(await getTokenMetadata(connection, mint)).toEqual(base);
    expect(getMetadataPointerState(await readMint(mint))).toEqual({ authority: publicKey, metadataAddress: mint });
    await tokenMetadataUpdateFieldWithRentTransfer(connection, payer, mint, payer, "colour", "blue");
    await tokenMetadataUpdateField(connection, payer, mint, payer, "colour", "red");
    const additionalMetadata = [["colour", "red"]];
    expect(await getTokenMetadata(connection, mint)).toEqual({ ...base, additionalMetadata });
    const parsed = (await connection.getParsedAccountInfo(mint)).value!.data;
    const state = { ...base, mint: mint.toBase58(), updateAuthority: publicKey.toBase58(), additionalMetadata };
    expect(parsed).toMatchObject({
      parsed: { info: { extensions: expect.arrayContaining([{ extension: "tokenMetadata", state }]) } },
    });
    await tokenMetadataRemoveKey(connection, payer, mint, payer, "colour", false);
    await expect(tokenMetadataRemoveKey(connection, payer, mint, payer, "colour", false)).rejects.toThrow(/failed/);
    await tokenMetadataUpdateAuthority(connection, payer, mint, payer, null);
    // The package shows "none" as no authority at all.
    expect((await getTokenMetadata(connection, mint))!.updateAuthority).toBeUndefined();
    await expect(tokenMetadataUpdateField(connection, payer, mint, payer, "name", "x")).rejects.toThrow(/failed/);
    const second = await makeWithPointer();
    await giveRent(second);
    await tokenMetadataInitialize(connection, payer, second, publicKey, payer, name, symbol, uri);
    expect((await getTokenMetadata(connection, second))!.uri).toBe(uri);
    await send(createUpdateMetadataPointerInstruction(second, publicKey, publicKey));
    expect(getMetadataPointerState(await readMint(second))!.metadataAddress).toEqual(publicKey);
  });

  it("groups mints", async () => {
    const makeGroup = () => makeMint(ExtensionType.GroupPointer, createInitializeGroupPointerInstruction);
    const makeMember = () => makeMint(ExtensionType.GroupMemberPointer, createInitializeGroupMemberPointerInstruction);
    const { publicKey } = payer;
    const group = await makeGroup();
    await tokenGroupInitializeGroupWithRentTransfer(connection, payer, group, payer, publicKey, 1n);
    expect(getGroupPointerState(await readMint(group))).toEqual({ authority: publicKey, groupAddress: group });
    const [first, second] = [await makeMember(), await makeMember()];
    await tokenGroupMemberInitializeWithRentTransfer(connection, payer, first, payer, group, publicKey, [payer]);
    expect(getTokenGroupMemberState(await readMint(first))).toEqual({ mint: first, group, memberNumber: 1n });
    expect(getGroupMemberPointerState(await readMint(first))).toEqual({ authority: publicKey, memberAddress: first });
    await giveRent(second);
    const join = () => tokenGroupMemberInitialize(connection, payer, second, payer, group, publicKey, [payer]);
    await expect(join()).rejects.toThrow(/failed/);
    await tokenGroupUpdateGroupMaxSize(connection, payer, group, payer, 2n);
    await join();
    expect(getTokenGroupState(await readMint(group))).toEqual({
      updateAuthority: publicKey,
      mint: group,
      size: 2n,
      maxSize: 2n,
    });
    await tokenGroupUpdateGroupAuthority(connection, payer, group, payer, Keypair.generate().publicKey);
    await expect(tokenGroupUpdateGroupMaxSize(connection, payer, group, payer, 3n)).rejects.toThrow(/failed/);
    const other = await makeGroup();
    await giveRent(other);
    await tokenGroupInitializeGroup(connection, payer, other, payer, publicKey, 7n);
    expect(getTokenGroupState(await readMint(other))).toMatchObject({ size: 0n, maxSize: 7n });
    await send(
      createUpdateGroupPointerInstruction(other, publicKey, publicKey),
      createUpdateGroupMemberPointerInstruction(second, publicKey, publicKey),
    );
    expect(getGroupPointerState(await readMint(other))!.groupAddress).toEqual(publicKey);
    expect(getGroupMemberPointerState(await readMint(second))!.memberAddress).toEqual(publicKey);
  });
});

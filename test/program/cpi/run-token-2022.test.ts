import * as spl from "@solana/spl-token";
import { PublicKey } from "@solana/web3.js";
import { expect, test } from "vitest";
import { confidential } from "../../../src/program/cpi/layouts/token-2022-confidential.js";
import {
  type Pubkey,
  SYSTEM_PROGRAM_ID,
  TOKEN_2022_PROGRAM_ID,
  token2022,
  tokenInterface,
} from "../../../src/program/index.js";
import { NATIVE_MINT_2022_ID } from "../../../src/solana/program-ids.js";
import { newKey } from "../../helpers/transactions.js";
import { Caller } from "./caller.js";

const T = TOKEN_2022_PROGRAM_ID;
const SPL = new PublicKey(T);
const { ExtensionType } = spl;
const systemProgram = SYSTEM_PROGRAM_ID;

class TokenCaller extends Caller {
  readonly authority = newKey();

  /** An account of the program, empty, for a mint or an account with these extensions. */
  space(length: number): Pubkey {
    return this.account(50_000_000n, new Uint8Array(length), T);
  }

  run(fn: (typeof token2022)[keyof typeof token2022], accounts: object, args?: object, remaining: Pubkey[] = []) {
    return this.call(T, fn, accounts as never, args, { remaining });
  }

  /** A mint whose extension the function sets up. */
  mint(extension: spl.ExtensionType, initialize: (mint: Pubkey) => void): Pubkey {
    const mint = this.space(spl.getMintLen([extension]));
    initialize(mint);
    const { authority } = this;
    this.run(token2022.initializeMint2, { mint }, { decimals: 2, authority, freezeAuthority: authority });
    return mint;
  }

  tokenAccount(mint: Pubkey, extensions: spl.ExtensionType[] = []): Pubkey {
    const account = this.space(spl.getAccountLen(extensions));
    this.run(token2022.initializeAccount3, { account, mint, authority: this.authority });
    return account;
  }

  readMint(key: Pubkey): spl.Mint {
    return spl.unpackMint(new PublicKey(key), this.info(key), SPL);
  }

  readAccount(key: Pubkey): spl.Account {
    return spl.unpackAccount(new PublicKey(key), this.info(key), SPL);
  }

  private info(key: Pubkey) {
    return { data: Buffer.from(this.data(key)), owner: SPL, executable: false, lamports: 0 };
  }
}

test("every function of token2022 that token lacks calls the real program", () => {
  const caller = new TokenCaller();
  const { authority } = caller;
  const payer = caller.account();
  const other = newKey();
  const signs = (mint: Pubkey) => ({ mint, authority });

  const closing = caller.mint(ExtensionType.MintCloseAuthority, (mint) =>
    caller.run(token2022.initializeMintCloseAuthority, { mint }, { closeAuthority: other }),
  );
  expect(spl.getMintCloseAuthority(caller.readMint(closing))?.closeAuthority.toBytes()).toEqual(other);

  // Transfer fees.
  const feeArgs = { transferFeeBasisPoints: 1000, maximumFee: 5n };
  const feeMint = caller.mint(ExtensionType.TransferFeeConfig, (mint) =>
    caller.run(
      token2022.transferFeeInitialize,
      { mint },
      { transferFeeConfigAuthority: authority, withdrawWithheldAuthority: authority, ...feeArgs },
    ),
  );
  const feeExtension = [ExtensionType.TransferFeeAmount];
  const [source, destination] = [
    caller.tokenAccount(feeMint, feeExtension),
    caller.tokenAccount(feeMint, feeExtension),
  ];
  caller.run(token2022.mintTo, { mint: feeMint, to: source, authority }, { amount: 1000n });
  const pay = () => {
    const args = { amount: 100n, decimals: 2, fee: 5n };
    caller.run(token2022.transferCheckedWithFee, { source, mint: feeMint, destination, authority }, args);
  };
  const withheld = () => spl.getTransferFeeAmount(caller.readAccount(destination))?.withheldAmount;
  pay();
  expect(withheld()).toBe(5n);
  caller.run(token2022.harvestWithheldTokensToMint, { mint: feeMint }, undefined, [destination]);
  caller.run(token2022.withdrawWithheldTokensFromMint, { mint: feeMint, destination: source, authority });
  expect([withheld(), caller.readAccount(source).amount]).toEqual([0n, 905n]);
  pay();
  caller.run(
    token2022.withdrawWithheldTokensFromAccounts,
    { mint: feeMint, destination: source, authority },
    { numTokenAccounts: 1 },
    [destination],
  );
  expect(caller.readAccount(source).amount).toBe(810n);
  caller.run(token2022.transferFeeSet, signs(feeMint), { transferFeeBasisPoints: 7, maximumFee: 8n });
  expect(spl.getTransferFeeConfig(caller.readMint(feeMint))?.newerTransferFee.maximumFee).toBe(8n);
  expect(caller.run(token2022.getAccountDataSize, { mint: feeMint }, { extensionTypes: [] })).toBe(
    BigInt(spl.getAccountLen(feeExtension)),
  );

  const frozen = caller.mint(ExtensionType.DefaultAccountState, (mint) =>
    caller.run(token2022.defaultAccountStateInitialize, { mint }, { state: "Frozen" }),
  );
  expect(caller.readAccount(caller.tokenAccount(frozen)).isFrozen).toBe(true);
  const freezer = { mint: frozen, freezeAuthority: authority };
  caller.run(token2022.defaultAccountStateUpdate, freezer, { state: "Initialized" });
  const plain = caller.tokenAccount(frozen);
  expect(caller.readAccount(plain).isFrozen).toBe(false);

  // What an account has.
  const extensionTypes = [ExtensionType.MemoTransfer, ExtensionType.CpiGuard];
  const owned = { account: plain, owner: authority };
  caller.run(token2022.reallocate, { account: plain, payer, systemProgram, authority }, { extensionTypes });
  caller.run(token2022.memoTransferInitialize, owned);
  const requiresMemos = () => spl.getMemoTransfer(caller.readAccount(plain))?.requireIncomingTransferMemos;
  expect(requiresMemos()).toBe(true);
  caller.run(token2022.memoTransferDisable, owned);
  expect(requiresMemos()).toBe(false);
  // The guard itself refuses to be changed by programs (TokenError CpiGuardSettingsLocked).
  for (const fn of [token2022.cpiGuardEnable, token2022.cpiGuardDisable]) {
    expect(caller.attempt(T, fn, owned)).toEqual({ InstructionError: [0, { Custom: 41 }] });
    caller.called.add(fn);
  }

  caller.bench.svm.setAccount(NATIVE_MINT_2022_ID, { lamports: 0n, data: new Uint8Array(0), owner: SYSTEM_PROGRAM_ID });
  const native = { payer, nativeMint: NATIVE_MINT_2022_ID, systemProgram };
  caller.run(token2022.createNativeMint, native);
  expect(caller.readMint(NATIVE_MINT_2022_ID).decimals).toBe(9);

  const bound = caller.mint(ExtensionType.NonTransferable, (mint) =>
    caller.run(token2022.initializeNonTransferableMint, { mint }),
  );
  expect(spl.getNonTransferable(caller.readMint(bound))).not.toBeNull();

  const bearing = caller.mint(ExtensionType.InterestBearingConfig, (mint) =>
    caller.run(token2022.interestBearingMintInitialize, { mint }, { rateAuthority: authority, rate: -5 }),
  );
  caller.run(token2022.interestBearingMintUpdateRate, { mint: bearing, rateAuthority: authority }, { rate: 250 });
  expect(spl.getInterestBearingMintConfigState(caller.readMint(bearing))).toMatchObject({
    preUpdateAverageRate: -5,
    currentRate: 250,
  });

  const delegated = caller.mint(ExtensionType.PermanentDelegate, (mint) =>
    caller.run(token2022.permanentDelegateInitialize, { mint }, { permanentDelegate: other }),
  );
  expect(spl.getPermanentDelegate(caller.readMint(delegated))?.delegate.toBytes()).toEqual(other);

  const hooked = caller.mint(ExtensionType.TransferHook, (mint) =>
    caller.run(token2022.transferHookInitialize, { mint }, { authority, transferHookProgramId: null }),
  );
  caller.run(token2022.transferHookUpdate, signs(hooked), { transferHookProgramId: other });
  expect(spl.getTransferHook(caller.readMint(hooked))?.programId.toBytes()).toEqual(other);

  const groupMember = caller.mint(ExtensionType.GroupMemberPointer, (mint) =>
    caller.run(token2022.groupMemberPointerInitialize, { mint }, { authority, memberAddress: null }),
  );
  caller.run(token2022.groupMemberPointerUpdate, signs(groupMember), { memberAddress: other });
  expect(spl.getGroupMemberPointerState(caller.readMint(groupMember))?.memberAddress?.toBytes()).toEqual(other);

  const scaled = caller.mint(ExtensionType.ScaledUiAmountConfig, (mint) =>
    caller.run(token2022.scaledUiAmountInitialize, { mint }, { authority, multiplier: 1.5 }),
  );
  const update = { multiplier: 2.5, effectiveTimestamp: 0n };
  caller.run(token2022.scaledUiAmountUpdateMultiplier, signs(scaled), update);
  expect(spl.getScaledUiAmountConfig(caller.readMint(scaled))?.newMultiplier).toBe(2.5);

  const pausable = caller.mint(ExtensionType.PausableConfig, (mint) =>
    caller.run(token2022.pausableInitialize, { mint }, { authority }),
  );
  const paused = () => spl.getPausableConfig(caller.readMint(pausable))?.paused;
  caller.run(token2022.pausablePause, signs(pausable));
  expect(paused()).toBe(true);
  caller.run(token2022.pausableResume, signs(pausable));
  expect(paused()).toBe(false);

  metadataAndGroups(caller);
  permissionedBurns(caller);
  // Confidential transfers have a test of their own.
  const known = new Set([...Object.keys(tokenInterface), ...Object.keys(confidential())]);
  for (const [name, fn] of Object.entries(token2022)) {
    if (!known.has(name)) expect(caller.called.has(fn), name).toBe(true);
  }
});

function metadataAndGroups(caller: TokenCaller): void {
  const { authority } = caller;
  const pointed = caller.mint(ExtensionType.MetadataPointer, (mint) =>
    caller.run(token2022.metadataPointerInitialize, { mint }, { authority, metadataAddress: null }),
  );
  const writer = { metadata: pointed, updateAuthority: authority };
  caller.run(token2022.metadataPointerUpdate, { mint: pointed, authority }, { metadataAddress: pointed });
  const text = { name: "Näme", symbol: "SYM", uri: "https://example.com" };
  caller.run(token2022.tokenMetadataInitialize, { ...writer, mint: pointed, mintAuthority: authority }, text);
  caller.run(token2022.tokenMetadataUpdateField, writer, { field: { __kind: "Name" }, value: "Next" });
  caller.run(token2022.tokenMetadataUpdateField, writer, { field: { __kind: "Key", key: "k" }, value: "v" });
  const data = () => Buffer.from(caller.data(pointed)).toString("latin1");
  expect(data()).toContain("Next");
  caller.run(token2022.tokenMetadataEmit, { metadata: pointed }, { start: null, end: 4n });
  caller.run(token2022.tokenMetadataRemoveKey, writer, { key: "k", idempotent: false });
  expect(data()).not.toContain("\u0001\u0000\u0000\u0000k");
  const handing = { metadata: pointed, currentAuthority: authority };
  caller.run(token2022.tokenMetadataUpdateAuthority, handing, { newAuthority: null });

  const grouped = caller.mint(ExtensionType.GroupPointer, (mint) =>
    caller.run(token2022.groupPointerInitialize, { mint }, { authority, groupAddress: null }),
  );
  caller.run(token2022.groupPointerUpdate, { mint: grouped, authority }, { groupAddress: grouped });
  const group = { group: grouped, mint: grouped, mintAuthority: authority };
  caller.run(token2022.tokenGroupInitialize, group, { updateAuthority: authority, maxSize: 1n });
  caller.run(token2022.tokenGroupUpdateMaxSize, { group: grouped, updateAuthority: authority }, { maxSize: 9n });
  const member = caller.mint(ExtensionType.GroupMemberPointer, (mint) =>
    caller.run(token2022.groupMemberPointerInitialize, { mint }, { authority: null, memberAddress: mint }),
  );
  caller.run(token2022.tokenMemberInitialize, {
    member,
    memberMint: member,
    memberMintAuthority: authority,
    group: grouped,
    groupUpdateAuthority: authority,
  });
  expect(spl.getTokenGroupState(caller.readMint(grouped))).toMatchObject({ size: 1n, maxSize: 9n });
  const leaving = { group: grouped, currentAuthority: authority };
  caller.run(token2022.tokenGroupUpdateAuthority, leaving, { newAuthority: null });
}

function permissionedBurns(caller: TokenCaller): void {
  const { authority } = caller;
  const permissionedBurnAuthority = newKey();
  const mint = caller.space(82 + 83 + 1 + 4 + 32);
  caller.run(token2022.permissionedBurnInitialize, { mint }, { authority: permissionedBurnAuthority });
  caller.run(token2022.initializeMint2, { mint }, { decimals: 2, authority, freezeAuthority: null });
  const account = caller.tokenAccount(mint);
  caller.run(token2022.mintTo, { mint, to: account, authority }, { amount: 100n });
  const burning = { account, mint, permissionedBurnAuthority, authority };
  caller.run(token2022.permissionedBurn, burning, { amount: 10n });
  caller.run(token2022.permissionedBurnChecked, burning, { amount: 20n, decimals: 2 });
  expect(caller.readAccount(account).amount).toBe(70n);
}

import * as spl from "@solana/spl-token";
import * as metadata from "@solana/spl-token-metadata";
import { PublicKey, TransactionInstruction } from "@solana/web3.js";
import { describe, expect, test } from "vitest";
import { base64Encode } from "../../src/base/base64.js";
import { newKey } from "../helpers/transactions.js";
import { TokenBench } from "./token-2022-bench.js";

// Accounts that the real Token-2022 makes, as spl-token reads them.

const { ExtensionType } = spl;
const bench = new TokenBench();
const { authority, program } = bench;
const other = new PublicKey(newKey());

/** An instruction with one account that spl-token has no function for. */
function raw(account: PublicKey, ...parts: readonly (number | Uint8Array)[]): TransactionInstruction {
  const data = Buffer.concat(parts.map((part) => (typeof part === "number" ? Uint8Array.of(part) : part)));
  return new TransactionInstruction({
    programId: program,
    keys: [{ pubkey: account, isSigner: false, isWritable: true }],
    data,
  });
}

/** What spl-token reads, in the words of JSON. */
function jsonOf(value: unknown): unknown {
  if (value instanceof PublicKey) return value.equals(PublicKey.default) ? null : value.toBase58();
  if (typeof value === "bigint") return Number(value);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, jsonOf(member)]));
}

interface MintCase {
  readonly name: string;
  readonly type: spl.ExtensionType;
  readonly prepare: (mint: PublicKey) => TransactionInstruction;
  readonly read: (mint: spl.Mint) => object | null;
  /** Where spl-token has another form. */
  readonly expected?: object;
}

const MINTS: readonly MintCase[] = [
  {
    name: "transferFeeConfig",
    type: ExtensionType.TransferFeeConfig,
    prepare: (mint) =>
      spl.createInitializeTransferFeeConfigInstruction(mint, authority, null, 250, 10n ** 15n, program),
    read: spl.getTransferFeeConfig,
  },
  {
    name: "mintCloseAuthority",
    type: ExtensionType.MintCloseAuthority,
    prepare: (mint) => spl.createInitializeMintCloseAuthorityInstruction(mint, other, program),
    read: spl.getMintCloseAuthority,
  },
  {
    name: "defaultAccountState",
    type: ExtensionType.DefaultAccountState,
    prepare: (mint) => spl.createInitializeDefaultAccountStateInstruction(mint, spl.AccountState.Frozen, program),
    read: spl.getDefaultAccountState,
    expected: { accountState: "frozen" },
  },
  {
    name: "interestBearingConfig",
    type: ExtensionType.InterestBearingConfig,
    prepare: (mint) => spl.createInitializeInterestBearingMintInstruction(mint, authority, -300, program),
    read: spl.getInterestBearingMintConfigState,
  },
  {
    name: "permanentDelegate",
    type: ExtensionType.PermanentDelegate,
    prepare: (mint) => spl.createInitializePermanentDelegateInstruction(mint, other, program),
    read: spl.getPermanentDelegate,
  },
  {
    name: "transferHook",
    type: ExtensionType.TransferHook,
    prepare: (mint) => spl.createInitializeTransferHookInstruction(mint, authority, other, program),
    read: spl.getTransferHook,
  },
  {
    name: "metadataPointer",
    type: ExtensionType.MetadataPointer,
    prepare: (mint) => spl.createInitializeMetadataPointerInstruction(mint, authority, mint, program),
    read: spl.getMetadataPointerState,
  },
  {
    name: "groupPointer",
    type: ExtensionType.GroupPointer,
    prepare: (mint) => spl.createInitializeGroupPointerInstruction(mint, authority, other, program),
    read: spl.getGroupPointerState,
  },
  {
    name: "groupMemberPointer",
    type: ExtensionType.GroupMemberPointer,
    prepare: (mint) => spl.createInitializeGroupMemberPointerInstruction(mint, null, other, program),
    read: spl.getGroupMemberPointerState,
  },
  {
    name: "scaledUiAmountConfig",
    type: ExtensionType.ScaledUiAmountConfig,
    prepare: (mint) => spl.createInitializeScaledUiAmountConfigInstruction(mint, authority, 1.25, program),
    read: spl.getScaledUiAmountConfig,
    expected: {
      authority: authority.toBase58(),
      multiplier: "1.25",
      newMultiplier: "1.25",
      newMultiplierEffectiveTimestamp: 0,
    },
  },
  {
    name: "pausableConfig",
    type: ExtensionType.PausableConfig,
    prepare: (mint) => spl.createInitializePausableConfigInstruction(mint, authority, program),
    read: spl.getPausableConfig,
  },
  {
    name: "permissionedBurnConfig",
    type: ExtensionType.PermissionedBurn,
    prepare: (mint) => spl.createInitializePermissionedBurnInstruction(mint, other, program),
    read: spl.getPermissionedBurn,
  },
];

test.each(MINTS)("a mint with $name", ({ name, type, prepare, read, expected }) => {
  const mint = bench.mint(spl.getMintLen([type]), (mint) => [prepare(mint)]);
  const seen = read(bench.splMint(mint));
  expect(seen).not.toBeNull();
  expect(bench.parsed(mint).info.extensions).toEqual([{ extension: name, state: expected ?? jsonOf(seen) }]);
});

test("a mint whose tokens cannot be transferred", () => {
  const prepare = (mint: PublicKey) => [spl.createInitializeNonTransferableMintInstruction(mint, program)];
  const mint = bench.mint(spl.getMintLen([ExtensionType.NonTransferable]), prepare);
  expect(bench.parsed(mint).info.extensions).toEqual([{ extension: "nonTransferable" }]);
  const account = bench.tokenAccount(mint, [ExtensionType.NonTransferableAccount, ExtensionType.ImmutableOwner]);
  expect(bench.parsed(account).info.extensions).toEqual([
    { extension: "nonTransferableAccount" },
    { extension: "immutableOwner" },
  ]);
});

describe("confidential mints", () => {
  const elgamal = new Uint8Array(32).fill(0xe2);
  const decryptable = new Uint8Array(36).fill(7);
  const TLV_BYTES = 4;
  const BASE_BYTES = 166;
  const configureTransfers = (mint: PublicKey) => raw(mint, 27, 0, authority.toBytes(), 1, elgamal);
  const zeros = base64Encode(new Uint8Array(64));
  const transferMint = {
    extension: "confidentialTransferMint",
    state: {
      authority: authority.toBase58(),
      autoApproveNewAccounts: true,
      auditorElgamalPubkey: base64Encode(elgamal),
    },
  };

  test("with fees", () => {
    const length = BASE_BYTES + 3 * TLV_BYTES + 65 + 108 + 129;
    const mint = bench.mint(length, (mint) => [
      spl.createInitializeTransferFeeConfigInstruction(mint, authority, authority, 1, 5n, program),
      configureTransfers(mint),
      raw(mint, 37, 0, new Uint8Array(32), elgamal),
    ]);
    expect(bench.parsed(mint).info.extensions).toEqual([
      expect.objectContaining({ extension: "transferFeeConfig" }),
      transferMint,
      {
        extension: "confidentialTransferFeeConfig",
        state: {
          authority: null,
          withdrawWithheldAuthorityElgamalPubkey: base64Encode(elgamal),
          harvestToMintEnabled: true,
          withheldAmount: zeros,
        },
      },
    ]);
  });

  test("with a confidential supply", () => {
    const mint = bench.mint(BASE_BYTES + 2 * TLV_BYTES + 65 + 196, (mint) => [
      configureTransfers(mint),
      raw(mint, 42, 0, elgamal, decryptable),
    ]);
    expect(bench.parsed(mint).info.extensions).toEqual([
      transferMint,
      {
        extension: "confidentialMintBurn",
        state: {
          confidentialSupply: zeros,
          decryptableSupply: base64Encode(decryptable),
          supplyElgamalPubkey: base64Encode(elgamal),
          pendingBurn: zeros,
        },
      },
    ]);
  });
});

test("metadata that the mint itself holds", () => {
  const prepare = (mint: PublicKey) => [spl.createInitializeMetadataPointerInstruction(mint, authority, mint, program)];
  const mint = bench.mint(spl.getMintLen([ExtensionType.MetadataPointer]), prepare);
  const at = { programId: program, metadata: mint, updateAuthority: authority };
  const texts = { name: "Öre", symbol: "Ö", uri: "https://example.com/ö" };
  bench.run(
    metadata.createInitializeInstruction({ ...at, mint, mintAuthority: authority, ...texts }),
    metadata.createUpdateFieldInstruction({ ...at, field: "colour", value: "blue" }),
    metadata.createUpdateFieldInstruction({ ...at, field: "empty", value: "" }),
  );
  const [pointer, shown] = bench.parsed(mint).info.extensions;
  expect(pointer.extension).toBe("metadataPointer");
  expect(shown).toEqual({
    extension: "tokenMetadata",
    state: {
      updateAuthority: authority.toBase58(),
      mint: mint.toBase58(),
      ...texts,
      additionalMetadata: [
        ["colour", "blue"],
        ["empty", ""],
      ],
    },
  });
  bench.run(metadata.createUpdateAuthorityInstruction({ ...at, oldAuthority: authority, newAuthority: null }));
  expect(bench.parsed(mint).info.extensions[1].state.updateAuthority).toBeNull();
});

test("a group and its member", () => {
  const group = bench.mint(spl.getMintLen([ExtensionType.GroupPointer]), (mint) => [
    spl.createInitializeGroupPointerInstruction(mint, authority, mint, program),
  ]);
  const member = bench.mint(spl.getMintLen([ExtensionType.GroupMemberPointer]), (mint) => [
    spl.createInitializeGroupMemberPointerInstruction(mint, authority, mint, program),
  ]);
  bench.run(
    spl.createInitializeGroupInstruction({
      programId: program,
      group,
      mint: group,
      mintAuthority: authority,
      updateAuthority: authority,
      maxSize: 2n ** 60n,
    }),
    spl.createInitializeMemberInstruction({
      programId: program,
      member,
      memberMint: member,
      memberMintAuthority: authority,
      group,
      groupUpdateAuthority: authority,
    }),
  );
  expect(bench.parsed(group).info.extensions[1]).toEqual({
    extension: "tokenGroup",
    state: { updateAuthority: authority.toBase58(), mint: group.toBase58(), size: 1, maxSize: 2n ** 60n },
  });
  expect(bench.parsed(member).info.extensions[1]).toEqual({
    extension: "tokenGroupMember",
    state: { mint: member.toBase58(), group: group.toBase58(), memberNumber: 1 },
  });
});

describe("accounts", () => {
  test("with everything that their owner may choose", () => {
    const mint = bench.mint(82);
    const account = bench.space(
      spl.getAccountLen([ExtensionType.ImmutableOwner, ExtensionType.MemoTransfer, ExtensionType.CpiGuard]),
    );
    bench.run(
      spl.createInitializeImmutableOwnerInstruction(account, program),
      spl.createInitializeAccount3Instruction(account, mint, authority, program),
      spl.createEnableRequiredMemoTransfersInstruction(account, authority, [], program),
      spl.createEnableCpiGuardInstruction(account, authority, [], program),
    );
    const shown = (required: boolean) => [
      { extension: "immutableOwner" },
      { extension: "memoTransfer", state: { requireIncomingTransferMemos: required } },
      { extension: "cpiGuard", state: { lockCpi: true } },
    ];
    expect(bench.parsed(account).info.extensions).toEqual(shown(true));
    bench.run(spl.createDisableRequiredMemoTransfersInstruction(account, authority, [], program));
    expect(bench.parsed(account).info.extensions).toEqual(shown(false));
  });

  test("with withheld fees", () => {
    const mint = bench.mint(spl.getMintLen([ExtensionType.TransferFeeConfig]), (mint) => [
      spl.createInitializeTransferFeeConfigInstruction(mint, authority, authority, 100, 1000n, program),
    ]);
    const extensions = [ExtensionType.TransferFeeAmount];
    const [from, to] = [bench.tokenAccount(mint, extensions), bench.tokenAccount(mint, extensions)] as const;
    bench.run(
      spl.createMintToInstruction(mint, from, authority, 5000n, [], program),
      spl.createTransferCheckedInstruction(from, mint, to, authority, 2000n, 2, [], program),
    );
    const { info } = bench.parsed(to);
    expect(info.extensions).toEqual([
      { extension: "transferFeeAmount", state: jsonOf(spl.getTransferFeeAmount(bench.splAccount(to))) },
    ]);
    expect(info.extensions[0].state.withheldAmount).toBe(20);
    expect(info.tokenAmount).toEqual({ amount: "1980", decimals: 2, uiAmount: 19.8, uiAmountString: "19.8" });
  });

  test.each([
    [
      "transferHookAccount",
      ExtensionType.TransferHook,
      ExtensionType.TransferHookAccount,
      (mint: PublicKey) => spl.createInitializeTransferHookInstruction(mint, authority, other, program),
      { transferring: false },
    ],
    [
      "pausableAccount",
      ExtensionType.PausableConfig,
      ExtensionType.PausableAccount,
      (mint: PublicKey) => spl.createInitializePausableConfigInstruction(mint, authority, program),
      undefined,
    ],
  ])("with %s", (extension, ofMint, ofAccount, prepare, state) => {
    const mint = bench.mint(spl.getMintLen([ofMint]), (mint) => [prepare(mint)]);
    const account = bench.tokenAccount(mint, [ofAccount]);
    expect(bench.parsed(account).info.extensions).toEqual([state === undefined ? { extension } : { extension, state }]);
  });
});

describe("amounts are the program's own", () => {
  const AMOUNTS = [0n, 1n, 99n, 123_456_789n];
  /** Where the last digit shows: the program computes with another `exp` than Agave. */
  const LARGE_AMOUNT = 10n ** 15n;
  const YEAR = 31_556_736n;

  /** The program's AmountToUiAmount. */
  function programsAmount(mint: PublicKey, amount: bigint): string {
    return new TextDecoder().decode(bench.run(spl.createAmountToUiAmountInstruction(mint, amount, program)));
  }

  function check(mint: PublicKey, amounts = [...AMOUNTS, LARGE_AMOUNT]): void {
    const account = bench.tokenAccount(mint);
    let held = 0n;
    for (const amount of amounts) {
      if (amount > held) bench.run(spl.createMintToInstruction(mint, account, authority, amount - held, [], program));
      held = amount;
      const { tokenAmount } = bench.parsed(account).info;
      expect(tokenAmount.amount).toBe(amount.toString());
      expect(tokenAmount.uiAmountString).toBe(programsAmount(mint, amount));
    }
  }

  test.each([0, 2, 6, 9])("with %d decimals", (decimals) => {
    check(bench.mint(82, undefined, decimals));
  });

  test.each([500, -250, 10_000])("with interest of %d basis points", (rate) => {
    const prepare = (mint: PublicKey) => [
      spl.createInitializeInterestBearingMintInstruction(mint, authority, rate, program),
    ];
    const mint = bench.mint(spl.getMintLen([ExtensionType.InterestBearingConfig]), prepare, 6);
    for (const years of [0n, 1n, 3n]) {
      bench.svm.setClock({ unixTimestamp: bench.svm.clock.unixTimestamp + years * YEAR });
      check(mint, AMOUNTS);
    }
    bench.run(spl.createUpdateRateInterestBearingMintInstruction(mint, authority, 7, [], program));
    bench.svm.setClock({ unixTimestamp: bench.svm.clock.unixTimestamp + YEAR / 7n });
    check(mint, AMOUNTS);
  });

  test.each([2, 0.1, 1e-3, 1e12])("with the multiplier %d", (multiplier) => {
    const prepare = (mint: PublicKey) => [
      spl.createInitializeScaledUiAmountConfigInstruction(mint, authority, multiplier, program),
    ];
    const mint = bench.mint(spl.getMintLen([ExtensionType.ScaledUiAmountConfig]), prepare, 6);
    check(mint);
    const soon = bench.svm.clock.unixTimestamp + 10n;
    bench.run(spl.createUpdateMultiplierDataInstruction(mint, authority, 3, soon, [], program));
    check(mint);
    bench.svm.setClock({ unixTimestamp: soon });
    check(mint);
  });
});

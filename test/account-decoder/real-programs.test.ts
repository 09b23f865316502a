import * as spl from "@solana/spl-token";
import {
  getSysvarClockDecoder,
  getSysvarEpochRewardsDecoder,
  getSysvarEpochScheduleDecoder,
  getSysvarLastRestartSlotDecoder,
  getSysvarRentDecoder,
  getSysvarSlotHistoryDecoder,
  getSysvarStakeHistoryDecoder,
} from "@solana/sysvars";
import {
  AddressLookupTableAccount,
  AddressLookupTableProgram,
  Authorized,
  Lockup,
  NonceAccount,
  PublicKey,
  StakeProgram,
  SystemProgram,
  type TransactionInstruction,
  VoteAccount,
  VoteInit,
  VoteProgram,
} from "@solana/web3.js";
import { describe, expect, test } from "vitest";
import { encodeUiAccount } from "../../src/account-decoder/ui-account.js";
import { viewOf } from "../../src/base/bytes.js";
import { Float, type Json } from "../../src/base/json.js";
import * as ids from "../../src/solana/program-ids.js";
import { newKey } from "../helpers/transactions.js";
import { TokenBench } from "./token-2022-bench.js";

// Accounts that real programs make, as other libraries read them.

const bench = new TokenBench(ids.TOKEN_PROGRAM_ID);
const { authority, program } = bench;
const other = new PublicKey(newKey());
const SOL = 1_000_000_000;

/** program, type and info of what `jsonParsed` shows. */
function shown(key: PublicKey): { program: unknown; type: unknown; info: unknown } {
  const account = bench.account(key.toBytes());
  if (account === undefined) throw new Error(`no account ${key}`);
  const { data } = encodeUiAccount(key.toBytes(), account, "jsonParsed");
  const { program, parsed } = data as { program: string; parsed: { type: string; info: Json } };
  return { program, type: parsed.type, info: parsed.info };
}

function textOrNull(key: PublicKey | null): string | null {
  return key === null ? null : key.toBase58();
}

describe("the token program", () => {
  const mint = bench.mint(82, undefined, 9);

  test("a mint", () => {
    const seen = bench.splMint(mint);
    expect(bench.parsed(mint)).toEqual({
      type: "mint",
      info: {
        decimals: seen.decimals,
        freezeAuthority: textOrNull(seen.freezeAuthority),
        isInitialized: seen.isInitialized,
        mintAuthority: textOrNull(seen.mintAuthority),
        supply: seen.supply.toString(),
      },
    });
  });

  test("an account with a delegate, frozen, with an authority to close it", () => {
    const account = bench.tokenAccount(mint);
    bench.run(
      spl.createMintToInstruction(mint, account, authority, 1_500_000_000n, [], program),
      spl.createApproveInstruction(account, other, authority, 250_000_000n, [], program),
      spl.createSetAuthorityInstruction(account, authority, spl.AuthorityType.CloseAccount, other, [], program),
      spl.createFreezeAccountInstruction(account, mint, authority, [], program),
    );
    const seen = bench.splAccount(account);
    expect([seen.amount, seen.delegatedAmount]).toEqual([1_500_000_000n, 250_000_000n]);
    expect(bench.parsed(account)).toEqual({
      type: "account",
      info: {
        closeAuthority: textOrNull(seen.closeAuthority),
        delegate: textOrNull(seen.delegate),
        delegatedAmount: { amount: "250000000", decimals: 9, uiAmount: 0.25, uiAmountString: "0.25" },
        isNative: seen.isNative,
        mint: seen.mint.toBase58(),
        owner: seen.owner.toBase58(),
        state: seen.isFrozen ? "frozen" : "initialized",
        tokenAmount: { amount: "1500000000", decimals: 9, uiAmount: 1.5, uiAmountString: "1.5" },
      },
    });
  });

  test("wrapped SOL", () => {
    const nativeMint = new PublicKey(ids.NATIVE_MINT_ID);
    const data = new Uint8Array(bench.data(mint)).fill(0, 0, 44);
    bench.setAccount(ids.NATIVE_MINT_ID, { data, owner: ids.TOKEN_PROGRAM_ID });
    const account = bench.tokenAccount(nativeMint);
    const seen = bench.splAccount(account);
    expect(seen.rentExemptReserve).toBe(1_488_440n);
    expect(bench.parsed(account).info).toMatchObject({
      isNative: true,
      rentExemptReserve: { amount: "1488440", decimals: 9, uiAmount: 0.00148844, uiAmountString: "0.00148844" },
      tokenAmount: { amount: seen.amount.toString() },
    });
  });

  test("a multisig", () => {
    const multisig = bench.space(355);
    bench.run(spl.createInitializeMultisigInstruction(multisig, [other, authority], 1, program));
    expect(bench.parsed(multisig)).toEqual({
      type: "multisig",
      info: {
        isInitialized: true,
        numRequiredSigners: 1,
        numValidSigners: 2,
        signers: [other.toBase58(), authority.toBase58()],
      },
    });
  });
});

test("a nonce", () => {
  const key = new PublicKey(newKey());
  bench.run(
    SystemProgram.createNonceAccount({
      fromPubkey: authority,
      noncePubkey: key,
      authorizedPubkey: other,
      lamports: SOL,
    }).instructions[0],
    SystemProgram.nonceInitialize({ noncePubkey: key, authorizedPubkey: other }),
  );
  const seen = NonceAccount.fromAccountData(bench.data(key));
  expect(shown(key)).toEqual({
    program: "nonce",
    type: "initialized",
    info: {
      authority: other.toBase58(),
      blockhash: seen.nonce,
      feeCalculator: { lamportsPerSignature: seen.feeCalculator.lamportsPerSignature.toString() },
    },
  });
});

test("a lookup table, extended, then frozen", () => {
  const recentSlot = bench.svm.slot;
  bench.svm.warpToSlot(recentSlot + 10n);
  const [create, lookupTable] = AddressLookupTableProgram.createLookupTable({
    authority,
    payer: authority,
    recentSlot,
  });
  const addresses = [other, authority, new PublicKey(newKey())];
  bench.run(
    create,
    AddressLookupTableProgram.extendLookupTable({ lookupTable, authority, payer: authority, addresses }),
  );
  const check = () => {
    const seen = AddressLookupTableAccount.deserialize(bench.data(lookupTable));
    expect(shown(lookupTable)).toEqual({
      program: "address-lookup-table",
      type: "lookupTable",
      info: {
        addresses: seen.addresses.map((address) => address.toBase58()),
        ...(seen.authority === undefined ? {} : { authority: seen.authority.toBase58() }),
        deactivationSlot: seen.deactivationSlot.toString(),
        lastExtendedSlot: seen.lastExtendedSlot.toString(),
        lastExtendedSlotStartIndex: seen.lastExtendedSlotStartIndex,
      },
    });
  };
  check();
  bench.run(AddressLookupTableProgram.freezeLookupTable({ lookupTable, authority }));
  check();
  expect(shown(lookupTable).info).not.toHaveProperty("authority");
});

/** Accounts that sign their creation with their own key, which nobody verifies here. */
function created(create: (key: PublicKey) => readonly TransactionInstruction[]): PublicKey {
  const key = new PublicKey(newKey());
  bench.run(...create(key));
  return key;
}

function makeVoteAccount(): PublicKey {
  return created((votePubkey) => {
    const voteInit = new VoteInit(other, authority, authority, 7);
    return VoteProgram.createAccount({ fromPubkey: authority, votePubkey, voteInit, lamports: SOL }).instructions;
  });
}

test("a vote account", () => {
  const vote = makeVoteAccount();
  const { info, ...rest } = shown(vote);
  expect(rest).toEqual({ program: "vote", type: "vote" });
  expect(info).toMatchObject({
    authorizedVoters: [{ authorizedVoter: authority.toBase58(), epoch: bench.svm.clock.epoch }],
    authorizedWithdrawer: authority.toBase58(),
    commission: 7,
    inflationRewardsCommissionBps: 700,
    inflationRewardsCollector: vote.toBase58(),
    nodePubkey: other.toBase58(),
    priorVoters: [],
    rootSlot: null,
    votes: [],
  });
});

test("a vote account of version 3, as web3.js reads it", () => {
  const vote = new PublicKey(newKey());
  const data = new Uint8Array(3762);
  const parts = [Uint8Array.of(2, 0, 0, 0), other.toBytes(), authority.toBytes(), Uint8Array.of(9)];
  data.set(Buffer.concat(parts));
  bench.setAccount(vote.toBytes(), { data, owner: ids.VOTE_PROGRAM_ID });
  const seen = VoteAccount.fromAccountData(data);
  expect(shown(vote).info).toMatchObject({
    commission: seen.commission,
    nodePubkey: seen.nodePubkey.toBase58(),
    authorizedWithdrawer: seen.authorizedWithdrawer.toBase58(),
    blockRevenueCollector: seen.nodePubkey.toBase58(),
  });
});

test("a stake, initialized and delegated", () => {
  const vote = makeVoteAccount();
  const custodian = new PublicKey(newKey());
  const stake = created(
    (stakePubkey) =>
      StakeProgram.createAccount({
        fromPubkey: authority,
        stakePubkey,
        authorized: new Authorized(authority, other),
        lockup: new Lockup(77, 88, custodian),
        lamports: 5 * SOL,
      }).instructions,
  );
  const meta = {
    authorized: { staker: authority.toBase58(), withdrawer: other.toBase58() },
    lockup: { custodian: custodian.toBase58(), epoch: 88n, unixTimestamp: 77n },
    rentExemptReserve: "2282880",
  };
  expect(shown(stake)).toEqual({ program: "stake", type: "initialized", info: { meta, stake: null } });
  bench.run(
    ...StakeProgram.delegate({ stakePubkey: stake, authorizedPubkey: authority, votePubkey: vote }).instructions,
  );
  expect(shown(stake)).toEqual({
    program: "stake",
    type: "delegated",
    info: {
      meta,
      stake: {
        creditsObserved: 0n,
        delegation: {
          activationEpoch: bench.svm.clock.epoch.toString(),
          deactivationEpoch: "18446744073709551615",
          stake: viewOf(bench.data(stake)).getBigUint64(156, true).toString(),
          voter: vote.toBase58(),
        },
      },
    },
  });
});

// Not those two that it reads as if their lengths were u32: RecentBlockhashes and SlotHashes.
describe("sysvars as Kit reads them", () => {
  const dataOf = (id: Uint8Array) => bench.account(id)?.data ?? new Uint8Array(0);
  const infoOf = (id: Uint8Array) => shown(new PublicKey(id)).info;

  test("the clock", () => {
    expect(infoOf(ids.SYSVAR_CLOCK_ID)).toEqual(getSysvarClockDecoder().decode(dataOf(ids.SYSVAR_CLOCK_ID)));
  });

  test("the epoch schedule", () => {
    const seen = getSysvarEpochScheduleDecoder().decode(dataOf(ids.SYSVAR_EPOCH_SCHEDULE_ID));
    expect(infoOf(ids.SYSVAR_EPOCH_SCHEDULE_ID)).toEqual(seen);
  });

  test("the epoch's rewards", () => {
    const seen = getSysvarEpochRewardsDecoder().decode(dataOf(ids.SYSVAR_EPOCH_REWARDS_ID));
    expect(infoOf(ids.SYSVAR_EPOCH_REWARDS_ID)).toEqual({
      ...seen,
      totalPoints: seen.totalPoints.toString(),
      totalRewards: seen.totalRewards.toString(),
      distributedRewards: seen.distributedRewards.toString(),
    });
  });

  test("the last restart", () => {
    const seen = getSysvarLastRestartSlotDecoder().decode(dataOf(ids.SYSVAR_LAST_RESTART_SLOT_ID));
    expect(infoOf(ids.SYSVAR_LAST_RESTART_SLOT_ID)).toEqual(seen);
  });

  test("the rent", () => {
    const seen = getSysvarRentDecoder().decode(dataOf(ids.SYSVAR_RENT_ID));
    expect(infoOf(ids.SYSVAR_RENT_ID)).toEqual({ lamportsPerByte: seen.lamportsPerByteYear.toString() });
  });

  test("the stakes' history", () => {
    const seen = getSysvarStakeHistoryDecoder().decode(dataOf(ids.SYSVAR_STAKE_HISTORY_ID));
    expect(infoOf(ids.SYSVAR_STAKE_HISTORY_ID)).toEqual(seen);
  });

  test("the slots' history", () => {
    const seen = getSysvarSlotHistoryDecoder().decode(dataOf(ids.SYSVAR_SLOT_HISTORY_ID));
    const info = infoOf(ids.SYSVAR_SLOT_HISTORY_ID) as { bits: string; nextSlot: bigint };
    expect(info.nextSlot).toBe(seen.nextSlot);
    expect(info.bits.length).toBe(1_048_576);
    const blocks = seen.bits.slice(0, 4).map((block) => block.toString(2).padStart(64, "0"));
    expect(info.bits.slice(0, 256)).toBe(blocks.map((block) => [...block].reverse().join("")).join(""));
  });
});

test("a float is marked as one", () => {
  const account = {
    lamports: 1n,
    data: new Uint8Array(8),
    owner: ids.SYSVAR_PROGRAM_ID,
    executable: false,
    rentEpoch: 0n,
  };
  const { data } = encodeUiAccount(ids.SYSVAR_REWARDS_ID, account, "jsonParsed");
  expect(data).toMatchObject({ parsed: { info: { validatorPointValue: new Float(0) } } });
});

import { expect, test } from "vitest";
import { ByteWriter } from "../../../src/base/byte-writer.js";
import { createWithSeed, type Pubkey, STAKE_PROGRAM_ID, stake } from "../../../src/program/index.js";
import {
  STAKE_CONFIG_ID,
  SYSVAR_CLOCK_ID,
  SYSVAR_RENT_ID,
  SYSVAR_STAKE_HISTORY_ID,
  VOTE_PROGRAM_ID,
} from "../../../src/solana/program-ids.js";
import { newKey } from "../../helpers/transactions.js";
import { Caller } from "./caller.js";

const S = STAKE_PROGRAM_ID;
const rent = SYSVAR_RENT_ID;
const clock = SYSVAR_CLOCK_ID;
const stakeHistory = SYSVAR_STAKE_HISTORY_ID;
const SOL = 1_000_000_000n;

class StakeCaller extends Caller {
  readonly staker = newKey();
  readonly withdrawer = newKey();
  readonly custodian = newKey();

  empty(lamports = 10n * SOL): Pubkey {
    return this.account(lamports, new Uint8Array(200), S);
  }

  run(fn: (typeof stake)[keyof typeof stake], accounts: object, args?: object): unknown {
    return this.call(S, fn, accounts as never, args);
  }

  initialized(): Pubkey {
    const key = this.empty();
    const lockup = { unixTimestamp: 0n, epoch: 0n, custodian: this.custodian };
    const authorized = { staker: this.staker, withdrawer: this.withdrawer };
    this.run(stake.initialize, { stake: key, rent }, { authorized, lockup });
    return key;
  }

  delegated(vote: Pubkey): Pubkey {
    const key = this.initialized();
    const { staker } = this;
    this.run(stake.delegateStake, { stake: key, vote, clock, stakeHistory, unused: STAKE_CONFIG_ID, staker });
    return key;
  }

  /** Makes a stake one that was there from the beginning, and so is active. */
  activate(key: Pubkey): void {
    const account = this.bench.account(key)!;
    const data = Uint8Array.from(account.data).fill(0xff, 164, 172);
    this.bench.setAccount(key, { ...account, data });
  }

  /** A vote account that voted in these epochs (VoteState of version 1.18). */
  vote(epochs: readonly bigint[]): Pubkey {
    const writer = new ByteWriter().u32(2).bytes(newKey()).bytes(newKey()).u8(0).u64(0n).u8(0);
    writer.u64(1n).u64(0n).bytes(newKey());
    writer
      .bytes(new Uint8Array(32 * 48))
      .u64(31n)
      .u8(1);
    writer.u64(BigInt(epochs.length));
    for (const epoch of epochs)
      writer
        .u64(epoch)
        .u64(epoch + 1n)
        .u64(epoch);
    writer.u64(0n).u64(0n);
    const data = new Uint8Array(3762);
    data.set(writer.finish());
    return this.account(SOL, data, VOTE_PROGRAM_ID);
  }

  /** The staker or, 32 bytes after it, the withdrawer. */
  keyAt(key: Pubkey, offset: number): Uint8Array {
    return this.data(key).slice(offset, offset + 32);
  }
}

const STAKER = 12;
const WITHDRAWER = 44;

test("every function of stake calls the real program", () => {
  const caller = new StakeCaller();
  const { staker, withdrawer, bench } = caller;
  const key = caller.initialized();
  expect([caller.keyAt(key, STAKER), caller.keyAt(key, WITHDRAWER)]).toEqual([staker, withdrawer]);
  const checked = caller.empty();
  caller.run(stake.initializeChecked, { stake: checked, rent, staker, withdrawer });
  expect(caller.keyAt(checked, WITHDRAWER)).toEqual(withdrawer);

  const base = newKey();
  const owner = newKey();
  const seeded = createWithSeed(base, "s", owner);
  const seedArgs = { stakeAuthorize: "Staker", authoritySeed: "s", authorityOwner: owner };
  const at = { stake: checked, clock };
  caller.run(stake.authorize, { ...at, authorized: staker, newAuthorized: seeded }, { stakeAuthorize: "Staker" });
  expect(caller.keyAt(checked, STAKER)).toEqual(seeded);
  caller.run(stake.authorizeWithSeed, { ...at, base, newAuthorized: seeded }, seedArgs);
  caller.run(stake.authorizeCheckedWithSeed, { ...at, base, newAuthorized: staker }, seedArgs);
  expect(caller.keyAt(checked, STAKER)).toEqual(staker);
  const next = newKey();
  const handing = { ...at, authorized: withdrawer, newAuthorized: next };
  caller.run(stake.authorizeChecked, handing, { stakeAuthorize: "Withdrawer" });
  expect(caller.keyAt(checked, WITHDRAWER)).toEqual(next);

  const custodian = newKey();
  const lockup = { unixTimestamp: null, epoch: 1n, custodian };
  caller.run(stake.setLockup, { stake: key, authority: withdrawer }, lockup);
  expect(caller.keyAt(key, 92)).toEqual(custodian);
  const late = { unixTimestamp: null, epoch: 0n };
  const newCustodian = newKey();
  const relocking = { stake: key, authority: custodian, newAuthority: newCustodian };
  caller.run(stake.setLockupChecked, relocking, late);
  expect(caller.keyAt(key, 92)).toEqual(newCustodian);

  const splitStake = caller.empty(3_000_000n);
  caller.run(stake.split, { stake: key, splitStake, staker }, { lamports: 4n * SOL });
  expect(bench.lamports(splitStake)).toBe(4n * SOL + 3_000_000n);
  caller.run(stake.moveLamports, { sourceStake: splitStake, destinationStake: key, staker }, { lamports: SOL });
  expect(bench.lamports(key)).toBe(7n * SOL);
  const merging = { destinationStake: key, sourceStake: splitStake, clock, stakeHistory, staker };
  caller.run(stake.merge, merging);
  expect(bench.lamports(key)).toBe(10n * SOL + 3_000_000n);
  const to = newKey();
  const withdrawal = { stake: key, to, clock, stakeHistory, withdrawer };
  caller.run(stake.withdraw, withdrawal, { amount: SOL });
  expect(bench.lamports(to)).toBe(SOL);
  expect(caller.run(stake.getMinimumDelegation, {})).toBe(SOL);

  const vote = caller.vote([]);
  const [sourceStake, destinationStake] = [caller.delegated(vote), caller.delegated(vote)];
  const delinquent = caller.delegated(vote);
  bench.svm.setClock({ epoch: 10n });
  for (const key of [sourceStake, destinationStake]) caller.activate(key);
  caller.run(stake.moveStake, { sourceStake, destinationStake, staker }, { lamports: SOL });
  expect(Buffer.from(caller.data(destinationStake)).readBigUInt64LE(156)).toBeGreaterThan(10n * SOL);
  caller.run(stake.deactivateStake, { stake: sourceStake, clock, staker });
  expect(Buffer.from(caller.data(sourceStake)).readBigUInt64LE(172)).toBe(10n);
  const referenceVote = caller.vote([6n, 7n, 8n, 9n, 10n]);
  caller.run(stake.deactivateDelinquent, { stake: delinquent, delinquentVote: vote, referenceVote });
  expect(Buffer.from(caller.data(delinquent)).readBigUInt64LE(172)).toBe(10n);

  expect(caller.called).toEqual(new Set(Object.values(stake)));
});

import {
  Authorized,
  type Connection,
  Keypair,
  LAMPORTS_PER_SOL,
  Lockup,
  PublicKey,
  StakeAuthorizationLayout,
  StakeProgram,
  sendAndConfirmTransaction,
  type Transaction,
  VoteAuthorizationLayout,
  VoteInit,
  VoteProgram,
} from "@solana/web3.js";
import { beforeAll, describe, expect, it } from "vitest";
import { until } from "../support/until.js";
import { type ClientStage, startClientStage } from "../support/validator.js";

const SLOTS_PER_EPOCH = 32;
/** What today's stake program writes down as kept back, whatever the rent is that it does keep back. */
const RESERVE = 2_282_880;

interface ParsedStake {
  readonly type: string;
  readonly info: {
    readonly meta: { readonly authorized: object };
    readonly stake: { readonly delegation: object };
  };
}

describe("stake and votes", () => {
  let stage: ClientStage;
  let connection: Connection;
  let payer: Keypair;
  let votePubkey: PublicKey;

  beforeAll(async () => {
    stage = await startClientStage({ cluster: { slotsPerEpoch: BigInt(SLOTS_PER_EPOCH) } });
    connection = stage.connect();
    payer = await stage.fund(50);
    votePubkey = new PublicKey(stage.validator.cluster.voteAccount);
  });

  const send = (transaction: Transaction, ...others: Keypair[]) =>
    sendAndConfirmTransaction(stage.connect(), transaction, [payer, ...others]);

  const parsedStake = async (key: PublicKey) => {
    const { value } = await connection.getParsedAccountInfo(key);
    return (value!.data as { parsed: ParsedStake }).parsed;
  };

  const nextEpoch = async () => {
    const { epoch } = await connection.getEpochInfo();
    await until(async () => (await connection.getEpochInfo()).epoch > epoch);
  };

  async function createStake(lamports: number): Promise<Keypair> {
    const stake = Keypair.generate();
    const authorized = new Authorized(payer.publicKey, payer.publicKey);
    const lockup = new Lockup(0, 0, PublicKey.default);
    const create = { fromPubkey: payer.publicKey, stakePubkey: stake.publicKey, authorized, lockup, lamports };
    await send(StakeProgram.createAccount(create), stake);
    return stake;
  }

  it("is created, delegated, active an epoch later, deactivated and withdrawn", async () => {
    const rent = await connection.getMinimumBalanceForRentExemption(StakeProgram.space);
    const lamports = 10 * LAMPORTS_PER_SOL;
    const stakePubkey = (await createStake(lamports + rent)).publicKey;
    const authorizedPubkey = payer.publicKey;
    expect(await parsedStake(stakePubkey)).toMatchObject({
      type: "initialized",
      info: {
        meta: {
          authorized: { staker: authorizedPubkey.toBase58(), withdrawer: authorizedPubkey.toBase58() },
          lockup: { custodian: PublicKey.default.toBase58(), epoch: 0, unixTimestamp: 0 },
          rentExemptReserve: String(RESERVE),
        },
      },
    });
    await send(StakeProgram.delegate({ stakePubkey, authorizedPubkey, votePubkey }));
    const { type, info } = await parsedStake(stakePubkey);
    expect([type, info.stake.delegation]).toEqual([
      "delegated",
      expect.objectContaining({ stake: String(lamports), voter: votePubkey.toBase58() }),
    ]);
    const before = (await connection.getVoteAccounts()).current[0]!.activatedStake;
    await nextEpoch();
    expect((await connection.getVoteAccounts()).current[0]!.activatedStake).toBe(before + lamports);
    const early = StakeProgram.withdraw({ stakePubkey, authorizedPubkey, toPubkey: authorizedPubkey, lamports });
    await expect(send(early)).rejects.toThrow("insufficient funds for instruction");
    await send(StakeProgram.deactivate({ stakePubkey, authorizedPubkey }));
    await nextEpoch();
    expect((await connection.getVoteAccounts()).current[0]!.activatedStake).toBe(before);
    const balance = await connection.getBalance(authorizedPubkey);
    const all = lamports + rent;
    await send(StakeProgram.withdraw({ stakePubkey, authorizedPubkey, toPubkey: authorizedPubkey, lamports: all }));
    expect(await connection.getBalance(authorizedPubkey)).toBe(balance + all - 5_000);
    expect(await connection.getAccountInfo(stakePubkey)).toBeNull();
  });

  it("is split, merged and given to others", async () => {
    const rent = await connection.getMinimumBalanceForRentExemption(StakeProgram.space);
    const stakePubkey = (await createStake(5 * LAMPORTS_PER_SOL + rent)).publicKey;
    const authorizedPubkey = payer.publicKey;
    const part = Keypair.generate();
    const splitStakePubkey = part.publicKey;
    const lamports = 2 * LAMPORTS_PER_SOL;
    await send(StakeProgram.split({ stakePubkey, authorizedPubkey, splitStakePubkey, lamports }, rent), part);
    expect(await connection.getBalance(splitStakePubkey)).toBe(lamports + rent);
    await send(StakeProgram.merge({ stakePubkey, sourceStakePubKey: splitStakePubkey, authorizedPubkey }));
    expect(await connection.getAccountInfo(splitStakePubkey)).toBeNull();
    expect(await connection.getBalance(stakePubkey)).toBe(5 * LAMPORTS_PER_SOL + 2 * rent);
    const newAuthorizedPubkey = Keypair.generate().publicKey;
    const stakeAuthorizationType = StakeAuthorizationLayout.Staker;
    await send(StakeProgram.authorize({ stakePubkey, authorizedPubkey, newAuthorizedPubkey, stakeAuthorizationType }));
    const { info } = await parsedStake(stakePubkey);
    expect(info.meta.authorized).toEqual({
      staker: newAuthorizedPubkey.toBase58(),
      withdrawer: authorizedPubkey.toBase58(),
    });
    await expect(send(StakeProgram.deactivate({ stakePubkey, authorizedPubkey }))).rejects.toThrow(/failed/);
  });

  it("goes to vote accounts that clients made", async () => {
    const [vote, node] = [Keypair.generate(), Keypair.generate()];
    const rent = await connection.getMinimumBalanceForRentExemption(VoteProgram.space);
    const voteInit = new VoteInit(node.publicKey, payer.publicKey, payer.publicKey, 7);
    const create = { fromPubkey: payer.publicKey, votePubkey: vote.publicKey, voteInit, lamports: rent };
    await send(VoteProgram.createAccount(create), vote, node);
    const { value } = await connection.getParsedAccountInfo(vote.publicKey);
    expect(value!.data).toMatchObject({
      program: "vote",
      parsed: {
        type: "vote",
        info: {
          commission: 7,
          nodePubkey: node.publicKey.toBase58(),
          authorizedWithdrawer: payer.publicKey.toBase58(),
        },
      },
    });
    const next = Keypair.generate();
    await send(
      VoteProgram.authorize({
        votePubkey: vote.publicKey,
        authorizedPubkey: payer.publicKey,
        newAuthorizedPubkey: next.publicKey,
        voteAuthorizationType: VoteAuthorizationLayout.Withdrawer,
      }),
    );
    const withdraw = VoteProgram.withdraw({
      votePubkey: vote.publicKey,
      authorizedWithdrawerPubkey: next.publicKey,
      lamports: rent,
      toPubkey: payer.publicKey,
    });
    await send(withdraw, next);
    expect(await connection.getAccountInfo(vote.publicKey)).toBeNull();
  });
});

import * as spl from "@solana/spl-token";
import {
  PublicKey,
  STAKE_CONFIG_ID,
  StakeProgram,
  SYSVAR_CLOCK_PUBKEY,
  SYSVAR_RENT_PUBKEY,
  SYSVAR_STAKE_HISTORY_PUBKEY,
  type TransactionInstruction,
} from "@solana/web3.js";
import { describe } from "vitest";
import {
  ASSOCIATED_TOKEN_PROGRAM_ID as ATA,
  associatedTokenAccount,
  STAKE_PROGRAM_ID as STAKE,
  SYSTEM_PROGRAM_ID,
  stake,
  TOKEN_2022_PROGRAM_ID,
  TOKEN_PROGRAM_ID,
} from "../../../src/program/index.js";
import { b, check, type Draw } from "./compare.js";

const RENT = SYSVAR_RENT_PUBKEY.toBytes();
const CLOCK = SYSVAR_CLOCK_PUBKEY.toBytes();
const HISTORY = SYSVAR_STAKE_HISTORY_PUBKEY.toBytes();

/** A custodian or none, in both sides' words. */
function custody({ below, key }: Draw) {
  if (below(2) === 0) return [{}, {}] as const;
  const custodian = key();
  return [{ custodian: b(custodian) }, { custodianPubkey: custodian }] as const;
}

describe("stake, against @solana/web3.js", () => {
  check({
    initialize: ({ keys, u32 }) => {
      const [account, staker, withdrawer, custodian] = keys(4);
      const [unixTimestamp, epoch] = [u32(), u32()];
      return [
        stake.initialize.instruction(
          STAKE,
          { stake: b(account), rent: RENT },
          {
            authorized: { staker: b(staker), withdrawer: b(withdrawer) },
            lockup: { unixTimestamp: BigInt(unixTimestamp), epoch: BigInt(epoch), custodian: b(custodian) },
          },
        ),
        StakeProgram.initialize({
          stakePubkey: account,
          authorized: { staker, withdrawer },
          lockup: { unixTimestamp, epoch, custodian },
        }),
      ];
    },
    authorize: (draw) => {
      const [account, authorized, next] = draw.keys(3);
      const [index, [ours, theirs]] = [draw.below(2), custody(draw)];
      return [
        stake.authorize.instruction(
          STAKE,
          { stake: b(account), clock: CLOCK, authorized: b(authorized), newAuthorized: b(next), ...ours },
          { stakeAuthorize: index === 0 ? "Staker" : "Withdrawer" },
        ),
        readingOnly(
          1,
          StakeProgram.authorize({
            stakePubkey: account,
            authorizedPubkey: authorized,
            newAuthorizedPubkey: next,
            stakeAuthorizationType: { index },
            ...theirs,
          }).instructions[0]!,
        ),
      ];
    },
    authorizeWithSeed: (draw) => {
      const [account, base, next, owner] = draw.keys(4);
      const [index, seed, [ours, theirs]] = [draw.below(2), draw.text(), custody(draw)];
      return [
        stake.authorizeWithSeed.instruction(
          STAKE,
          { stake: b(account), base: b(base), clock: CLOCK, newAuthorized: b(next), ...ours },
          {
            stakeAuthorize: index === 0 ? "Staker" : "Withdrawer",
            authoritySeed: seed,
            authorityOwner: b(owner),
          },
        ),
        StakeProgram.authorizeWithSeed({
          stakePubkey: account,
          authorityBase: base,
          authoritySeed: seed,
          authorityOwner: owner,
          newAuthorizedPubkey: next,
          stakeAuthorizationType: { index },
          ...theirs,
        }).instructions[0]!,
      ];
    },
    delegateStake: ({ keys }) => {
      const [account, vote, staker] = keys(3);
      return [
        stake.delegateStake.instruction(STAKE, {
          stake: b(account),
          vote: b(vote),
          clock: CLOCK,
          stakeHistory: HISTORY,
          unused: STAKE_CONFIG_ID.toBytes(),
          staker: b(staker),
        }),
        StakeProgram.delegate({ stakePubkey: account, authorizedPubkey: staker, votePubkey: vote }).instructions[0]!,
      ];
    },
    split: ({ keys, lamports }) => {
      const [account, splitStake, staker] = keys(3);
      const amount = lamports();
      const params = { stakePubkey: account, authorizedPubkey: staker, splitStakePubkey: splitStake, lamports: amount };
      return [
        stake.split.instruction(
          STAKE,
          { stake: b(account), splitStake: b(splitStake), staker: b(staker) },
          { lamports: BigInt(amount) },
        ),
        StakeProgram.split(params, 0).instructions[1]!,
      ];
    },
    withdraw: (draw) => {
      const [account, to, withdrawer] = draw.keys(3);
      const [lamports, [ours, theirs]] = [draw.lamports(), custody(draw)];
      return [
        stake.withdraw.instruction(
          STAKE,
          {
            stake: b(account),
            to: b(to),
            clock: CLOCK,
            stakeHistory: HISTORY,
            withdrawer: b(withdrawer),
            ...ours,
          },
          { amount: BigInt(lamports) },
        ),
        StakeProgram.withdraw({
          stakePubkey: account,
          authorizedPubkey: withdrawer,
          toPubkey: to,
          lamports,
          ...theirs,
        }).instructions[0]!,
      ];
    },
    deactivateStake: ({ keys }) => {
      const [account, staker] = keys(2);
      return [
        stake.deactivateStake.instruction(STAKE, { stake: b(account), clock: CLOCK, staker: b(staker) }),
        StakeProgram.deactivate({ stakePubkey: account, authorizedPubkey: staker }).instructions[0]!,
      ];
    },
    merge: ({ keys }) => {
      const [destination, source, staker] = keys(3);
      return [
        stake.merge.instruction(STAKE, {
          destinationStake: b(destination),
          sourceStake: b(source),
          clock: CLOCK,
          stakeHistory: HISTORY,
          staker: b(staker),
        }),
        StakeProgram.merge({ stakePubkey: destination, sourceStakePubKey: source, authorizedPubkey: staker })
          .instructions[0]!,
      ];
    },
  });
});

describe("associated token, against @solana/spl-token", () => {
  const PROGRAMS = [TOKEN_PROGRAM_ID, TOKEN_2022_PROGRAM_ID];
  const builders = {
    create: spl.createAssociatedTokenAccountInstruction,
    createIdempotent: spl.createAssociatedTokenAccountIdempotentInstruction,
  };
  const creation = (name: keyof typeof builders) => (draw: Draw) => {
    const [payer, account, wallet, mint] = draw.keys(4);
    const tokenProgram = PROGRAMS[draw.below(2)];
    const accounts = {
      payer: b(payer),
      associatedToken: b(account),
      authority: b(wallet),
      mint: b(mint),
      systemProgram: SYSTEM_PROGRAM_ID,
      tokenProgram,
    };
    return [
      associatedTokenAccount[name].instruction(ATA, accounts),
      withDiscriminator(builders[name](payer, account, wallet, mint, new PublicKey(tokenProgram))),
    ] as const;
  };
  check({
    create: creation("create"),
    createIdempotent: creation("createIdempotent"),
    recoverNested: (draw) => {
      const [nested, nestedMint, destination, ownerAccount, ownerMint, owner] = draw.keys(6);
      const tokenProgram = PROGRAMS[draw.below(2)];
      return [
        associatedTokenAccount.recoverNested.instruction(ATA, {
          nestedAssociatedAccountAddress: b(nested),
          nestedTokenMintAddress: b(nestedMint),
          destinationAssociatedAccountAddress: b(destination),
          ownerAssociatedAccountAddress: b(ownerAccount),
          ownerTokenMintAddress: b(ownerMint),
          walletAddress: b(owner),
          tokenProgram,
        }),
        readingOnly(
          3,
          spl.createRecoverNestedInstruction(
            nested,
            nestedMint,
            destination,
            ownerAccount,
            ownerMint,
            owner,
            new PublicKey(tokenProgram),
          ),
        ),
      ];
    },
  });
});

/** The client asks to write an account that the crate's builder, and the program, only read. */
function readingOnly(index: number, instruction: TransactionInstruction): TransactionInstruction {
  instruction.keys[index]!.isWritable = false;
  return instruction;
}

/** spl-token leaves the data of `create` empty, as the program's first version had it; the crate writes the 0. */
function withDiscriminator<I extends { data: Buffer }>(instruction: I): I {
  if (instruction.data.length === 0) instruction.data = Buffer.of(0);
  return instruction;
}

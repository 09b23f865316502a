import type { ByteReader } from "../../../base/byte-reader.js";
import { minimumBalance } from "../../../solana/sysvars/rent.js";
import { AuthorizedVoters } from "../../../solana/vote-state/authorized-voters.js";
import {
  bpsFromPercent,
  DEFAULT_BLOCK_REVENUE_COMMISSION_BPS,
  newVoteState,
} from "../../../solana/vote-state/vote-state.js";
import { fail } from "../../failure.js";
import { clockWithAccountCheck, rentWithAccountCheck } from "../../sysvar-cache.js";
import { collectorKey, readCollector } from "./collector.js";
import { readVoteInit, readVoteInitV2 } from "./instruction-data.js";
import { type Process, requireSigned } from "./invocation.js";
import { verifyProofOfPossession } from "./proof-of-possession.js";
import { checkUninitialized, writeVoteState } from "./state/account.js";

/** Accounts: the vote account, the rent sysvar, the clock sysvar, the node, which signs. */
export function initializeAccount(fields: ByteReader): Process {
  const init = readVoteInit(fields);
  return ({ context, account, signers }) => {
    const rent = rentWithAccountCheck(context, 1);
    if (account.lamports < minimumBalance(rent, account.data.length)) fail("InsufficientFunds");
    const clock = clockWithAccountCheck(context, 2);
    checkUninitialized(account);
    requireSigned(signers, init.nodePubkey);
    const state = newVoteState({
      nodePubkey: init.nodePubkey,
      authorizedWithdrawer: init.authorizedWithdrawer,
      inflationRewardsCollector: account.key,
      blockRevenueCollector: init.nodePubkey,
      inflationRewardsCommissionBps: bpsFromPercent(init.commission),
      blockRevenueCommissionBps: DEFAULT_BLOCK_REVENUE_COMMISSION_BPS,
      blsPubkeyCompressed: undefined,
      authorizedVoters: new AuthorizedVoters([{ epoch: clock.epoch, voter: init.authorizedVoter }]),
    });
    writeVoteState(account, state);
  };
}

/**
 * The same with everything that version 4 knows (SIMD-0464). Accounts: the vote account, the node, which signs, the
 * collectors of inflation rewards and of block revenue.
 */
export function initializeAccountV2(fields: ByteReader): Process {
  const init = readVoteInitV2(fields);
  return ({ context, account, signers }) => {
    const { features, sysvars } = context.environment;
    const enabled =
      features.blsPubkeyManagementInVoteAccount &&
      features.commissionRateInBasisPoints &&
      features.customCommissionCollector &&
      features.blockRevenueSharing &&
      features.voteAccountInitializeV2;
    if (!enabled) fail("InvalidInstructionData");
    const instruction = context.transaction.currentInstruction;
    instruction.checkNumberOfAccounts(4);
    const inflationRewards = readCollector(instruction, account, 2);
    const blockRevenue = readCollector(instruction, account, 3);
    const { clock, rent } = sysvars;
    checkUninitialized(account);
    requireSigned(signers, init.nodePubkey);
    const inflationRewardsCollector = collectorKey(inflationRewards, account, rent);
    const blockRevenueCollector = collectorKey(blockRevenue, account, rent);
    verifyProofOfPossession(context, account.key, init.authorizedVoterBls);
    const state = newVoteState({
      nodePubkey: init.nodePubkey,
      authorizedWithdrawer: init.authorizedWithdrawer,
      inflationRewardsCollector,
      blockRevenueCollector,
      inflationRewardsCommissionBps: init.inflationRewardsCommissionBps,
      blockRevenueCommissionBps: init.blockRevenueCommissionBps,
      blsPubkeyCompressed: init.authorizedVoterBls.blsPubkey,
      authorizedVoters: new AuthorizedVoters([{ epoch: clock.epoch, voter: init.authorizedVoter }]),
    });
    writeVoteState(account, state);
    inflationRewards?.release();
    blockRevenue?.release();
  };
}

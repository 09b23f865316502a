import { ByteWriter } from "../base/byte-writer.js";
import { U64_MAX } from "../base/u64.js";
import { RENT_EXEMPT_RENT_EPOCH } from "../solana/account.js";
import { STAKE_PROGRAM_ID, VOTE_PROGRAM_ID } from "../solana/program-ids.js";
import type { Pubkey } from "../solana/pubkey.js";
import { STAKE_STATE_BYTES } from "../solana/stake-state.js";
import { minimumBalance } from "../solana/sysvars/rent.js";
import { AuthorizedVoters } from "../solana/vote-state/authorized-voters.js";
import { encodeVoteState } from "../solana/vote-state/encode.js";
import { BLS_PUBLIC_KEY_COMPRESSED_SIZE, newVoteState } from "../solana/vote-state/vote-state.js";
import type { Svm } from "../svm/svm.js";
import type { ClusterKeys } from "./keys.js";

/** What the validator votes with (test-validator/src/lib.rs, `validator_stake_lamports`). */
const VALIDATOR_STAKE_LAMPORTS = 1_000_000_000_000_000n;

/** The vote account and the stake of a cluster's only validator (Agave: genesis_utils.rs, `create_validator`). */
export function placeValidator(svm: Svm, { identity, voteAccount, stakeAccount }: ClusterKeys): void {
  const { bank } = svm;
  const base = { lamports: VALIDATOR_STAKE_LAMPORTS, executable: false, rentEpoch: RENT_EXEMPT_RENT_EPOCH };
  const voter = voteAccount.publicKey;
  bank.hostSetAccount(voter, { ...base, data: voteData(identity.publicKey, voter), owner: VOTE_PROGRAM_ID });
  const reserve = minimumBalance(bank.rent, STAKE_STATE_BYTES);
  const data = stakeData(stakeAccount.publicKey, voter, reserve);
  bank.hostSetAccount(stakeAccount.publicKey, { ...base, data, owner: STAKE_PROGRAM_ID });
  bank.epochStakes.set(voter, VALIDATOR_STAKE_LAMPORTS - reserve);
}

function voteData(node: Pubkey, voter: Pubkey): Uint8Array {
  return encodeVoteState(
    newVoteState({
      nodePubkey: node,
      authorizedWithdrawer: voter,
      inflationRewardsCollector: voter,
      blockRevenueCollector: node,
      inflationRewardsCommissionBps: 0,
      blockRevenueCommissionBps: 0,
      blsPubkeyCompressed: new Uint8Array(BLS_PUBLIC_KEY_COMPRESSED_SIZE),
      authorizedVoters: new AuthorizedVoters([{ epoch: 0n, voter }]),
    }),
  );
}

/** `StakeStateV2::Stake`, effective from the start (Agave: stake_utils.rs, `create_stake_account`). */
function stakeData(authorized: Pubkey, voter: Pubkey, reserve: bigint): Uint8Array {
  const noLockup = new Uint8Array(48);
  return new ByteWriter(STAKE_STATE_BYTES)
    .u32(2)
    .u64(reserve)
    .bytes(authorized)
    .bytes(authorized)
    .bytes(noLockup)
    .bytes(voter)
    .u64(VALIDATOR_STAKE_LAMPORTS - reserve)
    .u64(U64_MAX)
    .u64(U64_MAX)
    .f64(0.25)
    .u64(0n)
    .bytes(new Uint8Array(4))
    .finish();
}

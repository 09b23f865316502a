import { PUBKEY_BYTES } from "../../solana/pubkey.js";
import { instruction, type Parser, variants } from "./call.js";
import { base64, bincodeString, type Fields, hash, hidden, pubkey, readU32, u8, u16, u64 } from "./fields.js";
import { accounts, args } from "./parts.js";
import * as fields from "./vote-fields.js";

const authorityType = fields.voteAuthorize;
const authorizing = accounts("voteAccount", "clockSysvar", "authority");
const authorizingWithSeed = accounts("voteAccount", "clockSysvar", "authorityBaseKey");
const seed: Fields = { authorityType, authorityOwner: pubkey, authoritySeed: bincodeString };
const voting = accounts("voteAccount", "voteAuthority");
const votingWithSysvars = accounts("voteAccount", "slotHashesSysvar", "clockSysvar", "voteAuthority");
const withdrawing = accounts("voteAccount", "destination", "withdrawAuthority");

/** Agave, transaction-status/src/parse_vote.rs; solana-vote-interface, `VoteInstruction`. */
export const parseVote: Parser = variants(readU32, [
  instruction(
    "initialize",
    accounts("voteAccount", "rentSysvar", "clockSysvar", "node"),
    args({ nodePubkey: hidden(PUBKEY_BYTES), authorizedVoter: pubkey, authorizedWithdrawer: pubkey, commission: u8 }),
  ),
  instruction("authorize", authorizing, args({ newAuthority: pubkey, authorityType })),
  instruction("vote", votingWithSysvars, args({ vote: fields.vote })),
  instruction("withdraw", withdrawing, args({ lamports: u64 })),
  instruction("updateValidatorIdentity", accounts("voteAccount", "newValidatorIdentity", "withdrawAuthority")),
  instruction("updateCommission", accounts("voteAccount", "withdrawAuthority"), args({ commission: u8 })),
  instruction("voteSwitch", votingWithSysvars, args({ vote: fields.vote, hash })),
  instruction("authorizeChecked", authorizing, accounts("newAuthority"), args({ authorityType })),
  instruction("updatevotestate", voting, args({ voteStateUpdate: fields.voteStateUpdate })),
  instruction("updatevotestateswitch", voting, args({ voteStateUpdate: fields.voteStateUpdate, hash })),
  instruction("authorizeWithSeed", authorizingWithSeed, args({ ...seed, newAuthority: pubkey })),
  instruction("authorizeCheckedWithSeed", authorizingWithSeed, accounts("newAuthority"), args(seed)),
  instruction("compactupdatevotestate", voting, args({ voteStateUpdate: fields.compactVoteStateUpdate })),
  instruction("compactupdatevotestateswitch", voting, args({ voteStateUpdate: fields.compactVoteStateUpdate, hash })),
  instruction("towersync", voting, args({ towerSync: fields.towerSync })),
  instruction("towersyncswitch", voting, args({ towerSync: fields.towerSync, hash })),
  instruction(
    "initializeV2",
    accounts("voteAccount", "node", "inflationRewardsCollector", "blockRevenueCollector"),
    args({
      nodePubkey: hidden(PUBKEY_BYTES),
      authorizedVoter: pubkey,
      authorizedVoterBlsPubkey: base64(fields.BLS_PUBKEY_BYTES),
      authorizedVoterBlsProofOfPossession: base64(fields.BLS_PROOF_OF_POSSESSION_BYTES),
      authorizedWithdrawer: pubkey,
      inflationRewardsCommissionBps: u16,
      blockRevenueCommissionBps: u16,
    }),
  ),
  instruction(
    "updateCommissionCollector",
    accounts("voteAccount", "newCollector", "withdrawAuthority"),
    args({ commissionKind: fields.commissionKind }),
  ),
  instruction(
    "updateCommissionBps",
    accounts("voteAccount", "withdrawAuthority"),
    args({ commissionBps: u16, commissionKind: fields.commissionKind }),
  ),
  instruction("depositDelegatorRewards", accounts("voteAccount", "source"), args({ deposit: u64 })),
]);

import { ByteReader } from "../../../base/byte-reader.js";
import { VOTE_PROGRAM_ID } from "../../../solana/program-ids.js";
import { pubkeyEqual } from "../../../solana/pubkey.js";
import { PACKET_DATA_SIZE } from "../../../solana/transaction.js";
import { fail } from "../../failure.js";
import type { Builtin } from "../../program-cache.js";
import { authorize, authorizeChecked, authorizeCheckedWithSeed, authorizeWithSeed } from "./authorize.js";
import { updateCommissionCollector } from "./collector.js";
import { updateCommission, updateCommissionBps } from "./commission.js";
import { depositDelegatorRewards } from "./deposit.js";
import { updateValidatorIdentity } from "./identity.js";
import { initializeAccount, initializeAccountV2 } from "./initialize.js";
import type { Process } from "./invocation.js";
import { compactUpdateVoteState, towerSync, updateVoteState, withSwitchProof } from "./tower-sync.js";
import { vote } from "./vote.js";
import { withdraw } from "./withdraw.js";

const COMPUTE_UNITS = 2100;

/** Readers of an instruction's fields, by its number (solana-vote-interface 6.1, `VoteInstruction`). */
const INSTRUCTIONS: readonly ((fields: ByteReader) => Process)[] = [
  initializeAccount,
  authorize,
  vote,
  withdraw,
  updateValidatorIdentity,
  updateCommission,
  withSwitchProof(vote),
  authorizeChecked,
  updateVoteState,
  withSwitchProof(updateVoteState),
  authorizeWithSeed,
  authorizeCheckedWithSeed,
  compactUpdateVoteState,
  withSwitchProof(compactUpdateVoteState),
  towerSync,
  withSwitchProof(towerSync),
  initializeAccountV2,
  updateCommissionCollector,
  updateCommissionBps,
  depositDelegatorRewards,
];

/**
 * The vote program (Agave: programs/vote/src/vote_processor.rs, Entrypoint).
 *
 * DIVERGES: Agave refuses all votes on a cluster that has migrated to Alpenglow consensus, which no feature gate says.
 * Here no cluster ever has.
 */
export const voteProgram: Builtin = {
  name: "solana_vote_program",
  process(context) {
    context.consumeForBuiltin(COMPUTE_UNITS);
    const instruction = context.transaction.currentInstruction;
    const account = instruction.borrow(0);
    if (!pubkeyEqual(account.owner, VOTE_PROGRAM_ID)) fail("InvalidAccountOwner");
    const process = decodeInstruction(instruction.data);
    process({ context, account, signers: instruction.signers() });
    account.release();
  },
};

/** At most 1232 bytes count, trailing ones do not matter (solana-bincode, `limited_deserialize`). */
function decodeInstruction(data: Uint8Array): Process {
  const fields = new ByteReader(data.subarray(0, PACKET_DATA_SIZE));
  const tag = fields.u32();
  const read = fields.failure === undefined ? INSTRUCTIONS[tag] : undefined;
  const process = read?.(fields);
  return process === undefined || fields.failure !== undefined ? fail("InvalidInstructionData") : process;
}

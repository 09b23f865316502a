import type { ByteReader } from "../../../base/byte-reader.js";
import { ByteWriter } from "../../../base/byte-writer.js";
import { U64_MAX } from "../../../base/u64.js";
import type { Instruction } from "../../../solana/instruction.js";
import { SYSTEM_PROGRAM_ID } from "../../../solana/program-ids.js";
import type { Pubkey } from "../../../solana/pubkey.js";
import { decodeVoteState } from "../../../solana/vote-state/decode.js";
import { fail } from "../../failure.js";
import { type Process, requireSigned } from "./invocation.js";
import { writeVoteState } from "./state/account.js";

/** SystemInstruction::Transfer. */
const TRANSFER_TAG = 2;

/** Accounts: the vote account, the depositor, who signs, the system program (SIMD-0123). */
export function depositDelegatorRewards(fields: ByteReader): Process {
  const deposit = fields.u64();
  return ({ context, account, signers }) => {
    const { features } = context.environment;
    const enabled =
      features.commissionRateInBasisPoints && features.customCommissionCollector && features.blockRevenueSharing;
    if (!enabled) fail("InvalidInstructionData");
    const instruction = context.transaction.currentInstruction;
    instruction.checkNumberOfAccounts(2);
    const source = instruction.keyOfAccount(1);
    requireSigned(signers, source);
    const versioned = decodeVoteState(account.data, account.key);
    if (versioned?.version !== "V4") fail("InvalidAccountData");
    const { state } = versioned;
    account.release();
    context.nativeInvokeSigned(transfer(source, account.key, deposit), []);
    const credited = instruction.borrow(0);
    state.pendingDelegatorRewards += deposit;
    if (state.pendingDelegatorRewards > U64_MAX) fail("ArithmeticOverflow");
    writeVoteState(credited, state);
    credited.release();
  };
}

function transfer(from: Pubkey, to: Pubkey, lamports: bigint): Instruction {
  return {
    programId: SYSTEM_PROGRAM_ID,
    accounts: [
      { pubkey: from, isSigner: true, isWritable: true },
      { pubkey: to, isSigner: false, isWritable: true },
    ],
    data: new ByteWriter(12).u32(TRANSFER_TAG).u64(lamports).finish(),
  };
}

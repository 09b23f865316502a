import { ByteWriter } from "../base/byte-writer.js";
import { processNextVoteSlot } from "../runtime/builtins/vote/state/lockouts.js";
import { VOTE_PROGRAM_ID } from "../solana/program-ids.js";
import type { Transaction } from "../solana/transaction.js";
import { decodeVoteState } from "../solana/vote-state/decode.js";
import type { VoteState } from "../solana/vote-state/vote-state.js";
import type { Bank } from "../svm/bank.js";
import type { ClusterKeys } from "./keys.js";
import { signTransaction } from "./sign.js";

/** What is voted for. */
export interface VoteTarget {
  readonly slot: bigint;
  readonly bankHash: Uint8Array;
  /** Seconds since 1970. */
  readonly timestamp: bigint;
}

const TOWER_SYNC = 14;

/**
 * The validator's vote for a slot, to land in a later one: the tower that its vote account has, with this slot on top
 * (Agave: vote program, `TowerSync`). Undefined if the account holds no votes any more, or one for this slot or a later.
 */
export function voteTransaction(
  bank: Bank,
  keys: ClusterKeys,
  target: VoteTarget,
  epoch: bigint,
): Transaction | undefined {
  const { identity, voteAccount } = keys;
  const account = bank.accounts.get(voteAccount.publicKey);
  const state = account && decodeVoteState(account.data, voteAccount.publicKey)?.state;
  const last = state?.votes.at(-1);
  if (state === undefined || (last !== undefined && last.slot >= target.slot)) return undefined;
  processNextVoteSlot(state, target.slot, epoch, bank.currentSlot);
  const instruction = {
    programId: VOTE_PROGRAM_ID,
    accounts: [
      { pubkey: voteAccount.publicKey, isSigner: false, isWritable: true },
      { pubkey: voteAccount.publicKey, isSigner: true, isWritable: false },
    ],
    data: towerSync(state, target),
  };
  return signTransaction([instruction], [identity, voteAccount], bank.blockhashes.latest);
}

/** The compact form: slots as distances, the first from the root. */
function towerSync({ votes, rootSlot }: VoteState, { bankHash, timestamp }: VoteTarget): Uint8Array {
  const writer = new ByteWriter(256)
    .u32(TOWER_SYNC)
    .u64(rootSlot ?? 0xffff_ffff_ffff_ffffn)
    .u8(votes.length);
  let previous = rootSlot ?? 0n;
  for (const { slot, confirmationCount } of votes) {
    writeVarint(writer, slot - previous);
    writer.u8(confirmationCount);
    previous = slot;
  }
  const blockId = bankHash;
  writer.bytes(bankHash).u8(1).u64(BigInt.asUintN(64, timestamp)).bytes(blockId);
  return writer.finish();
}

function writeVarint(writer: ByteWriter, value: bigint): void {
  let rest = value;
  for (; rest >= 0x80n; rest >>= 7n) writer.u8(Number(rest & 0x7fn) | 0x80);
  writer.u8(Number(rest));
}

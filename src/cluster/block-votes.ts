import { ByteReader } from "../base/byte-reader.js";
import { readTowerSync } from "../runtime/builtins/vote/compact.js";
import { VOTE_PROGRAM_ID } from "../solana/program-ids.js";
import { pubkeyEqual } from "../solana/pubkey.js";
import type { Block, BlockTransaction } from "./block.js";
import type { VoteInfo } from "./events.js";

/** vote instructions that bring a tower by distances. */
const TOWER_SYNC = 14;

/** The votes of a block that succeeded. */
export function votesIn({ transactions }: Block): VoteInfo[] {
  return transactions.flatMap((transaction) => (transaction.meta.err === null ? votesOf(transaction) : []));
}

function votesOf({ transaction: { message, signatures } }: BlockTransaction): VoteInfo[] {
  const [first] = message.instructions;
  const programId = first && message.accountKeys[first.programIdIndex];
  if (first === undefined || programId === undefined || !pubkeyEqual(programId, VOTE_PROGRAM_ID)) return [];
  const reader = new ByteReader(first.data);
  if (reader.u32() !== TOWER_SYNC) return [];
  const { lockouts, hash, timestamp } = readTowerSync(reader);
  const votePubkey = message.accountKeys[first.accounts[0] ?? 0];
  if (reader.failure !== undefined || votePubkey === undefined) return [];
  const slots = lockouts.map(({ slot }) => slot);
  return [{ votePubkey, slots, hash, timestamp: timestamp ?? null, signature: signatures[0]! }];
}

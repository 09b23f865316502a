import type { Checkpoint } from "../../cluster/ledger.js";
import type { StoredAccount } from "../../svm/accounts-store.js";
import { array, bool, bytes, bytes32, type Codec, f64, struct, u64 } from "./codec.js";

export const accountCodec: Codec<StoredAccount> = struct({
  lamports: u64,
  rentEpoch: u64,
  owner: bytes32,
  executable: bool,
  data: bytes,
});

export const checkpointCodec: Codec<Checkpoint> = struct({
  slot: u64,
  blockHeight: u64,
  bankHash: bytes32,
  genesisHash: bytes32,
  blockhashes: array(bytes32),
  transactionCount: u64,
  timeOffsetMilliseconds: f64,
});

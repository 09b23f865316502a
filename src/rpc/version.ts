import { concatBytes, viewOf } from "../base/bytes.js";
import { sha256 } from "../crypto/sha256.js";
import { FEATURES } from "../solana/features.js";
import { comparePubkeys } from "../solana/pubkey.js";
import type { RpcVersion } from "./context.js";

/** The release of Agave whose rules and methods these are. */
const AGAVE_VERSION = "4.3.0";

let version: RpcVersion | undefined;

/** What nodes of that release answer; `featureSet` begins the hash of all gates that they know (Agave: feature-set, `ID`). */
export function rpcVersion(): RpcVersion {
  version ??= { solanaCore: AGAVE_VERSION, featureSet: featureSetId() };
  return version;
}

function featureSetId(): number {
  const ids = FEATURES.map(({ id }) => id).sort(comparePubkeys);
  return viewOf(sha256(concatBytes(...ids))).getUint32(0, true);
}

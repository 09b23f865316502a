import { base58Encode } from "../../base/base58.js";
import { addressFromPubkey } from "../../solana/pubkey.js";
import { customErrors } from "../errors.js";
import { requireHealthy } from "../health.js";
import { method } from "../method.js";

/** Who answers. */
export const nodeMethods = {
  getVersion: method({}, ({ version }) => ({ "feature-set": version.featureSet, "solana-core": version.solanaCore })),

  getHealth: method({}, ({ cluster }) => {
    requireHealthy(cluster);
    return "ok";
  }),

  getIdentity: method({}, ({ cluster }) => ({ identity: addressFromPubkey(cluster.identity.publicKey) })),

  getGenesisHash: method({}, ({ cluster }) => base58Encode(cluster.genesisHash)),

  /** One node, without ports for transactions: clients would wait for an answer there. */
  getClusterNodes: method({}, ({ cluster, version, addresses }) => [
    {
      clientId: "Agave",
      featureSet: version.featureSet,
      gossip: addresses?.gossip ?? null,
      pubkey: addressFromPubkey(cluster.identity.publicKey),
      pubsub: addresses?.pubsub ?? null,
      rpc: addresses?.rpc ?? null,
      serveRepair: null,
      shredVersion: shredVersion(cluster.genesisHash),
      tpu: null,
      tpuForwards: null,
      tpuForwardsQuic: null,
      tpuQuic: null,
      tpuVote: null,
      tvu: null,
      version: version.solanaCore,
    },
  ]),

  /** Of the change to Alpenglow's consensus, which has not come to this cluster (Agave: `get_ag_genesis_cert`, an Option). */
  getAgGenesisCert: method({}, () => null),

  getHighestSnapshotSlot: method({}, () => {
    throw customErrors.noSnapshot();
  }),
};

/** Two bytes of the genesis hash, never 0 (Agave: shred-version crate, `version_from_hash`). */
function shredVersion(genesisHash: Uint8Array): number {
  let folded = 0;
  for (let i = 0; i < genesisHash.length; i += 2) folded ^= (genesisHash[i]! << 8) | genesisHash[i + 1]!;
  return Math.min(folded + 1, 0xffff);
}

import { bincodeLength, bincodeString } from "../../program/codec/bincode.js";
import { codec } from "../../program/codec/codec.js";
import { enumeration } from "../../program/codec/containers.js";
import { pubkey, u8, u16, u32, u64 } from "../../program/codec/scalars.js";
import { readonly, signer, writable, writableSigner } from "../../program/cpi/layout.js";
import type { Pubkey } from "../../solana/pubkey.js";
import type { Layouts } from "./layout-description.js";

// Programs that no program calls, so that `callgate/program` has no functions for them.

/** solana-compute-budget-interface, ComputeBudgetInstruction. */
export const computeBudgetLayouts = (): Layouts => ({
  requestHeapFrame: { discriminator: [1], accounts: {}, args: { bytes: u32 } },
  setComputeUnitLimit: { discriminator: [2], accounts: {}, args: { units: u32 } },
  setComputeUnitPrice: { discriminator: [3], accounts: {}, args: { microLamports: u64 } },
  setLoadedAccountsDataSizeLimit: { discriminator: [4], accounts: {}, args: { bytes: u32 } },
});

const keys = codec<readonly Pubkey[]>(
  { vec: "pubkey" },
  () => new Uint8Array(0),
  (bytes, start) => {
    let [length, offset] = bincodeLength.read(bytes, start);
    const list: Pubkey[] = [];
    for (; length > 0; length--) {
      const [key, end] = pubkey.read(bytes, offset);
      list.push(key);
      offset = end;
    }
    return [list, offset];
  },
);

const table = { address: writable, authority: signer };

/** solana-address-lookup-table-interface, ProgramInstruction; accounts are named as in its generated client. */
export const lookupTableLayouts = (): Layouts => ({
  createLookupTable: {
    discriminator: [0, 0, 0, 0],
    accounts: { address: writable, authority: readonly, payer: writableSigner, systemProgram: readonly },
    args: { recentSlot: u64, bump: u8 },
  },
  freezeLookupTable: { discriminator: [1, 0, 0, 0], accounts: table, args: {} },
  extendLookupTable: {
    discriminator: [2, 0, 0, 0],
    accounts: { ...table, payer: writableSigner, systemProgram: readonly },
    args: { addresses: keys },
  },
  deactivateLookupTable: { discriminator: [3, 0, 0, 0], accounts: table, args: {} },
  closeLookupTable: { discriminator: [4, 0, 0, 0], accounts: { ...table, recipient: writable }, args: {} },
});

/** bincode writes an enum's variant as u32. */
const voteAuthorize = (() => {
  const kinds = ["Voter", "Withdrawer", "VoterWithBLS"] as const;
  const { idlType, idlTypeDefs } = enumeration("VoteAuthorize", kinds);
  return codec(
    idlType,
    () => new Uint8Array(0),
    (bytes, start) => {
      const [kind, offset] = u32.read(bytes, start);
      if (kinds[kind] === undefined) throw new Error(`expected one of ${kinds.length} authorities, got ${kind}`);
      return [kinds[kind], offset];
    },
    idlTypeDefs,
  );
})();

const voting = { voteAccount: writable, voteAuthority: signer };
const votingWithSysvars = { voteAccount: writable, slotHashes: readonly, clock: readonly, voteAuthority: signer };
const authorizing = { voteAccount: writable, clock: readonly, authority: signer };
const seeded = { authorityType: voteAuthorize, derivedKeyOwner: pubkey, derivedKeySeed: bincodeString };

/** solana-vote-interface, VoteInstruction. What votes carry is left out. */
export const voteLayouts = (): Layouts => ({
  initializeAccount: {
    discriminator: [0, 0, 0, 0],
    accounts: { voteAccount: writable, rent: readonly, clock: readonly, validatorIdentity: signer },
    args: { nodePubkey: pubkey, authorizedVoter: pubkey, authorizedWithdrawer: pubkey, commission: u8 },
  },
  authorize: {
    discriminator: [1, 0, 0, 0],
    accounts: authorizing,
    args: { newAuthority: pubkey, authorityType: voteAuthorize },
  },
  vote: { discriminator: [2, 0, 0, 0], accounts: votingWithSysvars, args: {} },
  withdraw: {
    discriminator: [3, 0, 0, 0],
    accounts: { voteAccount: writable, recipient: writable, withdrawAuthority: signer },
    args: { lamports: u64 },
  },
  updateValidatorIdentity: {
    discriminator: [4, 0, 0, 0],
    accounts: { voteAccount: writable, newValidatorIdentity: signer, withdrawAuthority: signer },
    args: {},
  },
  updateCommission: {
    discriminator: [5, 0, 0, 0],
    accounts: { voteAccount: writable, withdrawAuthority: signer },
    args: { commission: u8 },
  },
  voteSwitch: { discriminator: [6, 0, 0, 0], accounts: votingWithSysvars, args: {} },
  authorizeChecked: {
    discriminator: [7, 0, 0, 0],
    accounts: { ...authorizing, newAuthority: signer },
    args: { authorityType: voteAuthorize },
  },
  updateVoteState: { discriminator: [8, 0, 0, 0], accounts: voting, args: {} },
  updateVoteStateSwitch: { discriminator: [9, 0, 0, 0], accounts: voting, args: {} },
  authorizeWithSeed: {
    discriminator: [10, 0, 0, 0],
    accounts: { voteAccount: writable, clock: readonly, baseKey: signer },
    args: { ...seeded, newAuthority: pubkey },
  },
  authorizeCheckedWithSeed: {
    discriminator: [11, 0, 0, 0],
    accounts: { voteAccount: writable, clock: readonly, baseKey: signer, newAuthority: signer },
    args: seeded,
  },
  compactUpdateVoteState: { discriminator: [12, 0, 0, 0], accounts: voting, args: {} },
  compactUpdateVoteStateSwitch: { discriminator: [13, 0, 0, 0], accounts: voting, args: {} },
  towerSync: { discriminator: [14, 0, 0, 0], accounts: voting, args: {} },
  towerSyncSwitch: { discriminator: [15, 0, 0, 0], accounts: voting, args: {} },
  initializeAccountV2: { discriminator: [16, 0, 0, 0], accounts: { voteAccount: writable }, args: {} },
  updateCommissionCollector: { discriminator: [17, 0, 0, 0], accounts: { voteAccount: writable }, args: {} },
  updateCommissionBps: {
    discriminator: [18, 0, 0, 0],
    accounts: { voteAccount: writable, withdrawAuthority: signer },
    args: { commissionBps: u16 },
  },
  depositDelegatorRewards: {
    discriminator: [19, 0, 0, 0],
    accounts: { voteAccount: writable, source: writableSigner },
    args: { deposit: u64 },
  },
});

/** What a precompile's instruction asks for is in its header; of it only the number is shown. */
export const signatureLayouts = (): Layouts => ({
  verify: { discriminator: [], accounts: {}, args: { signatures: u8 } },
});

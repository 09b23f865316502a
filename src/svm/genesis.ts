import { enabledBuiltins } from "../runtime/builtins/registry.js";
import { PRECOMPILE_IDS } from "../runtime/precompiles/registry.js";
import { FEATURES } from "../solana/features.js";
import * as ids from "../solana/program-ids.js";
import { type Pubkey, pubkeyFromAddress } from "../solana/pubkey.js";
import { rentOf } from "../solana/rent-schedule.js";
import { NO_EPOCH_REWARDS } from "../solana/sysvars/epoch-rewards.js";
import { type EpochSchedule, makeEpochSchedule } from "../solana/sysvars/epoch-schedule.js";
import { encodeFees } from "../solana/sysvars/fees.js";
import { DEFAULT_RENT, minimumBalance, type Rent } from "../solana/sysvars/rent.js";
import { newSlotHistory } from "../solana/sysvars/slot-history.js";
import type { Bank } from "./bank.js";
import { accountsOfBundledProgram, type BundledProgram } from "./bundled-programs.js";
import { placeSysvarAccount, setSysvar } from "./sysvar-access.js";

// The accounts that a VM starts with: those of `new LiteSVM()`, at the rent that the gates say.

/** The slot that a VM starts in: when mainnet-beta activated its latest gate. */
const GENESIS_SLOT = FEATURES.reduce((last, { mainnetSlot: slot }) => (slot !== null && slot > last ? slot : last), 0n);

/** SHA-256 of "genesis", written down because node:crypto takes longer to load than a VM to start. */
export const GENESIS_BLOCKHASH = pubkeyFromAddress("CmpNeggWJ4JaWJeJ8YKN1Zypmk7uvQq3PECGUCAEMbky");

/** Where and when a VM starts. */
export interface Genesis {
  readonly slot: bigint;
  readonly blockhash: Uint8Array;
  readonly epochSchedule: EpochSchedule;
  /** Seconds since 1970. */
  readonly unixTimestamp: bigint;
}

/** Where a VM of its own starts. */
export const VM_GENESIS: Genesis = {
  slot: GENESIS_SLOT,
  blockhash: GENESIS_BLOCKHASH,
  epochSchedule: makeEpochSchedule(),
  unixTimestamp: 0n,
};

const NO_DATA = new Uint8Array(0);

/** The programs that are part of the runtime. */
export function placeBuiltins(bank: Bank): void {
  for (const { programId, builtin } of enabledBuiltins(bank.featureSet)) {
    placeNativeProgram(bank, programId, new TextEncoder().encode(builtin.name));
  }
}

export function placePrecompiles(bank: Bank): void {
  for (const id of PRECOMPILE_IDS) placeNativeProgram(bank, id, NO_DATA);
}

function placeNativeProgram(bank: Bank, id: Pubkey, data: Uint8Array): void {
  bank.setAccount(id, { lamports: 1n, data, owner: ids.NATIVE_LOADER_ID, executable: true, rentEpoch: 0n });
}

/** Every sysvar with an account, and the deprecated Fees and StakeConfig. */
export function placeSysvars(bank: Bank, { slot, epochSchedule, unixTimestamp }: Genesis = VM_GENESIS): void {
  setSysvar(bank, "clock", {
    slot,
    epochStartTimestamp: unixTimestamp,
    epoch: 0n,
    leaderScheduleEpoch: 0n,
    unixTimestamp,
  });
  setSysvar(bank, "epochRewards", NO_EPOCH_REWARDS);
  setSysvar(bank, "epochSchedule", epochSchedule);
  placeSysvarAccount(bank, ids.SYSVAR_FEES_ID, encodeFees({ lamportsPerSignature: 0n }));
  setSysvar(bank, "lastRestartSlot", { lastRestartSlot: 0n });
  const blockhash = bank.blockhashes.latest;
  setSysvar(bank, "recentBlockhashes", [{ blockhash, lamportsPerSignature: 0n }]);
  setSysvar(bank, "rent", genesisRent(bank));
  setSysvar(bank, "slotHashes", [{ slot, hash: blockhash }]);
  setSysvar(bank, "slotHistory", newSlotHistory());
  setSysvar(bank, "stakeHistory", []);
  bank.setAccount(ids.STAKE_CONFIG_ID, {
    lamports: 1n,
    data: STAKE_CONFIG_DATA,
    owner: ids.CONFIG_PROGRAM_ID,
    executable: false,
    rentEpoch: 0n,
  });
}

/** LiteSVM knows the gate that folded the threshold into the rate, and none of those that changed the rate. */
function genesisRent({ compat, featureSet }: Bank): Rent {
  const isAtOldRate = !compat.rentFollowsFeatures && featureSet.has("deprecate_rent_exemption_threshold");
  return isAtOldRate ? DEFAULT_RENT : rentOf(featureSet);
}

/** No config keys; a warmup rate of 0.25 (f64) and a slash penalty of 12. */
const STAKE_CONFIG_DATA = Uint8Array.of(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xd0, 0x3f, 12);

/** An account for each active gate (Agave: feature-gate-interface, `Feature`). */
export function placeFeatureAccounts(bank: Bank): void {
  const lamports = minimumBalance(bank.rent, FEATURE_BYTES);
  for (const [id, slot] of bank.featureSet.activations()) {
    const data = new Uint8Array(FEATURE_BYTES);
    data[0] = 1;
    new DataView(data.buffer).setBigUint64(1, slot, true);
    bank.setAccount(id, { lamports, data, owner: ids.FEATURE_PROGRAM_ID, executable: false, rentEpoch: 0n });
  }
}

const FEATURE_BYTES = 9;

/** Programs that come with the package, final since the slot the VM is in. */
export function placeBundledPrograms(bank: Bank, programs: readonly BundledProgram[]): void {
  for (const program of programs) {
    bank.placeAccounts(accountsOfBundledProgram(program, bank.rent, bank.currentSlot));
  }
}

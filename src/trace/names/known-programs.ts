import { associatedTokenAccountLayouts } from "../../program/cpi/layouts/associated-token.js";
import { loaderV3Layouts } from "../../program/cpi/layouts/loader-v3.js";
import { memoLayouts } from "../../program/cpi/layouts/memo.js";
import { stakeLayouts } from "../../program/cpi/layouts/stake.js";
import { systemLayouts } from "../../program/cpi/layouts/system.js";
import { tokenLayouts } from "../../program/cpi/layouts/token.js";
import { token2022Layouts } from "../../program/cpi/layouts/token-2022.js";
import * as ids from "../../solana/program-ids.js";
import { type Address, addressFromPubkey, type Pubkey } from "../../solana/pubkey.js";
import { describeLayouts, type Layouts } from "./layout-description.js";
import { computeBudgetLayouts, lookupTableLayouts, signatureLayouts, voteLayouts } from "./native-layouts.js";
import type { ProgramDescription, ProgramLookup } from "./program-description.js";
import { decodeTokenAccount } from "./token-accounts.js";

const tokens = { account: decodeTokenAccount };
/** Several instructions in one, which p-token takes; each has two bytes before its data: how many accounts and bytes. */
const batch: Layouts = { batch: { discriminator: [255], accounts: {}, args: {} } };
type Known = readonly [id: Pubkey, name: string, layouts: Layouts, more?: Partial<ProgramDescription>];

const knownPrograms = (): readonly Known[] => [
  [ids.SYSTEM_PROGRAM_ID, "System", systemLayouts()],
  [ids.TOKEN_PROGRAM_ID, "Token", { ...tokenLayouts(), ...batch }, tokens],
  [ids.TOKEN_2022_PROGRAM_ID, "Token-2022", token2022Layouts(), tokens],
  [ids.ASSOCIATED_TOKEN_PROGRAM_ID, "Associated Token", associatedTokenAccountLayouts()],
  [ids.MEMO_PROGRAM_ID, "Memo", memoLayouts()],
  [ids.MEMO_V1_PROGRAM_ID, "Memo v1", memoLayouts()],
  [ids.MEMO_V4_PROGRAM_ID, "Memo", memoLayouts()],
  [ids.STAKE_PROGRAM_ID, "Stake", stakeLayouts()],
  [ids.VOTE_PROGRAM_ID, "Vote", voteLayouts()],
  [ids.COMPUTE_BUDGET_PROGRAM_ID, "Compute Budget", computeBudgetLayouts()],
  [ids.ADDRESS_LOOKUP_TABLE_PROGRAM_ID, "Address Lookup Table", lookupTableLayouts()],
  [ids.LOADER_V3_ID, "Upgradeable Loader", loaderV3Layouts()],
  [ids.LOADER_V2_ID, "Loader v2", {}],
  [ids.LOADER_V1_ID, "Loader v1", {}],
  [ids.CONFIG_PROGRAM_ID, "Config", {}],
  [ids.FEATURE_PROGRAM_ID, "Feature Gate", {}],
  [ids.ED25519_PROGRAM_ID, "Ed25519", signatureLayouts()],
  [ids.SECP256K1_PROGRAM_ID, "Secp256k1", signatureLayouts()],
  [ids.SECP256R1_PROGRAM_ID, "Secp256r1", signatureLayouts()],
  [ids.ZK_ELGAMAL_PROOF_PROGRAM_ID, "ZK ElGamal Proof", {}],
  [ids.ZK_TOKEN_PROOF_PROGRAM_ID, "ZK Token Proof", {}],
];

let known: ReadonlyMap<Address, ProgramDescription> | undefined;

/** The programs that Callgate knows by itself. */
export const describeKnownProgram: ProgramLookup = (address) => {
  known ??= new Map(knownPrograms().map(describe));
  return known.get(address);
};

function describe([id, name, layouts, more]: Known): [Address, ProgramDescription] {
  const address = addressFromPubkey(id);
  const description = describeLayouts(name, address, layouts, more);
  return [address, id === ids.ASSOCIATED_TOKEN_PROGRAM_ID ? withoutNumber(description) : description];
}

/** Before its instructions had numbers, the Associated Token program knew only the first of them. */
function withoutNumber(description: ProgramDescription): ProgramDescription {
  const instruction: ProgramDescription["instruction"] = (data, accountsGiven) =>
    description.instruction(data.length === 0 ? Uint8Array.of(0) : data, accountsGiven);
  return { ...description, instruction };
}

import { type JsonObject, sortJsonKeys } from "../base/json.js";
import * as ids from "../solana/program-ids.js";
import { type Pubkey, pubkeyEqual } from "../solana/pubkey.js";
import { parseAddressLookupTable } from "./programs/address-lookup-table.js";
import { parseBpfUpgradeableLoader } from "./programs/bpf-upgradeable-loader.js";
import { parseConfig } from "./programs/config.js";
import { parseNonce } from "./programs/nonce.js";
import { parseStake } from "./programs/stake.js";
import { parseSysvar } from "./programs/sysvar.js";
import { parseToken } from "./programs/token.js";
import { parseVote } from "./programs/vote.js";
import type { SplTokenAdditionalData } from "./token/ui-token-amount.js";

/** What an account's own data does not say (Agave: `AccountAdditionalDataV3`). */
export interface AccountAdditionalData {
  /** Of the mint; without it no token account is parsed. */
  readonly splTokenAdditionalData?: SplTokenAdditionalData | undefined;
}

interface ParsableProgram {
  readonly id: Pubkey;
  readonly name: string;
  /** The account's `type` and, for most types, `info`; undefined when the data is not the program's. */
  readonly parse: (data: Uint8Array, pubkey: Pubkey, additionalData: AccountAdditionalData) => JsonObject | undefined;
}

/** Agave: `PARSABLE_PROGRAM_IDS`. */
const PARSABLE_PROGRAMS: readonly ParsableProgram[] = [
  { id: ids.ADDRESS_LOOKUP_TABLE_PROGRAM_ID, name: "address-lookup-table", parse: parseAddressLookupTable },
  { id: ids.LOADER_V3_ID, name: "bpf-upgradeable-loader", parse: parseBpfUpgradeableLoader },
  { id: ids.CONFIG_PROGRAM_ID, name: "config", parse: parseConfig },
  { id: ids.SYSTEM_PROGRAM_ID, name: "nonce", parse: parseNonce },
  { id: ids.TOKEN_2022_PROGRAM_ID, name: "spl-token-2022", parse: parseTokenOfMint },
  { id: ids.TOKEN_PROGRAM_ID, name: "spl-token", parse: parseTokenOfMint },
  { id: ids.STAKE_PROGRAM_ID, name: "stake", parse: parseStake },
  { id: ids.SYSVAR_PROGRAM_ID, name: "sysvar", parse: parseSysvar },
  { id: ids.VOTE_PROGRAM_ID, name: "vote", parse: parseVote },
];

/**
 * The data of an account of `programId` in fields: program, parsed and space, the length of the data. Undefined when the
 * program is unknown or the data is not the program's (Agave: `parse_account_data_v3`, whose errors nobody sees).
 */
export function parseAccountData(
  pubkey: Pubkey,
  programId: Pubkey,
  data: Uint8Array,
  additionalData: AccountAdditionalData = {},
): JsonObject | undefined {
  const program = PARSABLE_PROGRAMS.find(({ id }) => pubkeyEqual(id, programId));
  const parsed = program?.parse(data, pubkey, additionalData);
  if (program === undefined || parsed === undefined) return undefined;
  return { program: program.name, parsed: sortJsonKeys(parsed), space: data.length };
}

function parseTokenOfMint(data: Uint8Array, _pubkey: Pubkey, { splTokenAdditionalData }: AccountAdditionalData) {
  return parseToken(data, splTokenAdditionalData);
}

import { base58Encode } from "../base/base58.js";
import { CallgateError } from "../base/errors.js";
import type { Json, JsonObject } from "../base/json.js";
import { decodeUtf8 } from "../base/utf8.js";
import type { CompiledInstruction } from "../solana/message/message.js";
import * as ids from "../solana/program-ids.js";
import { type Address, addressFromPubkey, type Pubkey } from "../solana/pubkey.js";
import { parseAddressLookupTable } from "./parse/address-lookup-table.js";
import { parseAssociatedTokenAccount } from "./parse/associated-token-account.js";
import { addressesOf, type Parser, parse } from "./parse/call.js";
import { parseBpfLoader, parseBpfUpgradeableLoader } from "./parse/loaders.js";
import { parseStake } from "./parse/stake.js";
import { parseSystem } from "./parse/system.js";
import { parseToken } from "./parse/token/token.js";
import { parseVote } from "./parse/vote.js";

type Parse = (data: Uint8Array, accounts: readonly Pubkey[]) => Json | undefined;

interface ParsableProgram {
  /** As JSON calls it: Agave's `ParsableProgram` in kebab case. */
  readonly name: string;
  readonly parse: Parse;
}

const program = (id: Pubkey, name: string, parse: Parse): [Address, ParsableProgram] => [
  addressFromPubkey(id),
  { name, parse },
];
const parsedBy =
  (parser: Parser): Parse =>
  (data, accounts) =>
    parse(parser, data, accounts);

/** Agave, transaction-status/src/parse_instruction.rs, `PARSABLE_PROGRAM_IDS`. */
const PARSABLE_PROGRAMS: ReadonlyMap<Address, ParsableProgram> = new Map([
  program(ids.ADDRESS_LOOKUP_TABLE_PROGRAM_ID, "address-lookup-table", parsedBy(parseAddressLookupTable)),
  program(ids.ASSOCIATED_TOKEN_PROGRAM_ID, "spl-associated-token-account", parsedBy(parseAssociatedTokenAccount)),
  program(ids.MEMO_V1_PROGRAM_ID, "spl-memo", decodeUtf8),
  program(ids.MEMO_PROGRAM_ID, "spl-memo", decodeUtf8),
  program(ids.MEMO_V4_PROGRAM_ID, "spl-memo", decodeUtf8),
  program(ids.LOADER_V2_ID, "bpf-loader", parsedBy(parseBpfLoader)),
  program(ids.LOADER_V3_ID, "bpf-upgradeable-loader", parsedBy(parseBpfUpgradeableLoader)),
  program(ids.STAKE_PROGRAM_ID, "stake", parsedBy(parseStake)),
  program(ids.SYSTEM_PROGRAM_ID, "system", parsedBy(parseSystem)),
  program(ids.VOTE_PROGRAM_ID, "vote", parsedBy(parseVote)),
  program(ids.TOKEN_PROGRAM_ID, "spl-token", parsedBy(parseToken)),
  program(ids.TOKEN_2022_PROGRAM_ID, "spl-token", parsedBy(parseToken)),
]);

/**
 * An instruction as jsonParsed shows it: { program, programId, parsed, stackHeight }, or { programId, accounts, data,
 * stackHeight } if its program or its data are not known (Agave, `parse_ui_instruction`). `accountKeys` are all keys of
 * the transaction; `stackHeight` is 1 for its own instructions.
 * Throws `invalid-account-index` if the instruction names an account beyond them, where Agave panics.
 */
export function parseInstruction(
  instruction: CompiledInstruction,
  accountKeys: readonly Pubkey[],
  stackHeight: number | null,
): JsonObject {
  const programId = addressFromPubkey(keyAt(accountKeys, instruction.programIdIndex));
  const accounts = Array.from(instruction.accounts, (index) => keyAt(accountKeys, index));
  const known = PARSABLE_PROGRAMS.get(programId);
  const parsed = known?.parse(instruction.data, accounts);
  if (known !== undefined && parsed !== undefined) return { program: known.name, programId, parsed, stackHeight };
  return { programId, accounts: addressesOf(accounts), data: base58Encode(instruction.data), stackHeight };
}

function keyAt(keys: readonly Pubkey[], index: number): Pubkey {
  const key = keys[index];
  if (key !== undefined) return key;
  const message = `expected an account index below ${keys.length}, the number of the transaction's accounts, got ${index}`;
  throw new CallgateError("invalid-account-index", message, { index, accounts: keys.length });
}

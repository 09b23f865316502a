import { hexEncode } from "../../../base/hex.js";
import { instruction, type Parser } from "../call.js";
import { bool, borshString, omitNull, oneOf, option, readU8, u64 } from "../fields.js";
import { accounts, exactArgs } from "../parts.js";
import { nullablePubkey } from "./token-fields.js";

// Instructions of interfaces, which begin with the first bytes of a hash of their name.

const DISCRIMINATOR_BYTES = 8;

const groupAndAuthority = accounts("group", "updateAuthority");
const metadataAndAuthority = accounts("metadata", "updateAuthority");
const newAuthority = exactArgs({ newAuthority: nullablePubkey });
const maxSize = exactArgs({ maxSize: u64 });
const omittable = omitNull(option(u64));

/** Agave, parse_token/extension/token_group.rs; spl-token-group-interface, `TokenGroupInstruction`. */
const groupInstructions: Readonly<Record<string, Parser>> = {
  "79716c2736330004": instruction(
    "initializeTokenGroup",
    accounts("group", "mint", "mintAuthority"),
    exactArgs({ updateAuthority: nullablePubkey, maxSize: u64 }),
  ),
  "6c25ab8ff81e126e": instruction("updateTokenGroupMaxSize", groupAndAuthority, maxSize),
  a1695801edddd8cb: instruction("updateTokenGroupAuthority", groupAndAuthority, newAuthority),
  "9820deb0dfed7486": instruction(
    "initializeTokenGroupMember",
    accounts("member", "memberMint", "memberMintAuthority", "group", "groupUpdateAuthority"),
    exactArgs({}),
  ),
};

/** Agave, parse_token/extension/token_metadata.rs; spl-token-metadata-interface, `TokenMetadataInstruction`. */
const metadataInstructions: Readonly<Record<string, Parser>> = {
  d2e11ea258b84d8d: instruction(
    "initializeTokenMetadata",
    accounts("metadata", "updateAuthority", "mint", "mintAuthority"),
    exactArgs({ name: borshString, symbol: borshString, uri: borshString }),
  ),
  dde9312db5cadcc8: instruction(
    "updateTokenMetadataField",
    metadataAndAuthority,
    exactArgs({ field: oneOf(readU8, ["name", "symbol", "uri", borshString]), value: borshString }),
  ),
  ea122038598d25b5: instruction(
    "removeTokenMetadataKey",
    metadataAndAuthority,
    exactArgs({ idempotent: bool, key: borshString }),
  ),
  d7e4a6e45464567b: instruction("updateTokenMetadataAuthority", metadataAndAuthority, newAuthority),
  faa6b4fa0d0cb846: instruction(
    "emitTokenMetadata",
    accounts("metadata"),
    exactArgs({ start: omittable, end: omittable }),
  ),
};

const instructions: Readonly<Record<string, Parser>> = { ...groupInstructions, ...metadataInstructions };

export const parseInterface: Parser = (call) => {
  const discriminator = hexEncode(call.reader.take(DISCRIMINATOR_BYTES));
  const parser = instructions[discriminator];
  if (parser === undefined) call.reader.fail(`unknown instruction ${discriminator}`);
  return parser?.(call);
};

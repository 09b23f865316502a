import { instruction, type Parser, variants } from "./call.js";
import { readU8 } from "./fields.js";
import { accounts, exactArgs } from "./parts.js";

const noArgs = exactArgs({});
const created = accounts("source", "account", "wallet", "mint", "systemProgram", "tokenProgram");
const create = instruction("create", created, noArgs);

const numbered = variants(readU8, [
  create,
  instruction("createIdempotent", created, noArgs),
  instruction(
    "recoverNested",
    accounts("nestedSource", "nestedMint", "destination", "nestedOwner", "ownerMint", "wallet", "tokenProgram"),
    noArgs,
  ),
]);

/**
 * Agave, transaction-status/src/parse_associated_token.rs; spl-associated-token-account-interface,
 * `AssociatedTokenAccountInstruction`. Once its instructions had no numbers.
 */
export const parseAssociatedTokenAccount: Parser = (call) =>
  call.reader.remaining === 0 ? create(call) : numbered(call);

import type { JsonObject } from "../base/json.js";
import type { CompiledInstruction } from "../solana/message/message.js";
import type { Pubkey } from "../solana/pubkey.js";

/**
 * An instruction as jsonParsed shows it (Agave, `parse_ui_instruction`): { program, programId, parsed, stackHeight }, or
 * { programId, accounts, data, stackHeight } if its program or its data are not known.
 */
export declare function parseInstruction(
  instruction: CompiledInstruction,
  accountKeys: readonly Pubkey[],
  stackHeight: number | null,
): JsonObject;

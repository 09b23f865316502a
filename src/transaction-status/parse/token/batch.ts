import type { Json, JsonObject } from "../../../base/json.js";
import { type Call, type Parser, parse } from "../call.js";

/**
 * Several instructions in one: each with the number of its accounts, the number of its bytes, and its bytes (Agave,
 * `parse_batch_instruction`). Unless `parseOne` knows all of them, the batch is not known.
 */
export function parseBatch(call: Call, parseOne: Parser): JsonObject {
  const { reader } = call;
  reader.skip(1);
  const instructions: Json[] = [];
  while (reader.remaining > 0) {
    const accountCount = reader.u8();
    const data = reader.take(reader.u8());
    const parsed = parse(parseOne, data, call.takeAccounts(accountCount));
    if (parsed === undefined) reader.fail("unknown instruction in a batch");
    instructions.push(parsed ?? null);
  }
  return { type: "batch", info: { instructions } };
}

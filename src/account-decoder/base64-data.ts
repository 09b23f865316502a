import { base64Encode } from "../base/base64.js";
import type { Json } from "../base/json.js";

/** Data beside the name of its encoding (Agave: account-decoder-client-types `UiAccountData::Binary`). */
export function base64Data(data: Uint8Array): Json {
  return [base64Encode(data), "base64"];
}

import { type InstructionError, instructionErrorNames } from "../../solana/errors.js";
import type { Address } from "../../solana/pubkey.js";
import type { Base64, ByteChange, U64Text } from "../model.js";
import * as s from "./shape.js";

const BASE58 = "^[1-9A-HJ-NP-Za-km-z]";

export const address = s.textLike<Address>("an address in base58", `${BASE58}{32,44}$`);
export const signature = s.textLike<string>("a signature in base58", `${BASE58}{64,88}$`);
export const u64Text: s.Shape<U64Text> = s.textLike("a decimal number as text", "^[0-9]{1,20}$");
export const signedText: s.Shape<string> = s.textLike("a decimal number as text", "^-?[0-9]{1,21}$");
export const base64: s.Shape<Base64> = s.textLike(
  "bytes in base64",
  "^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$",
);

export const instructionError = s.named<InstructionError>(
  "InstructionError",
  "As Agave's JSON has it: a name, or the code of a program's own error.",
  () =>
    s.anyOf(
      "an InstructionError",
      s.oneOf(...instructionErrorNames.filter((name) => name !== "Custom")),
      s.object({ Custom: s.count }),
    ),
);

export const byteChange = s.named<ByteChange>("ByteChange", "Bytes that differ from an offset on.", () =>
  s.object({ offset: s.count, before: base64, after: base64 }),
);

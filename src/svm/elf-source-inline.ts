import { inflateSync } from "fflate";
import { base64Decode } from "../base/base64.js";
import { CallgateError } from "../base/errors.js";
import addressLookupTable from "../elfs/address-lookup-table.elf.js";
import associatedToken from "../elfs/associated-token.elf.js";
import memo from "../elfs/memo.elf.js";
import memoV1 from "../elfs/memo-v1.elf.js";
import stake from "../elfs/stake.elf.js";
import token from "../elfs/token.elf.js";
import tokenV3 from "../elfs/token-3.5.0.elf.js";
import token2022 from "../elfs/token-2022.elf.js";
import type { ReadElf } from "./elf-source.js";

/** Deflated, in base64; scripts/build-programs.mjs writes these modules. */
const DEFLATED: Readonly<Record<string, string>> = {
  "address-lookup-table": addressLookupTable,
  "associated-token": associatedToken,
  memo,
  "memo-v1": memoV1,
  stake,
  token,
  "token-2022": token2022,
  "token-3.5.0": tokenV3,
};

/** Throws `missing-asset` for a name that is not there. */
export const readElf: ReadElf = (name) => {
  const deflated = DEFLATED[name];
  if (deflated === undefined) throw new CallgateError("missing-asset", `there is no program ${name}`, { name });
  return inflateSync(base64Decode(deflated)!);
};

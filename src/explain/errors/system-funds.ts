import { SYSTEM_PROGRAM_ID } from "../../solana/program-ids.js";
import { addressFromPubkey } from "../../solana/pubkey.js";
import type { Frame } from "../../trace/model.js";
import type { Fix } from "../model.js";

/** What the System program says of a transfer that its source cannot pay. */
const SHORT_OF = /insufficient lamports (\d+), need (\d+)/;

/** The lamports that the source of a transfer is short of; undefined if that is not what failed. */
export function missingLamports({ program, logs, accounts }: Frame): Fix | undefined {
  const [source] = accounts;
  if (program !== addressFromPubkey(SYSTEM_PROGRAM_ID) || source === undefined) return undefined;
  for (const { text } of logs) {
    const found = SHORT_OF.exec(text);
    if (found === null) continue;
    return { kind: "fund", address: source.address, lamports: String(BigInt(found[2]!) - BigInt(found[1]!)) };
  }
  return undefined;
}

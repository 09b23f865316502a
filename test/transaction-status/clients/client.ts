import { PublicKey, type TransactionInstruction } from "@solana/web3.js";
import { expect, test } from "vitest";
import type { JsonObject } from "../../../src/base/json.js";
import type { Pubkey } from "../../../src/solana/pubkey.js";
import { parseInstruction } from "../../../src/transaction-status/parse-instruction.js";
import { named } from "../../helpers/names.js";

export const key = (name: string) => new PublicKey(named(name));
export const text = (key: PublicKey) => key.toBase58();

interface ClientInstruction {
  readonly programId: Pubkey;
  readonly accounts: readonly Pubkey[];
  readonly data: Uint8Array;
}

/** An instruction as a client has made it, parsed. */
export function parse({ programId, accounts, data }: ClientInstruction): JsonObject {
  const indexes = Uint8Array.from(accounts.keys());
  return parseInstruction({ programIdIndex: accounts.length, accounts: indexes, data }, [...accounts, programId], 1);
}

export type Case = readonly [type: string, instruction: TransactionInstruction | undefined, info: JsonObject];

/** Each instruction as `program` shows it, keys in serde_json's order. */
export function expectParsed(program: string, cases: readonly Case[]): void {
  test.each(cases)(`${program} %s`, (type, instruction, info) => {
    const { programId, keys, data } = instruction as TransactionInstruction;
    const accounts = keys.map(({ pubkey }) => pubkey.toBytes());
    const shown = parse({ programId: programId.toBytes(), accounts, data });
    expect(shown).toEqual({ program, programId: text(programId), parsed: { type, info }, stackHeight: 1 });
    const { parsed } = shown as { parsed: { info: JsonObject } };
    expect(Object.keys(parsed.info)).toEqual(Object.keys(info).sort());
  });
}

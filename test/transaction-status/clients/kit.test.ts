import type { PublicKey } from "@solana/web3.js";
import { getAddMemoInstruction } from "@solana-program/memo";
import { getTransferSolInstruction } from "@solana-program/system";
import { getTransferCheckedInstruction } from "@solana-program/token";
import { expect, it } from "vitest";
import { Float } from "../../../src/base/json.js";
import { pubkeyFromAddress } from "../../../src/solana/pubkey.js";
import { key, parse, text } from "./client.js";

// Instructions as Kit's clients make them.

const from = key("from");
const to = key("to");
const owner = key("owner");
const mint = key("mint");
const account = key("account");
const destination = key("destination");

const address = (key: PublicKey) => key.toBase58() as never;
const parseKit = (instruction: {
  readonly programAddress: string;
  readonly accounts?: readonly { readonly address: string }[];
  readonly data: unknown;
}) =>
  parse({
    programId: pubkeyFromAddress(instruction.programAddress),
    accounts: (instruction.accounts ?? []).map((account) => pubkeyFromAddress(account.address)),
    data: instruction.data as Uint8Array,
  });

it("@solana-program/system", () => {
  const source = { address: address(from) } as never;
  expect(parseKit(getTransferSolInstruction({ source, destination: address(to), amount: 5 })).parsed).toEqual({
    type: "transfer",
    info: { source: text(from), destination: text(to), lamports: 5n },
  });
});

it("@solana-program/token", () => {
  const instruction = getTransferCheckedInstruction({
    source: address(account),
    mint: address(mint),
    destination: address(destination),
    authority: address(owner),
    amount: 7,
    decimals: 0,
  });
  expect(parseKit(instruction).parsed).toEqual({
    type: "transferChecked",
    info: {
      source: text(account),
      mint: text(mint),
      destination: text(destination),
      authority: text(owner),
      tokenAmount: { uiAmount: new Float(7), decimals: 0, amount: "7", uiAmountString: "7" },
    },
  });
});

it("@solana-program/memo", () => {
  expect(parseKit(getAddMemoInstruction({ memo: "hello" }))).toMatchObject({ program: "spl-memo", parsed: "hello" });
});

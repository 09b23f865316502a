import { AccountState, getMintEncoder, getTokenEncoder } from "@solana-program/token";
import { beforeEach, describe, expect, test } from "vitest";
import {
  account,
  addressOf,
  defineProgram,
  hasOne,
  instruction,
  Mint,
  SYSTEM_PROGRAM_ID,
  setReturnData,
  TOKEN_2022_PROGRAM_ID,
  TOKEN_PROGRAM_ID,
  TokenAccount,
} from "../../../src/program/index.js";
import type { Pubkey } from "../../../src/solana/pubkey.js";
import { newKey } from "../../helpers/transactions.js";
import { errorOf, Workbench } from "../../svm/support.js";

const reader = defineProgram({
  instructions: {
    read: instruction({
      accounts: { tokens: [account(TokenAccount), hasOne("mint")], mint: [account(Mint)] },
      handler: ({ accounts: { tokens, mint } }) => setReturnData(textOf({ ...tokens.value, mint: mint.value })),
    }),
  },
});

/** Values as text. */
function textOf(value: unknown): Uint8Array {
  const text = JSON.stringify(value, (_, each) => {
    if (each instanceof Uint8Array) return addressOf(each as Pubkey);
    return typeof each === "bigint" ? `${each}` : each;
  });
  return new TextEncoder().encode(text);
}

const [id, mint, tokens, owner, other] = Array.from({ length: 5 }, newKey);
const address = (key: Pubkey) => addressOf(key) as never;

const MINT = {
  mintAuthority: address(owner),
  supply: 12n,
  decimals: 6,
  isInitialized: true,
  freezeAuthority: null,
};
const TOKENS = {
  mint: address(mint),
  owner: address(owner),
  amount: 2n ** 64n - 1n,
  delegate: address(other),
  state: AccountState.Initialized,
  isNative: 5n,
  delegatedAmount: 7n,
  closeAuthority: null,
};

function tokensWith(offset: number, byte: number): number[] {
  return [...getTokenEncoder().encode(TOKENS)].with(offset, byte);
}

describe("what the Token program keeps", () => {
  let bench: Workbench;

  function put(key: Pubkey, data: ArrayLike<number>, program = TOKEN_PROGRAM_ID): void {
    bench.setAccount(key, { data: Uint8Array.from(data), owner: program });
  }

  function read() {
    const result = bench.send([reader.cpi.read.instruction(id, { tokens, mint })]);
    bench.svm.advanceBlockhash();
    return { result, ending: errorOf(result) };
  }

  beforeEach(() => {
    bench = new Workbench();
    bench.svm.addProgram(id, reader);
    put(mint, getMintEncoder().encode(MINT));
    put(tokens, getTokenEncoder().encode(TOKENS));
  });

  test("is read field by field, as its own client writes it", () => {
    const { result } = read();
    expect(JSON.parse(new TextDecoder().decode(result.returnData!.data))).toEqual({
      mint: { ...MINT, supply: "12" },
      owner: TOKENS.owner,
      amount: "18446744073709551615",
      delegate: TOKENS.delegate,
      state: 1,
      isNative: "5",
      delegatedAmount: "7",
      closeAuthority: null,
    });
  });

  test("is written as its own client writes it", () => {
    const value = TokenAccount.codec.read(Uint8Array.from(getTokenEncoder().encode(TOKENS)), 0)[0];
    expect([...TokenAccount.codec.encode(value)]).toEqual([...getTokenEncoder().encode(TOKENS)]);
    const none = { ...TOKENS, delegate: null, isNative: null, closeAuthority: address(other) };
    const second = TokenAccount.codec.read(Uint8Array.from(getTokenEncoder().encode(none)), 0)[0];
    expect([...TokenAccount.codec.encode(second)]).toEqual([...getTokenEncoder().encode(none)]);
  });

  test.each<[string, () => void, number]>([
    ["of another mint", () => put(tokens, getTokenEncoder().encode({ ...TOKENS, mint: address(other) })), 2001],
    ["of another program", () => put(tokens, getTokenEncoder().encode(TOKENS), TOKEN_2022_PROGRAM_ID), 3007],
    ["of the System program", () => put(tokens, [], SYSTEM_PROGRAM_ID), 3007],
    ["not initialized", () => put(tokens, getTokenEncoder().encode({ ...TOKENS, state: 0 })), 3003],
    ["in a state that there is none of", () => put(tokens, tokensWith(108, 3)), 3003],
    ["too long, as a multisig is", () => put(tokens, [...getTokenEncoder().encode(TOKENS), ...Array(190)]), 3003],
    ["too short, as a mint is", () => put(tokens, getMintEncoder().encode(MINT)), 3003],
    ["with an option's tag of 2", () => put(tokens, tokensWith(72, 2)), 3003],
    ["a mint that is a token account", () => put(mint, getTokenEncoder().encode(TOKENS)), 3003],
    ["a mint that was not initialized", () => put(mint, new Uint8Array(82)), 3003],
  ])("is refused: %s", (_, spoil, code) => {
    expect(read().ending).toBe("success");
    spoil();
    expect(read().ending).toEqual({ InstructionError: [0, { Custom: code }] });
  });
});

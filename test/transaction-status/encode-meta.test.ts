import { describe, expect, it } from "vitest";
import { Float, writeJson } from "../../src/base/json.js";
import { TOKEN_PROGRAM_ID } from "../../src/solana/program-ids.js";
import { addressFromPubkey } from "../../src/solana/pubkey.js";
import {
  encodeInnerInstructions,
  encodeSimpleUiTransactionStatusMeta,
  encodeUiTransactionStatusMeta,
} from "../../src/transaction-status/encode-meta.js";
import type { TransactionStatusMeta } from "../../src/transaction-status/status-meta.js";
import {
  LEGACY,
  META,
  PAYER,
  PAYER_ADDRESS,
  RECEIVER,
  RECEIVER_ADDRESS,
  SYSTEM_ADDRESS,
  TRANSFER,
} from "./fixtures.js";

const keys = LEGACY.accountKeys;
const encode = (meta: TransactionStatusMeta, encoding: "json" | "jsonParsed", showRewards = true) =>
  writeJson(encodeUiTransactionStatusMeta(meta, encoding, keys, showRewards));
const encodeSimple = (meta: TransactionStatusMeta, showRewards: boolean) =>
  writeJson(encodeSimpleUiTransactionStatusMeta(meta, showRewards));

const head = '"err":null,"status":{"Ok":null},"fee":1234,"preBalances":[1,2,3],"postBalances":[4,5,6]';
const unrecorded = '"innerInstructions":null,"logMessages":null,"preTokenBalances":null,"postTokenBalances":null';

// Agave, transaction-status/src/lib.rs, test_ui_transaction_status_meta_ctors_serialization.
describe("a meta of which nothing was recorded", () => {
  it("has nulls, and the addresses loaded", () => {
    const loaded = '"loadedAddresses":{"writable":[],"readonly":[]}';
    expect(encode(META, "json")).toBe(`{${head},${unrecorded},"rewards":null,${loaded}}`);
  });

  it.each([true, false])("leaves the addresses out when parsed, with rewards or without: %s", (showRewards) => {
    expect(encode(META, "jsonParsed", showRewards)).toBe(`{${head},${unrecorded},"rewards":null}`);
  });

  it("has balances alone beside accounts", () => {
    const balances = '"preTokenBalances":null,"postTokenBalances":null';
    expect(encodeSimple(META, true)).toBe(`{${head},${balances},"rewards":null}`);
    expect(encodeSimple(META, false)).toBe(`{${head},${balances}}`);
  });
});

const full: TransactionStatusMeta = {
  ...META,
  err: { InstructionError: [0, { Custom: 1 }] },
  innerInstructions: [{ index: 3, instructions: [{ ...TRANSFER, stackHeight: 2 }] }],
  logMessages: ["a", "b"],
  preTokenBalances: [],
  postTokenBalances: [
    {
      accountIndex: 1,
      mint: PAYER_ADDRESS,
      uiTokenAmount: { uiAmount: new Float(1), decimals: 0, amount: "1", uiAmountString: "1" },
      owner: RECEIVER_ADDRESS,
      programId: addressFromPubkey(TOKEN_PROGRAM_ID),
    },
  ],
  rewards: [
    { pubkey: PAYER_ADDRESS, lamports: -5n, postBalance: 7n, rewardType: "Rent", commission: null },
    {
      pubkey: PAYER_ADDRESS,
      lamports: 5n,
      postBalance: 2n ** 64n - 1n,
      rewardType: "Voting",
      commission: 10,
      commissionBps: 1000,
    },
  ],
  loadedAddresses: { writable: [PAYER], readonly: [RECEIVER] },
  returnData: { programId: PAYER, data: Uint8Array.of(1, 2, 3) },
  computeUnitsConsumed: 150n,
  costUnits: 1700n,
};

const fullHead =
  '"err":{"InstructionError":[0,{"Custom":1}]},"status":{"Err":{"InstructionError":[0,{"Custom":1}]}},' +
  '"fee":1234,"preBalances":[1,2,3],"postBalances":[4,5,6]';
const tokens =
  `"preTokenBalances":[],"postTokenBalances":[{"accountIndex":1,"mint":"${PAYER_ADDRESS}","uiTokenAmount":` +
  `{"uiAmount":1.0,"decimals":0,"amount":"1","uiAmountString":"1"},"owner":"${RECEIVER_ADDRESS}",` +
  '"programId":"TokenkegQfeZyiNwAJbNbGKPFXCWuBvf9Ss623VQ5DA"}]';
const rewards =
  `"rewards":[{"pubkey":"${PAYER_ADDRESS}","lamports":-5,"postBalance":7,"rewardType":"Rent","commission":null},` +
  `{"pubkey":"${PAYER_ADDRESS}","lamports":5,"postBalance":18446744073709551615,"rewardType":"Voting","commission":10,` +
  '"commissionBps":1000}]';
const tail =
  `"returnData":{"programId":"${PAYER_ADDRESS}","data":["AQID","base64"]},` +
  '"computeUnitsConsumed":150,"costUnits":1700';
const compiled = '{"programIdIndex":2,"accounts":[0,1],"data":"3Bxs412MvVNQj175","stackHeight":2}';
const parsed =
  `{"program":"system","programId":"${SYSTEM_ADDRESS}","parsed":{"info":{"destination":"${RECEIVER_ADDRESS}",` +
  `"lamports":1,"source":"${PAYER_ADDRESS}"},"type":"transfer"},"stackHeight":2}`;

describe("a meta of which all was recorded", () => {
  it("as it is", () => {
    expect(encode(full, "json")).toBe(
      `{${fullHead},"innerInstructions":[{"index":3,"instructions":[${compiled}]}],"logMessages":["a","b"],${tokens},` +
        `${rewards},"loadedAddresses":{"writable":["${PAYER_ADDRESS}"],"readonly":["${RECEIVER_ADDRESS}"]},${tail}}`,
    );
  });

  it("parsed, without rewards", () => {
    expect(encode(full, "jsonParsed", false)).toBe(
      `{${fullHead},"innerInstructions":[{"index":3,"instructions":[${parsed}]}],"logMessages":["a","b"],${tokens},` +
        `"rewards":null,${tail}}`,
    );
  });

  it("beside accounts", () => {
    expect(encodeSimple(full, true)).toBe(`{${fullHead},${tokens},${rewards}}`);
    expect(encodeSimple(full, false)).toBe(`{${fullHead},${tokens}}`);
  });
});

it("inner instructions find loaded accounts behind the message's own", () => {
  const instructions = [{ ...TRANSFER, accounts: Uint8Array.of(3, 4), stackHeight: 3 }];
  const meta = { ...full, innerInstructions: [{ index: 0, instructions }] };
  expect(encodeUiTransactionStatusMeta(meta, "jsonParsed", keys, true)).toMatchObject({
    innerInstructions: [
      { instructions: [{ parsed: { info: { source: PAYER_ADDRESS, destination: RECEIVER_ADDRESS } } }] },
    ],
  });
});

it("inner instructions of old metas have no stack height", () => {
  expect(encodeInnerInstructions({ index: 0, instructions: [TRANSFER] })).toMatchObject({
    instructions: [{ stackHeight: null }],
  });
});

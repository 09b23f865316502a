import { describe, expect, it } from "vitest";
import { writeJson } from "../../src/base/json.js";
import type { Message } from "../../src/solana/message/message.js";
import { SYSTEM_PROGRAM_ID } from "../../src/solana/program-ids.js";
import { addressFromPubkey } from "../../src/solana/pubkey.js";
import { decodeTransaction, encodeTransaction } from "../../src/solana/transaction.js";
import {
  encodeConfirmedTransaction,
  encodeTransactionAccounts,
  encodeTransactionWithStatusMeta,
} from "../../src/transaction-status/encode-transaction.js";
import type { UiTransactionEncoding } from "../../src/transaction-status/encoding.js";
import { named } from "../helpers/names.js";
import {
  BLOCKHASH,
  LEGACY,
  META,
  PAYER,
  PAYER_ADDRESS,
  RECEIVER,
  RECEIVER_ADDRESS,
  SIGNATURE_TEXT,
  SYSTEM_ADDRESS,
  signed,
  TRANSFER,
} from "./fixtures.js";

const TABLE = named("table");
const TABLE_ADDRESS = addressFromPubkey(TABLE);
const BLOCKHASH_TEXT = addressFromPubkey(BLOCKHASH);

/** The receiver is loaded, and so is a key that is only read. */
const V0: Message = {
  ...LEGACY,
  version: 0,
  accountKeys: [PAYER, SYSTEM_PROGRAM_ID],
  instructions: [{ ...TRANSFER, programIdIndex: 1, accounts: Uint8Array.of(0, 2) }],
  addressTableLookups: [
    { accountKey: TABLE, writableIndexes: Uint8Array.of(7), readonlyIndexes: Uint8Array.of(255, 0) },
  ],
};
const V0_META = { ...META, loadedAddresses: { writable: [RECEIVER], readonly: [BLOCKHASH, TABLE] } };
const V1: Message = { ...LEGACY, version: 1, config: { priorityFeeLamports: 5n, heapSize: 32768 } };

function encode(message: Message, encoding: UiTransactionEncoding): unknown {
  const meta = message.version === 0 ? V0_META : META;
  const encoded = encodeTransactionWithStatusMeta(signed(message), meta, encoding, 1, true);
  if (!encoded.ok) throw new Error("expected a transaction");
  return encoded.value.transaction;
}

const header = '"header":{"numRequiredSignatures":1,"numReadonlySignedAccounts":0,"numReadonlyUnsignedAccounts":1}';
const signatures = `"signatures":["${SIGNATURE_TEXT}"]`;
const blockhash = `"recentBlockhash":"${BLOCKHASH_TEXT}"`;
const config =
  '"transactionConfig":{"priorityFee":5,"computeUnitLimit":null,"loadedAccountsDataSizeLimit":null,"heapSize":32768}';
const lookups = `"addressTableLookups":[{"accountKey":"${TABLE_ADDRESS}","writableIndexes":[7],"readonlyIndexes":[255,0]}]`;
const compiled = (programIdIndex: number, accounts: string) =>
  `"instructions":[{"programIdIndex":${programIdIndex},"accounts":[${accounts}],"data":"3Bxs412MvVNQj175","stackHeight":1}]`;
const parsed =
  `"instructions":[{"program":"system","programId":"${SYSTEM_ADDRESS}","parsed":{"info":{"destination":` +
  `"${RECEIVER_ADDRESS}","lamports":1,"source":"${PAYER_ADDRESS}"},"type":"transfer"},"stackHeight":1}]`;
const account = (pubkey: string, writable: boolean, signer: boolean, source = "transaction") =>
  `{"pubkey":"${pubkey}","writable":${writable},"signer":${signer},"source":"${source}"}`;
const accounts = [
  account(PAYER_ADDRESS, true, true),
  account(RECEIVER_ADDRESS, true, false),
  account(SYSTEM_ADDRESS, false, false),
];
const v0Accounts = [
  account(PAYER_ADDRESS, true, true),
  account(SYSTEM_ADDRESS, false, false),
  account(RECEIVER_ADDRESS, true, false, "lookupTable"),
  account(BLOCKHASH_TEXT, false, false, "lookupTable"),
  account(TABLE_ADDRESS, false, false, "lookupTable"),
];

describe("json", () => {
  const keys = `"accountKeys":["${PAYER_ADDRESS}","${RECEIVER_ADDRESS}","${SYSTEM_ADDRESS}"]`;
  const v0Keys = `"accountKeys":["${PAYER_ADDRESS}","${SYSTEM_ADDRESS}"]`;

  it.each([
    ["legacy", LEGACY, `${header},${keys},${blockhash},${compiled(2, "0,1")}`],
    ["v0", V0, `${header},${v0Keys},${blockhash},${compiled(1, "0,2")},${lookups}`],
    ["v1", V1, `${header},${keys},${blockhash},${compiled(2, "0,1")},${config}`],
  ])("%s", (_version, message, expected) => {
    expect(writeJson(encode(message, "json") as never)).toBe(`{${signatures},"message":{${expected}}}`);
  });
});

describe("jsonParsed", () => {
  it.each([
    ["legacy", LEGACY, `"accountKeys":[${accounts}],${blockhash},${parsed}`],
    ["v0", V0, `"accountKeys":[${v0Accounts}],${blockhash},${parsed},${lookups}`],
    ["v1", V1, `"accountKeys":[${accounts}],${blockhash},${parsed},${config}`],
  ])("%s", (_version, message, expected) => {
    expect(writeJson(encode(message, "jsonParsed") as never)).toBe(`{${signatures},"message":{${expected}}}`);
  });
});

describe.each([
  ["legacy", LEGACY],
  ["v0", V0],
  ["v1", V1],
])("the wire bytes of a %s transaction", (_version, message) => {
  const wire = Buffer.from(encodeTransaction(signed(message)));

  it("in base64", () => {
    expect(encode(message, "base64")).toEqual([wire.toString("base64"), "base64"]);
    expect(decodeTransaction(wire)).toMatchObject({ ok: true, transaction: { message: { version: message.version } } });
  });

  it("in base58, with a word that says so or without", () => {
    const [text, encoding] = encode(message, "base58") as [string, string];
    expect(encoding).toBe("base58");
    expect(encode(message, "binary")).toBe(text);
    expect(Buffer.from(base58(text))).toEqual(wire);
  });
});

function base58(text: string): number[] {
  const alphabet = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";
  let value = 0n;
  for (const digit of text) value = value * 58n + BigInt(alphabet.indexOf(digit));
  return [
    ...Buffer.from(
      value
        .toString(16)
        .padStart(2, "0")
        .replace(/^(.(..)*)$/, "0$1"),
      "hex",
    ),
  ];
}

describe("a version", () => {
  const versionOf = (message: Message, max: number | undefined) => {
    const encoded = encodeTransactionWithStatusMeta(signed(message), META, "base64", max, true);
    const accounts = encodeTransactionAccounts(signed(message), META, max, true);
    expect(accounts.ok ? accounts.value.version : accounts).toEqual(encoded.ok ? encoded.value.version : encoded);
    return encoded.ok ? (encoded.value.version ?? "left out") : encoded;
  };
  const unsupported = (version: number) => ({ ok: false, unsupportedTransactionVersion: version });

  // Agave, validate_version.
  it.each([
    ["legacy", LEGACY, undefined, "left out"],
    ["legacy", LEGACY, 0, "legacy"],
    ["v0", V0, undefined, unsupported(0)],
    ["v0", V0, 0, 0],
    ["v0", V0, 1, 0],
    ["v1", V1, undefined, unsupported(1)],
    ["v1", V1, 0, unsupported(1)],
    ["v1", V1, 1, 1],
  ])("%s, where %3$s is the highest", (_version, message, max, expected) => {
    expect(versionOf(message, max)).toEqual(expected);
  });
});

it("accounts alone", () => {
  const encoded = encodeTransactionAccounts(signed(V0), V0_META, 0, false);
  expect(encoded.ok && writeJson(encoded.value)).toBe(
    `{"transaction":{${signatures},"accountKeys":[${v0Accounts}]},"meta":{"err":null,"status":{"Ok":null},"fee":1234,` +
      '"preBalances":[1,2,3],"postBalances":[4,5,6],"preTokenBalances":null,"postTokenBalances":null},"version":0}',
  );
});

// Agave, test_confirmed_transaction_with_status_meta_encode.
describe("a confirmed transaction", () => {
  const confirmed = { slot: 42n, transaction: signed(LEGACY), meta: META, blockTime: 1234567890n, index: 7 };

  it("is told with its slot, time and place", () => {
    const encoded = encodeConfirmedTransaction(confirmed, "base64", 0);
    expect(encoded).toMatchObject({ ok: true, value: { slot: 42n, blockTime: 1234567890n, transactionIndex: 7 } });
    expect(encoded.ok && Object.keys(encoded.value)).toEqual([
      "slot",
      "transaction",
      "meta",
      "version",
      "blockTime",
      "transactionIndex",
    ]);
  });

  it("may have no time", () => {
    expect(encodeConfirmedTransaction({ ...confirmed, blockTime: null }, "json", undefined)).toMatchObject({
      value: { blockTime: null },
    });
  });

  it("has a version that the asker must know", () => {
    const encoded = encodeConfirmedTransaction({ ...confirmed, transaction: signed(V0) }, "json", undefined);
    expect(encoded).toEqual({ ok: false, unsupportedTransactionVersion: 0 });
  });
});

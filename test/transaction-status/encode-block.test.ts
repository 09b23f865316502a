import { describe, expect, it } from "vitest";
import { writeJson } from "../../src/base/json.js";
import type { Blockhash } from "../../src/solana/pubkey.js";
import { type ConfirmedBlock, encodeConfirmedBlock } from "../../src/transaction-status/encode-block.js";
import { LEGACY, META, PAYER_ADDRESS, SIGNATURE_TEXT, signed } from "./fixtures.js";

const transaction = { transaction: signed(LEGACY), meta: META };
const block: ConfirmedBlock = {
  previousBlockhash: "previous" as Blockhash,
  blockhash: "hash" as Blockhash,
  parentSlot: 41n,
  transactions: [transaction],
  rewards: [{ pubkey: PAYER_ADDRESS, lamports: 2500n, postBalance: 10n, rewardType: "Fee", commission: null }],
  blockTime: 1234567890n,
  blockHeight: 40n,
};
const head = '"previousBlockhash":"previous","blockhash":"hash","parentSlot":41';
const rewards = `"rewards":[{"pubkey":"${PAYER_ADDRESS}","lamports":2500,"postBalance":10,"rewardType":"Fee","commission":null}]`;
const tail = '"blockTime":1234567890,"blockHeight":40';

// Agave, ConfirmedBlock::encode_with_options.
describe("a block", () => {
  it("with signatures", () => {
    const encoded = encodeConfirmedBlock(block, "json", { transactionDetails: "signatures", showRewards: true });
    expect(encoded.ok && writeJson(encoded.value)).toBe(
      `{${head},"signatures":["${SIGNATURE_TEXT}"],${rewards},${tail}}`,
    );
  });

  it("with nothing of its transactions", () => {
    const old = { ...block, blockTime: null, blockHeight: null, numPartitions: 3n };
    const encoded = encodeConfirmedBlock(old, "json", { transactionDetails: "none", showRewards: false });
    expect(encoded.ok && writeJson(encoded.value)).toBe(
      `{${head},"numRewardPartitions":3,"blockTime":null,"blockHeight":null}`,
    );
  });

  it("with whole transactions", () => {
    const options = { transactionDetails: "full", showRewards: false, maxSupportedTransactionVersion: 0 } as const;
    const encoded = encodeConfirmedBlock(block, "base64", options);
    expect(encoded).toMatchObject({
      value: {
        transactions: [{ transaction: [expect.any(String), "base64"], meta: { rewards: null }, version: "legacy" }],
      },
    });
    expect(encoded.ok && Object.keys(encoded.value).slice(3, 5)).toEqual(["transactions", "signatures"]);
    expect(encoded.ok && encoded.value.signatures).toBeUndefined();
  });

  it("with the accounts of its transactions, whatever the encoding", () => {
    const encoded = encodeConfirmedBlock(block, "base64", { transactionDetails: "accounts", showRewards: false });
    expect(encoded).toMatchObject({
      value: { transactions: [{ transaction: { signatures: [SIGNATURE_TEXT], accountKeys: { length: 3 } } }] },
    });
  });

  it("without transactions has an empty list", () => {
    const empty = { ...block, transactions: [] };
    const encoded = encodeConfirmedBlock(empty, "json", { transactionDetails: "full", showRewards: false });
    expect(encoded).toMatchObject({ value: { transactions: [] } });
  });

  it.each(["full", "accounts"] as const)("with %s is refused for one transaction of a newer version", (details) => {
    const v0 = { transaction: signed({ ...LEGACY, version: 0 }), meta: META };
    const newer = { ...block, transactions: [transaction, v0] };
    expect(encodeConfirmedBlock(newer, "json", { transactionDetails: details, showRewards: true })).toEqual({
      ok: false,
      unsupportedTransactionVersion: 0,
    });
  });

  it.each(["signatures", "none"] as const)("with %s may hold any version", (details) => {
    const v0 = { transaction: signed({ ...LEGACY, version: 0 }), meta: META };
    const newer = { ...block, transactions: [v0] };
    expect(encodeConfirmedBlock(newer, "json", { transactionDetails: details, showRewards: true }).ok).toBe(true);
  });
});

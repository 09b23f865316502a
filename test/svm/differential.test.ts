import { isDeepStrictEqual } from "node:util";
import { expect, test } from "vitest";
import * as ids from "../../src/solana/program-ids.js";
import { addressFromPubkey, pubkeyFromAddress } from "../../src/solana/pubkey.js";
import { createSvm } from "../../src/svm/index.js";
import { Differential } from "../helpers/oracle.js";
import { compileWire, newKey, transfer } from "../helpers/transactions.js";

test("both sides start with the same accounts", () => {
  const both = new Differential();
  const owners = [
    "NativeLoader1111111111111111111111111111111",
    "Sysvar1111111111111111111111111111111111111",
    "Feature111111111111111111111111111111111111",
    "Config1111111111111111111111111111111111111",
    "BPFLoader1111111111111111111111111111111111",
    "BPFLoader2111111111111111111111111111111111",
    "BPFLoaderUpgradeab1e11111111111111111111111",
  ].map(pubkeyFromAddress);
  let count = 0;
  for (const owner of owners) {
    const theirs = both.agave.getProgramAccounts(owner).map(({ address }) => Uint8Array.from(address));
    both.expectSameAccounts(theirs);
    count += theirs.length;
  }
  // Theirs has one more: the account that pays for airdrops.
  expect(both.svm.bank.accounts.size).toBe(count);
});

test("under Agave's rules only rent makes the difference", () => {
  const [ours, theirs] = [createSvm(), createSvm({ compat: "litesvm" })].map((svm) => [...svm.accounts()]);
  const differing = ours!.filter((account, i) => !isDeepStrictEqual(account, theirs![i]));
  const { FEATURE_PROGRAM_ID, LOADER_V1_ID, LOADER_V2_ID, LOADER_V3_ID, SYSVAR_PROGRAM_ID } = ids;
  const rentExempt = [FEATURE_PROGRAM_ID, LOADER_V1_ID, LOADER_V2_ID, LOADER_V3_ID, SYSVAR_PROGRAM_ID].map(
    addressFromPubkey,
  );
  for (const { programAddress, lamports, space } of differing) {
    expect(rentExempt).toContain(programAddress);
    expect(lamports).toBe((space + 128n) * 5080n);
  }
  expect(differing).toHaveLength(10 + 250 + 11);
});

test("transfers, good and bad", () => {
  const both = new Differential();
  const [payer, to] = [newKey(), newKey()];
  both.setAccount(payer, { lamports: 10_000_000n });
  const send = (lamports: bigint) =>
    both.send(
      compileWire({ feePayer: payer, instructions: [transfer(payer, to, lamports)], blockhash: both.blockhash }),
    );
  expect(send(1_000_000n).error).toBe(null);
  expect(send(9_000_000n).error).toEqual({ InstructionError: [0, { Custom: 1 }] });
  expect(send(8_500_000n).error).toEqual({ InsufficientFundsForRent: { account_index: 0 } });
  expect(
    both.simulate(compileWire({ feePayer: payer, instructions: [transfer(payer, to, 5n)], blockhash: both.blockhash }))
      .error,
  ).toBe(null);
});

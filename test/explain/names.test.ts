import { expect, test } from "vitest";
import { explainTransaction, formatExplanation } from "../../src/explain/index.js";
import { readIdl } from "../../src/idl/index.js";
import { type AccountInfo, defineProgram, invoke, ProgramError } from "../../src/program/index.js";
import { addressFromPubkey } from "../../src/solana/pubkey.js";
import type { SvmOptions } from "../../src/svm/index.js";
import { compileWire } from "../helpers/transactions.js";
import { keyOf, meta, NO_DATA, PAYER, run, Scene } from "./scene.js";

const SHOP = keyOf("shop");
const DISCRIMINATOR = Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 8);
const IDL = {
  address: addressFromPubkey(SHOP),
  metadata: { name: "shop", version: "0.1.0", spec: "0.1.0" },
  instructions: [
    {
      name: "buy",
      discriminator: [...DISCRIMINATOR],
      accounts: [{ name: "buyer" }, { name: "stock" }, { name: "helper" }],
      args: [],
    },
  ],
};

interface Accounts {
  readonly buyer: AccountInfo;
  readonly stock: AccountInfo;
  readonly helper: AccountInfo;
}

interface Failure {
  readonly act?: (accounts: Accounts) => void;
  readonly before?: (scene: Scene) => void;
  readonly stockRole?: "" | "w";
  readonly options?: SvmOptions;
}

const callingHelper = (role: "" | "s" | "w" | "sw", which: "buyer" | "stock", hasInfo = true) => {
  return (accounts: Accounts) => {
    const infos = [accounts.helper, ...(hasInfo ? [accounts.buyer, accounts.stock] : [])];
    invoke({ programId: accounts.helper.key, accounts: [meta(accounts[which].key, role)], data: NO_DATA }, infos);
  };
};

const STOCK_BALANCE = 1_000_000_000n;
const failing = (error: ProgramError) => () => {
  throw error;
};

const FAILURES: Readonly<Record<string, Failure>> = {
  "insufficient-funds-for-fee": { before: (scene) => void scene.set(PAYER, { lamports: 4_999n }) },
  "invalid-account-for-fee": { before: (scene) => void scene.set(PAYER, { owner: SHOP, data: new Uint8Array(3) }) },
  "payer-not-found": { before: (scene) => scene.svm.setAccount(PAYER, { lamports: 0n }) },
  "signature-failure": { options: { signatureVerification: true } },
  "blockhash-not-found": { options: { blockhashCheck: true } },
  "insufficient-funds-for-rent": {
    act: ({ buyer, stock }) => {
      stock.lamports -= STOCK_BALANCE - 1n;
      buyer.lamports += STOCK_BALANCE - 1n;
    },
  },
  "readonly-data-modified": { stockRole: "", act: ({ stock }) => void (stock.data[0] = 1) },
  "external-account-lamport-spend": {
    act: ({ buyer, stock }) => {
      buyer.lamports -= 5n;
      stock.lamports += 5n;
    },
  },
  "external-account-data-modified": {
    before: (scene) => void scene.set(keyOf("stock"), { owner: keyOf("other"), data: Uint8Array.of(1) }),
    act: ({ stock }) => void (stock.data[0] = 9),
  },
  "modified-program-id": { act: ({ buyer }) => buyer.assign(SHOP) },
  "unbalanced-instruction": {
    act: ({ stock }) => {
      stock.lamports += 1n;
    },
  },
  "missing-required-signature": { act: failing(new ProgramError("MissingRequiredSignature")) },
  "invalid-argument": { act: failing(new ProgramError("InvalidArgument")) },
  "account-borrow-failed": { act: failing(new ProgramError("AccountBorrowFailed")) },
  "custom-error": { act: failing(new ProgramError(6000)) },
  "account-missing": { act: callingHelper("", "stock", false) },
  "signer-privilege-escalated": { act: callingHelper("s", "stock") },
  "writable-privilege-escalated": { stockRole: "", act: callingHelper("w", "stock") },
  "unbalanced-call": {
    act: (accounts) => {
      accounts.stock.lamports -= 5n;
      accounts.buyer.lamports += 5n;
      callingHelper("", "stock")(accounts);
    },
  },
};

test.each(Object.entries(FAILURES))("accounts have the names of the IDL: %s", (code, failure) => {
  const scene = new Scene({ idls: [readIdl(IDL)], ...failure.options });
  const helper = scene.program("helper", () => {});
  const stock = scene.set(keyOf("stock"), { lamports: STOCK_BALANCE, owner: SHOP, data: new Uint8Array(1) });
  const process = (_: Uint8Array, [buyer, stock, helper]: readonly AccountInfo[]) => {
    failure.act?.({ buyer: buyer!, stock: stock!, helper: helper! });
  };
  scene.svm.addProgram(SHOP, defineProgram({ process }));
  failure.before?.(scene);
  const accounts = [meta(PAYER, "sw"), meta(stock, failure.stockRole ?? "w"), meta(helper)];
  const wire = compileWire({
    feePayer: PAYER,
    instructions: [run(SHOP, accounts, DISCRIMINATOR)],
    blockhash: new Uint8Array(32),
  });
  const { explanation, fixed } = explainTransaction(scene.svm, wire);
  expect(explanation?.code).toBe(code);
  let text = formatExplanation(explanation!, fixed);
  for (const [key, name] of [
    [PAYER, "buyer"],
    [stock, "stock"],
  ] as const) {
    text = text.replaceAll(`${addressFromPubkey(key)} (${name})`, `<${name}>`);
    expect(text).not.toContain(addressFromPubkey(key));
  }
  if (code !== "blockhash-not-found") expect(text).toMatch(/<buyer>|<stock>/);
});

import type { ByteReader } from "../base/byte-reader.js";
import type { ByteWriter } from "../base/byte-writer.js";
import { getPublicKey } from "../crypto/ed25519.js";
import { DEFAULT_EXECUTION_COST } from "../runtime/execution-budget.js";
import { FeatureSet } from "../solana/feature-set.js";
import { PUBKEY_BYTES } from "../solana/pubkey.js";
import type { AccountsStore, StoredAccount } from "../svm/accounts-store.js";
import type { Bank } from "../svm/bank.js";
import type { BankSettings } from "../svm/settings.js";
import { COSTS, DEFAULT_BUDGET, LIMITS } from "./compute-budget-fields.js";
import { HistoryCapacity } from "./history-capacity.js";
import { bareMachine, type Machine } from "./machine.js";
import { readBytes, readCount, readList, readOption, writeBytes, writeList, writeOption } from "./snapshot-parts.js";
import { readResult, writeResult } from "./snapshot-result.js";

// The state of a VM, part after part: what is read follows the order of what is written.

const SECRET_KEY_BYTES = 32;
const BLOCKHASH_BYTES = 32;

export function writeMachine(writer: ByteWriter, { bank, airdropKeypair, historyCapacity }: Machine): void {
  writeSettings(writer, bank.settings);
  writer.bytes(airdropKeypair.secretKey).bytes(bank.blockhashes.latest);
  writeFeatures(writer, bank.featureSet);
  writeAccounts(writer, bank.accounts);
  for (const room of historyCapacity.parts) writer.u64(BigInt(room));
  writeList(writer, bank.history.results(), (result) => writeResult(writer, result));
}

/** If the reader failed, the machine is of no use. */
export function readMachine(reader: ByteReader): Machine {
  const settings = readSettings(reader);
  const secretKey = readBytes(reader, SECRET_KEY_BYTES);
  const machine = bareMachine({ secretKey, publicKey: getPublicKey(secretKey) });
  const { bank } = machine;
  Object.assign(bank.settings, settings);
  bank.blockhashes.replaceAll(readBytes(reader, BLOCKHASH_BYTES));
  bank.setTransactionGates(readFeatures(reader));
  bank.renewLoaders();
  readAccounts(reader, bank);
  const historyCapacity = new HistoryCapacity(readCount(reader), readCount(reader));
  bank.setTransactionHistory(historyCapacity.value);
  for (const result of readList(reader, () => readResult(reader))) bank.history.add(result.signatureBytes, result);
  return { ...machine, historyCapacity };
}

function writeSettings(writer: ByteWriter, settings: BankSettings): void {
  writer.bool(settings.signatureVerification).bool(settings.blockhashCheck);
  writeOption(writer, settings.logBytesLimit ?? undefined, (limit) => writer.u64(BigInt(limit)));
  writeOption(writer, settings.computeBudget, (budget) => {
    for (const name of LIMIT_NAMES) writer.u64(BigInt(budget[name]));
    for (const field of COST_FIELDS) writer.u64(BigInt(settings.cost[field]));
  });
}

const LIMIT_NAMES = Object.keys(LIMITS) as (keyof typeof LIMITS)[];
const COST_FIELDS = Object.values(COSTS);

function readSettings(reader: ByteReader): Partial<BankSettings> {
  const checks = { signatureVerification: reader.bool(), blockhashCheck: reader.bool() };
  const logBytesLimit = readOption(reader, () => readCount(reader)) ?? null;
  const limits = readOption(reader, () => {
    const budget = Object.fromEntries(LIMIT_NAMES.map((name) => [name, readCount(reader)]));
    const cost = Object.fromEntries(COST_FIELDS.map((field) => [field, readCount(reader)]));
    return { computeBudget: { ...DEFAULT_BUDGET, ...budget }, cost: { ...DEFAULT_EXECUTION_COST, ...cost } };
  });
  return { ...checks, logBytesLimit, ...limits };
}

function writeFeatures(writer: ByteWriter, features: FeatureSet): void {
  writeList(writer, [...features.activations()], ([id, slot]) => writer.bytes(id).u64(slot));
  writeList(writer, [...features.inactiveFeatures()], (id) => writer.bytes(id));
}

function readFeatures(reader: ByteReader): FeatureSet {
  const features = new FeatureSet();
  readList(reader, () => features.activate(readBytes(reader, PUBKEY_BYTES), reader.u64()));
  readList(reader, () => features.deactivate(readBytes(reader, PUBKEY_BYTES)));
  return features;
}

function writeAccounts(writer: ByteWriter, accounts: AccountsStore): void {
  writeList(writer, [...accounts.entries()], ([key, { lamports, data, owner, executable, rentEpoch }]) => {
    writer.bytes(key).u64(lamports).u64(rentEpoch).bool(executable).bytes(owner);
    writeBytes(writer, data);
  });
}

function readAccounts(reader: ByteReader, bank: Bank): void {
  readList(reader, () => bank.setAccount(readBytes(reader, PUBKEY_BYTES), readAccount(reader)));
}

function readAccount(reader: ByteReader): StoredAccount {
  const lamports = reader.u64();
  const rentEpoch = reader.u64();
  const executable = reader.bool();
  const owner = readBytes(reader, PUBKEY_BYTES);
  return { lamports, data: readBytes(reader, reader.u32()), owner, executable, rentEpoch };
}

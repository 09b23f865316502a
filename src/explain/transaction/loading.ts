import type { TransactionError } from "../../solana/errors.js";
import { addressFromPubkey } from "../../solana/pubkey.js";
import type { Case } from "../case.js";
import type { Told } from "../model.js";
import { listed, plural } from "../words.js";

const MAX_LOCKS = 64;
/** Agave: MAX_LOADED_ACCOUNTS_DATA_SIZE_BYTES, and what every account counts beside its data. */
const MAX_LOADED_BYTES = 64 * 1024 * 1024;
const ACCOUNT_BYTES = 64;

/** The programs of the instructions, each once. */
function invokedPrograms(told: Case) {
  const { instructions, accountKeys } = told.transaction.message;
  const keys = [...new Set(instructions.map(({ programIdIndex }) => programIdIndex))].map((i) => accountKeys[i]!);
  return keys.map((key) => ({ address: addressFromPubkey(key), account: told.world.account(key) }));
}

export function explainMissingProgramAccount(told: Case): Told {
  const missing = invokedPrograms(told).filter(({ account }) => account === undefined);
  const names = missing.map(({ address }) => told.name(address));
  return {
    code: "program-account-not-found",
    title: `no such program: ${names.join(", ")}`,
    facts: { programs: missing.map(({ address }) => address) },
    words: [
      `An instruction is for a program that does not exist: ${listed(names)}.`,
      "Deploy it here first (in this VM: addProgram), or correct its id; programs of other clusters are not on this one.",
    ],
  };
}

const LOADERS = ["NativeLoader1111111111111111111111111111111", "BPFLoader"];

export function explainUnfitProgram(told: Case): Told {
  const programs = invokedPrograms(told);
  const isUnfit = (owner: string) => !LOADERS.some((loader) => owner.startsWith(loader));
  const unfit = programs.flatMap(({ address, account }) => {
    const owner = account === undefined ? null : addressFromPubkey(account.owner);
    return owner === null || isUnfit(owner) ? [{ address, owner }] : [];
  });
  // A rule of old: a program must be marked as one.
  const unmarked = programs.filter(({ account }) => account?.executable === false).map(({ address }) => address);
  const names = (unfit.length > 0 ? unfit.map(({ address }) => address) : unmarked).map((address) =>
    told.name(address),
  );
  return {
    code: "invalid-program-for-execution",
    title: `not a program: ${names.join(", ")}`,
    facts: { programs: unfit, unmarked },
    words: [
      ...unfit.map(({ address, owner }) => {
        const what = owner === null ? "does not exist" : `belongs to ${told.name(owner)}, which is no loader`;
        return `${told.name(address)} is to run as a program, and ${what}.`;
      }),
      ...(unfit.length === 0 ? unmarked.map((address) => `${told.name(address)} is not marked as executable.`) : []),
      "Put the id of a deployed program there; often program and account were swapped.",
    ],
  };
}

export function explainLoadedTwice(told: Case): Told {
  const keys = told.transaction.message.accountKeys.map(addressFromPubkey);
  const twice = [...new Set(keys.filter((key, i) => keys.indexOf(key) < i))];
  return {
    code: "account-loaded-twice",
    title: "an account stands twice in the message",
    facts: { accounts: twice },
    words: [
      ...twice.map(
        (key) =>
          `${told.name(key)} stands at ${listed(keys.flatMap((other, i) => (other === key ? [String(i)] : [])))}.`,
      ),
      ...(twice.length === 0
        ? ["A lookup table gives an account that the message has already, or that another table gives."]
        : []),
      "A message lists each account once, with all its rights; instructions then name it by its index as often as they like.",
    ],
    fix: { kind: "recompile" },
  };
}

export function explainLocks(told: Case): Told {
  const { accountKeys, addressTableLookups } = told.transaction.message;
  const lookedUp = addressTableLookups.reduce(
    (sum, one) => sum + one.writableIndexes.length + one.readonlyIndexes.length,
    0,
  );
  const count = accountKeys.length + lookedUp;
  return {
    code: "too-many-account-locks",
    title: `too many accounts: ${count} of at most ${MAX_LOCKS}`,
    facts: { count, limit: MAX_LOCKS, lookedUp },
    words: [
      `The transaction has ${count} accounts, of which ${lookedUp} come from lookup tables. It may have ${MAX_LOCKS}, however they get in.`,
      "Spread the work over several transactions.",
    ],
  };
}

export function explainLoadedSize(told: Case): Told {
  const loaded = told.trace.accounts.map(({ address }) => address);
  // Where nothing was paid, the trace has no accounts.
  const addresses = loaded.length > 0 ? loaded : told.transaction.message.accountKeys.map(addressFromPubkey);
  const sizes = addresses
    .map((address) => ({ address, bytes: told.dataOf(address).length }))
    .sort((a, b) => b.bytes - a.bytes);
  const sum = sizes.reduce((total, { bytes }) => total + bytes + ACCOUNT_BYTES, 0);
  return {
    code: "max-loaded-accounts-data-size-exceeded",
    title: "the accounts to load are too large",
    facts: { accounts: sizes, bytes: sum },
    words: [
      `The accounts of the transaction hold ${plural(sum, "byte")}, ${ACCOUNT_BYTES} for each among them; the data of called programs count too. That is more than the transaction allows.`,
      ...sizes.slice(0, 4).map(({ address, bytes }) => `  ${told.name(address)}: ${plural(bytes, "byte")}`),
      `Allow more with SetLoadedAccountsDataSizeLimit of the Compute Budget program, in version 1 in the message: at most ${MAX_LOADED_BYTES}.`,
    ],
    fix: { kind: "loadedAccountsDataSizeLimit", bytes: MAX_LOADED_BYTES },
  };
}

export function explainLoadedSizeLimit(): Told {
  return {
    code: "invalid-loaded-accounts-data-size-limit",
    title: "the limit of loaded accounts data is 0",
    words: [
      "SetLoadedAccountsDataSizeLimit asks for 0 bytes, with which nothing could be loaded.",
      `Ask for what the accounts need, at most ${MAX_LOADED_BYTES} bytes, or leave the instruction out.`,
    ],
    fix: { kind: "loadedAccountsDataSizeLimit", bytes: MAX_LOADED_BYTES },
  };
}

export function explainDuplicate(told: Case): Told {
  const { DuplicateInstruction: index } = told.trace.error as Extract<
    TransactionError,
    { DuplicateInstruction: number }
  >;
  return {
    code: "duplicate-instruction",
    title: `instruction ${index} asks the compute budget for the same thing again`,
    facts: { instruction: index },
    words: [
      `Instruction ${index} is one of the Compute Budget program, and there is another of its kind before it. Each kind may stand once.`,
      "Leave one of them out; wallets and libraries often add one of their own.",
    ],
    fix: { kind: "removeInstructions", indexes: repeated(told, index) },
  };
}

/** The requests of which there is one of the same kind before, those of other kinds too. */
function repeated(told: Case, index: number): number[] {
  const { instructions } = told.transaction.message;
  const budget = instructions[index]!.programIdIndex;
  const requests = instructions.map(({ programIdIndex, data }) => (programIdIndex === budget ? data[0] : undefined));
  return requests.flatMap((tag, i) => (tag !== undefined && requests.indexOf(tag) < i ? [i] : []));
}

export function explainUnbalancedTransaction(told: Case): Told {
  const moves = told.trace.accounts.flatMap(({ address, loaded, after }) => {
    const delta = BigInt(after?.lamports ?? 0) - BigInt(loaded?.lamports ?? 0);
    return delta === 0n ? [] : [{ address, delta: String(delta) }];
  });
  return {
    code: "unbalanced-transaction",
    title: "the lamports of all accounts do not add up",
    facts: { moves },
    words: [
      "The sum of all lamports after the transaction is not the sum before:",
      ...moves.map(({ address, delta }) => `  ${told.name(address)}: ${delta}`),
      "The runtime checks every instruction for this, so that programs cannot cause it: it points to state that was set by hand.",
    ],
  };
}

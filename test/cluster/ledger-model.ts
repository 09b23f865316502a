import { bytesEqual } from "../../src/base/bytes.js";
import { hexEncode } from "../../src/base/hex.js";
import { ACCOUNT_INDEXES, type AccountIndexName } from "../../src/cluster/account-index.js";
import type { Block, BlockTransaction, LedgerTransaction } from "../../src/cluster/block.js";
import type { AccountChanges, Checkpoint, Ledger, SignatureQuery } from "../../src/cluster/ledger.js";
import { tokenKeyOf } from "../../src/cluster/token-index.js";
import type { Pubkey } from "../../src/solana/pubkey.js";
import type { StoredAccount } from "../../src/svm/accounts-store.js";
import { extractMemos } from "../../src/transaction-status/extract-memos.js";
import { ADDRESSES, key, OWNERS, SIGNATURES } from "./ledger-samples.js";

/** A ledger as one would define it, without a thought of speed. */
export class LedgerModel {
  blocks: Block[] = [];
  accounts = new Map<string, readonly [Pubkey, StoredAccount]>();
  checkpoint: Checkpoint | undefined;

  constructor(private readonly maxTransactions: number) {}

  append(block: Block | undefined, changes: AccountChanges, checkpoint: Checkpoint): void {
    if (block !== undefined) this.blocks.push(block);
    this.#change(changes, checkpoint);
    const weight = () => this.blocks.reduce((sum, { transactions }) => sum + Math.max(1, transactions.length), 0);
    while (this.blocks.length > 1 && weight() > this.maxTransactions) this.blocks.shift();
  }

  rewind(changes: AccountChanges, checkpoint: Checkpoint): void {
    this.blocks = this.blocks.filter(({ slot }) => slot <= checkpoint.slot);
    this.#change(changes, checkpoint);
  }

  #change(changes: AccountChanges, checkpoint: Checkpoint): void {
    for (const [key, account] of changes) {
      if (account === undefined) this.accounts.delete(hexEncode(key));
      else this.accounts.set(hexEncode(key), [key, account]);
    }
    this.checkpoint = checkpoint;
  }

  get transactions(): LedgerTransaction[] {
    return this.blocks.flatMap(({ slot, blockTime, transactions }) =>
      transactions.map((entry, index) => ({ ...entry, slot, index, blockTime })),
    );
  }

  transaction(signature: Uint8Array): LedgerTransaction | undefined {
    return this.transactions.findLast(({ transaction }) => bytesEqual(transaction.signatures[0]!, signature));
  }

  /** Agave's `get_confirmed_signatures_for_address2`, step by step, over the blocks. */
  signaturesForAddress(address: Pubkey, { before, until, limit, highestSlot }: SignatureQuery) {
    const known = this.transactions.filter(({ slot }) => slot <= highestSlot);
    const find = (signature: Uint8Array | undefined) => {
      const found = signature === undefined ? undefined : this.transaction(signature);
      return found !== undefined && found.slot <= highestSlot ? found : undefined;
    };
    const first = find(before);
    if (before !== undefined && first === undefined) return [];
    const startSlot = first?.slot ?? highestSlot;
    const last = find(until);
    const isExcludedByBefore = (entry: LedgerTransaction) => entry.slot === first?.slot && entry.index >= first.index;
    const isExcludedByUntil = (entry: LedgerTransaction) => entry.slot === last?.slot && entry.index <= last.index;
    const ofAddress = known.filter((entry) => keysOf(entry).some((found) => bytesEqual(found, address))).reverse();
    const inStartSlot = ofAddress.filter((entry) => entry.slot === startSlot && !isExcludedByBefore(entry));
    const earlier = ofAddress.filter(({ slot }) => slot < startSlot && slot >= (last?.slot ?? 0n));
    return [...inStartSlot, ...earlier]
      .filter((entry) => !isExcludedByUntil(entry))
      .slice(0, limit)
      .map((entry) => ({
        signature: entry.transaction.signatures[0]!,
        slot: entry.slot,
        index: entry.index,
        err: entry.meta.err,
        memo: extractMemos(entry.transaction.message.instructions, keysOf(entry)),
        blockTime: entry.blockTime,
      }));
  }

  keysIn(index: AccountIndexName, group: Pubkey): Pubkey[] {
    const isIn = (account: StoredAccount) => {
      const found = index === "program" ? account.owner : tokenKeyOf(account, index);
      return found !== undefined && bytesEqual(found, group);
    };
    return [...this.accounts.values()].filter(([, account]) => isIn(account)).map(([key]) => key);
  }
}

function keysOf({ transaction, meta }: BlockTransaction): Pubkey[] {
  const { writable, readonly } = meta.loadedAddresses;
  return [...transaction.message.accountKeys, ...writable, ...readonly];
}

/** All that a ledger says, as plain data: of a model and of what it models it is the same. */
export function contentOf(ledger: Ledger | LedgerModel, queries: readonly SignatureQuery[]) {
  const isModel = ledger instanceof LedgerModel;
  const accounts = isModel ? ledger.accounts.values() : ledger.accounts();
  const keysIn = (index: AccountIndexName, group: Pubkey) => {
    if (isModel) return ledger.keysIn(index, group);
    return index === "program" ? ledger.programAccounts(group) : ledger.tokenAccounts(index, group);
  };
  const groups = [...ADDRESSES, ...OWNERS, key(9)];
  return {
    checkpoint: ledger.checkpoint,
    accounts: [...accounts]
      .map(([key, account]) => [hexEncode(key), account] as const)
      .sort(([a], [b]) => (a < b ? -1 : 1)),
    indexes: ACCOUNT_INDEXES.map((index) => groups.map((group) => Array.from(keysIn(index, group), hexEncode).sort())),
    firstSlot: isModel ? ledger.blocks[0]?.slot : ledger.firstSlot,
    blocks: blocksOf(ledger).map((block) => ({ ...block, transactions: block.transactions.map(bare) })),
    transactions: SIGNATURES.map((signature) => placed(ledger.transaction(signature))),
    signatures: [...ADDRESSES, key(40)].map((address) =>
      queries.map((query) => ledger.signaturesForAddress(address, query)),
    ),
  };
}

const LAST_SLOT = 0xffff_ffff_ffff_ffffn;

function blocksOf(ledger: Ledger | LedgerModel): Block[] {
  if (ledger instanceof LedgerModel) return ledger.blocks;
  return ledger.slots(0n, LAST_SLOT, Number.POSITIVE_INFINITY).map((slot) => ledger.block(slot)!);
}

/** What may be of a class with getters, as an object. */
function bare({ transaction, meta, trace }: BlockTransaction) {
  return { transaction, meta, trace };
}

function placed(entry: LedgerTransaction | undefined) {
  if (entry === undefined) return undefined;
  const { slot, index, blockTime } = entry;
  return { ...bare(entry), slot, index, blockTime };
}

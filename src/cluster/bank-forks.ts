import type { Pubkey } from "../solana/pubkey.js";
import { PubkeyMap } from "../solana/pubkey-map.js";
import type { AccountsBefore, StoredAccount } from "../svm/accounts-store.js";
import type { Bank } from "../svm/bank.js";
import type { Svm } from "../svm/svm.js";
import { readSysvar } from "../svm/sysvar-access.js";
import { bankHash } from "./bank-hash.js";
import type { Block } from "./block.js";
import { cloneLayers, type ForksState } from "./cluster-snapshot.js";
import { type FrozenFacts, FrozenSlot } from "./frozen-slot.js";
import type { Layer } from "./layers.js";
import type { AccountChanges, Checkpoint, Ledger } from "./ledger.js";
import { tick } from "./poh.js";
import { endSlot } from "./slot-end.js";
import { startSlot } from "./slot-start.js";
import { WorkingSlot } from "./working-slot.js";

/**
 * The slots of a cluster on one VM: the working one, and views of those before it as far back as they are asked for. Named
 * after Agave's BankForks, of which there is one fork here.
 */
export class BankForks {
  /** Complete slots that are not older than the finalized one; oldest first. */
  #slots: FrozenSlot[] = [];
  /** What the slots after the finalized one changed, the working one last. */
  #layers: Layer[] = [];
  #working!: WorkingSlot;
  #transactionCount = 0n;
  #capitalization: bigint;
  /** Since the first snapshot: keys that changed, slot by slot. */
  #changedKeys: Pubkey[][] | undefined;

  constructor(
    readonly svm: Svm,
    private readonly ledger: Ledger,
  ) {
    this.#capitalization = lamportsOfAll(this.bank);
  }

  get bank(): Bank {
    return this.svm.bank;
  }

  get working(): WorkingSlot {
    return this.#working;
  }

  /** The latest complete slot. */
  get latest(): FrozenFacts {
    return this.#slots.at(-1)!.facts;
  }

  /** The oldest complete slot that is still known. */
  get oldest(): FrozenSlot {
    return this.#slots[0]!;
  }

  at(slot: bigint): FrozenSlot | undefined {
    return this.#slots.findLast((frozen) => frozen.slot === slot);
  }

  /** The complete slots up to one, oldest first. */
  upTo(slot: bigint): readonly FrozenSlot[] {
    return this.#slots.filter((frozen) => frozen.slot <= slot);
  }

  /** Slot 0, complete; nothing has begun. */
  addGenesis(): Block {
    const { latest } = this.bank.blockhashes;
    const facts: FrozenFacts = {
      slot: 0n,
      parentSlot: 0n,
      blockHeight: 0n,
      blockhash: latest,
      bankHash: latest,
      blockhashes: [latest],
      statusCount: 0,
      transactionCount: 0n,
      capitalization: this.#capitalization,
    };
    this.#add(facts);
    return this.#block(facts, new Uint8Array(32), [], []);
  }

  /** The slot of a checkpoint, complete; nothing has begun. The accounts are those of the checkpoint already. */
  addCheckpoint({ slot, blockHeight, bankHash: hash, blockhashes, transactionCount }: Checkpoint): void {
    this.#transactionCount = transactionCount;
    this.#capitalization = lamportsOfAll(this.bank);
    this.#add({
      slot,
      parentSlot: this.ledger.block(slot)?.parentSlot ?? slot,
      blockHeight,
      blockhash: blockhashes.at(-1)!,
      bankHash: hash,
      blockhashes,
      statusCount: this.bank.statuses.count,
      transactionCount,
      capitalization: this.#capitalization,
    });
  }

  #add(facts: FrozenFacts): void {
    this.#slots.push(new FrozenSlot(facts, this.bank, this.ledger, () => this.#layersAfter(facts.slot)));
  }

  #layersAfter(slot: bigint): readonly Layer[] {
    let first = this.#layers.length;
    while (first > 0 && this.#layers[first - 1]!.slot > slot) first--;
    return first === 0 ? this.#layers : this.#layers.slice(first);
  }

  /** Begins a slot after the latest complete one. */
  begin(slot: bigint, unixTimestamp: bigint): void {
    const { latest, bank } = this;
    const layer: Layer = { slot, before: new PubkeyMap() };
    this.#layers.push(layer);
    bank.accounts.watch = layer.before;
    this.#working = new WorkingSlot(slot, layer, latest.blockhash);
    startSlot(bank, latest, slot, unixTimestamp);
  }

  /** Ends the working slot; its block, and the accounts that it changed. */
  freeze(leader: Pubkey): { readonly block: Block; readonly changes: AccountChanges } {
    const { working, latest: parent, bank } = this;
    const blockhash = tick(working.entryHash);
    const rewards = endSlot(bank, working.slot, blockhash, working.fees, leader);
    const changes = this.#changesOf(working.layer.before);
    const { transactions } = working;
    this.#transactionCount += BigInt(transactions.length);
    const facts: FrozenFacts = {
      slot: working.slot,
      parentSlot: parent.slot,
      blockHeight: parent.blockHeight + 1n,
      blockhash,
      bankHash: bankHash(parent.bankHash, working.signatureCount, blockhash, changes),
      blockhashes: bank.blockhashes.recent(Number.MAX_SAFE_INTEGER).reverse(),
      statusCount: bank.statuses.count,
      transactionCount: this.#transactionCount,
      capitalization: this.#capitalization,
    };
    this.#add(facts);
    return { block: this.#block(facts, parent.blockhash, transactions, rewards), changes };
  }

  /** What is kept of a slot for good: not what only later slots need of it. */
  #block(
    { slot, parentSlot, blockHeight, blockhash, bankHash: hash }: FrozenFacts,
    previousBlockhash: Uint8Array,
    transactions: Block["transactions"],
    rewards: Block["rewards"],
  ): Block {
    const blockTime = readSysvar(this.bank, "clock").unixTimestamp;
    const links = { slot, parentSlot, blockHeight, blockhash, previousBlockhash, bankHash: hash };
    return { ...links, blockTime, transactions, rewards };
  }

  /** What accounts are now that were watched; the lamports that came or went are counted. */
  #changesOf(before: AccountsBefore): AccountChanges {
    const changes: [Pubkey, StoredAccount | undefined][] = [];
    for (const [key, { account }] of before) {
      const now = this.bank.accounts.get(key);
      this.#capitalization += (now?.lamports ?? 0n) - (account?.lamports ?? 0n);
      if (now !== account) changes.push([key, now]);
    }
    this.#changedKeys?.push(changes.map(([key]) => key));
    return changes;
  }

  /** Does something to the VM that every view shall show; `tell` hears what it changed, also if it throws half-way. */
  change(action: (svm: Svm) => void, tell: (changes: AccountChanges) => void): void {
    const { accounts } = this.bank;
    const before: AccountsBefore = new PubkeyMap();
    accounts.watch = before;
    try {
      action(this.svm);
    } finally {
      accounts.watch = this.#working.layer.before;
      tell(this.#adopt(before));
    }
  }

  #adopt(before: AccountsBefore): AccountChanges {
    const capitalization = this.#capitalization;
    const changes = this.#changesOf(before);
    for (const [key] of changes) for (const layer of this.#layers) layer.before.delete(key);
    for (const frozen of this.#slots) frozen.hostChanged(this.#capitalization - capitalization);
    return changes;
  }

  /** Forgets what was before a slot. */
  dropBefore(slot: bigint): void {
    const kept = this.#slots.findIndex((frozen) => frozen.slot >= slot);
    this.#slots.splice(0, kept);
    const layers = this.#layers.findIndex((layer) => layer.slot > slot);
    this.#layers.splice(0, layers);
  }

  snapshot(): ForksState {
    this.#changedKeys ??= [];
    const layers = cloneLayers(this.#layers);
    return {
      vm: this.svm.snapshot(),
      slots: [...this.#slots],
      capitalizations: this.#slots.map(({ capitalization }) => capitalization),
      layers,
      working: this.#working.clone(layers.at(-1)!),
      transactionCount: this.#transactionCount,
      capitalization: this.#capitalization,
      changeCount: this.#changedKeys.length,
    };
  }

  /** Goes back; the keys of accounts that may differ from before. Throws `unknown-snapshot`. */
  revert(state: ForksState): readonly Pubkey[] {
    const workingKeys = [...this.#working.changedKeys()];
    this.svm.revert(state.vm);
    const changedKeys = this.#changedKeys?.splice(state.changeCount) ?? [];
    this.#slots = [...state.slots];
    state.slots.forEach((frozen, i) => {
      frozen.hostChanged(state.capitalizations[i]! - frozen.capitalization);
    });
    this.#layers = cloneLayers(state.layers);
    this.#working = state.working.clone(this.#layers.at(-1)!);
    this.bank.accounts.watch = this.#working.layer.before;
    this.#transactionCount = state.transactionCount;
    this.#capitalization = state.capitalization;
    return [...changedKeys.flat(), ...workingKeys];
  }
}

function lamportsOfAll({ accounts }: Bank): bigint {
  let sum = 0n;
  for (const [, { lamports }] of accounts.entries()) sum += lamports;
  return sum;
}

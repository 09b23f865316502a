import { getAssociatedTokenAddressSync, TOKEN_PROGRAM_ID } from "@solana/spl-token";
import { type AccountMeta, PublicKey, SystemProgram } from "@solana/web3.js";
import { anchorInstruction, readonly, signer, writable, writableSigner } from "../support/web3-anchor.js";

/** A strategy, and the accounts that it alone knows the meaning of. */
export interface StrategyKeys {
  readonly program: PublicKey;
  readonly place: number;
  readonly own: readonly AccountMeta[];
}

/** The same with web3.js v1: the aggregator of a manager for a mint. */
export class Aggregator {
  readonly address: PublicKey;
  readonly treasury: PublicKey;

  constructor(
    private readonly programId: PublicKey,
    private readonly manager: PublicKey,
    private readonly mint: PublicKey,
  ) {
    this.address = this.#derive("aggregator", manager.toBytes(), mint.toBytes());
    this.treasury = getAssociatedTokenAddressSync(mint, this.address, true);
  }

  create() {
    return anchorInstruction(this.programId, "create_aggregator", [
      writable(this.address),
      readonly(this.mint),
      readonly(this.treasury),
      writableSigner(this.manager),
      readonly(SystemProgram.programId),
    ]);
  }

  addStrategy(program: PublicKey, place: number, weight: number, ownAccounts: number) {
    const keys = [writable(this.address), readonly(program), signer(this.manager)];
    const args = Uint8Array.of(place, weight & 255, weight >> 8, ownAccounts);
    return anchorInstruction(this.programId, "add_strategy", keys, args);
  }

  retireStrategy(place: number) {
    const keys = [writable(this.address), signer(this.manager)];
    return anchorInstruction(this.programId, "retire_strategy", keys, Uint8Array.of(place));
  }

  openPosition(owner: PublicKey) {
    return anchorInstruction(this.programId, "open_position", [
      writable(this.#derive("position", this.address.toBytes(), owner.toBytes())),
      readonly(this.address),
      writableSigner(owner),
      readonly(SystemProgram.programId),
    ]);
  }

  harvest(strategies: readonly StrategyKeys[]) {
    return anchorInstruction(this.programId, "harvest", [...this.#treasuryKeys(), ...this.#rest(strategies)]);
  }

  deposit(strategies: readonly StrategyKeys[], owner: PublicKey, amount: bigint, minimumShares = 0n) {
    const keys = [...this.#ownerKeys(owner), ...this.#rest(strategies)];
    return anchorInstruction(this.programId, "deposit", keys, amount, minimumShares);
  }

  withdraw(strategies: readonly StrategyKeys[], owner: PublicKey, shares: bigint, minimumAmount = 0n) {
    const keys = [...this.#ownerKeys(owner), ...this.#rest(strategies)];
    return anchorInstruction(this.programId, "withdraw", keys, shares, minimumAmount);
  }

  #treasuryKeys() {
    return [writable(this.address), writable(this.treasury), readonly(TOKEN_PROGRAM_ID)];
  }

  #ownerKeys(owner: PublicKey) {
    return [
      ...this.#treasuryKeys(),
      writable(this.#derive("position", this.address.toBytes(), owner.toBytes())),
      writable(getAssociatedTokenAddressSync(this.mint, owner)),
      signer(owner),
    ];
  }

  #rest(strategies: readonly StrategyKeys[]): AccountMeta[] {
    return strategies.flatMap(({ program, place, own }) => {
      const hand = this.#derive("hand", this.address.toBytes(), Uint8Array.of(place));
      const purse = getAssociatedTokenAddressSync(this.mint, hand, true);
      return [readonly(program), readonly(hand), writable(purse), ...own];
    });
  }

  #derive(...[seed, ...rest]: [string, ...Uint8Array[]]): PublicKey {
    return PublicKey.findProgramAddressSync([Buffer.from(seed), ...rest], this.programId)[0];
  }
}

import { getAssociatedTokenAddressSync, TOKEN_PROGRAM_ID } from "@solana/spl-token";
import { PublicKey, SystemProgram } from "@solana/web3.js";
import { anchorInstruction, readonly, signer, writable, writableSigner } from "../support/web3-anchor.js";

/** The same with web3.js v1: a market of somebody's, by its number. */
export class Market {
  readonly address: PublicKey;
  readonly pot: PublicKey;

  constructor(
    private readonly programId: PublicKey,
    private readonly creator: PublicKey,
    private readonly id: bigint,
    private readonly mint: PublicKey,
  ) {
    const number = Buffer.alloc(8);
    number.writeBigUInt64LE(id);
    this.address = this.#derive("market", creator.toBytes(), number);
    this.pot = getAssociatedTokenAddressSync(mint, this.address, true);
  }

  create(authority: PublicKey, outcomes: number, closeSlot: bigint, voidSlot: bigint) {
    const keys = [
      writable(this.address),
      readonly(this.mint),
      readonly(this.pot),
      readonly(authority),
      writableSigner(this.creator),
      readonly(SystemProgram.programId),
    ];
    const args = [this.id, Uint8Array.of(outcomes), closeSlot, voidSlot];
    return anchorInstruction(this.programId, "create_market", keys, ...args);
  }

  openStake(owner: PublicKey) {
    return anchorInstruction(this.programId, "open_stake", [
      writable(this.#stake(owner)),
      readonly(this.address),
      writableSigner(owner),
      readonly(SystemProgram.programId),
    ]);
  }

  placeStake(owner: PublicKey, outcome: number, amount: bigint) {
    const keys = [
      writable(this.address),
      writable(this.pot),
      writable(this.#stake(owner)),
      writable(getAssociatedTokenAddressSync(this.mint, owner)),
      signer(owner),
      readonly(TOKEN_PROGRAM_ID),
    ];
    return anchorInstruction(this.programId, "place_stake", keys, Uint8Array.of(outcome), amount);
  }

  resolve(authority: PublicKey, outcome: number) {
    const keys = [writable(this.address), signer(authority)];
    return anchorInstruction(this.programId, "resolve", keys, Uint8Array.of(outcome));
  }

  makeVoid() {
    return anchorInstruction(this.programId, "make_void", [writable(this.address)]);
  }

  claim(owner: PublicKey) {
    return anchorInstruction(this.programId, "claim", [
      readonly(this.address),
      writable(this.pot),
      writable(this.#stake(owner)),
      writable(getAssociatedTokenAddressSync(this.mint, owner)),
      writableSigner(owner),
      readonly(TOKEN_PROGRAM_ID),
    ]);
  }

  #stake(owner: PublicKey): PublicKey {
    return this.#derive("stake", this.address.toBytes(), owner.toBytes());
  }

  #derive(...[seed, ...rest]: [string, ...Uint8Array[]]): PublicKey {
    return PublicKey.findProgramAddressSync([Buffer.from(seed), ...rest], this.programId)[0];
  }
}

import { getAssociatedTokenAddressSync, TOKEN_PROGRAM_ID } from "@solana/spl-token";
import { PublicKey, SystemProgram } from "@solana/web3.js";
import { anchorInstruction, readonly, signer, writable, writableSigner } from "../support/web3-anchor.js";

/** The same with web3.js v1: the pool of two mints. */
export class Pool {
  readonly address: PublicKey;
  readonly vaultA: PublicKey;
  readonly vaultB: PublicKey;

  constructor(
    private readonly programId: PublicKey,
    private readonly mintA: PublicKey,
    private readonly mintB: PublicKey,
  ) {
    this.address = this.#derive("pool", mintA, mintB);
    this.vaultA = getAssociatedTokenAddressSync(mintA, this.address, true);
    this.vaultB = getAssociatedTokenAddressSync(mintB, this.address, true);
  }

  create(creator: PublicKey) {
    return anchorInstruction(this.programId, "create_pool", [
      writable(this.address),
      readonly(this.mintA),
      readonly(this.mintB),
      readonly(this.vaultA),
      readonly(this.vaultB),
      writableSigner(creator),
      readonly(SystemProgram.programId),
    ]);
  }

  openPosition(owner: PublicKey) {
    return anchorInstruction(this.programId, "open_position", [
      writable(this.#derive("position", this.address, owner)),
      readonly(this.address),
      writableSigner(owner),
      readonly(SystemProgram.programId),
    ]);
  }

  deposit(owner: PublicKey, maximumA: bigint, maximumB: bigint, minimumShares: bigint) {
    const keys = this.#liquidityKeys(owner);
    return anchorInstruction(this.programId, "deposit", keys, maximumA, maximumB, minimumShares);
  }

  withdraw(owner: PublicKey, shares: bigint, minimumA: bigint, minimumB: bigint) {
    return anchorInstruction(this.programId, "withdraw", this.#liquidityKeys(owner), shares, minimumA, minimumB);
  }

  swap(user: PublicKey, aToB: boolean, amountIn: bigint, minimumOut: bigint) {
    const keys = [...this.#movingKeys(user), signer(user)];
    return anchorInstruction(this.programId, "swap", keys, Uint8Array.of(Number(aToB)), amountIn, minimumOut);
  }

  #liquidityKeys(owner: PublicKey) {
    const position = this.#derive("position", this.address, owner);
    return [...this.#movingKeys(owner), writable(position), signer(owner)];
  }

  #movingKeys(user: PublicKey) {
    return [
      writable(this.address),
      writable(this.vaultA),
      writable(this.vaultB),
      writable(getAssociatedTokenAddressSync(this.mintA, user)),
      writable(getAssociatedTokenAddressSync(this.mintB, user)),
      readonly(TOKEN_PROGRAM_ID),
    ];
  }

  #derive(seed: string, ...keys: PublicKey[]): PublicKey {
    const seeds = [Buffer.from(seed), ...keys.map((key) => key.toBytes())];
    return PublicKey.findProgramAddressSync(seeds, this.programId)[0];
  }
}

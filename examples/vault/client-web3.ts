import { getAssociatedTokenAddressSync, TOKEN_PROGRAM_ID } from "@solana/spl-token";
import { PublicKey, SystemProgram } from "@solana/web3.js";
import { anchorInstruction, readonly, signer, writable, writableSigner } from "../support/web3-anchor.js";

/** The same with web3.js v1: the vault of a mint. */
export class Vault {
  readonly address: PublicKey;
  readonly tokens: PublicKey;

  constructor(
    private readonly programId: PublicKey,
    private readonly mint: PublicKey,
  ) {
    this.address = this.#derive("vault", mint);
    this.tokens = getAssociatedTokenAddressSync(mint, this.address, true);
  }

  create(payer: PublicKey) {
    return anchorInstruction(this.programId, "create_vault", [
      writable(this.address),
      readonly(this.mint),
      readonly(this.tokens),
      writableSigner(payer),
      readonly(SystemProgram.programId),
    ]);
  }

  openPosition(owner: PublicKey, payer: PublicKey) {
    return anchorInstruction(this.programId, "open_position", [
      writable(this.#derive("position", this.address, owner)),
      readonly(this.address),
      readonly(owner),
      writableSigner(payer),
      readonly(SystemProgram.programId),
    ]);
  }

  deposit(owner: PublicKey, amount: bigint, minimumShares = 0n) {
    return anchorInstruction(this.programId, "deposit", this.#movingKeys(owner), amount, minimumShares);
  }

  withdraw(owner: PublicKey, shares: bigint, minimumAmount = 0n) {
    return anchorInstruction(this.programId, "withdraw", this.#movingKeys(owner), shares, minimumAmount);
  }

  closePosition(owner: PublicKey) {
    const position = this.#derive("position", this.address, owner);
    return anchorInstruction(this.programId, "close_position", [writable(position), writableSigner(owner)]);
  }

  #movingKeys(owner: PublicKey) {
    return [
      writable(this.address),
      writable(this.tokens),
      writable(this.#derive("position", this.address, owner)),
      writable(getAssociatedTokenAddressSync(this.mint, owner)),
      signer(owner),
      readonly(TOKEN_PROGRAM_ID),
    ];
  }

  #derive(seed: string, ...keys: PublicKey[]): PublicKey {
    const seeds = [Buffer.from(seed), ...keys.map((key) => key.toBytes())];
    return PublicKey.findProgramAddressSync(seeds, this.programId)[0];
  }
}

import type { Address, Instruction } from "@solana/kit";
import { getTransferInstruction } from "@solana-program/token";
import type { Program } from "callgate/program";
import type { Stage } from "../support/stage.js";
import { giveTokens, makeMint } from "../support/tokens.js";
import { createEscrow, ESCROW_PROGRAM, findEscrow2 } from "./client.js";
import { escrow, TRANSFER_ONE_TOKEN_FROM_ESCROW, TRANSFER_ONE_TOKEN_FROM_ESCROW2 } from "./program.js";

/** Alice with 10 tokens, and both escrows with token accounts. */
export async function scene(stage: Stage, program: Program = escrow) {
  stage.program("escrow program", program, nameOf, ESCROW_PROGRAM);
  const [alice, issuer] = await Promise.all([stage.person("Alice"), stage.person("Issuer")]);
  const [address, [address2, bump2]] = await Promise.all([createEscrow("escrow"), findEscrow2()]);
  stage.name(address, "escrow");
  stage.name(address2, "escrow2");
  const mint = await makeMint(stage, "Coin", issuer);
  const alices = await giveTokens(stage, mint, alice.address, 10n);
  const escrowed = await giveTokens(stage, mint, address);
  const escrowed2 = await giveTokens(stage, mint, address2);
  return {
    ...{ stage, svm: stage.svm, alice, issuer, mint, alices, escrowed, escrowed2, address, address2, bump2 },
    transfer: { mint: mint.address, to: alices },
    /** `token_instruction::transfer(&alice_pubkey, &escrow_pubkey, 1)` */
    deposit: (destination: Address, amount: bigint): Instruction =>
      getTransferInstruction({ source: alices, destination, authority: alice, amount }),
  };
}

function nameOf([tag]: Uint8Array): string {
  if (tag === TRANSFER_ONE_TOKEN_FROM_ESCROW) return "transferOneTokenFromEscrow";
  return tag === TRANSFER_ONE_TOKEN_FROM_ESCROW2
    ? "transferOneTokenFromEscrow2"
    : "transferOneTokenFromEscrow2WithBump";
}

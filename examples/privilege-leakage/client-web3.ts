import { type AccountMeta, PublicKey, SystemProgram } from "@solana/web3.js";
import { web3Instruction } from "../support/instructions.js";
import type { Club } from "./program.js";

/** The same with web3.js v1. */
export function clubClient(club: Club, programId: PublicKey) {
  const id = programId.toBytes();
  const keysOf = (member: PublicKey) => ({ card: findCard(programId, member).toBytes(), member: member.toBytes() });
  const visit =
    (name: "visit" | "visitLeaky") =>
    (member: PublicKey, plugin: PublicKey, more: AccountMeta[] = []) => {
      const keys = { ...keysOf(member), plugin: plugin.toBytes() };
      const instruction = web3Instruction(club.cpi[name].instruction(id, keys));
      instruction.keys.push(...more);
      return instruction;
    };
  return {
    join(member: PublicKey) {
      const keys = { ...keysOf(member), systemProgram: SystemProgram.programId.toBytes() };
      return web3Instruction(club.cpi.join.instruction(id, keys));
    },
    visitLeaky: visit("visitLeaky"),
    visit: visit("visit"),
    visitPartner(member: PublicKey, partner: PublicKey) {
      return web3Instruction(club.cpi.visitPartner.instruction(id, { ...keysOf(member), partner: partner.toBytes() }));
    },
  };
}

function findCard(programId: PublicKey, member: PublicKey): PublicKey {
  return PublicKey.findProgramAddressSync([Buffer.from("card"), member.toBytes()], programId)[0];
}

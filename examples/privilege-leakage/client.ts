import {
  type Address,
  getAddressEncoder,
  getProgramDerivedAddress,
  type Instruction,
  type ProgramDerivedAddress,
  type TransactionSigner,
} from "@solana/kit";
import { SYSTEM_PROGRAM_ADDRESS } from "@solana-program/system";
import { pubkey } from "callgate/program";
import { keysOf, kitInstruction } from "../support/instructions.js";
import { readonly, writable } from "../support/metas.js";
import type { Club } from "./program.js";

interface Visit {
  readonly member: TransactionSigner;
  /** The program that is told. */
  readonly plugin: Address;
  /** What it asks for beside the member and the card. */
  readonly more?: readonly Address[];
}

/** Instructions of a club at an address. */
export function clubClient(club: Club, programAddress: Address) {
  const id = pubkey(programAddress);
  const visit =
    (name: "visit" | "visitLeaky") =>
    async ({ member, plugin, more = [] }: Visit): Promise<Instruction> => {
      const [card] = await findCard(programAddress, member.address);
      const keys = keysOf({ card, member: member.address, plugin });
      const { accounts = [], ...instruction } = kitInstruction(club.cpi[name].instruction(id, keys), [member]);
      const [recipient, ...others] = more;
      const rest = recipient === undefined ? [] : [writable(recipient), ...others.map(readonly)];
      return { ...instruction, accounts: [...accounts, ...rest] };
    };
  return {
    async join({ member }: { member: TransactionSigner }): Promise<Instruction> {
      const [card] = await findCard(programAddress, member.address);
      const keys = keysOf({ card, member: member.address, systemProgram: SYSTEM_PROGRAM_ADDRESS });
      return kitInstruction(club.cpi.join.instruction(id, keys), [member]);
    },
    visitLeaky: visit("visitLeaky"),
    visit: visit("visit"),
    async visitPartner({ member, partner }: { member: TransactionSigner; partner: Address }): Promise<Instruction> {
      const [card] = await findCard(programAddress, member.address);
      const keys = keysOf({ card, member: member.address, partner });
      return kitInstruction(club.cpi.visitPartner.instruction(id, keys), [member]);
    },
  };
}

/** Where somebody's card is. */
export function findCard(programAddress: Address, member: Address): Promise<ProgramDerivedAddress> {
  return getProgramDerivedAddress({ programAddress, seeds: ["card", getAddressEncoder().encode(member)] });
}

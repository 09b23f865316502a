import {
  type Address,
  getAddressEncoder,
  getProgramDerivedAddress,
  type Instruction,
  type TransactionSigner,
} from "@solana/kit";
import { ASSOCIATED_TOKEN_PROGRAM_ID, pubkey, SYSTEM_PROGRAM_ID, TOKEN_PROGRAM_ID } from "callgate/program";
import { kitInstruction } from "../support/instructions.js";
import { findProgramMint, tokenAddress } from "../support/tokens.js";
import { studentIntro } from "./program.js";

/** What a student says. */
export interface Introduction {
  readonly name: string;
  readonly message: string;
}

const programs = { systemProgram: SYSTEM_PROGRAM_ID, tokenProgram: TOKEN_PROGRAM_ID };

/** Introduces the student, who gets 10 tokens. */
export async function initUserInput(
  programAddress: Address,
  student: TransactionSigner,
  introduction: Introduction,
): Promise<Instruction> {
  const { tokenMint, mintAuth } = await findProgramMint(programAddress);
  const accounts = {
    student: pubkey(student.address),
    intro: pubkey(await findIntro(programAddress, student.address)),
    tokenMint: pubkey(tokenMint),
    mintAuth: pubkey(mintAuth),
    studentAta: pubkey(await tokenAddress(tokenMint, student.address)),
    associatedTokenProgram: ASSOCIATED_TOKEN_PROGRAM_ID,
    ...programs,
  };
  return kitInstruction(
    studentIntro.cpi.initUserInput.instruction(pubkey(programAddress), accounts, { ...introduction }),
    [student],
  );
}

/** Changes the student's message; the name stays. */
export async function updateStudentIntro(
  programAddress: Address,
  student: TransactionSigner,
  introduction: Introduction,
): Promise<Instruction> {
  const accounts = {
    student: pubkey(student.address),
    intro: pubkey(await findIntro(programAddress, student.address)),
  };
  return kitInstruction(
    studentIntro.cpi.updateStudentIntro.instruction(pubkey(programAddress), accounts, { ...introduction }),
    [student],
  );
}

/** Makes the mint of the program's token. */
export async function initializeMint(programAddress: Address, initializer: TransactionSigner): Promise<Instruction> {
  const { tokenMint, mintAuth } = await findProgramMint(programAddress);
  const accounts = {
    initializer: pubkey(initializer.address),
    tokenMint: pubkey(tokenMint),
    mintAuth: pubkey(mintAuth),
    ...programs,
  };
  return kitInstruction(studentIntro.cpi.initializeMint.instruction(pubkey(programAddress), accounts), [initializer]);
}

/** Where a student's introduction lies. */
export async function findIntro(programAddress: Address, student: Address): Promise<Address> {
  const seeds = [getAddressEncoder().encode(student)];
  return (await getProgramDerivedAddress({ programAddress, seeds }))[0];
}

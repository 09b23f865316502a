import {
  AccountRole,
  appendTransactionMessageInstructions,
  type Blockhash,
  compileTransaction,
  compressTransactionMessageUsingAddressLookupTables,
  createTransactionMessage,
  getTransactionEncoder,
  type Instruction as KitInstruction,
  setTransactionMessageConfig,
  setTransactionMessageFeePayer,
  setTransactionMessageLifetimeUsingBlockhash,
} from "@solana/kit";
import type { Instruction } from "../../../src/solana/instruction.js";
import type { CompileInput } from "../../../src/solana/message/compile.js";
import { addressFromPubkey } from "../../../src/solana/pubkey.js";

const ROLES = [AccountRole.READONLY, AccountRole.WRITABLE, AccountRole.READONLY_SIGNER, AccountRole.WRITABLE_SIGNER];

function kitInstruction({ programId, accounts, data }: Instruction): KitInstruction {
  return {
    programAddress: addressFromPubkey(programId),
    accounts: accounts.map(({ pubkey, isSigner, isWritable }) => ({
      address: addressFromPubkey(pubkey),
      role: ROLES[(isSigner ? 2 : 0) + (isWritable ? 1 : 0)],
    })),
    data,
  };
}

/** The unsigned wire transaction that Kit makes of the same input. */
export function compileWithKit(input: CompileInput): Uint8Array {
  const lifetime = {
    blockhash: addressFromPubkey(input.blockhash) as string as Blockhash,
    lastValidBlockHeight: 1n,
  };
  const feePayer = addressFromPubkey(input.feePayer);
  const instructions = input.instructions.map(kitInstruction);
  // Kit's types follow the version through every step; the steps are the same.
  // biome-ignore lint/suspicious/noExplicitAny: see above
  let message: any = createTransactionMessage({ version: (input.version ?? "legacy") as 0 });
  message = setTransactionMessageFeePayer(feePayer, message);
  message = setTransactionMessageLifetimeUsingBlockhash(lifetime, message);
  message = appendTransactionMessageInstructions(instructions, message);
  if (input.version === 0 && input.lookupTables !== undefined) {
    const tables = input.lookupTables.map(({ key, addresses }) => [
      addressFromPubkey(key),
      addresses.map(addressFromPubkey),
    ]);
    message = compressTransactionMessageUsingAddressLookupTables(message, Object.fromEntries(tables));
  }
  if (input.version === 1 && input.config !== undefined) message = setTransactionMessageConfig(input.config, message);
  return new Uint8Array(getTransactionEncoder().encode(compileTransaction(message)));
}

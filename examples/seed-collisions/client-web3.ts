import { PublicKey, SystemProgram, TransactionInstruction } from "@solana/web3.js";
import type { Name } from "./client.js";
import { PAY, REGISTER } from "./program.js";
import type { Scheme } from "./schemes.js";

/** The same with web3.js v1. */
export function registryClient(scheme: Scheme, programId: PublicKey) {
  const findRecord = ({ space, name }: Name) => PublicKey.findProgramAddressSync(scheme(space, name), programId)[0];
  const system = { pubkey: SystemProgram.programId, isSigner: false, isWritable: false };
  return {
    findRecord,
    register(holder: PublicKey, of: Name) {
      const keys = [
        { pubkey: holder, isSigner: true, isWritable: true },
        { pubkey: findRecord(of), isSigner: false, isWritable: true },
        system,
      ];
      const data = Buffer.concat([Buffer.of(REGISTER), string(of.space), string(of.name)]);
      return new TransactionInstruction({ programId, keys, data });
    },
    pay(payer: PublicKey, holder: PublicKey, of: Name, lamports: bigint) {
      const keys = [
        { pubkey: payer, isSigner: true, isWritable: true },
        { pubkey: findRecord(of), isSigner: false, isWritable: false },
        { pubkey: holder, isSigner: false, isWritable: true },
        system,
      ];
      const data = Buffer.concat([Buffer.of(PAY), string(of.space), string(of.name), u64(lamports)]);
      return new TransactionInstruction({ programId, keys, data });
    },
  };
}

function string(text: string): Buffer {
  const bytes = Buffer.from(text);
  const length = Buffer.alloc(4);
  length.writeUInt32LE(bytes.length);
  return Buffer.concat([length, bytes]);
}

function u64(value: bigint): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64LE(value);
  return bytes;
}

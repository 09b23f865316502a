import {
  type AccountMeta,
  PublicKey,
  SYSVAR_CLOCK_PUBKEY,
  SYSVAR_RENT_PUBKEY,
  SystemProgram,
  TransactionInstruction,
} from "@solana/web3.js";

/** The upgradeable loader's instructions as the CLIs send them (solana-loader-v3-interface, `UpgradeableLoaderInstruction`). */
export const LOADER_V3 = new PublicKey("BPFLoaderUpgradeab1e11111111111111111111111");

/** Bytes of the loader's own before a program's: of a buffer, of a program account, of its data. */
export const BUFFER_HEADER_BYTES = 37;
export const PROGRAM_BYTES = 36;
export const PROGRAM_DATA_HEADER_BYTES = 45;

export const programDataAddress = (program: PublicKey) =>
  PublicKey.findProgramAddressSync([program.toBytes()], LOADER_V3)[0];

const readonly = (pubkey: PublicKey): AccountMeta => ({ pubkey, isSigner: false, isWritable: false });
const writable = (pubkey: PublicKey): AccountMeta => ({ pubkey, isSigner: false, isWritable: true });
const signer = (pubkey: PublicKey): AccountMeta => ({ pubkey, isSigner: true, isWritable: false });
const writableSigner = (pubkey: PublicKey): AccountMeta => ({ pubkey, isSigner: true, isWritable: true });

function instruction(variant: number, keys: AccountMeta[], ...fields: readonly Buffer[]): TransactionInstruction {
  return new TransactionInstruction({ programId: LOADER_V3, keys, data: Buffer.concat([u32(variant), ...fields]) });
}

function u32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
}

function u64(value: number): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64LE(BigInt(value));
  return bytes;
}

export const initializeBuffer = (buffer: PublicKey, authority: PublicKey) =>
  instruction(0, [writable(buffer), readonly(authority)]);

export const write = (buffer: PublicKey, authority: PublicKey, offset: number, bytes: Uint8Array) =>
  instruction(1, [writable(buffer), signer(authority)], u32(offset), u64(bytes.length), Buffer.from(bytes));

export interface Deployment {
  readonly payer: PublicKey;
  readonly program: PublicKey;
  readonly buffer: PublicKey;
  readonly authority: PublicKey;
  readonly maxDataLength: number;
}

export const deployWithMaxDataLen = ({ payer, program, buffer, authority, maxDataLength }: Deployment) =>
  instruction(
    2,
    [
      writableSigner(payer),
      writable(programDataAddress(program)),
      writable(program),
      writable(buffer),
      readonly(SYSVAR_RENT_PUBKEY),
      readonly(SYSVAR_CLOCK_PUBKEY),
      readonly(SystemProgram.programId),
      signer(authority),
    ],
    u64(maxDataLength),
  );

export const upgrade = (program: PublicKey, buffer: PublicKey, authority: PublicKey, spill: PublicKey) =>
  instruction(3, [
    writable(programDataAddress(program)),
    writable(program),
    writable(buffer),
    writable(spill),
    readonly(SYSVAR_RENT_PUBKEY),
    readonly(SYSVAR_CLOCK_PUBKEY),
    signer(authority),
  ]);

/** Of a buffer or of a program's data; without a new authority the program stays as it is forever. */
export const setAuthority = (account: PublicKey, current: PublicKey, next?: PublicKey) =>
  instruction(4, [writable(account), signer(current), ...(next === undefined ? [] : [readonly(next)])]);

export const close = (account: PublicKey, recipient: PublicKey, authority: PublicKey, program?: PublicKey) =>
  instruction(5, [
    writable(account),
    writable(recipient),
    signer(authority),
    ...(program === undefined ? [] : [writable(program)]),
  ]);

export const extendProgram = (program: PublicKey, payer: PublicKey, additionalBytes: number) =>
  instruction(
    6,
    [
      writable(programDataAddress(program)),
      writable(program),
      readonly(SystemProgram.programId),
      writableSigner(payer),
    ],
    u32(additionalBytes),
  );

export const setAuthorityChecked = (account: PublicKey, current: PublicKey, next: PublicKey) =>
  instruction(7, [writable(account), signer(current), signer(next)]);

/** Was to come with a gate that today's validators do not know any more. */
export const extendProgramChecked = (program: PublicKey, authority: PublicKey, payer: PublicKey, bytes: number) =>
  instruction(
    9,
    [
      writable(programDataAddress(program)),
      writable(program),
      signer(authority),
      readonly(SystemProgram.programId),
      writableSigner(payer),
    ],
    u32(bytes),
  );

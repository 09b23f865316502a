import { ByteWriter } from "../../src/base/byte-writer.js";
import type { Pubkey } from "../../src/solana/pubkey.js";

/** 32 times a byte. */
export function key(byte: number): Pubkey {
  return new Uint8Array(32).fill(byte);
}

interface TokenAccountFields {
  readonly mint: Pubkey;
  readonly owner: Pubkey;
  readonly amount: bigint;
  readonly delegate: Pubkey;
  readonly state: number;
  readonly isNative: bigint;
  readonly delegatedAmount: bigint;
  readonly closeAuthority: Pubkey;
}

/** An initialised account of Agave's tests, or what differs from that. */
export function tokenAccountData(fields: Partial<TokenAccountFields> = {}): Uint8Array {
  const writer = new ByteWriter(165)
    .bytes(fields.mint ?? key(2))
    .bytes(fields.owner ?? key(3))
    .u64(fields.amount ?? 42n);
  writeOptionalKey(writer, fields.delegate)
    .u8(fields.state ?? 1)
    .u32(fields.isNative === undefined ? 0 : 1)
    .u64(fields.isNative ?? 0n)
    .u64(fields.delegatedAmount ?? 0n);
  return writeOptionalKey(writer, fields.closeAuthority).finish();
}

interface MintFields {
  readonly mintAuthority: Pubkey;
  readonly supply: bigint;
  readonly decimals: number;
  readonly isInitialized: number;
  readonly freezeAuthority: Pubkey;
}

export function mintData(fields: Partial<MintFields> = {}): Uint8Array {
  const writer = writeOptionalKey(new ByteWriter(82), fields.mintAuthority)
    .u64(fields.supply ?? 42n)
    .u8(fields.decimals ?? 3)
    .u8(fields.isInitialized ?? 1);
  return writeOptionalKey(writer, fields.freezeAuthority).finish();
}

export function multisigData(m: number, n: number, signers: readonly Pubkey[], isInitialized = 1): Uint8Array {
  const data = new Uint8Array(355);
  data.set([m, n, isInitialized]);
  signers.forEach((signer, i) => {
    data.set(signer, 3 + i * 32);
  });
  return data;
}

export type Extension = readonly [type: number, value: Uint8Array];

/** The base state with an account type, 1 for mints and 2 for accounts, and extensions. */
export function extended(base: Uint8Array, accountType: number, extensions: readonly Extension[] = []): Uint8Array {
  const writer = new ByteWriter(512)
    .bytes(base)
    .bytes(new Uint8Array(165 - base.length))
    .u8(accountType);
  for (const [type, value] of extensions) writer.u16(type).u16(value.length).bytes(value);
  return writer.finish();
}

function writeOptionalKey(writer: ByteWriter, key: Pubkey | undefined): ByteWriter {
  return writer.u32(key === undefined ? 0 : 1).bytes(key ?? new Uint8Array(32));
}

import { ByteReader } from "../base/byte-reader.js";
import { ByteWriter } from "../base/byte-writer.js";
import { PUBKEY_BYTES, type Pubkey } from "./pubkey.js";

/**
 * What an account of the upgradeable loader holds (solana-loader-v3-interface `UpgradeableLoaderState`). A buffer's ELF
 * follows its metadata, a program's ELF follows the metadata of its programData account.
 */
export type LoaderV3State =
  | { readonly kind: "uninitialized" }
  | { readonly kind: "buffer"; readonly authority: Pubkey | undefined }
  | { readonly kind: "program"; readonly programDataAddress: Pubkey }
  /** `authority` undefined: final. `slot`: last deployed or extended. */
  | { readonly kind: "programData"; readonly slot: bigint; readonly authority: Pubkey | undefined };

/** Bytes of each state's metadata, whether or not an authority is set. */
export const LOADER_V3_BYTES = { uninitialized: 4, program: 36, buffer: 37, programData: 45 } as const;

/** Reads the state at the start of an account's data; undefined when there is none. */
export function decodeLoaderV3State(data: Uint8Array): LoaderV3State | undefined {
  const reader = new ByteReader(data);
  const state = readState(reader);
  return reader.failure === undefined ? state : undefined;
}

function readState(reader: ByteReader): LoaderV3State | undefined {
  switch (reader.u32()) {
    case 0:
      return { kind: "uninitialized" };
    case 1:
      return { kind: "buffer", authority: readAuthority(reader) };
    case 2:
      return { kind: "program", programDataAddress: reader.take(PUBKEY_BYTES).slice() };
    case 3:
      return { kind: "programData", slot: reader.u64(), authority: readAuthority(reader) };
    default:
      return undefined;
  }
}

function readAuthority(reader: ByteReader): Pubkey | undefined {
  return reader.bool() ? reader.take(PUBKEY_BYTES).slice() : undefined;
}

/** The state as bincode writes it: shorter than `LOADER_V3_BYTES` by 32 without an authority. */
export function encodeLoaderV3State(state: LoaderV3State): Uint8Array {
  const writer = new ByteWriter(LOADER_V3_BYTES.programData);
  switch (state.kind) {
    case "uninitialized":
      return writer.u32(0).finish();
    case "buffer":
      return writeAuthority(writer.u32(1), state.authority).finish();
    case "program":
      return writer.u32(2).bytes(state.programDataAddress).finish();
    case "programData":
      return writeAuthority(writer.u32(3).u64(state.slot), state.authority).finish();
  }
}

function writeAuthority(writer: ByteWriter, authority: Pubkey | undefined): ByteWriter {
  return authority === undefined ? writer.bool(false) : writer.bool(true).bytes(authority);
}

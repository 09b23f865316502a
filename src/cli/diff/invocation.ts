import { concatBytes } from "../../base/bytes.js";
import type { Pubkey } from "../../solana/pubkey.js";
import { u64 } from "./bytes.js";
import type { InputAddresses } from "./frame.js";
import type { Image } from "./image.js";

/** An account meta of a call. */
export interface PlannedMeta {
  readonly key: Pubkey;
  readonly isSigner: number;
  readonly isWritable: number;
}

/** An AccountInfo of a call; the addresses may be wrong on purpose. */
export interface PlannedInfo {
  readonly addresses: InputAddresses;
  readonly dataLength: bigint;
  /** The key's bytes, to place on the heap instead of pointing at the input region. */
  readonly copiedKey?: Pubkey;
}

/** A call to be laid out in guest memory. */
export interface PlannedCall {
  readonly programId: Pubkey;
  readonly metas: readonly PlannedMeta[];
  readonly data: Uint8Array;
  readonly infos: readonly PlannedInfo[];
  readonly signers: readonly (readonly Uint8Array[])[];
}

/** The five arguments of the syscall, after its structs lie in `image`. */
export type CallArguments = readonly [bigint, bigint, bigint, bigint, bigint];

/** Lays a call out as C programs do. */
export function layOutC(call: PlannedCall, image: Image): CallArguments {
  const metas = call.metas.map((meta) =>
    concatBytes(u64(image.add(meta.key)), Uint8Array.of(meta.isWritable, meta.isSigner, 0, 0, 0, 0, 0, 0)),
  );
  const metasAddress = image.add(concatBytes(...metas));
  const dataAddress = image.add(call.data);
  const programAddress = image.add(call.programId);
  const instruction = image.addWords(
    programAddress,
    metasAddress,
    BigInt(metas.length),
    dataAddress,
    BigInt(call.data.length),
  );
  const infos = call.infos.map((info) => {
    const { addresses } = info;
    const key = keyAddress(info, image);
    const words = [key, addresses.lamports, info.dataLength, addresses.data, addresses.owner, 0n, 0n];
    return concatBytes(...words.map(u64));
  });
  return [instruction, image.add(concatBytes(...infos)), BigInt(infos.length), ...layOutSigners(call.signers, image)];
}

/** Lays a call out as Rust programs do: cells behind reference counts. */
export function layOutRust(call: PlannedCall, image: Image): CallArguments {
  const metas = call.metas.map((meta) => concatBytes(meta.key, Uint8Array.of(meta.isSigner, meta.isWritable)));
  const metasAddress = image.add(concatBytes(...metas));
  const dataAddress = image.add(call.data);
  const [accounts, length] = [BigInt(metas.length), BigInt(call.data.length)];
  const words = [metasAddress, accounts, accounts, dataAddress, length, length];
  const instruction = image.add(concatBytes(...words.map(u64), call.programId));
  const infos = call.infos.map((info) => {
    const { addresses } = info;
    const lamportsCell = image.addWords(1n, 1n, 0n, addresses.lamports);
    const dataCell = image.addWords(1n, 1n, 0n, addresses.data, info.dataLength);
    const key = keyAddress(info, image);
    return concatBytes(...[key, lamportsCell, dataCell, addresses.owner, 0n, 0n].map(u64));
  });
  return [instruction, image.add(concatBytes(...infos)), BigInt(infos.length), ...layOutSigners(call.signers, image)];
}

function keyAddress(info: PlannedInfo, image: Image): bigint {
  return info.copiedKey === undefined ? info.addresses.key : image.add(info.copiedKey);
}

function layOutSigners(signers: PlannedCall["signers"], image: Image): [bigint, bigint] {
  const groups = signers.map((seeds) => {
    const slices = seeds.map((seed) => concatBytes(u64(image.add(seed)), u64(BigInt(seed.length))));
    return concatBytes(u64(image.add(concatBytes(...slices))), u64(BigInt(seeds.length)));
  });
  return [image.add(concatBytes(...groups)), BigInt(groups.length)];
}

import type { InstructionError } from "../../../src/solana/errors.js";
import type { Pubkey } from "../../../src/solana/pubkey.js";
import { expectSameAsOracle } from "../compare.js";
import { account, key } from "../harness.js";

const PAYER = key(7);

/** Runs instructions of one precompile here and on LiteSVM; gives the first error. Precompiles neither log nor charge. */
export function verdict(programId: Pubkey, ...datas: readonly Uint8Array[]): InstructionError | undefined {
  const result = expectSameAsOracle({
    payer: PAYER,
    instructions: datas.map((data) => ({ programId, accounts: [], data })),
    accounts: [[PAYER, account({ lamports: 10n ** 12n })]],
  });
  return result.error;
}

export const ERROR = {
  InvalidPublicKey: { Custom: 0 },
  InvalidRecoveryId: { Custom: 1 },
  InvalidSignature: { Custom: 2 },
  InvalidDataOffsets: { Custom: 3 },
  InvalidInstructionDataSize: { Custom: 4 },
} as const;

/** Where one part of a record lies. */
export interface Place {
  readonly offset: number;
  /** Of the instruction; 0xffff is the precompile's own. */
  readonly instruction: number;
}

/** A record of the ed25519 and secp256r1 precompiles. */
export interface Record14 {
  readonly signature: Place;
  readonly publicKey: Place;
  readonly message: Place & { readonly size: number };
}

/** Instruction data of the ed25519 and secp256r1 precompiles. */
export function recordsData(records: readonly Record14[], payload: Uint8Array = new Uint8Array(0)): Uint8Array {
  const header = new DataView(new ArrayBuffer(2 + 14 * records.length));
  header.setUint8(0, records.length);
  for (const [i, { signature, publicKey, message }] of records.entries()) {
    const fields = [
      ...[signature.offset, signature.instruction, publicKey.offset, publicKey.instruction],
      ...[message.offset, message.size, message.instruction],
    ];
    for (const [position, field] of fields.entries()) header.setUint16(2 + 14 * i + 2 * position, field, true);
  }
  return Uint8Array.from([...new Uint8Array(header.buffer), ...payload]);
}

/** Records for parts that follow them in the same data: signature, public key, message, each after the other. */
export function signedData(
  parts: readonly { signature: Uint8Array; publicKey: Uint8Array; message: Uint8Array }[],
  instruction = 0xffff,
): Uint8Array {
  let offset = 2 + 14 * parts.length;
  const place = (bytes: Uint8Array): Place => {
    const start = offset;
    offset += bytes.length;
    return { offset: start, instruction };
  };
  const records = parts.map(({ signature, publicKey, message }) => ({
    signature: place(signature),
    publicKey: place(publicKey),
    message: { ...place(message), size: message.length },
  }));
  const payload = parts.flatMap(({ signature, publicKey, message }) => [...signature, ...publicKey, ...message]);
  return recordsData(records, Uint8Array.from(payload));
}

/** Every copy of `data` with one bit of one byte changed, at every `step`-th byte. */
export function* withOneBitChanged(data: Uint8Array, step = 1): Generator<Uint8Array> {
  for (let at = 0; at < data.length; at += step) yield data.with(at, data[at]! ^ (1 << (at % 8)));
}

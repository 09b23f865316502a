// Signed transfers of lamports and of tokens, made as fast as a client can.
import { createPrivateKey, sign } from "node:crypto";
import { ByteWriter } from "../../dist/base/byte-writer.js";
import { getPublicKey } from "../../dist/crypto/ed25519.js";
import { compileMessage } from "../../dist/solana/message/compile.js";
import { encodeMessage } from "../../dist/solana/message/encode.js";
import { findProgramAddress } from "../../dist/solana/program-derived-address.js";
import { ASSOCIATED_TOKEN_PROGRAM_ID, SYSTEM_PROGRAM_ID, TOKEN_PROGRAM_ID } from "../../dist/solana/program-ids.js";
import { pubkeyEqual } from "../../dist/solana/pubkey.js";

const PKCS8_ED25519 = Buffer.from("302e020100300506032b657004220420", "hex");

/** Somebody who signs with node:crypto. */
export function makeSigner(seed) {
  const key = createPrivateKey({ key: Buffer.concat([PKCS8_ED25519, seed]), format: "der", type: "pkcs8" });
  return { publicKey: getPublicKey(seed), sign: (bytes) => sign(null, bytes, key) };
}

export function associatedTokenAddress(owner, mint) {
  return findProgramAddress([owner, TOKEN_PROGRAM_ID, mint], ASSOCIATED_TOKEN_PROGRAM_ID).address;
}

/** A transfer of lamports on the wire. */
export function lamportTransfer(from, to, lamports, blockhash) {
  const instruction = {
    programId: SYSTEM_PROGRAM_ID,
    accounts: [writable(from.publicKey, true), writable(to, false)],
    data: new ByteWriter(12).u32(2).u64(lamports).finish(),
  };
  return signed([from], [instruction], blockhash);
}

/** A `transfer` of p-token on the wire. */
export function tokenTransfer(owner, source, destination, amount, blockhash) {
  const instruction = {
    programId: TOKEN_PROGRAM_ID,
    accounts: [
      writable(source, false),
      writable(destination, false),
      { pubkey: owner.publicKey, isSigner: true, isWritable: false },
    ],
    data: new ByteWriter(9).u8(3).u64(amount).finish(),
  };
  return signed([owner], [instruction], blockhash);
}

const writable = (pubkey, isSigner) => ({ pubkey, isSigner, isWritable: true });

/** A transaction on the wire; the first of its signers pays. */
export function signed(signers, instructions, blockhash) {
  const message = compileMessage({ feePayer: signers[0].publicKey, instructions, blockhash });
  const bytes = encodeMessage(message);
  const signatures = message.accountKeys
    .slice(0, message.header.numRequiredSignatures)
    .map((key) => signers.find(({ publicKey }) => pubkeyEqual(publicKey, key)).sign(bytes));
  return { signature: signatures[0], wire: Buffer.concat([Uint8Array.of(signatures.length), ...signatures, bytes]) };
}

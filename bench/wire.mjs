// Transactions on the wire, and the bytes of the accounts they touch.
import { createPrivateKey, createPublicKey, sign } from "node:crypto";
import { compileMessage } from "../dist/solana/message/compile.js";
import { findProgramAddress } from "../dist/solana/program-derived-address.js";
import {
  ASSOCIATED_TOKEN_PROGRAM_ID,
  SYSTEM_PROGRAM_ID,
  TOKEN_2022_PROGRAM_ID,
  TOKEN_PROGRAM_ID,
} from "../dist/solana/program-ids.js";
import { encodeTransaction, makeTransaction } from "../dist/solana/transaction.js";

const BLOCKHASH = new Uint8Array(32);

/** The same keys at every run: `key(n)` is the n-th. */
export function key(n) {
  const bytes = new Uint8Array(32);
  new DataView(bytes.buffer).setUint32(0, Math.imul(n + 1, 0x9e3779b1), true);
  new DataView(bytes.buffer).setUint32(28, n + 1, true);
  return bytes;
}

/** @param roles letters of each account: s for signer, w for writable */
export function instruction(programId, data, ...accounts) {
  return {
    programId,
    data,
    accounts: accounts.map(([pubkey, roles = ""]) => ({
      pubkey,
      isSigner: roles.includes("s"),
      isWritable: roles.includes("w"),
    })),
  };
}

export function wire(feePayer, ...instructions) {
  const message = compileMessage({ feePayer, instructions, blockhash: BLOCKHASH });
  const signatures = Array.from({ length: message.header.numRequiredSignatures }, () => new Uint8Array(64));
  return encodeTransaction(makeTransaction(message, signatures));
}

/** A key that can sign: `signer(n)` is the n-th, the same at every run. */
export function signer(n) {
  const pkcs8 = Buffer.concat([Buffer.from("302e020100300506032b657004220420", "hex"), key(n)]);
  const privateKey = createPrivateKey({ key: pkcs8, format: "der", type: "pkcs8" });
  const { x } = createPublicKey(privateKey).export({ format: "jwk" });
  return { key: new Uint8Array(Buffer.from(x, "base64url")), sign: (message) => sign(null, message, privateKey) };
}

/** The wire of a transaction with one signature, signed. */
export function signed(wire, { sign }) {
  const copy = wire.slice();
  copy.set(sign(wire.subarray(65)), 1);
  return copy;
}

/** The wire with a number for its first signature, so that it is another transaction. */
export function numbered(wire, number) {
  const copy = wire.slice();
  new DataView(copy.buffer).setUint32(1, number, true);
  return copy;
}

export function bytes(...parts) {
  return Uint8Array.from(parts.flatMap((part) => (typeof part === "number" ? [part] : [...part])));
}

export function u32(value) {
  return new Uint8Array(new Uint32Array([value]).buffer);
}

export function u64(value) {
  return new Uint8Array(new BigUint64Array([BigInt(value)]).buffer);
}

export function systemTransfer(from, to, lamports) {
  return instruction(SYSTEM_PROGRAM_ID, bytes(u32(2), u64(lamports)), [from, "sw"], [to, "w"]);
}

export function tokenTransfer(source, destination, owner, amount) {
  return instruction(TOKEN_PROGRAM_ID, bytes(3, u64(amount)), [source, "w"], [destination, "w"], [owner, "s"]);
}

/** Token-2022's transferChecked: the fee is withheld if the mint has one. */
export function token2022TransferChecked(source, mint, destination, owner, amount, decimals) {
  return instruction(
    TOKEN_2022_PROGRAM_ID,
    bytes(12, u64(amount), decimals),
    [source, "w"],
    [mint],
    [destination, "w"],
    [owner, "s"],
  );
}

export function createAssociatedToken(payer, owner, mint) {
  const { address } = findProgramAddress([owner, TOKEN_PROGRAM_ID, mint], ASSOCIATED_TOKEN_PROGRAM_ID);
  return instruction(
    ASSOCIATED_TOKEN_PROGRAM_ID,
    bytes(0),
    [payer, "sw"],
    [address, "w"],
    [owner],
    [mint],
    [SYSTEM_PROGRAM_ID],
    [TOKEN_PROGRAM_ID],
  );
}

/** An initialised mint without authorities. */
export function mintData(decimals) {
  const data = new Uint8Array(82);
  data[44] = decimals;
  data[45] = 1;
  return data;
}

export function tokenAccountData(mint, owner, amount) {
  const data = new Uint8Array(165);
  data.set(mint, 0);
  data.set(owner, 32);
  data.set(u64(amount), 64);
  data[108] = 1;
  return data;
}

/** A Token-2022 mint with a transfer fee of `basisPoints`. */
export function feeMintData(decimals, basisPoints) {
  const data = new Uint8Array(165 + 1 + 4 + 108);
  data.set(mintData(decimals), 0);
  data[165] = 1;
  data.set(bytes(1, 0, 108, 0), 166);
  for (const at of [170 + 72, 170 + 90])
    data.set(bytes(u64(0), u64(1_000_000_000), basisPoints & 255, basisPoints >> 8), at);
  return data;
}

/** A Token-2022 account that withholds fees. */
export function feeAccountData(mint, owner, amount) {
  const data = new Uint8Array(165 + 1 + 4 + 8);
  data.set(tokenAccountData(mint, owner, amount), 0);
  data[165] = 2;
  data.set(bytes(2, 0, 8, 0), 166);
  return data;
}

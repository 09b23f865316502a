import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Instruction } from "../../../src/solana/instruction.js";
import {
  allAccountKeys,
  isRequestedWritable,
  isSigner,
  type LoadedAddresses,
} from "../../../src/solana/message/account-roles.js";
import { type CompileInput, compileMessage } from "../../../src/solana/message/compile.js";
import { decodeMessage } from "../../../src/solana/message/decode.js";
import { encodeMessage } from "../../../src/solana/message/encode.js";
import type { Message } from "../../../src/solana/message/message.js";
import { sanitizeTransaction } from "../../../src/solana/message/sanitize.js";
import {
  decodeTransaction,
  encodeTransaction,
  makeTransaction,
  type Transaction,
} from "../../../src/solana/transaction.js";
import { anyMessage, bytes, compileInput } from "./arbitraries.js";
import { compileWithKit } from "./kit.js";

function decoded(wire: Uint8Array): Transaction {
  const result = decodeTransaction(wire);
  if (!result.ok) expect.fail(result.reason);
  return result.transaction;
}

const signatureOf = (n: number) => new Uint8Array(64).fill(n + 1);
const signaturesFor = (message: Message, count = message.header.numRequiredSignatures) =>
  Array.from({ length: count }, (_, i) => signatureOf(i));

/** What a message's lookups load, from the tables that it was compiled with. */
function loadedFrom(message: Message, { lookupTables = [] }: CompileInput): LoadedAddresses {
  const at = (key: Uint8Array, indexes: Uint8Array) => {
    const table = lookupTables.find((table) => Buffer.compare(table.key, key) === 0);
    return Array.from(indexes, (index) => table?.addresses[index] ?? expect.fail("no such entry"));
  };
  return {
    writable: message.addressTableLookups.flatMap((lookup) => at(lookup.accountKey, lookup.writableIndexes)),
    readonly: message.addressTableLookups.flatMap((lookup) => at(lookup.accountKey, lookup.readonlyIndexes)),
  };
}

/** The instructions again, each account with the role that the whole message gives it. */
function decompile(message: Message, input: CompileInput): Instruction[] {
  const loaded = loadedFrom(message, input);
  const keys = allAccountKeys(message, loaded);
  return message.instructions.map(({ programIdIndex, accounts, data }) => ({
    programId: keys[programIdIndex],
    accounts: Array.from(accounts, (index) => ({
      pubkey: keys[index],
      isSigner: isSigner(message, index),
      isWritable: isRequestedWritable(message, index, loaded.writable.length),
    })),
    data,
  }));
}

/** The input's instructions with roles merged over the message, the payer a writable signer. */
function merged({ instructions, feePayer }: CompileInput): Instruction[] {
  const metas = instructions.flatMap(({ accounts }) => accounts);
  metas.push({ pubkey: feePayer, isSigner: true, isWritable: true });
  return instructions.map((instruction) => ({
    ...instruction,
    accounts: instruction.accounts.map(({ pubkey }) => {
      const same = metas.filter((meta) => Buffer.compare(meta.pubkey, pubkey) === 0);
      return { pubkey, isSigner: same.some((m) => m.isSigner), isWritable: same.some((m) => m.isWritable) };
    }),
  }));
}

describe("against Kit", () => {
  test("reads what Kit writes, and writes it again", () => {
    fc.assert(
      fc.property(compileInput, (input) => {
        const wire = compileWithKit(input);
        const transaction = decoded(wire);
        expect(transaction.message.version).toBe(input.version);
        expect(transaction.message.recentBlockhash).toEqual(input.blockhash);
        expect(transaction.message.config).toEqual(input.version === 1 ? input.config : {});
        expect(decompile(transaction.message, input)).toEqual(merged(input));
        expect(transaction.serializedSize).toBe(wire.length);
        expect(encodeTransaction(transaction)).toEqual(wire);
        expect(encodeMessage(transaction.message)).toEqual(transaction.messageBytes);
      }),
      { numRuns: 300 },
    );
  });
  test("compiles to messages of the same sizes, roles and order of roles", () => {
    fc.assert(
      fc.property(compileInput, (input) => {
        const ours = compileMessage(input);
        const kits = decoded(compileWithKit(input)).message;
        expect(ours.header).toEqual(kits.header);
        expect(ours.accountKeys.length).toBe(kits.accountKeys.length);
        expect(decompile(ours, input)).toEqual(decompile(kits, input));
        expect(encodeMessage(ours).length).toBe(encodeMessage(kits).length);
      }),
      { numRuns: 300 },
    );
  });
});

test("what is compiled is sane, and reads back the same", () => {
  fc.assert(
    fc.property(compileInput, (input) => {
      const message = compileMessage(input);
      const transaction = makeTransaction(message, signaturesFor(message));
      expect(sanitizeTransaction(transaction)).toBe(null);
      const again = decoded(encodeTransaction(transaction));
      expect(again).toEqual(transaction);
    }),
  );
});

test("every message that fits its layout reads back the same, valid or not", () => {
  fc.assert(
    fc.property(anyMessage, bytes(5), (message, tail) => {
      const encoded = encodeMessage(message);
      expect(decodeMessage(encoded)).toEqual({ ok: true, message });
      const transaction = makeTransaction(message, signaturesFor(message));
      const wire = encodeTransaction(transaction);
      expect(wire.length).toBe(transaction.serializedSize);
      const withTail = new Uint8Array([...wire, ...tail]);
      expect(decoded(withTail)).toEqual(transaction);
    }),
  );
});

test("a transaction cut short anywhere is refused", () => {
  fc.assert(
    fc.property(anyMessage, (message) => {
      const wire = encodeTransaction(
        makeTransaction(message, signaturesFor(message, message.version === 1 ? undefined : 1)),
      );
      for (let length = 0; length < wire.length; length++) {
        expect(decodeTransaction(wire.subarray(0, length)).ok).toBe(false);
      }
    }),
    { numRuns: 30 },
  );
});

describe("refuses, saying why", () => {
  const body = new Array(600).fill(1);
  test.each([
    ["no bytes", [], /end of data/],
    ["a version 2 message", [0, 0x82, ...body], /version 2 is not supported/],
    ["an off-chain message", [0, 0xff, ...body], /version 127 is not supported/],
    ["a v1 message after signatures", [0, 0x81, 1, 0, 0, 0, 0, 0, 0, ...body], /cannot follow/],
    ["128 signatures", [0x80, 0x01, ...body], /invalid first byte/],
    ["an unknown prefix", [0x82, ...body], /invalid first byte/],
    ["a mask with an unknown bit", [0x81, 1, 0, 0, 0x20, 0, 0, 0, ...body], /config mask/],
    ["a mask with a high bit", [0x81, 1, 0, 0, 0, 0, 0, 0x80, ...body], /config mask/],
    ["half a priority fee", [0x81, 1, 0, 0, 1, 0, 0, 0, ...body], /config mask/],
    ["the other half of a priority fee", [0x81, 1, 0, 0, 2, 0, 0, 0, ...body], /config mask/],
  ])("%s", (_, wire, reason) => {
    const result = decodeTransaction(Uint8Array.from(wire));
    expect(result.ok ? "" : result.reason).toMatch(reason);
  });
});

test("random and mutated bytes never throw, and what they decode to encodes to them again", () => {
  const mutation = fc.tuple(fc.nat(), fc.nat(255));
  const mutated = fc.tuple(compileInput, fc.array(mutation, { maxLength: 4 })).map(([input, mutations]) => {
    const message = compileMessage(input);
    const wire = encodeTransaction(makeTransaction(message, signaturesFor(message)));
    for (const [at, byte] of mutations) wire[at % wire.length] = byte;
    return wire;
  });
  fc.assert(
    fc.property(fc.oneof(bytes(300), mutated), (wire) => {
      const result = decodeTransaction(wire);
      if (!result.ok) {
        expect(result.reason).not.toBe("");
        return;
      }
      const { transaction } = result;
      expect(encodeTransaction(transaction)).toEqual(wire.subarray(0, transaction.serializedSize));
      expect(encodeMessage(transaction.message)).toEqual(transaction.messageBytes);
      expect([null, "SanitizeFailure"]).toContain(sanitizeTransaction(transaction));
    }),
    { numRuns: 3000 },
  );
});

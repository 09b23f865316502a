import { expect, test } from "vitest";
import {
  addressOf,
  type Instruction,
  multisig,
  type Pubkey,
  pubkey,
  TOKEN_2022_PROGRAM_ID,
  token2022,
} from "../../../src/program/index.js";
import vectors from "./vectors/token-2022-confidential.json" with { type: "json" };

// What the builders of @solana-program/token-2022 0.11.0 make of random keys and arguments.

interface Vector {
  readonly name: string;
  readonly accounts: Readonly<Record<string, string>>;
  /** The signers of a multisig account, in the place of the authority. */
  readonly signers?: readonly string[];
  readonly args: Readonly<Record<string, Written>>;
  readonly expected: {
    readonly accounts: readonly (readonly [address: string, role: number])[];
    readonly data: string;
  };
}

type Written = null | number | boolean | { readonly [kind in "key" | "bytes" | "u64"]?: string };

type Build = (programId: Pubkey, accounts: object, args?: object) => Instruction;

const all = vectors as unknown as readonly Vector[];
const names = [...new Set(all.map(({ name }) => name))];

function read(written: Written): unknown {
  if (typeof written !== "object" || written === null) return written;
  if (written.key !== undefined) return pubkey(written.key);
  return written.u64 === undefined ? Uint8Array.from(Buffer.from(written.bytes!, "hex")) : BigInt(written.u64);
}

function accountsOf({ accounts, signers }: Vector): object {
  const given = Object.entries(accounts).map(([name, key]) => {
    const account = pubkey(key);
    return [
      name,
      name === "authority" && signers
        ? multisig(
            account,
            signers.map((each) => pubkey(each)),
          )
        : account,
    ];
  });
  return Object.fromEntries(given);
}

test.each(names)("%s, against @solana-program/token-2022", (name) => {
  const build: Build = Reflect.get(token2022, name).instruction;
  for (const vector of all.filter((each) => each.name === name)) {
    const args = Object.fromEntries(Object.entries(vector.args).map(([arg, written]) => [arg, read(written)]));
    const made = build(TOKEN_2022_PROGRAM_ID, accountsOf(vector), args);
    const accounts = made.accounts.map(({ pubkey: key, isSigner, isWritable }) => {
      return [addressOf(key), (isSigner ? 2 : 0) + (isWritable ? 1 : 0)];
    });
    expect({ accounts, data: Buffer.from(made.data).toString("hex") }).toEqual(vector.expected);
  }
});

test("a ciphertext of another length is refused", () => {
  const [mint, authority] = [pubkey(vectors[0]!.accounts.mint!), pubkey(vectors[1]!.accounts.mint!)];
  const build = (length: number) =>
    token2022.updateConfidentialMintBurnDecryptableSupply.instruction(
      TOKEN_2022_PROGRAM_ID,
      { mint, authority },
      { newDecryptableSupply: new Uint8Array(length) },
    );
  expect(build(36).data).toHaveLength(38);
  for (const length of [0, 35, 37, 64]) expect(() => build(length)).toThrow("expected 36 bytes");
});

import * as spl from "@solana/spl-token";
import { PublicKey, type TransactionInstruction } from "@solana/web3.js";
import { expect } from "vitest";
import { readSplTokenAdditionalData } from "../../src/account-decoder/token/mint-additional-data.js";
import { encodeUiAccount } from "../../src/account-decoder/ui-account.js";
import { readJson, writeJson } from "../../src/base/json.js";
import { getTokenAccountMint } from "../../src/solana/generic-token.js";
import type { Instruction } from "../../src/solana/instruction.js";
import { TOKEN_2022_PROGRAM_ID } from "../../src/solana/program-ids.js";
import type { Pubkey } from "../../src/solana/pubkey.js";
import { newKey } from "../helpers/transactions.js";
import { errorOf, Workbench } from "../svm/support.js";

/** What `jsonParsed` shows of a token program's account. */
export interface ParsedTokenAccount {
  readonly type: string;
  // biome-ignore lint/suspicious/noExplicitAny: any JSON.
  readonly info: any;
}

/** A VM with real token programs, whose accounts spl-token's instructions make. */
export class TokenBench extends Workbench {
  readonly program: PublicKey;

  constructor(readonly programId: Pubkey = TOKEN_2022_PROGRAM_ID) {
    super();
    this.program = new PublicKey(programId);
  }

  get authority(): PublicKey {
    return new PublicKey(this.payer);
  }

  /** Runs instructions, which must succeed. */
  run(...instructions: readonly TransactionInstruction[]): Uint8Array {
    this.svm.expireBlockhash(); // so that the same may run again
    const result = this.send(instructions.map(fromWeb3));
    expect([errorOf(result), result.logs]).toEqual(["success", expect.anything()]);
    return result.returnData?.data ?? new Uint8Array(0);
  }

  /** An account of the program with nothing in it. */
  space(length: number): PublicKey {
    const data = new Uint8Array(length);
    return new PublicKey(this.setAccount(newKey(), { lamports: 100_000_000n, data, owner: this.programId }));
  }

  /** A mint that the instructions prepare. */
  mint(
    length: number,
    prepare: (mint: PublicKey) => readonly TransactionInstruction[] = () => [],
    decimals = 2,
  ): PublicKey {
    const mint = this.space(length);
    const { authority, program } = this;
    this.run(...prepare(mint), spl.createInitializeMint2Instruction(mint, decimals, authority, authority, program));
    return mint;
  }

  /** An account of the payer. */
  tokenAccount(mint: PublicKey, extensions: spl.ExtensionType[] = []): PublicKey {
    const account = this.space(spl.getAccountLen(extensions));
    this.run(spl.createInitializeAccount3Instruction(account, mint, this.authority, this.program));
    return account;
  }

  data(key: PublicKey): Uint8Array {
    return this.account(key.toBytes())?.data ?? new Uint8Array(0);
  }

  /** What Agave's RPC shows with the encoding `jsonParsed`. */
  parsed(key: PublicKey): ParsedTokenAccount {
    const account = this.account(key.toBytes());
    if (account === undefined) throw new Error(`no account ${key}`);
    const mint = getTokenAccountMint(account.data);
    const mintData = mint && this.account(mint)?.data;
    const splTokenAdditionalData = mintData && readSplTokenAdditionalData(mintData, this.svm.clock.unixTimestamp);
    const encoded = encodeUiAccount(key.toBytes(), account, "jsonParsed", { splTokenAdditionalData });
    const { data } = readJson(writeJson(encoded)) as unknown as { data: { parsed: ParsedTokenAccount } };
    return data.parsed;
  }

  splMint(key: PublicKey): spl.Mint {
    return spl.unpackMint(key, this.info(key), this.program);
  }

  splAccount(key: PublicKey): spl.Account {
    return spl.unpackAccount(key, this.info(key), this.program);
  }

  private info(key: PublicKey) {
    return { data: Buffer.from(this.data(key)), owner: this.program, executable: false, lamports: 0 };
  }
}

function fromWeb3({ programId, keys, data }: TransactionInstruction): Instruction {
  return {
    programId: programId.toBytes(),
    accounts: keys.map(({ pubkey, isSigner, isWritable }) => ({ pubkey: pubkey.toBytes(), isSigner, isWritable })),
    data: new Uint8Array(data),
  };
}

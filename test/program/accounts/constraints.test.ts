import { expect, test } from "vitest";
import {
  ASSOCIATED_TOKEN_PROGRAM_ID,
  account,
  accountType,
  address,
  associatedToken,
  borsh,
  close,
  defineProgram,
  duplicate,
  getAssociatedTokenAddress,
  hasOne,
  type Instruction,
  init,
  instruction,
  ownedBy,
  type Program,
  type Pubkey,
  pda,
  program,
  SYSTEM_PROGRAM_ID,
  signer,
  TOKEN_2022_PROGRAM_ID,
  TOKEN_PROGRAM_ID,
  token,
  writable,
} from "../../../src/program/index.js";
import { newKey } from "../../helpers/transactions.js";
import { errorOf, Workbench } from "../../svm/support.js";

const Note = accountType("Note", { count: borsh.u32 });
const KEY = newKey();
const OWNER = newKey();

const notes = defineProgram({
  instructions: {
    create: instruction({
      discriminator: [0],
      accounts: {
        note: [init({ payer: "payer", space: 12 }), account(Note)],
        payer: [signer, writable],
        systemProgram: [program(SYSTEM_PROGRAM_ID)],
      },
      handler({ accounts: { note } }) {
        note.value.count += 1;
      },
    }),
    two: instruction({
      discriminator: [1],
      accounts: { a: [account(Note), writable], b: [account(Note), writable] },
      handler({ accounts: { a, b } }) {
        a.value.count += 10;
        b.value.count += 100;
      },
    }),
    twice: instruction({
      discriminator: [2],
      accounts: { a: [account(Note), writable], b: [account(Note), duplicate, writable] },
      handler: () => {},
    }),
    end: instruction({
      discriminator: [3],
      accounts: { note: [account(Note), close("to")], to: [] },
      handler: () => {},
    }),
    known: instruction({
      discriminator: [4],
      accounts: { key: [address(KEY)], owned: [ownedBy(OWNER)], read: [account(Note)] },
      // What is read only is not written back.
      handler({ accounts: { read } }) {
        read.value.count = 99;
      },
    }),
    openToken: instruction({
      discriminator: [5],
      accounts: {
        account: [
          init({ payer: "payer" }),
          associatedToken({ mint: "mint", authority: "wallet", tokenProgram: "tokenProgram" }),
        ],
        payer: [signer, writable],
        wallet: [],
        mint: [],
        systemProgram: [],
        tokenProgram: [],
        associatedTokenProgram: [program(ASSOCIATED_TOKEN_PROGRAM_ID)],
      },
      handler: () => {},
    }),
    useToken: instruction({
      discriminator: [6],
      accounts: {
        account: [associatedToken({ mint: "mint", authority: "wallet", tokenProgram: "tokenProgram" })],
        wallet: [],
        mint: [],
        tokenProgram: [],
      },
      handler: () => {},
    }),
  },
});

class NotesBench extends Workbench {
  readonly id = newKey();

  constructor(program: Program = notes) {
    super();
    this.svm.addProgram(this.id, program);
  }

  note(count: number): Pubkey {
    const data = Uint8Array.from([...Note.discriminator, count, 0, 0, 0]);
    return this.setAccount(newKey(), { data, owner: this.id });
  }

  count(key: Pubkey): number | undefined {
    return this.account(key)?.data[8];
  }

  run(name: keyof typeof notes.cpi, accounts: object): unknown {
    this.svm.advanceBlockhash();
    const make = notes.cpi[name].instruction as (id: Pubkey, accounts: object) => Instruction;
    return errorOf(this.send([make(this.id, accounts)]));
  }
}

const custom = (code: number) => ({ InstructionError: [0, { Custom: code }] });

test("an account is created at an address that signs", () => {
  const bench = new NotesBench();
  const note = newKey();
  expect(bench.run("create", { note, payer: bench.payer, systemProgram: SYSTEM_PROGRAM_ID })).toBe("success");
  expect([bench.count(note), bench.account(note)!.data.length]).toEqual([1, 12]);
  // SystemError AccountAlreadyInUse: it is there already, and is not made anew.
  const again = { note, payer: bench.payer, systemProgram: SYSTEM_PROGRAM_ID };
  expect(bench.run("create", again)).toEqual(custom(0));
});

test("an account that stands twice", () => {
  const bench = new NotesBench();
  const [a, b] = [bench.note(1), bench.note(2)];
  expect(bench.run("two", { a, b })).toBe("success");
  expect([bench.count(a), bench.count(b)]).toEqual([11, 102]);
  expect(bench.run("two", { a, b: a })).toEqual(custom(2040));
  expect(bench.run("twice", { a, b: a })).toBe("success");
});

test("closing", () => {
  const bench = new NotesBench();
  const note = bench.note(1);
  expect(bench.run("end", { note, to: note })).toEqual(custom(2011));
  const to = bench.setAccount(newKey(), {});
  // The destination was not declared writable: what the program may not change is the runtime's business.
  expect(bench.run("end", { note, to })).toEqual({ InstructionError: [0, "ReadonlyLamportChange"] });
});

test("addresses, owners, and values that are read only", () => {
  const bench = new NotesBench();
  const read = bench.note(5);
  const owned = bench.setAccount(newKey(), { owner: OWNER });
  const key = bench.setAccount(KEY, {});
  expect(bench.run("known", { key, owned, read })).toBe("success");
  expect(bench.count(read)).toBe(5);
  expect(bench.run("known", { key: owned, owned, read })).toEqual(custom(2012));
  expect(bench.run("known", { key, owned: key, read })).toEqual(custom(2004));
  expect(bench.run("known", { key, owned, read: owned })).toEqual(custom(3007));
});

test.each([TOKEN_PROGRAM_ID, TOKEN_2022_PROGRAM_ID])("associated token accounts of either program", (tokenProgram) => {
  const bench = new NotesBench();
  const [wallet, payer] = [bench.setAccount(newKey(), {}), bench.payer];
  const mints = [0, 1].map(() => bench.setAccount(newKey(), { data: new Uint8Array(82), owner: tokenProgram }));
  const args = { decimals: 0, authority: payer, freezeAuthority: null };
  for (const mint of mints) {
    const { accounts, data } = token.initializeMint2.instruction(TOKEN_PROGRAM_ID, { mint }, args);
    expect(errorOf(bench.send([{ programId: tokenProgram, accounts, data }]))).toBe("success");
  }
  const [mint, other] = mints as [Pubkey, Pubkey];
  const key = getAssociatedTokenAddress(wallet, mint, tokenProgram);
  const programs = {
    tokenProgram,
    systemProgram: SYSTEM_PROGRAM_ID,
    associatedTokenProgram: ASSOCIATED_TOKEN_PROGRAM_ID,
  };
  const using = { account: key, wallet, mint, tokenProgram };
  expect(bench.run("useToken", using)).toEqual(custom(3012));
  expect(bench.run("openToken", { account: key, payer, wallet, mint, ...programs })).toBe("success");
  expect(bench.account(key)!.data.slice(0, 64)).toEqual(Uint8Array.from([...mint, ...wallet]));

  expect(bench.run("useToken", using)).toBe("success");
  expect(bench.run("useToken", { ...using, wallet: payer })).toEqual(custom(2015));
  expect(bench.run("useToken", { ...using, mint: other })).toEqual(custom(2009));
  expect(bench.run("useToken", { ...using, tokenProgram: SYSTEM_PROGRAM_ID })).toEqual(custom(2023));
  expect(bench.run("useToken", { ...using, account: mint })).toEqual(custom(3003));
  const multisig = bench.setAccount(newKey(), { data: new Uint8Array(355).fill(2), owner: tokenProgram });
  expect(bench.run("useToken", { ...using, account: multisig })).toEqual(custom(3003));
  // An account of the same owner and mint elsewhere.
  const elsewhere = bench.setAccount(newKey(), bench.account(key)!);
  expect(bench.run("useToken", { ...using, account: elsewhere })).toEqual(custom(2009));
});

test("a program with an address of its own runs nowhere else", () => {
  const define = (id: Pubkey) =>
    defineProgram({
      address: id,
      instructions: { go: instruction({ discriminator: [], accounts: {}, handler: () => {} }) },
    });
  const elsewhere = new NotesBench(define(newKey()));
  const call = (bench: NotesBench) =>
    errorOf(bench.send([{ programId: bench.id, accounts: [], data: new Uint8Array(0) }]));
  expect(call(elsewhere)).toEqual(custom(4100));
  const bench = new Workbench();
  const id = newKey();
  bench.svm.addProgram(id, define(id));
  expect(errorOf(bench.send([{ programId: id, accounts: [], data: new Uint8Array(0) }]))).toBe("success");
});

test("a handler that is asynchronous fails", () => {
  const late = defineProgram({
    instructions: {
      go: instruction({ discriminator: [], accounts: {}, handler: (async () => {}) as unknown as () => void }),
    },
  });
  const bench = new NotesBench(late);
  const result = bench.send([{ programId: bench.id, accounts: [], data: new Uint8Array(0) }]);
  expect(errorOf(result)).toEqual({ InstructionError: [0, "ProgramFailedToComplete"] });
});

test("definitions that are wrong", () => {
  const define = (accounts: object, rest: object = {}) => {
    const go = instruction({ accounts: accounts as never, handler: () => {}, ...rest });
    return () => defineProgram({ instructions: { go } });
  };
  const wrong = expect.objectContaining({ code: "invalid-program" });
  expect(define({ a: [hasOne("b")] })).toThrow(wrong);
  expect(define({ a: [hasOne("b")], b: [] })).toThrow(wrong);
  expect(define({ a: [close("b")] })).toThrow(wrong);
  expect(define({ a: [pda([{ account: "b" }])] })).toThrow(wrong);
  expect(define({ a: [pda([{ arg: "b" }])] })).toThrow(wrong);
  expect(define({ a: [pda([{ account: "b", field: "x" }])], b: [account(Note)] })).toThrow(wrong);
  expect(define({ a: [account(Note), hasOne("b")], b: [] })).toThrow(wrong);
  expect(define({ a: [init({ payer: "p", space: 0 })], p: [signer] })).toThrow(wrong);
  expect(define({ a: [associatedToken({ mint: "m", authority: "w" })], m: [] })).toThrow(wrong);
  const go = (discriminator: number[]) => instruction({ discriminator, accounts: {}, handler: () => {} });
  expect(() => defineProgram({ instructions: { a: go([1]), b: go([1, 2]) } })).toThrow(wrong);
  expect(() => defineProgram({ instructions: undefined as never })).toThrow(wrong);
});

test("what does not compile", () => {
  void (() => {
    const Held = accountType("Held", { owner: borsh.pubkey });
    const handler = () => {};
    // @ts-expect-error: no account `owner`
    instruction({ accounts: { held: [account(Held), hasOne("owner")] }, handler });
    // @ts-expect-error: no account `payer`
    instruction({ accounts: { held: [init({ payer: "payer", space: 8 })] }, handler });
    // @ts-expect-error: no account `to`
    instruction({ accounts: { held: [close("to")] }, handler });
    // @ts-expect-error: no account `owner`
    instruction({ accounts: { held: [pda(["x", { account: "owner" }])] }, handler });
    // @ts-expect-error: no account `mint`
    instruction({ accounts: { held: [associatedToken({ mint: "mint", authority: "held" })] }, handler });
    instruction({
      accounts: { held: [account(Held), pda(["x"])], owner: [signer] },
      args: { amount: borsh.u64 },
      handler({ accounts, bumps }, args) {
        const owner: Pubkey = accounts.held.value.owner;
        const numbers: number = bumps.held;
        const amount: bigint = args.amount;
        // @ts-expect-error: not declared
        accounts.other;
        // @ts-expect-error: no value was declared for it
        accounts.owner.value;
        // @ts-expect-error: no field of it
        accounts.held.value.amount;
        // @ts-expect-error: no derived address
        bumps.owner;
        // @ts-expect-error: no argument
        args.amout;
        return void [owner, numbers, amount];
      },
    });
    // @ts-expect-error: a wrong name of an account
    notes.cpi.two.instruction(KEY, { a: KEY, c: KEY });
    // @ts-expect-error: an account is missing
    notes.cpi.two.instruction(KEY, { a: KEY });
  });
});

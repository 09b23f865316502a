import { expect, test } from "vitest";
import {
  entrypoint,
  findProgramAddress,
  type Instruction,
  invokeSigned,
  msg,
  type Pubkey,
  SYSTEM_PROGRAM_ID,
  system,
} from "../../src/program/index.js";
import { addressFromPubkey } from "../../src/solana/pubkey.js";
import { printTrace, printTraceSvg, type Trace } from "../../src/trace/index.js";
import { meta } from "../helpers/transactions.js";
import { vault } from "../program/accounts/vault.js";
import { Workbench } from "../svm/support.js";
import { CallStage, REFUSALS } from "./scenes.js";

const key = (byte: number): Pubkey => new Uint8Array(32).fill(byte);

const SEED = new TextEncoder().encode("vault");
const CHAIN = ["market", "escrow", "bank", "till"] as const;

/** Programs that call each other, four deep; each signs for its own vault, and the last one pays from all that sign. */
function fourDeep(options: { readonly wrongBump?: boolean } = {}): { trace: Trace; names: Record<string, string> } {
  const bench = new Workbench({ trace: true });
  const ids = CHAIN.map((_, i) => key(0x61 + i));
  const vaults = ids.map((id) => findProgramAddress([SEED], id));
  const ben = key(0x62 + CHAIN.length);
  const names: Record<string, string> = { [addressFromPubkey(ben)]: "Ben", [addressFromPubkey(bench.payer)]: "Ana" };
  for (const [i, id] of ids.entries()) {
    const [vault, bump] = vaults[i]!;
    const name = CHAIN[i]!;
    names[addressFromPubkey(id)] = name;
    names[addressFromPubkey(vault)] = `vault of ${name}`;
    bench.setAccount(vault, { lamports: 5_000_000_000n });
    const program = entrypoint((_, accounts) => {
      msg(`${name} signs for its vault`);
      const next = ids[i + 1];
      const signing = accounts.map(({ key, isSigner, isWritable }) => {
        return { pubkey: key, isSigner: isSigner || key.every((byte, at) => byte === vault[at]), isWritable };
      });
      const seeds = [[SEED, Uint8Array.of(options.wrongBump && name === "till" ? bump - 1 : bump)]];
      if (next !== undefined) {
        return invokeSigned({ programId: next, accounts: signing, data: new Uint8Array(0) }, accounts, seeds);
      }
      for (const [from] of vaults) {
        const pay = system.transfer.instruction(SYSTEM_PROGRAM_ID, { from, to: ben }, { lamports: 1_000_000n });
        invokeSigned(pay, accounts, seeds);
      }
    });
    bench.svm.addProgram(id, program);
  }
  const accounts: Instruction["accounts"] = [
    meta(bench.payer, "s"),
    ...vaults.map(([vault]) => meta(vault, "w")),
    meta(ben, "w"),
    meta(SYSTEM_PROGRAM_ID),
    ...ids.slice(1).map((id: Pubkey) => meta(id)),
  ];
  const result = bench.send([{ programId: ids[0]!, accounts, data: new Uint8Array(0) }]);
  return { trace: result.trace!, names };
}

const widthOf = (text: string): number => Math.max(...text.split("\n").map((line) => [...line].length));

test.each([80, 120, 200])("four calls deep, with the signatures of four programs, in %i columns", async (width) => {
  const { trace, names } = fourDeep();
  expect(trace.error).toBeNull();
  const text = printTrace(trace, { width, names, title: "Four programs sign" });
  expect(widthOf(text)).toBeLessThanOrEqual(width);
  await expect(text).toMatchFileSnapshot(`golden/four-deep-${width}.txt`);
});

test.each([80, 120, 200].flatMap((width) => (["light", "dark"] as const).map((theme) => [width, theme] as const)))(
  "the pictures in docs are those of %i columns, %s",
  async (width, theme) => {
    const { trace, names } = fourDeep();
    const picture = printTraceSvg(trace, { width, theme, names, title: "Four programs sign" });
    await expect(picture).toMatchFileSnapshot(`../../docs/pictures/four-deep-${width}-${theme}.svg`);
  },
);

test("a call that is refused shows what was asked for and not held", async () => {
  const { trace, names } = fourDeep({ wrongBump: true });
  expect(trace.error).not.toBeNull();
  const text = printTrace(trace, { names, title: "The last program has the wrong bump" });
  await expect(text).toMatchFileSnapshot("golden/refused.txt");
});

test("all rights with their sources, if asked for; and one section alone", async () => {
  const { trace, names } = fourDeep();
  const text = printTrace(trace, { names, title: "Four programs sign", sections: ["authority"], authority: "all" });
  await expect(text).toMatchFileSnapshot("golden/authority-all.txt");
  const tree = printTrace(trace, { names, sections: ["tree"] });
  expect(tree).toContain("└─ #0 market");
  expect(tree).not.toContain("authority");
});

test("colour is only where it is wanted, and changes nothing else", () => {
  const { trace, names } = fourDeep({ wrongBump: true });
  const [plain, coloured] = [false, true].map((colour) => printTrace(trace, { names, colour }));
  expect(plain).not.toContain("\u001b");
  // biome-ignore lint/suspicious/noControlCharactersInRegex: that is what colours are
  expect(coloured!.replace(/\u001b\[\d+m/g, "")).toBe(plain);
  expect(coloured).not.toBe(plain);
});

test.each(REFUSALS)("is never wider than asked: $name", ({ process, accounts }) => {
  const stage = new CallStage();
  const { trace } = stage.program(stage.a, process).run(accounts(stage));
  for (const width of [40, 63, 100]) expect(widthOf(printTrace(trace!, { width }))).toBeLessThanOrEqual(width);
});

test("a transaction that was dropped, or only paid, is printed too", () => {
  const bench = new Workbench({ trace: true });
  const missing = bench.send([{ programId: key(1), accounts: [], data: new Uint8Array(0) }]);
  expect(missing.ok).toBe(false);
  expect(printTrace(missing.trace!)).toContain("✘ fee only");
  const poor = new Workbench({ trace: true });
  poor.setAccount(poor.payer, { lamports: 0n });
  const dropped = poor.send([{ programId: SYSTEM_PROGRAM_ID, accounts: [], data: new Uint8Array(0) }]);
  expect(printTrace(dropped.trace!)).toContain("✘ dropped");
});

test("what accounts of declared programs hold, field by field", () => {
  const bench = new Workbench({ trace: true });
  bench.svm.addProgram(key(7), vault);
  const [address] = findProgramAddress([SEED, bench.payer, new TextEncoder().encode("x")], key(7));
  const accounts = { vault: address, authority: bench.payer, systemProgram: SYSTEM_PROGRAM_ID };
  const opened = bench.send([vault.cpi.openVault.instruction(key(7), accounts, { name: "x" })]);
  const names = { [addressFromPubkey(bench.payer)]: "Ana", [addressFromPubkey(address)]: "vault of Ana" };
  const section = (trace: Trace) => printTrace(trace, { names, sections: ["changes"] });
  expect(section(opened.trace!)).toContain("vault { authority: Ana, total: 0, name: x }  #0");
  const deposited = bench.send([vault.cpi.deposit.instruction(key(7), accounts, { amount: 5n })]);
  expect(section(deposited.trace!)).toContain("total 0 → 5  #0");
});

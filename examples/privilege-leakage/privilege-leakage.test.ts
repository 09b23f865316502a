import { PublicKey } from "@solana/web3.js";
import { SYSTEM_PROGRAM_ADDRESS } from "@solana-program/system";
import type { SvmOptions } from "callgate";
import { deserializeUnchecked, mock, pubkey } from "callgate/program";
import { describe, expect, test } from "vitest";
import { addressNamed, web3Keypair } from "../support/people.js";
import { sendRandomInputs } from "../support/random-inputs.js";
import { expectSameInstruction } from "../support/same-instruction.js";
import { Stage } from "../support/stage.js";
import { withAccount, withoutSignature, withReadonly } from "../support/tampering.js";
import { clubClient, findCard } from "./client.js";
import * as web3 from "./client-web3.js";
import { demo } from "./demo.js";
import { drainer, guestBook } from "./plugins.js";
import { Card, clubOf } from "./program.js";

const SOL = 1_000_000_000n;

async function scene(options: SvmOptions = {}) {
  const stage = new Stage(options);
  const { svm } = stage;
  const partner = stage.program("guest book", guestBook);
  const plugin = stage.program("plugin", drainer);
  const club = clubOf(pubkey(partner));
  const program = stage.program("club", club);
  const [ana, mallory] = await Promise.all([stage.person("Ana"), stage.person("Mallory")]);
  const [card] = await findCard(program, ana.address);
  const client = clubClient(club, program);
  await stage.prepare(ana, [await client.join({ member: ana })]);
  const visits = () => deserializeUnchecked(Card.codec, stage.dataOf(card).subarray(8)).visits;
  const more = [mallory.address, SYSTEM_PROGRAM_ADDRESS];
  return { stage, svm, club, program, partner, plugin, ana, mallory, card, client, visits, more };
}

/** The rights that a callee got, of each account: S for the signature, W for writing. */
function rightsGiven(callee: ReturnType<typeof mock>): string[] {
  const [call] = callee.calls;
  return call!.accounts.map(({ isSigner, isWritable }) => (isSigner ? "S" : "") + (isWritable ? "W" : ""));
}

test("the demonstration comes out as it says", async () => {
  const titles: string[] = [];
  await demo(new Stage({}, (title) => titles.push(title)));
  expect(titles).toHaveLength(6);
});

describe("a hostile plugin", () => {
  test("drains the member, if the club passes on what it has", async () => {
    const { stage, svm, ana, mallory, plugin, client, visits, more } = await scene();
    const before = svm.getBalance(ana.address)!;
    await stage.succeeds("visit", ana, [await client.visitLeaky({ member: ana, plugin, more })]);
    expect(svm.getBalance(ana.address) ?? 0n).toBe(0n);
    expect(svm.getBalance(mallory.address)).toBe(10n * SOL + before - 5000n);
    expect(visits()).toBe(1n);
  });

  test("gets nothing, if the club passes on the right to read", async () => {
    const { stage, svm, ana, mallory, plugin, client, visits, more } = await scene();
    const instruction = await client.visit({ member: ana, plugin, more });
    const { logs } = await stage.fails("visit", ana, [instruction], "PrivilegeEscalation");
    expect(logs.some((line) => line.endsWith("'s writable privilege escalated"))).toBe(true);
    expect(svm.getBalance(mallory.address)).toBe(10n * SOL);
    expect(visits()).toBe(0n);
  });

  test("is not called, if the club knows whom it calls", async () => {
    const { stage, ana, plugin, client } = await scene();
    const instruction = await client.visitPartner({ member: ana, partner: plugin });
    const { logs } = await stage.fails("visit", ana, [instruction], { Custom: 2012 });
    expect(logs.join("\n")).not.toContain(`Program ${plugin} invoke`);
  });
});

describe("the rights that a plugin gets", () => {
  test.each([
    ["visitLeaky", ["SW", "W", "W", ""]],
    ["visit", ["", "", "", ""]],
  ] as const)("%s", async (name, rights) => {
    const { stage, ana, client, visits, more } = await scene();
    const callee = mock({});
    const plugin = stage.program("watching", callee);
    await stage.succeeds("visit", ana, [await client[name]({ member: ana, plugin, more })]);
    expect(rightsGiven(callee)).toEqual(rights);
    expect(visits()).toBe(1n);
  });

  test("visitPartner", async () => {
    const { stage, svm, partner, ana, client, visits } = await scene();
    const callee = mock({});
    svm.addProgram(partner, callee);
    await stage.succeeds("visit", ana, [await client.visitPartner({ member: ana, partner })]);
    expect(rightsGiven(callee)).toEqual([""]);
    expect(visits()).toBe(1n);
  });
});

describe("the club's other checks", () => {
  test("attack: joining again, to begin at no visits, and joining in somebody's name", async () => {
    const { stage, ana, mallory, client } = await scene();
    // The System program's AccountAlreadyInUse.
    await stage.fails("again", ana, [await client.join({ member: ana })], { Custom: 0 });
    const join = await client.join({ member: mallory });
    await stage.fails("unsigned", ana, [withoutSignature(join, mallory.address)], { Custom: 3010 });
    await stage.fails("elsewhere", mallory, [withAccount(join, join.accounts![0]!.address, addressNamed("x"))], {
      Custom: 2006,
    });
    const lie = withAccount(join, SYSTEM_PROGRAM_ADDRESS, addressNamed("impostor"));
    await stage.fails("another System program", mallory, [lie], { Custom: 3008 });
  });

  test.each(["visit", "visitLeaky"] as const)(
    "attack: on somebody else's card, or without a signature: %s",
    async (name) => {
      const { stage, ana, mallory, card, program, partner, client } = await scene();
      await stage.prepare(mallory, [await client.join({ member: mallory })]);
      const own = await client[name]({ member: mallory, plugin: partner });
      const [cardOfMallory] = await findCard(program, mallory.address);
      await stage.fails("Ana's card", mallory, [withAccount(own, cardOfMallory, card)], { Custom: 2001 });
      const unsigned = withoutSignature(await client[name]({ member: ana, plugin: partner }), ana.address);
      await stage.fails("unsigned", mallory, [unsigned], { Custom: 3010 });
      await stage.fails("read only", mallory, [withReadonly(own, cardOfMallory)], { Custom: 2000 });
      await stage.fails("no card", mallory, [withAccount(own, cardOfMallory, addressNamed("none"))], { Custom: 3012 });
    },
  );

  test("attack: a card that another program wrote", async () => {
    const { stage, svm, partner, ana, card, client } = await scene();
    const forged = addressNamed("forged");
    svm.setAccount(forged, { ...svm.getAccount(card)!, programAddress: partner });
    const visit = withAccount(await client.visit({ member: ana, plugin: partner }), card, forged);
    await stage.fails("visit", ana, [visit], { Custom: 3007 });
  });
});

test("both clients make the same instructions", async () => {
  const { club, program, partner, plugin, ana, mallory, client, more } = await scene();
  const other = web3.clubClient(club, new PublicKey(program));
  const member = web3Keypair("Ana").publicKey;
  const [p, q] = [partner, plugin].map((address) => new PublicKey(address));
  const metas = [
    { pubkey: new PublicKey(mallory.address), isSigner: false, isWritable: true },
    { pubkey: new PublicKey(SYSTEM_PROGRAM_ADDRESS), isSigner: false, isWritable: false },
  ];
  expectSameInstruction(await client.join({ member: ana }), other.join(member));
  expectSameInstruction(await client.visit({ member: ana, plugin: partner }), other.visit(member, p!));
  const leaky = await client.visitLeaky({ member: ana, plugin, more });
  expectSameInstruction(leaky, other.visitLeaky(member, q!, metas));
  expectSameInstruction(await client.visitPartner({ member: ana, partner }), other.visitPartner(member, p!));
});

test("10,000 random inputs, none to the leaky instruction: nobody but Ana loses, and only fees", async () => {
  const { stage, svm, program, partner, plugin, ana, mallory, client, more } = await scene({
    signatureVerification: false,
  });
  const [leaky] = [await client.visitLeaky({ member: ana, plugin, more })];
  const discriminator = [...leaky!.data!.slice(0, 8)].join();
  const instructions = [
    await client.visit({ member: ana, plugin, more }),
    await client.visit({ member: ana, plugin: partner, more }),
    await client.visitPartner({ member: ana, partner }),
  ];
  expect(instructions.map(({ data }) => [...data!.slice(0, 8)].join())).not.toContain(discriminator);
  const tally = sendRandomInputs({
    stage,
    payer: ana.address,
    programAddress: program,
    instructions,
    accounts: [partner],
    invariant() {
      if (svm.getBalance(mallory.address) !== 10n * SOL) throw new Error("Mallory has what is not hers");
    },
  });
  expect(tally.get("success")).toBeGreaterThan(100);
  expect([...tally.keys()]).toEqual(expect.arrayContaining(['"PrivilegeEscalation"', '{"Custom":2012}']));
});

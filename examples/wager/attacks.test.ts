import { lamports } from "@solana/kit";
import { getTransferSolInstruction } from "@solana-program/system";
import { entrypoint } from "callgate/program";
import { describe, expect, test } from "vitest";
import { addressNamed } from "../support/people.js";
import { Stage } from "../support/stage.js";
import { withAccount, withoutSignature, withReadonly } from "../support/tampering.js";
import type { Terms } from "./client.js";
import { errors, LONGEST_WAIT } from "./program.js";
import { accepted, DEADLINE, proposed, SOL, scene } from "./scene.js";

const custom = ({ code }: { code: number }) => ({ Custom: code });
const HAS_ONE = { Custom: 2001 };
const SEEDS = { Custom: 2006 };
const WRONG_OWNER = { Custom: 3007 };
const WRONG_PROGRAM = { Custom: 3008 };
const NOT_SIGNED = { Custom: 3010 };
const NO_MORE = { Custom: 3012 };
const ALREADY_IN_USE = { Custom: 0 };

describe("propose: each check, and the attack that it stops", () => {
  const cases: [string, (people: Awaited<ReturnType<typeof scene>>) => Partial<Terms>, { code: number }][] = [
    ["a stake that the vault cannot hold", () => ({ stake: 1000n }), errors.StakeTooSmall],
    ["a deadline that is past", () => ({ deadline: 0n }), errors.BadDeadline],
    ["stakes locked for years", () => ({ deadline: LONGEST_WAIT + 1n }), errors.BadDeadline],
    ["a wager with herself", ({ ana }) => ({ opponent: ana.address }), errors.SamePerson],
    ["a judge in her own cause", ({ ana }) => ({ arbiter: ana.address }), errors.SamePerson],
    ["a judge in his", ({ ben }) => ({ arbiter: ben.address }), errors.SamePerson],
  ];
  test.each(cases)("%s", async (_, changes, error) => {
    const set = await scene(new Stage());
    const wager = await set.otherWager(changes(set));
    await set.stage.fails("propose", set.ana, [wager.propose(set.ana)], custom(error));
  });

  test("the longest wait is accepted", async () => {
    const { stage, ana, otherWager } = await scene(new Stage());
    await stage.succeeds("propose", ana, [(await otherWager({ deadline: LONGEST_WAIT })).propose(ana)]);
  });

  test("twice the same, other terms for a wager that was accepted", async () => {
    const { stage, ana, otherWager } = await accepted(new Stage());
    const other = await otherWager({ deadline: DEADLINE + 1n });
    await stage.fails("propose", ana, [other.propose(ana)], ALREADY_IN_USE);
  });

  test("with the money of somebody else", async () => {
    const { stage, ana, ben, wager } = await scene(new Stage());
    await stage.fails("propose", ben, [withoutSignature(wager.propose(ana), ana.address)], NOT_SIGNED);
  });

  test("with a vault of another wager", async () => {
    const { stage, ana, wager, otherWager } = await scene(new Stage());
    const { vault } = await otherWager({ id: 2n });
    await stage.fails("propose", ana, [withAccount(wager.propose(ana), wager.vault, vault)], SEEDS);
  });
});

describe("accept: each check, and the attack that it stops", () => {
  test("another opponent", async () => {
    const { stage, cleo, wager } = await proposed(new Stage());
    await stage.fails("accept", cleo, [wager.accept(cleo)], HAS_ONE);
  });

  test("the creator changes the terms before the opponent's transaction arrives", async () => {
    const { stage, ana, ben, wager, otherWager } = await proposed(new Stage());
    const accept = wager.accept(ben);
    const start = stage.svm.snapshot();
    for (const [changes, error] of [
      [{ stake: 2n * SOL }, custom(errors.TermsChanged)],
      [{ deadline: DEADLINE - 1n }, custom(errors.TermsChanged)],
      [{ arbiter: addressNamed("friend of Ana") }, HAS_ONE],
    ] as const) {
      stage.svm.revert(start);
      const other = await otherWager(changes);
      expect(other.address).toBe(wager.address);
      await stage.succeeds("change", ana, [wager.cancel(ana), other.propose(ana)]);
      await stage.fails("accept", ben, [accept], error);
    }
  });

  test("twice", async () => {
    const { stage, ben, wager } = await accepted(new Stage());
    await stage.fails("accept", ben, [wager.accept(ben)], custom(errors.AlreadyAccepted));
  });

  test("when it is too late", async () => {
    const { stage, svm, ben, wager } = await proposed(new Stage());
    svm.setClock({ unixTimestamp: DEADLINE });
    await stage.fails("accept", ben, [wager.accept(ben)], custom(errors.TooLate));
  });

  test("paying into another vault", async () => {
    const { stage, ben, wager } = await proposed(new Stage());
    const accounts = withAccount(wager.accept(ben), wager.vault, addressNamed("vault of Ben"));
    await stage.fails("accept", ben, [accounts], SEEDS);
  });
});

describe("decide: each check, and the attack that it stops", () => {
  test("a player as the arbiter, or the arbiter without a signature", async () => {
    const { stage, ana, cleo, wager } = await accepted(new Stage());
    await stage.fails("win", ana, [wager.decide(ana, ana.address)], HAS_ONE);
    const unsigned = withoutSignature(wager.decide(cleo, ana.address), cleo.address);
    await stage.fails("win", ana, [unsigned], NOT_SIGNED);
  });

  test("the arbiter wins", async () => {
    const { stage, cleo, wager } = await accepted(new Stage());
    await stage.fails("win", cleo, [wager.decide(cleo, cleo.address)], custom(errors.NotAPlayer));
  });

  test("before the opponent has paid", async () => {
    const { stage, cleo, ben, wager } = await proposed(new Stage());
    await stage.fails("win", cleo, [wager.decide(cleo, ben.address)], custom(errors.NotAccepted));
  });

  test("when it is too late", async () => {
    const { stage, svm, cleo, ben, wager } = await accepted(new Stage());
    svm.setClock({ unixTimestamp: DEADLINE - 1n });
    const inTime = svm.snapshot();
    await stage.succeeds("just in time", cleo, [wager.decide(cleo, ben.address)]);
    svm.revert(inTime);
    svm.setClock({ unixTimestamp: DEADLINE });
    await stage.fails("win", cleo, [wager.decide(cleo, ben.address)], custom(errors.TooLate));
  });

  test("twice: in two transactions, in one, and after somebody has paid for the account", async () => {
    const { stage, svm, ana, ben, cleo, wager } = await accepted(new Stage());
    const [ben1, ana2] = [wager.decide(cleo, ben.address), wager.decide(cleo, ana.address)];
    const start = svm.snapshot();
    await stage.succeeds("once", cleo, [ben1]);
    await stage.fails("twice", cleo, [ana2], NO_MORE);

    svm.revert(start);
    await stage.fails("in one", cleo, [ben1, ana2], NO_MORE);
    const amount = lamports(SOL);
    const revive = getTransferSolInstruction({ source: cleo, destination: wager.address, amount });
    await stage.fails("revived", cleo, [ben1, revive, ana2], WRONG_OWNER);
    expect(svm.getBalance(wager.vault)).toBe(2n * SOL);
  });

  test("the vault of another wager", async () => {
    const { stage, ana, ben, cleo, wager, otherWager } = await accepted(new Stage());
    const other = await otherWager({ id: 2n, stake: 5n * SOL });
    await stage.prepare(ana, [other.propose(ana)]);
    await stage.prepare(ben, [other.accept(ben)]);
    const stolen = withAccount(wager.decide(cleo, ben.address), wager.vault, other.vault);
    await stage.fails("steal", cleo, [stolen], SEEDS);
  });

  test("a wager that the thief has written", async () => {
    const { stage, svm, ana, cleo, wager } = await accepted(new Stage());
    const forged = addressNamed("forged wager");
    svm.setAccount(forged, { ...svm.getAccount(wager.address)!, programAddress: addressNamed("forger") });
    const instruction = withAccount(wager.decide(cleo, ana.address), wager.address, forged);
    await stage.fails("forge", cleo, [instruction], WRONG_OWNER);
  });

  test("somebody else takes the rent", async () => {
    const { stage, ana, ben, cleo, wager } = await accepted(new Stage());
    const theft = withAccount(wager.decide(cleo, ben.address), ana.address, cleo.address);
    await stage.fails("rent", cleo, [theft], HAS_ONE);
  });

  test("another program in the place of the System program", async () => {
    const { stage, ben, cleo, wager } = await accepted(new Stage());
    const impostor = stage.program(
      "impostor",
      entrypoint(() => {}),
    );
    const system = wager.decide(cleo, ben.address).accounts!.at(-1)!.address;
    const lie = withAccount(wager.decide(cleo, ben.address), system, impostor);
    await stage.fails("lie", cleo, [lie], WRONG_PROGRAM);
  });

  test("accounts that may not be written", async () => {
    const { stage, ben, cleo, wager } = await accepted(new Stage());
    for (const address of [wager.address, wager.vault, ben.address]) {
      await stage.fails("readonly", cleo, [withReadonly(wager.decide(cleo, ben.address), address)], { Custom: 2000 });
    }
  });
});

describe("refund and cancel: each check, and the attack that it stops", () => {
  test("a loser who does not wait", async () => {
    const { stage, svm, ana, wager } = await accepted(new Stage());
    svm.setClock({ unixTimestamp: DEADLINE - 1n });
    await stage.fails("refund", ana, [wager.refund()], custom(errors.TooEarly));
    await stage.fails("cancel", ana, [wager.cancel(ana)], custom(errors.AlreadyAccepted));
  });

  test("a refund for somebody else, or a second one", async () => {
    const { stage, svm, ana, ben, cleo, wager } = await accepted(new Stage());
    svm.setClock({ unixTimestamp: DEADLINE });
    for (const { address } of [ana, ben]) {
      await stage.fails("steal", cleo, [withAccount(wager.refund(), address, cleo.address)], HAS_ONE);
    }
    await stage.fails("twice in one", cleo, [wager.refund(), wager.refund()], NO_MORE);
    await stage.succeeds("once", cleo, [wager.refund()]);
    await stage.fails("twice", cleo, [wager.refund()], NO_MORE);
  });

  test("somebody else cancels", async () => {
    const { stage, ana, ben, wager } = await proposed(new Stage());
    await stage.fails("cancel", ben, [wager.cancel(ben)], HAS_ONE);
    await stage.fails("cancel", ben, [withoutSignature(wager.cancel(ana), ana.address)], NOT_SIGNED);
  });
});

import { type Address, type Instruction, isSignerRole } from "@solana/kit";
import { entrypoint, invoke, mock, type Program } from "callgate/program";
import { describe, expect, test } from "vitest";
import { customError } from "../support/custom-error.js";
import { readonly, signer, writable } from "../support/metas.js";
import { addressNamed } from "../support/people.js";
import { type ExpectedError, Stage } from "../support/stage.js";
import { tokensOf } from "../support/tokens.js";
import { addStrategy, deposit, harvest, retireStrategy, withdraw } from "./client.js";
import * as hostile from "./hostile.js";
import { INTO_VAULT, KEEPER, scene, withOwn } from "./scene.js";
import { errors } from "./state.js";

describe("a hostile strategy", () => {
  /** Ana has 10,000 shares; then Mallory's strategy becomes `program`, and Ben or Ana call it. */
  async function betrayed(program: Program) {
    const it = await scene(new Stage());
    const { stage, svm, ana, aggregator, strategies, accounts } = it;
    await stage.prepare(ana, [await deposit(aggregator, strategies, ana, 10_000n)]);
    svm.addProgram(strategies[KEEPER]!.program, program);
    const own = (...rest: ReturnType<typeof writable>[]) => withOwn(strategies, writable(accounts.pocket), ...rest);
    const treasury = own(writable(aggregator.treasury), readonly(aggregator.aggregator));
    return { ...it, own, treasury };
  }

  test.each<[string, Program, ExpectedError]>([
    ["takes more than it is handed: the Token program's InsufficientFunds", hostile.takes(1n), { Custom: 1 }],
    ["takes less, and leaves the rest in the purse", hostile.takes(-1n), customError(errors.NotTaken)],
    ["signs for the aggregator, to take from the treasury", hostile.forges, "PrivilegeEscalation"],
    ["takes from the treasury, signing with its hand: OwnerMismatch", hostile.signsWithItsHand, { Custom: 4 }],
    ["fails", mock({ error: 77 }), { Custom: 77 }],
  ])("%s", async (_, program, error) => {
    const { stage, ben, aggregator, treasury } = await betrayed(program);
    await stage.fails("deposit", ben, [await deposit(aggregator, treasury, ben, 10_000n)], error);
  });

  test.each<[string, Program, ExpectedError]>([
    ["says that it gave, and gave nothing", hostile.says((amount) => amount), customError(errors.StrategyLied)],
    ["says that it gave more", hostile.says(() => 2n ** 64n - 1n), customError(errors.StrategyLied)],
    ["says nothing", hostile.isSilent, "InvalidInstructionData"],
  ])("%s", async (_, program, error) => {
    const { stage, ana, aggregator, treasury } = await betrayed(program);
    await stage.fails("withdraw", ana, [await withdraw(aggregator, treasury, ana, 10_000n)], error);
    await stage.fails("harvest", ana, [harvest(aggregator, treasury)], error);
  });

  test("lets another program speak for it: the return data says who returned it", async () => {
    const delegates = entrypoint((_, [, , , speaker]) => {
      invoke({ programId: speaker!.key, accounts: [], data: new Uint8Array() }, []);
    });
    const it = await betrayed(delegates);
    const speaker = it.stage.program("speaker", mock({ returnData: new Uint8Array(8) }));
    const speaking = withOwn(it.strategies, readonly(speaker), readonly(speaker), readonly(speaker));
    await it.stage.fails("harvest", it.ana, [harvest(it.aggregator, speaking)], "IncorrectProgramId");
  });

  test("gives nothing and says so: whoever withdraws has a limit against that", async () => {
    const { stage, ana, aggregator, treasury, accounts } = await betrayed(hostile.says(() => 0n));
    const careful = await withdraw(aggregator, treasury, ana, 10_000n, 9_900n);
    await stage.fails("withdraw", ana, [careful], customError(errors.SlippageExceeded));
    await stage.succeeds("withdraw", ana, [await withdraw(aggregator, treasury, ana, 10_000n, 8_900n)]);
    expect(tokensOf(stage, accounts.anaCoins)).toBe(99_000n);
  });

  test("writes what it may only read", async () => {
    const { stage, ben, aggregator, own } = await betrayed(hostile.writes);
    const callee = stage.program("callee", mock());
    const reading = own(readonly(aggregator.treasury), readonly(callee));
    // In this transaction the treasury is writable: what counts is what the strategy was handed.
    const instruction = await deposit(aggregator, reading, ben, 10_000n);
    const victim = addressNamed("victim");
    const elsewhere = withAccountAt(instruction, -2, victim);
    await stage.fails("write", ben, [elsewhere], "PrivilegeEscalation");
  });

  test("calls the aggregator back", async () => {
    const { stage, ben, aggregator, own } = await betrayed(hostile.callsBack);
    const back = own(writable(aggregator.aggregator), readonly(aggregator.programAddress));
    await stage.fails("call back", ben, [await deposit(aggregator, back, ben, 10_000n)], "ReentrancyNotAllowed");
  });

  test("asks for the signature of whoever deposits: the aggregator does not hand it on", async () => {
    const { stage, ben, aggregator, own, accounts } = await betrayed(hostile.forges);
    const robbing = own(writable(accounts.benCoins), { ...signer(ben) });
    const instruction = await deposit(aggregator, robbing, ben, 10_000n);
    expect(instruction.accounts!.filter(({ role }) => isSignerRole(role))).toHaveLength(2);
    await stage.fails("rob", ben, [instruction], customError(errors.SignerHandedOn));
  });

  test("is given up by the manager; the others pay", async () => {
    const it = await betrayed(mock({ error: 77 }));
    const { stage, ana, ben, manager, aggregator, strategies, accounts } = it;
    await stage.fails("stuck", ana, [await withdraw(aggregator, strategies, ana, 10_000n)], { Custom: 77 });
    const byBen = retireStrategy({ ...aggregator }, ben, KEEPER);
    await stage.fails("not by Ben", ben, [byBen], { Custom: 2001 });
    await stage.succeeds("retire", manager, [retireStrategy(aggregator, manager, KEEPER)]);
    const left = strategies.slice(0, KEEPER);
    await stage.succeeds("free", ana, [await withdraw(aggregator, left, ana, 10_000n)]);
    expect(tokensOf(stage, accounts.anaCoins)).toBe(99_000n);
    const again = addStrategy(aggregator, manager, strategies[KEEPER]!.program, {
      place: KEEPER,
      weight: 1,
      ownAccounts: 3,
    });
    await stage.fails("its place is not given again", manager, [again], customError(errors.PlaceTaken));
  });

  test("cannot get at another strategy's coins: each has a hand of its own", async () => {
    const { stage, ben, aggregator, own, strategies, vault } = await betrayed(hostile.forges);
    const victim = strategies[INTO_VAULT]!;
    const reaching = own(writable(victim.purse), readonly(victim.hand));
    await stage.fails("reach", ben, [await deposit(aggregator, reaching, ben, 10_000n)], "PrivilegeEscalation");
    const deeper = own(writable(vault.tokens), readonly(vault.vault));
    await stage.fails("reach", ben, [await deposit(aggregator, deeper, ben, 10_000n)], "PrivilegeEscalation");
  });
});

function withAccountAt(instruction: Instruction, index: number, address: Address): Instruction {
  const accounts = [...instruction.accounts!];
  return { ...instruction, accounts: accounts.with(index, readonly(address)) };
}

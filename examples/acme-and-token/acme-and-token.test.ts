import type { KeyPairSigner } from "@solana/kit";
import type { FeaturePresetName, SvmOptions } from "callgate";
import { addressOf, entrypoint, invoke, type Program } from "callgate/program";
import { describe, expect, test } from "vitest";
import { addressNamed, web3Keypair } from "../support/people.js";
import { sendRandomInputs } from "../support/random-inputs.js";
import { expectSameInstruction } from "../support/same-instruction.js";
import { Stage } from "../support/stage.js";
import { withAccount, withoutAccount, withoutSignature, withReadonly } from "../support/tampering.js";
import { ACME_ID, siloOf } from "./acme.js";
import { launchMissiles, pay, payAndLaunchMissiles } from "./client.js";
import * as web3 from "./client-web3.js";
import { demo } from "./demo.js";
import { acmeThat, type Change, scene } from "./scene.js";
import { TOKEN_ID, token, pay as tokenPay } from "./token.js";

/** The documents describe the first network and the second in the same words. */
const PRESETS: readonly FeaturePresetName[] = ["mainnet", "solana-1.10", "nexis"];

/** Where the accounts of payAndLaunchMissiles stand. */
const [SILO, ALICE, PURSE, TILL] = [1, 2, 3, 4] as const;

const UNTOUCHED = { purse: 100n, till: 0n, launched: 0 };
const PAID_AND_LAUNCHED = { purse: 90n, till: 10n, launched: 3 };

test("the demonstration comes out as it says", async () => {
  const titles: string[] = [];
  await demo(new Stage({}, (title) => titles.push(title)));
  expect(titles).toHaveLength(6);
});

describe.each(PRESETS)("under %s", (features) => {
  const stage = (options: SvmOptions = {}) => new Stage({ features, ...options });

  test("two instructions do the same as one that calls", async () => {
    const { stage: theStage, svm, alice, bob, state } = await scene(stage());
    const start = svm.snapshot();
    const two = await theStage.succeeds("two", alice, [pay(alice, 10n), launchMissiles(bob)]);
    expect(state()).toEqual(PAID_AND_LAUNCHED);
    expect(two.instructionTrace.map(({ stackHeight }) => stackHeight)).toEqual([1, 1]);

    svm.revert(start);
    const one = await theStage.succeeds("one", alice, [payAndLaunchMissiles(alice, bob)]);
    expect(state()).toEqual(PAID_AND_LAUNCHED);
    expect(one.instructionTrace.map(({ stackHeight }) => stackHeight)).toEqual([1, 2]);
  });

  test("the caller is halted until the callee has ended", async () => {
    const { stage: theStage, alice, bob } = await scene(stage());
    const { logs } = await theStage.succeeds("one", alice, [payAndLaunchMissiles(alice, bob)]);
    const [caller, callee] = [addressOf(ACME_ID), addressOf(TOKEN_ID)];
    expect(logs.filter((line) => !line.includes("consumed"))).toEqual([
      `Program ${caller} invoke [1]`,
      `Program ${callee} invoke [2]`,
      `Program ${callee} success`,
      `Program ${caller} success`,
    ]);
  });

  test("if the launch fails the payment has not been", async () => {
    const { stage: theStage, alice, bob, state } = await scene(stage());
    await theStage.succeeds("first", alice, [payAndLaunchMissiles(alice, bob)]);
    await theStage.fails("second", alice, [payAndLaunchMissiles(alice, bob)], "InsufficientFunds");
    expect(state()).toEqual(PAID_AND_LAUNCHED);
  });

  describe("the runtime's policy, at the call and after it", () => {
    const addTokens: Change = (accounts) => void accounts[TILL]!.data[32]!++;
    const takeLamports: Change = (accounts) => {
      accounts[TILL]!.lamports -= 1n;
      accounts[SILO]!.lamports += 1n;
    };

    async function run(programs: Parameters<typeof scene>[1]) {
      const { stage: theStage, alice, bob, state } = await scene(stage(), programs);
      const send = (error: string) =>
        theStage.fails("attack", alice, [payAndLaunchMissiles(alice, bob)], error as never);
      return { send, state, succeed: () => theStage.succeeds("run", alice, [payAndLaunchMissiles(alice, bob)]) };
    }

    test("acme changes an account of token before the call: token does not run", async () => {
      const { send, state } = await run({ acme: acmeThat({ first: addTokens }) });
      const { logs } = await send("ExternalAccountDataModified");
      expect(logs.some((line) => line.includes("invoke [2]"))).toBe(false);
      expect(state()).toEqual(UNTOUCHED);
    });

    test("acme changes an account of token after the call: what token did is undone", async () => {
      const { send, state } = await run({ acme: acmeThat({ last: addTokens }) });
      const { logs } = await send("ExternalAccountDataModified");
      expect(logs).toContain(`Program ${addressOf(TOKEN_ID)} success`);
      expect(state()).toEqual(UNTOUCHED);
    });

    test.each(["first", "last"] as const)("acme takes lamports of an account of token: %s", async (when) => {
      const { send, state } = await run({ acme: acmeThat({ [when]: takeLamports }) });
      await send("ExternalAccountLamportSpend");
      expect(state()).toEqual(UNTOUCHED);
    });

    test("acme may write into it what stands there", async () => {
      const { succeed, state } = await run({
        acme: acmeThat({ first: ([, , , , till]) => void till!.data.fill(0, 32) }),
      });
      await succeed();
      expect(state()).toEqual(PAID_AND_LAUNCHED);
    });

    test("what token changed is the new state that acme is compared with", async () => {
      let seen: number | undefined;
      const watching = acmeThat({ last: (accounts) => void (seen = accounts[PURSE]!.data[32]) });
      const { succeed } = await run({ acme: watching });
      await succeed();
      expect(seen).toBe(90);
    });

    /** token, called with the silo too, which it changes. */
    test("token changes an account of acme", async () => {
      const hostileToken = entrypoint((programId, accounts, data) => {
        token.process(programId, accounts, data);
        accounts[3]!.data[36] = 99;
      });
      const naive = entrypoint((_, accounts) => {
        const [, silo, alice, purse, till] = accounts;
        const instruction = tokenPay(alice!.key, purse!.key, till!.key, 10n);
        const metas = [...instruction.accounts, { pubkey: silo!.key, isSigner: false, isWritable: true }];
        invoke({ ...instruction, accounts: metas }, accounts);
      });
      const { send, state } = await run({ acme: naive, token: hostileToken });
      const { logs } = await send("ExternalAccountDataModified");
      expect(logs).toContain(`Program ${addressOf(TOKEN_ID)} invoke [2]`);
      expect(state()).toEqual(UNTOUCHED);
    });
  });

  describe("privileges", () => {
    test("token accepts the signature that acme's instruction has", async () => {
      const seen: boolean[] = [];
      const watched = entrypoint((programId, accounts, data) => {
        seen.push(accounts[0]!.isSigner);
        token.process(programId, accounts, data);
      });
      const { stage: theStage, alice, bob } = await scene(stage(), { token: watched });
      await theStage.succeeds("pay and launch", alice, [payAndLaunchMissiles(alice, bob)]);
      expect(seen).toEqual([true]);
    });

    test("a signature that acme's instruction has not cannot be extended", async () => {
      const { stage: theStage, alice, bob, state } = await scene(stage());
      const unsigned = withoutSignature(payAndLaunchMissiles(alice, bob), alice.address);
      const { logs } = await theStage.fails("unsigned", bob, [unsigned], "PrivilegeEscalation");
      expect(logs).toContain(`${alice.address}'s signer privilege escalated`);
      expect(state()).toEqual(UNTOUCHED);
    });

    test("nor can the right to write", async () => {
      const { stage: theStage, alice, bob, accounts } = await scene(stage());
      const readonly = withReadonly(payAndLaunchMissiles(alice, bob), accounts.purse);
      const { logs } = await theStage.fails("readonly", alice, [readonly], "PrivilegeEscalation");
      expect(logs).toContain(`${accounts.purse}'s writable privilege escalated`);
    });
  });

  describe("which accounts a caller passes", () => {
    /** acme, passing to `invoke` only the accounts that stand at these places. */
    function acmePassing(places: readonly number[]): Program {
      return entrypoint((_, accounts) => {
        const [alice, purse, till] = [accounts[ALICE]!, accounts[PURSE]!, accounts[TILL]!];
        const passed = places.map((place) => accounts[place]!);
        invoke(tokenPay(alice.key, purse.key, till.key, 10n), passed);
      });
    }

    test("the callee's program account need not be passed to invoke", async () => {
      const { stage: theStage, alice, bob, state } = await scene(stage(), { acme: acmePassing([ALICE, PURSE, TILL]) });
      await theStage.succeeds("without the program", alice, [payAndLaunchMissiles(alice, bob)]);
      expect(state().till).toBe(10n);
    });

    test("but it must be among the accounts of the caller's instruction", async () => {
      const { stage: theStage, alice, bob, state } = await scene(stage());
      const without = withoutAccount(payAndLaunchMissiles(alice, bob), addressOf(TOKEN_ID));
      const { logs } = await theStage.fails("without", alice, [without], "MissingAccount");
      expect(logs).toContain(`Unknown program ${addressOf(TOKEN_ID)}`);
      // Named by another instruction of the transaction, it is still not the caller's.
      const nothing = pay(alice, 0n);
      await theStage.fails("elsewhere", alice, [nothing, without], "MissingAccount");
      expect(state()).toEqual(UNTOUCHED);
    });

    test.each([ALICE, PURSE, TILL])("all others must be passed: without account %i", async (left) => {
      const places = [ALICE, PURSE, TILL].filter((place) => place !== left);
      const { stage: theStage, alice, bob, state } = await scene(stage(), { acme: acmePassing(places) });
      await theStage.fails("without", alice, [payAndLaunchMissiles(alice, bob)], "MissingAccount");
      expect(state()).toEqual(UNTOUCHED);
    });
  });
});

describe("each check, and the attack that it stops", () => {
  test("token: the owner has not signed", async () => {
    const { stage, alice, bob } = await scene(new Stage());
    await stage.fails("steal", bob, [withoutSignature(pay(alice, 1n), alice.address)], "MissingRequiredSignature");
  });

  test("token: the purse of somebody else", async () => {
    const { stage, bob, accounts } = await scene(new Stage());
    const own = pay(bob, 1n);
    const stolen = withAccount(own, own.accounts![1]!.address, accounts.purse);
    await stage.fails("steal", bob, [stolen], "IllegalOwner");
  });

  test("token: a purse that the thief has written", async () => {
    const { stage, alice, accounts } = await scene(new Stage());
    const forged = addressNamed("forged purse");
    stage.svm.setAccount(forged, { ...stage.svm.getAccount(accounts.purse)!, programAddress: addressNamed("forger") });
    await stage.fails("forge", alice, [withAccount(pay(alice, 1n), accounts.purse, forged)], "IncorrectProgramId");
    await stage.fails("waste", alice, [withAccount(pay(alice, 1n), accounts.till, forged)], "IncorrectProgramId");
  });

  test("token: more than there is, more than fits", async () => {
    const { stage, svm, alice, accounts } = await scene(new Stage());
    await stage.fails("too much", alice, [pay(alice, 101n)], "InsufficientFunds");
    const full = svm.getAccount(accounts.till)!;
    svm.setAccount(accounts.till, { ...full, data: full.data.map((byte, i) => (i < 32 ? byte : 255)) });
    await stage.fails("overflow", alice, [pay(alice, 1n)], "ArithmeticOverflow");
  });

  test("token: a purse that pays itself has as much as before", async () => {
    const { stage, alice, accounts, state } = await scene(new Stage());
    await stage.succeeds("itself", alice, [withAccount(pay(alice, 7n), accounts.till, accounts.purse)]);
    expect(state().purse).toBe(100n);
  });

  test("acme: Alice pays herself", async () => {
    const { stage, alice, bob, accounts } = await scene(new Stage());
    const toHerself = withAccount(payAndLaunchMissiles(alice, bob), accounts.till, accounts.purse);
    await stage.fails("free of charge", alice, [toHerself], "InvalidArgument");
  });

  test("acme: Bob has not signed, or it is not his silo, or no silo", async () => {
    const { stage, alice, bob, accounts } = await scene(new Stage());
    const launch = launchMissiles(bob);
    await stage.fails("war", alice, [withoutSignature(launch, bob.address)], "MissingRequiredSignature");
    await stage.fails("token", bob, [withAccount(launch, accounts.silo, accounts.purse)], "IncorrectProgramId");
    const hers = launchMissiles(alice);
    const silo = addressOf(siloOf(web3Keypair("Alice").publicKey.toBytes()));
    await stage.fails("Alice", alice, [withAccount(hers, silo, accounts.silo)], "IllegalOwner");
  });

  test("acme: nothing to launch", async () => {
    const { stage, bob } = await scene(new Stage());
    await stage.succeeds("first", bob, [launchMissiles(bob)]);
    await stage.fails("again", bob, [launchMissiles(bob)], "InsufficientFunds");
  });

  test("acme: more launches than can be counted", async () => {
    const { stage, svm, bob, accounts } = await scene(new Stage());
    const silo = svm.getAccount(accounts.silo)!;
    svm.setAccount(accounts.silo, { ...silo, data: silo.data.map((byte, i) => (i < 36 ? byte : 255)) });
    await stage.fails("overflow", bob, [launchMissiles(bob)], "ArithmeticOverflow");
  });

  test("token: unknown instruction data", async () => {
    const { stage, alice } = await scene(new Stage());
    const { data, ...instruction } = pay(alice, 1n);
    const other = Uint8Array.from(data!).fill(1, 0, 1);
    await stage.fails("unknown", alice, [{ ...instruction, data: other }], "InvalidInstructionData");
    await stage.fails("short", alice, [{ ...instruction, data: data!.slice(0, 8) }], "BorshIoError");
  });

  test.each([[], [2], [0, 0]])("acme: unknown instruction data %j", async (...data) => {
    const { stage, bob } = await scene(new Stage());
    const instruction = { ...launchMissiles(bob), data: Uint8Array.from(data) };
    await stage.fails("unknown", bob, [instruction], "InvalidInstructionData");
  });
});

test("both clients make the same instructions", async () => {
  const { alice, bob } = await scene(new Stage());
  const [aliceKey, bobKey] = [web3Keypair("Alice").publicKey, web3Keypair("Bob").publicKey];
  expectSameInstruction(pay(alice, 10n), web3.pay(aliceKey, 10n));
  expectSameInstruction(launchMissiles(bob), web3.launchMissiles(bobKey));
  expectSameInstruction(payAndLaunchMissiles(alice, bob), web3.payAndLaunchMissiles(aliceKey, bobKey));
});

test.each(["token", "acme"] as const)("10,000 random inputs of %s make and destroy no tokens", async (name) => {
  const { stage, alice, bob, accounts, state } = await scene(new Stage({ signatureVerification: false }));
  const instructions = (signers: [KeyPairSigner, KeyPairSigner]) =>
    name === "token" ? [pay(signers[0], 1n)] : [launchMissiles(signers[1]), payAndLaunchMissiles(...signers)];
  const tally = sendRandomInputs({
    stage,
    payer: alice.address,
    programAddress: addressOf(name === "token" ? TOKEN_ID : ACME_ID),
    instructions: instructions([alice, bob]),
    accounts: Object.values(accounts),
    invariant: () => {
      const { purse, till } = state();
      if (purse + till !== 100n) throw new Error(`there are ${purse} and ${till} tokens`);
    },
  });
  expect(tally.get("success")).toBeGreaterThan(100);
  expect(tally.size).toBeGreaterThan(5);
});

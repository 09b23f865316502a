import { describe, expect, test } from "vitest";
import { concatBytes } from "../../src/base/bytes.js";
import { type AccountInfo, invoke, type ProcessInstruction } from "../../src/program/index.js";
import { SYSTEM_PROGRAM_ID, SYSVAR_CLOCK_ID } from "../../src/solana/program-ids.js";
import { addressFromPubkey, type Pubkey } from "../../src/solana/pubkey.js";
import { transfer } from "../helpers/transactions.js";
import { keyOf, meta, NO_DATA, PAYER, run, Scene } from "./scene.js";

type Act = (accounts: { own: AccountInfo; locked: AccountInfo; foreign: AccountInfo; wallet: AccountInfo }) => void;

/** A program, with accounts of its own and of others, that does one thing it may not. */
async function misbehave(name: string, act: Act, isCaught: "at the end" | "at a call" = "at the end") {
  const scene = new Scene();
  const program = keyOf("keeper");
  const other = scene.program("other", () => {});
  const own = scene.wallet("own", { owner: program, data: Uint8Array.of(1, 2, 3, 4) });
  const locked = scene.wallet("locked", { owner: program, data: Uint8Array.of(1, 2, 3, 4) });
  const foreign = scene.wallet("foreign", { owner: other, data: Uint8Array.of(1, 2, 3, 4) });
  const wallet = scene.wallet("wallet");
  const process: ProcessInstruction = (_, [own, locked, foreign, wallet]) => {
    act({ own: own!, locked: locked!, foreign: foreign!, wallet: wallet! });
    if (isCaught === "at a call") {
      const accounts = [own!, locked!, foreign!].map(({ key }) => meta(key));
      invoke({ programId: other, accounts, data: NO_DATA }, [own!, locked!, foreign!]);
    }
  };
  scene.program("keeper", process);
  const accounts = [meta(own, "w"), meta(locked), meta(foreign, "w"), meta(wallet, "w"), meta(other)];
  const explained = scene.explain([run(program, accounts)]);
  await scene.expectGolden(name, explained);
  return explained.explanation!;
}

describe("changes that an account's rules forbid", () => {
  test("data of another program's account", async () => {
    const act: Act = ({ foreign }) => void foreign.data.set([9, 8], 1);
    const explanation = await misbehave("external-account-data-modified", act);
    expect(explanation).toMatchObject({ code: "external-account-data-modified", where: { frame: 0 } });
  });

  test("the same, found at a call", async () => {
    const act: Act = ({ foreign }) => void foreign.data.set([9, 8], 1);
    const explanation = await misbehave("external-account-data-modified-call", act, "at a call");
    expect(explanation.code).toBe("external-account-data-modified");
  });

  test("data of a read-only account", async () => {
    const explanation = await misbehave("readonly-data-modified", ({ locked }) => void (locked.data[0] = 9));
    expect(explanation.fix).toEqual({ kind: "makeWritable", address: addressFromPubkey(keyOf("locked")) });
  });

  test("lamports of a reserved account", async () => {
    const scene = new Scene();
    const explained = scene.explain([transfer(PAYER, SYSVAR_CLOCK_ID, 1n)]);
    // Nobody is told to mark as writable what never is.
    expect(explained.explanation?.words.join("\n")).not.toContain("Mark it as writable");
    await scene.expectGolden("readonly-lamport-change-reserved", explained);
  });

  test("lamports of another's account", async () => {
    await misbehave("external-account-lamport-spend", ({ own, wallet }) => {
      wallet.lamports -= 5n;
      own.lamports += 5n;
    });
  });

  test("lamports of a read-only account", async () => {
    await misbehave("readonly-lamport-change", ({ own, locked }) => {
      own.lamports -= 5n;
      locked.lamports += 5n;
    });
  });

  test("an owner that is not the program's to change", async () => {
    await misbehave("modified-program-id-foreign", ({ wallet }) => wallet.assign(keyOf("keeper")));
  });

  test("an owner of data that are not zero", async () => {
    await misbehave("modified-program-id-data", ({ own }) => own.assign(SYSTEM_PROGRAM_ID));
  });

  test("growing too much", async () => {
    const scene = new Scene();
    const program = keyOf("keeper");
    const own = scene.wallet("own", { owner: program, data: new Uint8Array(16) });
    const keeper = scene.puppet("keeper");
    const instruction = scene.act(keeper, [meta(own, "w")], (p) => p.setLength(own, 16 + 10_241));
    const explained = scene.explain([instruction]);
    expect(explained.explanation?.code).toBe("invalid-realloc");
    await scene.expectGolden("invalid-realloc", explained);
  });

  test("a callee that grows an account too much", async () => {
    const scene = new Scene();
    const space = scene.wallet("space", { lamports: 10_000_000_000n, data: NO_DATA });
    const allocate = concatBytes(Uint8Array.of(8, 0, 0, 0), new Uint8Array(BigUint64Array.of(20_000n).buffer));
    const caller = scene.program("caller", (_, infos) =>
      invoke({ programId: SYSTEM_PROGRAM_ID, accounts: [meta(space, "sw")], data: allocate }, infos),
    );
    const explained = scene.explain([run(caller, [meta(space, "sw"), meta(SYSTEM_PROGRAM_ID)])]);
    await scene.expectGolden("invalid-realloc-callee", explained);
  });

  test("allocating too much in one transaction", async () => {
    const scene = new Scene();
    const spaces = ["one", "two", "three"].map((name) => scene.wallet(name, { lamports: 100_000_000_000n }));
    const allocate = concatBytes(Uint8Array.of(8, 0, 0, 0), new Uint8Array(BigUint64Array.of(10_485_760n).buffer));
    const explained = scene.explain(spaces.map((space) => run(SYSTEM_PROGRAM_ID, [meta(space, "sw")], allocate)));
    expect(explained.explanation?.code).toBe("max-accounts-data-allocations-exceeded");
    await scene.expectGolden("max-accounts-data-allocations", explained);
  });
});

describe("sums of lamports", () => {
  test("an instruction that makes some", async () => {
    const explanation = await misbehave("unbalanced-instruction", ({ own }) => {
      own.lamports += 7n;
    });
    expect(explanation).toMatchObject({ code: "unbalanced-instruction", facts: { lamportsDelta: "7" } });
  });

  test("a call without the account that got them", async () => {
    const scene = new Scene();
    const program = keyOf("keeper");
    const logger = scene.program("logger", () => {});
    const own = scene.wallet("own", { owner: program });
    const bob = scene.wallet("bob");
    scene.program("keeper", (_, infos) => {
      infos[0]!.lamports -= 5n;
      infos[1]!.lamports += 5n;
      invoke({ programId: logger, accounts: [meta(own)], data: NO_DATA }, infos);
    });
    const explained = scene.explain([run(program, [meta(own, "w"), meta(bob, "w"), meta(logger)])]);
    expect(explained.explanation?.code).toBe("unbalanced-call");
    await scene.expectGolden("unbalanced-call", explained);
  });
});

describe("rent", () => {
  const transferring = (scene: Scene, from: Pubkey, to: Pubkey, lamports: bigint) =>
    scene.explain([transfer(from, to, lamports)]);

  test("a new account with too little", async () => {
    const scene = new Scene();
    const bob = scene.name("bob", keyOf("bob"));
    const explained = transferring(scene, PAYER, bob, 1000n);
    expect(explained.explanation?.code).toBe("insufficient-funds-for-rent");
    await scene.expectGolden("rent-new-account", explained);
  });

  test("an account that keeps too little", async () => {
    const scene = new Scene();
    const [ana, bob] = [scene.wallet("ana"), scene.wallet("bob")];
    await scene.expectGolden("rent-remainder", transferring(scene, ana, bob, 999_999_000n));
  });

  test("a payer that the fee leaves with too little", async () => {
    const scene = new Scene();
    const logger = scene.program("logger", () => {});
    scene.set(PAYER, { lamports: 655_000n });
    await scene.expectGolden("rent-payer", scene.explain([run(logger)]));
  });
});

import type { Instruction } from "@solana/kit";
import { TOKEN_PROGRAM_ADDRESS } from "@solana-program/token";
import { mock } from "callgate/program";
import { describe, expect, test } from "vitest";
import { customError } from "../support/custom-error.js";
import { addressNamed } from "../support/people.js";
import { type ExpectedError, Stage } from "../support/stage.js";
import { withAccount, withoutSignature, withReadonly } from "../support/tampering.js";
import { giveTokens, makeMint, tokensOf } from "../support/tokens.js";
import { createPool, deposit, findPool, findPosition, openPosition, swap, withdraw } from "./client.js";
import { errors, LOCKED_SHARES } from "./pool.js";
import { RESERVE, SALT_FOR_PEPPER, type Scene, scene } from "./scene.js";

const MUCH = { maximumA: RESERVE, maximumB: RESERVE, minimumShares: 0n };

describe("attacks", () => {
  type Attack = (it: Scene) => Promise<Instruction> | Instruction;
  const swapWith = (change: (it: Scene, instruction: Instruction) => Instruction): Attack => {
    return async (it) => change(it, await swap(it.pool, it.ben, SALT_FOR_PEPPER));
  };

  test.each<[string, Attack, ExpectedError]>([
    [
      "more than there is for it",
      ({ pool, ben }) => swap(pool, ben, { ...SALT_FOR_PEPPER, minimumOut: 9_872n }),
      customError(errors.SlippageExceeded),
    ],
    [
      "nothing in",
      ({ pool, ben }) => swap(pool, ben, { ...SALT_FOR_PEPPER, amountIn: 0n }),
      customError(errors.ZeroAmount),
    ],
    [
      "so little that nothing comes out",
      ({ pool, ben }) => swap(pool, ben, { ...SALT_FOR_PEPPER, amountIn: 1n }),
      customError(errors.ZeroAmount),
    ],
    [
      "more than Ben has: the Token program's InsufficientFunds",
      ({ pool, ben }) => swap(pool, ben, { ...SALT_FOR_PEPPER, amountIn: 100_001n }),
      { Custom: 1 },
    ],
    [
      "an account of Ben's as the vault that takes",
      swapWith(({ pool, accounts }, it) => withAccount(it, pool.vaultA, accounts.anaSalt)),
      { Custom: 2001 },
    ],
    [
      "an account of Ben's as the vault that gives, to spoil the price",
      swapWith(({ pool, accounts }, it) => withAccount(it, pool.vaultB, accounts.anaPepper)),
      { Custom: 2001 },
    ],
    [
      "a token account of the wrong mint: the Token program's MintMismatch",
      swapWith(({ accounts }, it) => withAccount(it, accounts.benSalt, accounts.anaPepper)),
      { Custom: 3 },
    ],
    [
      "Ana's salt: the Token program's OwnerMismatch",
      swapWith(({ accounts }, it) => withAccount(it, accounts.benSalt, accounts.anaSalt)),
      { Custom: 4 },
    ],
    [
      "the vault as the account to give to",
      swapWith(({ pool, accounts }, it) => withAccount(it, accounts.benPepper, pool.vaultB)),
      { Custom: 2040 },
    ],
    [
      "one account for both tokens",
      swapWith(({ accounts }, it) => withAccount(it, accounts.benPepper, accounts.benSalt)),
      { Custom: 2040 },
    ],
    ["a pool that may not be written", swapWith(({ pool }, it) => withReadonly(it, pool.pool)), { Custom: 2000 }],
    [
      "a position in the place of the pool",
      async (it) => withAccount(await swap(it.pool, it.ben, SALT_FOR_PEPPER), it.pool.pool, await positionOfBen(it)),
      { Custom: 3002 },
    ],
    [
      "a mint in the place of a token account",
      swapWith(({ salt, accounts }, it) => withAccount(it, accounts.benSalt, salt.address)),
      { Custom: 3003 },
    ],
    [
      "another program in the place of the Token program",
      swapWith((_, it) => withAccount(it, TOKEN_PROGRAM_ADDRESS, addressNamed("impostor"))),
      { Custom: 3008 },
    ],
    [
      "shares that Ben has not",
      ({ pool, ben }) => withdraw(pool, ben, { shares: 1n, minimumA: 0n, minimumB: 0n }),
      customError(errors.NotEnoughShares),
    ],
    [
      "Ana's shares",
      async (it) => {
        const instruction = await withdraw(it.pool, it.ben, { shares: 1n, minimumA: 0n, minimumB: 0n });
        return withAccount(instruction, await positionOfBen(it), await findPosition(it.pool, it.ana.address));
      },
      { Custom: 2001 },
    ],
    [
      "no shares",
      ({ pool, ben }) => withdraw(pool, ben, { shares: 0n, minimumA: 0n, minimumB: 0n }),
      customError(errors.ZeroAmount),
    ],
    [
      "a deposit of nothing",
      ({ pool, ben }) => deposit(pool, ben, { maximumA: 0n, maximumB: 5n, minimumShares: 0n }),
      customError(errors.ZeroAmount),
    ],
    [
      "more shares than the deposit is worth",
      ({ pool, ben }) => deposit(pool, ben, { maximumA: 100n, maximumB: 100n, minimumShares: 101n }),
      customError(errors.SlippageExceeded),
    ],
    [
      "a pool once more: the System program's AccountAlreadyInUse",
      ({ pool, ben }) => createPool(pool, ben),
      { Custom: 0 },
    ],
    ["a position once more", ({ pool, ben }) => openPosition(pool, ben), { Custom: 0 }],
  ])("%s", async (_, attack, error) => {
    const it = await scene(new Stage());
    await it.stage.fails("attack", it.ben, [await attack(it)], error);
  });

  const positionOfBen = ({ pool, ben }: Scene) => findPosition(pool, ben.address);

  test("Ana sends Ben's swap, without his signature", async () => {
    const { stage, pool, ana, ben } = await scene(new Stage());
    const unsigned = withoutSignature(await swap(pool, ben, SALT_FOR_PEPPER), ben.address);
    await stage.fails("swap", ana, [unsigned], { Custom: 3010 });
  });

  test("a withdrawal below its limit", async () => {
    const { stage, pool, ana } = await scene(new Stage());
    const instruction = await withdraw(pool, ana, { shares: 1_000n, minimumA: 1_000n, minimumB: 1_001n });
    await stage.fails("withdraw", ana, [instruction], customError(errors.SlippageExceeded));
  });

  test("a position of another pool", async () => {
    const it = await scene(new Stage());
    const { stage, pool, ana, salt, pepper } = it;
    const other = await findPool(pool.programAddress, pepper.address, salt.address);
    for (const mint of [salt, pepper]) await giveTokens(stage, mint, other.pool);
    await stage.prepare(ana, [createPool(other, ana), await openPosition(other, ana), await deposit(other, ana, MUCH)]);
    const own = await withdraw(pool, ana, { shares: 1n, minimumA: 0n, minimumB: 0n });
    const positions = [await findPosition(pool, ana.address), await findPosition(other, ana.address)] as const;
    await stage.fails("steal", ana, [withAccount(own, ...positions)], { Custom: 2001 });
  });

  test("a pool of one mint", async () => {
    const { stage, pool, ana, salt } = await scene(new Stage());
    const same = await findPool(pool.programAddress, salt.address, salt.address);
    await giveTokens(stage, salt, same.pool);
    await stage.fails("create", ana, [createPool(same, ana)], customError(errors.SameMint));
  });

  test("a pool whose vault belongs to its creator, or is at another address", async () => {
    const { stage, pool, ana, accounts, salt } = await scene(new Stage());
    const pear = await makeMint(stage, "pear", ana);
    const fresh = await findPool(pool.programAddress, salt.address, pear.address);
    for (const mint of [salt, pear]) await giveTokens(stage, mint, fresh.pool);
    const instruction = createPool(fresh, ana);
    const owned = withAccount(instruction, fresh.vaultA, accounts.anaSalt);
    await stage.fails("create", ana, [owned], { Custom: 2015 });
    const elsewhere = addressNamed("elsewhere");
    stage.svm.setAccount(elsewhere, stage.svm.getAccount(fresh.vaultA)!);
    await stage.fails("create", ana, [withAccount(instruction, fresh.vaultA, elsewhere)], { Custom: 2009 });
    await stage.fails("create", ana, [withAccount(instruction, fresh.pool, elsewhere)], { Custom: 2006 });
  });

  test("a first deposit that leaves nothing over the locked shares, and a swap before it", async () => {
    const { stage, pool, ana, salt, pepper } = await scene(new Stage());
    const fresh = await findPool(pool.programAddress, pepper.address, salt.address);
    for (const mint of [salt, pepper]) await giveTokens(stage, mint, fresh.pool, 1_000n);
    await stage.prepare(ana, [createPool(fresh, ana), await openPosition(fresh, ana)]);
    await stage.fails("swap", ana, [await swap(fresh, ana, SALT_FOR_PEPPER)], customError(errors.ZeroAmount));
    const tiny = { maximumA: LOCKED_SHARES, maximumB: LOCKED_SHARES, minimumShares: 0n };
    await stage.fails("deposit", ana, [await deposit(fresh, ana, tiny)], customError(errors.ZeroAmount));
  });

  test("a Token program that takes nothing in: the product may not fall", async () => {
    const { stage, svm, pool, ben } = await scene(new Stage());
    // Gives what the pool owes and forgets what the user owes.
    const forgetful = mock(({ accounts }, [from, to]) => {
      if (accounts[2]!.address === ben.address) return {};
      const taken = 9_871n;
      move(from!.data, -taken);
      move(to!.data, taken);
      return {};
    });
    svm.addProgram(TOKEN_PROGRAM_ADDRESS, forgetful);
    await stage.fails("swap", ben, [await swap(pool, ben, SALT_FOR_PEPPER)], customError(errors.InvariantFell));
    expect(forgetful.calls).toHaveLength(2);
  });

  function move(data: Uint8Array, amount: bigint): void {
    const view = new DataView(data.buffer, data.byteOffset);
    view.setBigUint64(64, view.getBigUint64(64, true) + amount, true);
  }

  test("a reserve near 2^64: shares that overflow are refused", async () => {
    const it = await scene(new Stage());
    const { stage, pool, ana, salt, accounts } = it;
    await giveTokens(stage, salt, ana.address, 2n ** 64n - 1n - 5n * RESERVE);
    const all = { aToB: true, amountIn: 2n ** 64n - 1n - 6n * RESERVE, minimumOut: 0n };
    await stage.succeeds("swap", ana, [await swap(pool, ana, all)]);
    expect(tokensOf(stage, pool.vaultB)).toBe(1n);
    expect(tokensOf(stage, accounts.anaPepper)).toBe(2n * RESERVE - 1n);
    // One pepper more would double the shares, and take as much salt as there can never be.
    const more = { maximumA: 2n ** 64n - 1n, maximumB: 2n ** 64n - 1n, minimumShares: 0n };
    await stage.fails("deposit", ana, [await deposit(pool, ana, more)], "ArithmeticOverflow");
  });
});

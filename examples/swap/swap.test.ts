import type { Instruction } from "@solana/kit";
import { PublicKey } from "@solana/web3.js";
import { TOKEN_PROGRAM_ADDRESS } from "@solana-program/token";
import { spy } from "callgate";
import { deserializeUnchecked, mock } from "callgate/program";
import { describe, expect, test } from "vitest";
import { addressNamed, web3Keypair } from "../support/people.js";
import { sendRandomInputs } from "../support/random-inputs.js";
import { expectSameInstruction } from "../support/same-instruction.js";
import { type ExpectedError, Stage } from "../support/stage.js";
import { withAccount, withoutSignature, withReadonly } from "../support/tampering.js";
import { giveTokens, makeMint, tokenAddress, tokensOf } from "../support/tokens.js";
import { createPool, deposit, findPool, findPosition, openPosition, swap, withdraw } from "./client.js";
import * as web3 from "./client-web3.js";
import { demo } from "./demo.js";
import { amountOut, errors, LOCKED_SHARES, Pool, Position } from "./pool.js";
import { makeSwap } from "./program.js";
import { RESERVE, scene } from "./scene.js";
import { rawTransfer, typedTransfer } from "./transfers.js";

const SALT_FOR_PEPPER = { aToB: true, amountIn: 10_000n, minimumOut: 0n };
const MUCH = { maximumA: RESERVE, maximumB: RESERVE, minimumShares: 0n };

type Scene = Awaited<ReturnType<typeof scene>>;

async function sharesOf({ stage, pool }: Scene, owner: Parameters<typeof findPosition>[1]): Promise<bigint> {
  const data = stage.dataOf(await findPosition(pool, owner));
  return deserializeUnchecked(Position.codec, data.subarray(8)).shares;
}

const poolOf = ({ stage, pool }: Scene) => deserializeUnchecked(Pool.codec, stage.dataOf(pool.pool).subarray(8));
const custom = ({ code }: { code: number }) => ({ Custom: code });

test("the demonstration comes out as it says", async () => {
  const titles: string[] = [];
  await demo(new Stage({}, (title) => titles.push(title)));
  expect(titles).toHaveLength(5);
});

test("a swap takes one token in and gives the other out, less the fee", async () => {
  const { stage, pool, ben, accounts, reserves } = await scene(new Stage());
  const result = await stage.succeeds("swap", ben, [await swap(pool, ben, SALT_FOR_PEPPER)]);
  // 1,000,000 * 9,970 / 1,009,970
  expect(tokensOf(stage, accounts.benPepper)).toBe(9_871n);
  expect(tokensOf(stage, accounts.benSalt)).toBe(90_000n);
  expect(reserves()).toEqual([RESERVE + 10_000n, RESERVE - 9_871n]);
  expect(result.instructionTrace.map(({ stackHeight }) => stackHeight)).toEqual([1, 2, 2]);
});

test("there and back costs the fee twice", async () => {
  const { stage, pool, ben, accounts } = await scene(new Stage());
  await stage.succeeds("there", ben, [await swap(pool, ben, SALT_FOR_PEPPER)]);
  const back = { aToB: false, amountIn: 9_871n, minimumOut: 0n };
  await stage.succeeds("back", ben, [await swap(pool, ben, back)]);
  expect(tokensOf(stage, accounts.benSalt)).toBe(99_940n);
});

test("the first shares are the root of the product, less those that are locked", async () => {
  const it = await scene(new Stage());
  expect(poolOf(it).shares).toBe(RESERVE);
  expect(await sharesOf(it, it.ana.address)).toBe(RESERVE - LOCKED_SHARES);
});

test("later shares are in proportion; what is taken is rounded up, what is given down", async () => {
  const it = await scene(new Stage());
  const { stage, pool, ana, ben, accounts, reserves } = it;
  await stage.succeeds("swap", ben, [await swap(pool, ben, SALT_FOR_PEPPER)]);
  const salt = tokensOf(stage, accounts.benSalt);
  const small = { maximumA: 1_000n, maximumB: 1_000n, minimumShares: 0n };
  await stage.succeeds("deposit", ben, [await deposit(pool, ben, small)]);
  // 1,000 * 1,000,000 / 1,010,000 = 990.09; 990 * 1,010,000 / 1,000,000 = 999.9; 990 * 990,129 / 1,000,000 = 980.2
  expect(await sharesOf(it, ben.address)).toBe(990n);
  expect(salt - tokensOf(stage, accounts.benSalt)).toBe(1_000n);
  expect(tokensOf(stage, accounts.benPepper)).toBe(9_871n - 981n);
  const before = reserves();
  await stage.succeeds("withdraw", ben, [await withdraw(pool, ben, { shares: 990n, minimumA: 0n, minimumB: 0n })]);
  expect(before.map((amount, i) => amount - reserves()[i]!)).toEqual([999n, 980n]);
  // Whoever takes everything leaves the locked shares, and with them a price.
  const shares = await sharesOf(it, ana.address);
  await stage.succeeds("all", ana, [await withdraw(pool, ana, { shares, minimumA: 0n, minimumB: 0n })]);
  expect(poolOf(it).shares).toBe(LOCKED_SHARES);
  expect(reserves().every((amount) => amount >= 990n)).toBe(true);
});

describe("the raw form and the typed wrapper", () => {
  test("ask the Token program for the same, with the same authority", async () => {
    const [typed, raw] = await Promise.all(
      [typedTransfer, rawTransfer].map(async (transfer) => {
        const { stage, svm, pool, ben } = await scene(new Stage(), makeSwap(transfer));
        const token = spy(svm, TOKEN_PROGRAM_ADDRESS);
        await stage.succeeds("swap", ben, [await swap(pool, ben, SALT_FOR_PEPPER)]);
        return token.calls;
      }),
    );
    expect(typed).toHaveLength(2);
    expect(raw).toEqual(typed);
  });
});

describe("authority that crosses a call", () => {
  test("the user's signature moves the user's tokens, the pool's the pool's, and neither the other's", async () => {
    const { stage, svm, pool, ben } = await scene(new Stage());
    const token = spy(svm, TOKEN_PROGRAM_ADDRESS);
    await stage.succeeds("swap", ben, [await swap(pool, ben, SALT_FOR_PEPPER)]);
    const signers = token.calls.map(({ accounts }) =>
      accounts.filter(({ isSigner }) => isSigner).map((a) => a.address),
    );
    expect(signers).toEqual([[ben.address], [pool.pool]]);
  });

  test("another program cannot sign for the pool, though it has the same seeds", async () => {
    const { stage, pool, ben } = await scene(new Stage());
    const thief = stage.program("thief", makeSwap(typedTransfer));
    const stolen = { ...(await swap(pool, ben, SALT_FOR_PEPPER)), programAddress: thief };
    await stage.fails("steal", ben, [stolen], { Custom: 3007 });
  });

  test("without the program's seeds the pool's signature is not there", async () => {
    const forgetful = makeSwap((tokenProgram, accounts, amount) => typedTransfer(tokenProgram, accounts, amount));
    const { stage, pool, ben } = await scene(new Stage(), forgetful);
    await stage.fails("swap", ben, [await swap(pool, ben, SALT_FOR_PEPPER)], "PrivilegeEscalation");
  });
});

describe("attacks", () => {
  type Attack = (it: Scene) => Promise<Instruction> | Instruction;
  const swapWith = (change: (it: Scene, instruction: Instruction) => Instruction): Attack => {
    return async (it) => change(it, await swap(it.pool, it.ben, SALT_FOR_PEPPER));
  };

  test.each<[string, Attack, ExpectedError]>([
    [
      "more than there is for it",
      ({ pool, ben }) => swap(pool, ben, { ...SALT_FOR_PEPPER, minimumOut: 9_872n }),
      custom(errors.SlippageExceeded),
    ],
    ["nothing in", ({ pool, ben }) => swap(pool, ben, { ...SALT_FOR_PEPPER, amountIn: 0n }), custom(errors.ZeroAmount)],
    [
      "so little that nothing comes out",
      ({ pool, ben }) => swap(pool, ben, { ...SALT_FOR_PEPPER, amountIn: 1n }),
      custom(errors.ZeroAmount),
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
      custom(errors.NotEnoughShares),
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
      custom(errors.ZeroAmount),
    ],
    [
      "a deposit of nothing",
      ({ pool, ben }) => deposit(pool, ben, { maximumA: 0n, maximumB: 5n, minimumShares: 0n }),
      custom(errors.ZeroAmount),
    ],
    [
      "more shares than the deposit is worth",
      ({ pool, ben }) => deposit(pool, ben, { maximumA: 100n, maximumB: 100n, minimumShares: 101n }),
      custom(errors.SlippageExceeded),
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
    await stage.fails("withdraw", ana, [instruction], custom(errors.SlippageExceeded));
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
    await stage.fails("create", ana, [createPool(same, ana)], custom(errors.SameMint));
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
    await stage.fails("swap", ana, [await swap(fresh, ana, SALT_FOR_PEPPER)], custom(errors.ZeroAmount));
    const tiny = { maximumA: LOCKED_SHARES, maximumB: LOCKED_SHARES, minimumShares: 0n };
    await stage.fails("deposit", ana, [await deposit(fresh, ana, tiny)], custom(errors.ZeroAmount));
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
    await stage.fails("swap", ben, [await swap(pool, ben, SALT_FOR_PEPPER)], custom(errors.InvariantFell));
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

test("x * y never falls, whatever the amounts", () => {
  let seed = 1n;
  const random = (bits: bigint) => {
    seed = (seed * 6364136223846793005n + 1442695040888963407n) & (2n ** 64n - 1n);
    return (seed % 2n ** bits) + 1n;
  };
  for (let i = 0; i < 20_000; i++) {
    const [x, y, dx] = [random(1n + (random(5n) % 63n)), random(1n + (random(5n) % 63n)), random(40n)];
    const dy = amountOut(dx, x, y);
    expect((x + dx) * (y - dy) >= x * y && dy < y).toBe(true);
  }
});

test("both clients make the same instructions", async () => {
  const { pool, ana } = await scene(new Stage());
  const id = new PublicKey(pool.programAddress);
  const other = new web3.Pool(id, new PublicKey(pool.mintA), new PublicKey(pool.mintB));
  const key = web3Keypair("Ana").publicKey;
  expectSameInstruction(createPool(pool, ana), other.create(key));
  expectSameInstruction(await openPosition(pool, ana), other.openPosition(key));
  const deposited = await deposit(pool, ana, { maximumA: 1n, maximumB: 2n, minimumShares: 3n });
  expectSameInstruction(deposited, other.deposit(key, 1n, 2n, 3n));
  const withdrawn = await withdraw(pool, ana, { shares: 1n, minimumA: 2n, minimumB: 3n });
  expectSameInstruction(withdrawn, other.withdraw(key, 1n, 2n, 3n));
  for (const aToB of [true, false]) {
    const swapped = await swap(pool, ana, { aToB, amountIn: 7n, minimumOut: 5n });
    expectSameInstruction(swapped, other.swap(key, aToB, 7n, 5n));
  }
});

test("10,000 random inputs: a share is never worth less than before", async () => {
  const it = await scene(new Stage({ signatureVerification: false }));
  const { stage, pool, ana, ben, accounts, reserves } = it;
  const valueOfAll = () => reserves()[0] * reserves()[1];
  const first = { value: valueOfAll(), shares: poolOf(it).shares };
  const tally = sendRandomInputs({
    stage,
    payer: ben.address,
    programAddress: pool.programAddress,
    instructions: [
      await swap(pool, ben, SALT_FOR_PEPPER),
      await swap(pool, ana, { aToB: false, amountIn: 777n, minimumOut: 1n }),
      await deposit(pool, ana, { maximumA: 1_000n, maximumB: 1_000n, minimumShares: 1n }),
      await withdraw(pool, ana, { shares: 1_000n, minimumA: 0n, minimumB: 0n }),
      createPool(pool, ana),
      await openPosition(pool, ben),
    ],
    accounts: [accounts.anaSalt, accounts.benPepper, await tokenAddress(pool.mintA, ben.address), pool.programAddress],
    // x * y per share squared.
    invariant() {
      const { shares } = poolOf(it);
      if (valueOfAll() * first.shares ** 2n < first.value * shares ** 2n) throw new Error("shares have lost value");
    },
  });
  expect(tally.get("success")).toBeGreaterThan(100);
  expect(tally.size).toBeGreaterThan(5);
});

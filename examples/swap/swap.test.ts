import { PublicKey } from "@solana/web3.js";
import { TOKEN_PROGRAM_ADDRESS } from "@solana-program/token";
import { spy } from "callgate";
import { deserializeUnchecked } from "callgate/program";
import { describe, expect, test } from "vitest";
import { web3Keypair } from "../support/people.js";
import { sendRandomInputs } from "../support/random-inputs.js";
import { expectSameInstruction } from "../support/same-instruction.js";
import { Stage } from "../support/stage.js";
import { tokenAddress, tokensOf } from "../support/tokens.js";
import { createPool, deposit, findPosition, openPosition, swap, withdraw } from "./client.js";
import * as web3 from "./client-web3.js";
import { demo } from "./demo.js";
import { amountOut, LOCKED_SHARES, Pool, Position } from "./pool.js";
import { makeSwap } from "./program.js";
import { RESERVE, SALT_FOR_PEPPER, type Scene, scene } from "./scene.js";
import { rawTransfer, typedTransfer } from "./transfers.js";

async function sharesOf({ stage, pool }: Scene, owner: Parameters<typeof findPosition>[1]): Promise<bigint> {
  const data = stage.dataOf(await findPosition(pool, owner));
  return deserializeUnchecked(Position.codec, data.subarray(8)).shares;
}

const poolOf = ({ stage, pool }: Scene) => deserializeUnchecked(Pool.codec, stage.dataOf(pool.pool).subarray(8));

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

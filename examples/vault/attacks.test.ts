import type { Instruction } from "@solana/kit";
import { TOKEN_PROGRAM_ADDRESS } from "@solana-program/token";
import { deserializeUnchecked } from "callgate/program";
import { describe, expect, test } from "vitest";
import { customError } from "../support/custom-error.js";
import { addressNamed } from "../support/people.js";
import { type ExpectedError, Stage } from "../support/stage.js";
import { withAccount, withoutSignature } from "../support/tampering.js";
import { giveTokens, makeMint, tokensOf } from "../support/tokens.js";
import { closePosition, createVault, deposit, findPosition, findVault, openPosition, withdraw } from "./client.js";
import { errors, tokensFor, Vault } from "./program.js";
import { type Scene, scene } from "./scene.js";

const vaultOf = ({ stage, vault }: Scene) => deserializeUnchecked(Vault.codec, stage.dataOf(vault.vault).subarray(8));

describe("attacks", () => {
  type Attack = (it: Scene) => Promise<Instruction>;

  test.each<[string, Attack, ExpectedError]>([
    ["a deposit of nothing", ({ vault, ana }) => deposit(vault, ana, 0n), customError(errors.ZeroAmount)],
    ["a withdrawal of nothing", ({ vault, ana }) => withdraw(vault, ana, 0n), customError(errors.ZeroAmount)],
    ["more shares than Ana has", ({ vault, ana }) => withdraw(vault, ana, 1_001n), customError(errors.NotEnoughShares)],
    [
      "shares that are worth less",
      ({ vault, ana }) => withdraw(vault, ana, 5n, 6n),
      customError(errors.SlippageExceeded),
    ],
    ["shares that cost more", ({ vault, ana }) => deposit(vault, ana, 5n, 6n), customError(errors.SlippageExceeded)],
    ["more coins than Ana has", ({ vault, ana }) => deposit(vault, ana, 10_000_000n), { Custom: 1 }],
    [
      "coins of Ana's as the vault's, to get shares for them",
      async ({ vault, ana, accounts }) => withAccount(await deposit(vault, ana, 5n), vault.tokens, accounts.benCoins),
      { Custom: 2001 },
    ],
    [
      "the vault's coins as one's own: the vault would pay itself",
      async ({ vault, ana, accounts }) => withAccount(await withdraw(vault, ana, 5n), accounts.anaCoins, vault.tokens),
      { Custom: 2040 },
    ],
    [
      "Ben's position",
      async ({ vault, ana, accounts }) =>
        withAccount(await withdraw(vault, ana, 5n), accounts.anaPosition, accounts.benPosition),
      { Custom: 2001 },
    ],
    [
      "the vault as a position",
      async ({ vault, ana, accounts }) =>
        withAccount(await withdraw(vault, ana, 5n), accounts.anaPosition, vault.vault),
      { Custom: 3002 },
    ],
    [
      "Ben's coins, with Ana's signature: the Token program's OwnerMismatch",
      async ({ vault, ana, accounts }) =>
        withAccount(await deposit(vault, ana, 5n), accounts.anaCoins, accounts.benCoins),
      { Custom: 4 },
    ],
    [
      "another program in the place of the Token program",
      async ({ vault, ana }) =>
        withAccount(await deposit(vault, ana, 5n), TOKEN_PROGRAM_ADDRESS, addressNamed("impostor")),
      { Custom: 3008 },
    ],
    [
      "the close of Ben's position, to get its rent",
      async ({ vault, ana, accounts }) =>
        withAccount(await closePosition(vault, ana), accounts.anaPosition, accounts.benPosition),
      { Custom: 2001 },
    ],
    ["a vault once more, and empty", async ({ vault, ana }) => createVault(vault, ana), { Custom: 0 }],
    ["a position once more", ({ vault, ana }) => openPosition(vault, ana.address, ana), { Custom: 0 }],
    [
      "a position at the address of another owner's",
      async ({ vault, ana, accounts }) =>
        withAccount(await openPosition(vault, ana.address, ana), accounts.anaPosition, addressNamed("elsewhere")),
      { Custom: 2006 },
    ],
  ])("%s", async (_, attack, error) => {
    const it = await scene(new Stage());
    const { stage, vault, ana, ben } = it;
    await stage.prepare(ana, [await deposit(vault, ana, 1_000n)]);
    await stage.prepare(ben, [await deposit(vault, ben, 1_000n)]);
    await stage.fails("attack", ana, [await attack(it)], error);
  });

  test("Ben sends Ana's withdrawal, to an account of his", async () => {
    const { stage, vault, ana, ben, accounts } = await scene(new Stage());
    await stage.prepare(ana, [await deposit(vault, ana, 1_000n)]);
    const unsigned = withoutSignature(await withdraw(vault, ana, 5n), ana.address);
    const stolen = withAccount(unsigned, accounts.anaCoins, accounts.benCoins);
    await stage.fails("steal", ben, [stolen], { Custom: 3010 });
  });

  test("a position of another vault", async () => {
    const { stage, vault, ana, ben, bank, accounts } = await scene(new Stage());
    await stage.prepare(ben, [await deposit(vault, ben, 1_000n)]);
    const dust = await makeMint(stage, "dust", bank);
    const other = await findVault(vault.programAddress, dust.address);
    await giveTokens(stage, dust, other.vault);
    await giveTokens(stage, dust, ana.address, 1_000n);
    await stage.prepare(ana, [createVault(other, ana), await openPosition(other, ana.address, ana)]);
    await stage.prepare(ana, [await deposit(other, ana, 1_000n)]);
    const position = await findPosition(other, ana.address);
    const stolen = withAccount(await withdraw(vault, ana, 5n), accounts.anaPosition, position);
    await stage.fails("steal", ana, [stolen], { Custom: 2001 });
  });

  test("a vault whose coins are its maker's, or at another address", async () => {
    const { stage, vault, ana, bank, accounts } = await scene(new Stage());
    const dust = await makeMint(stage, "dust", bank);
    const other = await findVault(vault.programAddress, dust.address);
    await giveTokens(stage, dust, other.vault);
    const own = withAccount(createVault(other, ana), other.tokens, accounts.anaCoins);
    await stage.fails("own", ana, [own], { Custom: 2015 });
    const elsewhere = addressNamed("elsewhere");
    stage.svm.setAccount(elsewhere, stage.svm.getAccount(other.tokens)!);
    const moved = withAccount(createVault(other, ana), other.tokens, elsewhere);
    await stage.fails("moved", ana, [moved], { Custom: 2009 });
  });

  test("the first owner makes a share dear, to get what later ones lose by rounding: it costs more than it gives", async () => {
    const it = await scene(new Stage());
    const { stage, vault, ana, ben, coins, accounts } = it;
    await stage.succeeds("one share", ana, [await deposit(vault, ana, 1n)]);
    await giveTokens(stage, coins, vault.vault, 500_000n);
    const careful = await deposit(vault, ben, 600_000n, 3n);
    await stage.fails("Ben with a limit", ben, [careful], customError(errors.SlippageExceeded));
    const little = await deposit(vault, ben, 250_000n);
    await stage.fails("too little for a share", ben, [little], customError(errors.ZeroAmount));
    await stage.succeeds("Ben without a limit", ben, [await deposit(vault, ben, 600_000n)]);
    const worth = tokensFor(1n, vaultOf(it).shares, tokensOf(stage, vault.tokens));
    await stage.succeeds("Ana takes her share", ana, [await withdraw(vault, ana, 1n)]);
    expect(tokensOf(stage, accounts.anaCoins)).toBe(999_999n + worth);
    // She put in 500,001.
    expect(worth).toBe(275_000n);
  });

  test("more shares than a u64 can count", async () => {
    const it = await scene(new Stage());
    const { stage, vault, ana, ben, coins } = it;
    await stage.prepare(ana, [await deposit(vault, ana, 1_000n)]);
    // What no Token program does: the vault has shares for tokens that are gone.
    const account = stage.svm.getAccount(vault.tokens)!;
    stage.svm.setAccount(vault.tokens, {
      ...account,
      data: account.data.map((byte, i) => (i >= 64 && i < 72 ? 0 : byte)),
    });
    await giveTokens(stage, coins, ben.address, 2n ** 62n);
    await stage.fails("deposit", ben, [await deposit(vault, ben, 2n ** 62n)], "ArithmeticOverflow");
  });
});

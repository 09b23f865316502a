import type { Address, KeyPairSigner } from "@solana/kit";
import { PublicKey } from "@solana/web3.js";
import { SYSTEM_PROGRAM_ADDRESS } from "@solana-program/system";
import { borsh } from "callgate/program";
import { readonly, writable, writableSigner } from "../support/metas.js";
import { addressNamed, web3Keypair } from "../support/people.js";
import type { Stage } from "../support/stage.js";
import { withAccount, withoutSignature } from "../support/tampering.js";
import { catching } from "./catching.js";
import { deposit, findBalance, findVault, withdraw } from "./client.js";
import * as web3 from "./client-web3.js";
import { bank, carelessBank, DEPOSIT } from "./program.js";

const SOL = 1_000_000_000n;

/** Mallory withdraws what Ana has, from a bank that forgets to look who signs and where a deposit goes. */
export async function demo(stage: Stage): Promise<void> {
  const [ana, mallory] = await Promise.all([stage.person("Ana"), stage.person("Mallory")]);
  const careless = await open(stage, "careless bank", [ana, mallory]);
  const program = await open(stage, "bank", [ana, mallory]);
  const [vault] = await findVault(careless);
  const wallet = addressNamed("Mallory's wallet");
  stage.name(wallet, "Mallory's second wallet");

  await stage.succeeds("Ana deposits at the careless bank", ana, [
    await deposit(careless, { user: ana, lamports: SOL }),
  ]);
  const pretended = await deposit(careless, { user: mallory, lamports: SOL });
  await stage.succeeds("Mallory names a wallet of her own as the vault; it counts", mallory, [
    withAccount(pretended, vault, wallet),
  ]);
  await stage.succeeds("Mallory withdraws that balance from the vault: Ana's SOL", mallory, [
    await withdraw(careless, { user: mallory, to: mallory.address, lamports: SOL }),
  ]);

  await stage.succeeds("Ana deposits at the bank that checks", ana, [
    await deposit(program, { user: ana, lamports: SOL }),
  ]);
  const [checked] = await findVault(program);
  const again = await deposit(program, { user: mallory, lamports: SOL });
  const swapped = withAccount(again, checked, wallet);
  await stage.fails("Mallory cannot name her wallet as the vault", mallory, [swapped], "InvalidSeeds");
  const forAna = await withdraw(program, { user: ana, to: mallory.address, lamports: SOL });
  await stage.fails(
    "Mallory cannot withdraw in Ana's name",
    mallory,
    [withoutSignature(forAna, ana.address)],
    "MissingRequiredSignature",
  );

  const tries = stage.program("catching", catching, () => "try");
  const accounts = [writableSigner(ana), writable(mallory.address), readonly(SYSTEM_PROGRAM_ADDRESS)];
  await stage.fails(
    "Who would catch a callee's error does not come to it",
    ana,
    [{ programAddress: tries, accounts, data: borsh.u64.encode(1000n * SOL) }],
    { Custom: 1 },
  );
  const [id, key] = [program, ana.address].map((address) => new PublicKey(address));
  stage.succeedsWithWeb3("Ana withdraws with web3.js v1", [web3Keypair("Ana")], [web3.withdraw(id!, key!, key!, SOL)]);
}

async function open(stage: Stage, name: "bank" | "careless bank", users: readonly KeyPairSigner[]): Promise<Address> {
  const instructionName = ([tag]: Uint8Array) => (tag === DEPOSIT ? "deposit" : "withdraw");
  const program = stage.program(name, name === "bank" ? bank : carelessBank, instructionName);
  stage.name((await findVault(program))[0], `vault of the ${name}`);
  for (const { address } of users) {
    stage.name((await findBalance(program, address))[0], `balance of ${stage.nameOf(address)}`);
  }
  return program;
}

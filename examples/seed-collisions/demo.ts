import { PublicKey } from "@solana/web3.js";
import { web3Keypair } from "../support/people.js";
import type { Stage } from "../support/stage.js";
import { registryClient } from "./client.js";
import * as web3 from "./client-web3.js";
import { REGISTER, registryOf } from "./program.js";
import { careless, hashed, separated } from "./schemes.js";

const ANA = { space: "bank", name: "ana" };
/** The same letters. */
const MALLORY = { space: "ban", name: "kana" };
const lamports = 1_000_000_000n;

/** Mallory registers ban/kana, and gets what is paid to bank/ana, where a registry runs both texts together. */
export async function demo(stage: Stage): Promise<void> {
  const instructionName = ([tag]: Uint8Array) => (tag === REGISTER ? "register" : "pay");
  const [ana, ben, mallory] = await Promise.all([stage.person("Ana"), stage.person("Ben"), stage.person("Mallory")]);

  const unsafe = registryClient(careless, stage.program("careless registry", registryOf(careless), instructionName));
  stage.name((await unsafe.findRecord(ANA))[0], "record of bankana");
  await stage.succeeds("Mallory registers ban/kana", mallory, [await unsafe.register({ holder: mallory, ...MALLORY })]);
  await stage.fails(
    "Ana cannot register bank/ana, which has the same address",
    ana,
    [await unsafe.register({ holder: ana, ...ANA })],
    "AccountAlreadyInitialized",
  );
  await stage.succeeds("Ben pays bank/ana, and Mallory gets it", ben, [
    await unsafe.pay({ payer: ben, holder: mallory.address, lamports, ...ANA }),
  ]);

  const program = stage.program("separated registry", registryOf(separated), instructionName);
  const safe = registryClient(separated, program);
  stage.name((await safe.findRecord(ANA))[0], "record of bank/ana");
  stage.name((await safe.findRecord(MALLORY))[0], "record of ban/kana");
  await stage.succeeds("With a separator both can be registered", mallory, [
    await safe.register({ holder: mallory, ...MALLORY }),
    await safe.register({ holder: ana, ...ANA }),
  ]);
  await stage.fails(
    "Ben pays bank/ana, and Mallory cannot get it",
    ben,
    [await safe.pay({ payer: ben, holder: mallory.address, lamports, ...ANA })],
    "InvalidArgument",
  );

  const last = registryClient(hashed, stage.program("hashed registry", registryOf(hashed), instructionName));
  stage.name((await last.findRecord(ANA))[0], "record of hash(bank), hash(ana)");
  await stage.succeeds("Hashes, each of 32 bytes, keep them apart too", ana, [
    await last.register({ holder: ana, ...ANA }),
  ]);

  const [id, payer, holder] = [program, ben.address, ana.address].map((address) => new PublicKey(address));
  const instruction = web3.registryClient(separated, id!).pay(payer!, holder!, ANA, lamports);
  stage.succeedsWithWeb3("Ben pays Ana with web3.js v1", [web3Keypair("Ben")], [instruction]);
}

import { type KeyPairSigner, lamports } from "@solana/kit";
import { PublicKey } from "@solana/web3.js";
import { getTransferSolInstruction } from "@solana-program/system";
import { web3Keypair } from "../support/people.js";
import type { Stage } from "../support/stage.js";
import { createProfile, findProfile, Way } from "./client.js";
import * as web3 from "./client-web3.js";
import { profiles } from "./program.js";

const NAMES = ["createWithCreateAccount", "createInThreeCalls", "createWithAllowPrefund"];

/** Mallory sends a lamport to where Ben's profile will be: create_account refuses that address for good. */
export async function demo(stage: Stage): Promise<void> {
  const program = stage.program("profiles", profiles, ([way]) => NAMES[way ?? NAMES.length]);
  const people = await Promise.all(["Ana", "Ben", "Cleo", "Dan", "Mallory"].map((name) => stage.person(name)));
  const [ana, ben, cleo, dan, mallory] = people as [
    KeyPairSigner,
    KeyPairSigner,
    KeyPairSigner,
    KeyPairSigner,
    KeyPairSigner,
  ];
  for (const { address } of people) {
    stage.name((await findProfile(program, address))[0], `profile of ${stage.nameOf(address)}`);
  }
  const create = (holder: KeyPairSigner, way: Way) => createProfile(program, { holder, name: "hello", way });

  await stage.succeeds("Ana creates her profile as the document does", ana, [await create(ana, Way.CREATE_ACCOUNT)]);
  await stage.fails(
    "Ana cannot create it again and so overwrite it",
    ana,
    [await create(ana, Way.TRANSFER_ALLOCATE_ASSIGN)],
    "AccountAlreadyInitialized",
  );

  const [target] = await findProfile(program, ben.address);
  const amount = lamports(stage.svm.minimumBalanceForRentExemption(0));
  await stage.succeeds("Mallory sends lamports to where Ben's profile will be", mallory, [
    getTransferSolInstruction({ source: mallory, destination: target, amount }),
  ]);
  await stage.fails("Ben cannot create it as the document does", ben, [await create(ben, Way.CREATE_ACCOUNT)], {
    Custom: 0,
  });
  await stage.succeeds("Ben creates it in three calls, and pays what is missing", ben, [
    await create(ben, Way.TRANSFER_ALLOCATE_ASSIGN),
  ]);
  await stage.succeeds("Cleo creates hers in the one call of today", cleo, [
    await create(cleo, Way.CREATE_ACCOUNT_ALLOW_PREFUND),
  ]);

  const instruction = web3.createProfile(
    new PublicKey(program),
    new PublicKey(dan.address),
    "hello",
    Way.TRANSFER_ALLOCATE_ASSIGN,
  );
  stage.succeedsWithWeb3("The same with web3.js v1", [web3Keypair("Dan")], [instruction]);
}

import { getProgramDerivedAddress } from "@solana/kit";
import { PublicKey } from "@solana/web3.js";
import { SYSTEM_PROGRAM_ADDRESS } from "@solana-program/system";
import type { SvmOptions } from "callgate";
import { addressOf, borsh, deserialize, entrypoint, findProgramAddress, pubkey, setReturnData } from "callgate/program";
import { describe, expect, test } from "vitest";
import { addressNamed, web3Keypair } from "../support/people.js";
import { sendRandomInputs } from "../support/random-inputs.js";
import { expectSameInstruction } from "../support/same-instruction.js";
import { Stage } from "../support/stage.js";
import { withAccount, withoutSignature } from "../support/tampering.js";
import { type Name, registryClient } from "./client.js";
import * as web3 from "./client-web3.js";
import { demo } from "./demo.js";
import { recordCodec, registryOf } from "./program.js";
import { careless, hashed, type Scheme, separated } from "./schemes.js";

const SOL = 1_000_000_000n;
const SCHEMES = { careless, separated, hashed };
const ANA: Name = { space: "bank", name: "ana" };
const MALLORY: Name = { space: "ban", name: "kana" };
const utf8 = new TextEncoder();

async function scene(scheme: Scheme, options: SvmOptions = {}) {
  const stage = new Stage(options);
  const program = stage.program("registry", registryOf(scheme));
  const [ana, ben, mallory] = await Promise.all([stage.person("Ana"), stage.person("Ben"), stage.person("Mallory")]);
  return { stage, svm: stage.svm, program, ana, ben, mallory, client: registryClient(scheme, program) };
}

test("the demonstration comes out as it says", async () => {
  const titles: string[] = [];
  await demo(new Stage({}, (title) => titles.push(title)));
  expect(titles).toHaveLength(7);
});

describe("the document's seeds", () => {
  const SEEDS = [["abcdef"], ["abc", "def"], ["ab", "cd", "ef"]];
  const SEPARATED = [["abcdef"], ["abc", "-", "def"], ["ab", "-", "cd", "-", "ef"]];

  async function addressesOf(seedSets: readonly string[][]): Promise<Set<string>> {
    const program = addressNamed("program");
    const found = seedSets.map(async (texts) => {
      const seeds = texts.map((text) => utf8.encode(text));
      const [kit] = await getProgramDerivedAddress({ programAddress: program, seeds });
      const [web3Key] = PublicKey.findProgramAddressSync(seeds, new PublicKey(program));
      const [own] = findProgramAddress(seeds, pubkey(program));
      expect([web3Key.toBase58(), addressOf(own)]).toEqual([kit, kit]);
      return kit;
    });
    return new Set(await Promise.all(found));
  }

  test("{abcdef}, {abc, def} and {ab, cd, ef} give one address, for every client", async () => {
    expect(await addressesOf(SEEDS)).toHaveProperty("size", 1);
  });

  test("with separators they give three", async () => {
    expect(await addressesOf(SEPARATED)).toHaveProperty("size", 3);
  });

  test("a separator is no remedy where the texts may have it in them", async () => {
    expect(
      await addressesOf([
        ["a-", "-", "b"],
        ["a", "-", "-b"],
      ]),
    ).toHaveProperty("size", 1);
    expect(await addressesOf([["a", "-", "b"], ["a-b"]])).toHaveProperty("size", 1);
  });

  test.each(["mainnet", "solana-1.10"] as const)("programs find the one address too: %s", async (features) => {
    const stage = new Stage({ features });
    const finding = stage.program(
      "finding",
      entrypoint((programId, _, data) => {
        const seeds = deserialize(borsh.vec(borsh.bytes), data);
        setReturnData(findProgramAddress(seeds, programId)[0]);
      }),
    );
    const ana = await stage.person("Ana");
    const found = new Set<string>();
    for (const texts of SEEDS) {
      const data = borsh.vec(borsh.bytes).encode(texts.map((text) => utf8.encode(text)));
      const result = await stage.succeeds("find", ana, [{ programAddress: finding, data }]);
      found.add(result.returnData!.data.join());
    }
    expect(found.size).toBe(1);
  });
});

test("attack: with careless seeds Mallory gets what is paid to Ana's name", async () => {
  const { stage, svm, ana, ben, mallory, client } = await scene(careless);
  expect(await client.findRecord(ANA)).toEqual(await client.findRecord(MALLORY));
  await stage.prepare(mallory, [await client.register({ holder: mallory, ...MALLORY })]);
  const before = svm.getBalance(mallory.address)!;
  await stage.fails("register", ana, [await client.register({ holder: ana, ...ANA })], "AccountAlreadyInitialized");
  const payment = { payer: ben, lamports: SOL, ...ANA };
  await stage.fails("to Ana", ben, [await client.pay({ ...payment, holder: ana.address })], "InvalidArgument");
  await stage.succeeds("to Mallory", ben, [await client.pay({ ...payment, holder: mallory.address })]);
  expect(svm.getBalance(mallory.address)).toBe(before + SOL);
});

describe.each([
  ["separated", separated],
  ["hashed", hashed],
] as const)("%s", (_, scheme) => {
  test("both names can be registered, and each is paid its own", async () => {
    const { stage, svm, ana, ben, mallory, client } = await scene(scheme);
    await stage.prepare(mallory, [await client.register({ holder: mallory, ...MALLORY })]);
    await stage.prepare(ana, [await client.register({ holder: ana, ...ANA })]);
    const payment = { payer: ben, lamports: SOL, ...ANA };
    await stage.fails(
      "to Mallory",
      ben,
      [await client.pay({ ...payment, holder: mallory.address })],
      "InvalidArgument",
    );
    const before = svm.getBalance(ana.address)!;
    await stage.succeeds("to Ana", ben, [await client.pay({ ...payment, holder: ana.address })]);
    expect(svm.getBalance(ana.address)).toBe(before + SOL);
  });

  test("no two of many names have one address", async () => {
    const { client } = await scene(scheme);
    const word = "bankanabankana";
    const names = Array.from(word.slice(1), (__, i) => ({ space: word.slice(0, i + 1), name: word.slice(i + 1) }));
    const found = await Promise.all(names.map((name) => client.findRecord(name)));
    expect(new Set(found.map(([address]) => address)).size).toBe(names.length);
  });
});

test("attack: a separator in a name", async () => {
  const { stage, program, mallory, client } = await scene(separated);
  // The client refuses it too, so the data come from a client that does not.
  const other = registryClient(hashed, program);
  for (const of of [
    { space: "bank/", name: "ana" },
    { space: "bank", name: "/ana" },
  ]) {
    const [record] = await client.findRecord(ANA);
    const instruction = await other.register({ holder: mallory, ...of });
    const aimed = withAccount(instruction, instruction.accounts![1]!.address, record);
    await stage.fails("register", mallory, [aimed], "InvalidArgument");
  }
});

describe.each(Object.entries(SCHEMES))("the registry's other checks, %s", (_, scheme) => {
  test("attack: a record elsewhere, in somebody's name, again, with another System program", async () => {
    const { stage, ana, mallory, client } = await scene(scheme);
    const register = await client.register({ holder: ana, ...ANA });
    const [record] = await client.findRecord(ANA);
    const [another] = await client.findRecord({ space: "another", name: "one" });
    await stage.fails("elsewhere", ana, [withAccount(register, record, another)], "InvalidSeeds");
    const unsigned = withoutSignature(register, ana.address);
    await stage.fails("in Ana's name", mallory, [unsigned], "MissingRequiredSignature");
    const impostor = stage.program(
      "impostor",
      entrypoint(() => {}),
    );
    await stage.fails("lie", ana, [withAccount(register, SYSTEM_PROGRAM_ADDRESS, impostor)], "MissingAccount");
    await stage.succeeds("register", ana, [register]);
    await stage.fails("again", ana, [register], "AccountAlreadyInitialized");
    expect(deserialize(recordCodec, stage.dataOf(record)).holder).toEqual(new PublicKey(ana.address).toBytes());
  });

  test("attack: lamports at the record's address beforehand", async () => {
    const { stage, svm, program, ana, client } = await scene(scheme);
    const [record] = await client.findRecord(ANA);
    svm.airdrop(record, 5_000_000n);
    await stage.succeeds("register", ana, [await client.register({ holder: ana, ...ANA })]);
    expect(svm.getAccount(record)!.programAddress).toBe(program);
  });

  test("attack: a payment out of somebody's pocket, to somebody else, to a name that nobody has", async () => {
    const { stage, ana, ben, mallory, client } = await scene(scheme);
    const payment = { payer: ben, holder: ana.address, lamports: SOL, ...ANA };
    await stage.fails("nobody has it", ben, [await client.pay(payment)], "UninitializedAccount");
    await stage.prepare(ana, [await client.register({ holder: ana, ...ANA })]);
    const pay = await client.pay(payment);
    await stage.fails("unsigned", ana, [withoutSignature(pay, ben.address)], "MissingRequiredSignature");
    await stage.fails("to Mallory", ben, [withAccount(pay, ana.address, mallory.address)], "InvalidArgument");
    const [record] = await client.findRecord(ANA);
    await stage.prepare(mallory, [await client.register({ holder: mallory, space: "own", name: "own" })]);
    const [own] = await client.findRecord({ space: "own", name: "own" });
    const diverted = withAccount(withAccount(pay, ana.address, mallory.address), record, own);
    await stage.fails("with another record", ben, [diverted], "InvalidSeeds");
    await stage.fails("too much", ben, [await client.pay({ ...payment, lamports: 11n * SOL })], { Custom: 1 });
  });

  test("names of 1 to 32 bytes of UTF-8, and instructions that there are", async () => {
    const { stage, ana, program } = await scene(scheme);
    const { data } = await registryClient(hashed, program).register({ holder: ana, space: "a", name: "b" });
    const metas = (await registryClient(hashed, program).register({ holder: ana, ...ANA })).accounts!;
    const lengths = (space: string, name: string) =>
      Uint8Array.from([0, ...borsh.string.encode(space), ...borsh.string.encode(name)]);
    const send = { programAddress: program, accounts: metas };
    for (const [space, name] of [
      ["", "a"],
      ["a", ""],
      ["x".repeat(33), "a"],
      ["a", "é".repeat(17)],
    ] as const) {
      await stage.fails("length", ana, [{ ...send, data: lengths(space, name) }], "InvalidArgument");
    }
    await stage.fails("left over", ana, [{ ...send, data: Uint8Array.from([...data!, 0]) }], "BorshIoError");
    await stage.fails("no instruction", ana, [{ ...send, data: Uint8Array.of(2) }], "InvalidInstructionData");
    await stage.fails("nothing", ana, [{ ...send, data: new Uint8Array() }], "InvalidInstructionData");
  });
});

test("both clients make the same instructions", async () => {
  for (const scheme of Object.values(SCHEMES)) {
    const { program, ana, ben, client } = await scene(scheme);
    const other = web3.registryClient(scheme, new PublicKey(program));
    const [a, b] = ["Ana", "Ben"].map((name) => web3Keypair(name).publicKey);
    expectSameInstruction(await client.register({ holder: ana, ...ANA }), other.register(a!, ANA));
    const pay = await client.pay({ payer: ben, holder: ana.address, lamports: SOL, ...ANA });
    expectSameInstruction(pay, other.pay(b!, a!, ANA, SOL));
  }
});

test("10,000 random inputs end in errors of the program, or in records that name a holder", async () => {
  const { stage, svm, program, ana, ben, client } = await scene(separated, { signatureVerification: false });
  await stage.prepare(ana, [await client.register({ holder: ana, ...ANA })]);
  const [record] = await client.findRecord(ANA);
  const holder = new PublicKey(ana.address).toBytes();
  const tally = sendRandomInputs({
    stage,
    payer: ana.address,
    programAddress: program,
    instructions: [
      await client.register({ holder: ben, ...MALLORY }),
      await client.pay({ payer: ben, holder: ana.address, lamports: 1n, ...ANA }),
    ],
    accounts: [program, (await client.findRecord(MALLORY))[0]],
    invariant() {
      expect(deserialize(recordCodec, svm.getAccount(record)!.data).holder).toEqual(holder);
    },
  });
  expect(tally.get("success")).toBeGreaterThan(100);
  expect(tally.size).toBeGreaterThan(5);
});

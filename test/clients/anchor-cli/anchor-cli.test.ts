import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { Keypair, LAMPORTS_PER_SOL, PublicKey } from "@solana/web3.js";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { pubkeyFromAddress } from "../../../src/solana/pubkey.js";
import { COUNTER_ID, counter, counterIdl } from "../anchor/counter.js";
import { until } from "../support/until.js";
import { type ClientStage, finalized, startClientStage } from "../support/validator.js";
import { type AnchorCli, AnchorShell, findAnchorCli } from "./command.js";

const asset = (name: string) => fileURLToPath(new URL(`../../../assets/${name}`, import.meta.url));
const LOADER_V3 = "BPFLoaderUpgradeab1e11111111111111111111111";

const found = findAnchorCli();
if (typeof found === "string") console.log(`skipped, Anchor's command: ${found}`);
const cli = typeof found === "string" ? undefined : found;
/** Before 1.0 the command deploys with Solana's own, which is not here. */
const deploys = cli !== undefined && Number.parseInt(cli.version, 10) >= 1;
if (cli !== undefined && !deploys) console.log(`skipped, what anchor ${cli.version} needs the command solana for`);

describe.skipIf(cli === undefined)(`the command anchor ${cli?.version}`, () => {
  let stage: ClientStage;
  let shell: AnchorShell;
  const wallet = Keypair.generate();
  const address = wallet.publicKey.toBase58();

  beforeAll(async () => {
    const genesisAccounts = [{ address: pubkeyFromAddress(COUNTER_ID), program: counter }];
    stage = await startClientStage({ cluster: { genesisAccounts } });
    shell = new AnchorShell(cli as AnchorCli, stage.url, wallet);
    const signature = await stage.connect().requestAirdrop(wallet.publicKey, 50 * LAMPORTS_PER_SOL);
    await until(async () => (await stage.connect().getSignatureStatus(signature)).value !== null);
  });

  afterAll(() => shell.end());

  it("account: reads by an IDL", async () => {
    const { AnchorProvider, Program, Wallet } = (await import("@coral-xyz/anchor")).default;
    const connection = stage.connect() as unknown as ConstructorParameters<typeof AnchorProvider>[0];
    const provider = new AnchorProvider(connection, new Wallet(wallet), { commitment: "confirmed" });
    // biome-ignore lint/suspicious/noExplicitAny: the IDL is made at run time.
    const { methods } = new Program(counterIdl() as never, provider) as any;
    await methods.initialize("by the command").accounts({ authority: wallet.publicKey }).rpc();
    const seeds = [Buffer.from("counter"), wallet.publicKey.toBuffer()];
    const [counterAddress] = PublicKey.findProgramAddressSync(seeds, new PublicKey(COUNTER_ID));
    // The command asks at `finalized`.
    await finalized(stage.connect(), await stage.connect().getSlot());
    const idl = shell.write("counter.json", JSON.stringify(counterIdl()));
    const text = await shell.runPlain("account", "counter.Counter", counterAddress.toBase58(), "--idl", idl);
    expect(JSON.parse(text)).toEqual({ authority: address, count: 0, label: "by the command" });
  });

  describe.skipIf(!deploys)("and the cluster", () => {
    it("airdrop, balance, address, show-account", async () => {
      expect(await shell.run("address")).toBe(`${address}\n`);
      const someone = Keypair.generate().publicKey.toBase58();
      expect(await shell.run("airdrop", "3", someone)).toMatch(/Signature: [1-9A-HJ-NP-Za-km-z]{80,}/);
      await until(async () => (await shell.run("balance", someone)) === "3 SOL\n");
      expect(await shell.run("balance", "--lamports", someone)).toMatch(/^3000000000\b/);
      expect(await shell.run("show-account", someone)).toContain("Owner: 11111111111111111111111111111111");
    });

    it("epoch, epoch-info", async () => {
      expect(await shell.run("epoch")).toBe("0\n");
      expect(await shell.run("epoch-info")).toMatch(/Slot: \d+\nEpoch: 0\n[\s\S]*Epoch Slot Range: \[0\.\.432000\)/);
    });

    it("program deploy, show, dump, upgrade, set-upgrade-authority and close, told by logs", async () => {
      const [program, heir] = [Keypair.generate(), Keypair.generate()];
      const id = program.publicKey.toBase58();
      const keypair = shell.writeKeypair("program.json", program);
      const heirFile = shell.writeKeypair("heir.json", heir);
      const logs = await shell.start(["logs", "--address", id], "Connecting to");
      await until(() => stage.validator.server.peerCount > 0);
      const deployed = await shell.run(
        ...["program", "deploy", asset("token.so"), "--program-keypair", keypair, "--no-idl"],
      );
      expect(deployed).toContain(`Program ID: ${id}`);
      const shown = await shell.run("program", "show", id);
      expect(shown).toContain(`Owner: ${LOADER_V3}`);
      expect(shown).toContain(`Upgrade Authority: ${address}`);
      await shell.run("program", "dump", id, shell.path("dump.so"));
      expect(readFileSync(shell.path("dump.so")).equals(readFileSync(asset("token.so")))).toBe(true);
      await shell.run("program", "upgrade", id, "--program-filepath", asset("memo.so"));
      await shell.run(
        ...["program", "set-upgrade-authority", id, "--new-upgrade-authority", heir.publicKey.toBase58()],
        ...["--new-upgrade-authority-signer", heirFile],
      );
      expect(await shell.run("program", "show", id)).toContain(`Upgrade Authority: ${heir.publicKey.toBase58()}`);
      await shell.run("program", "close", id, "--authority", heirFile, "--bypass-warning");
      const [data] = PublicKey.findProgramAddressSync([program.publicKey.toBuffer()], new PublicKey(LOADER_V3));
      await until(async () => (await stage.connect().getAccountInfo(data)) === null);
      await until(() => logs().includes(`Closed Program ${id}`));
      expect(logs()).toContain(`Deployed program ${id}`);
      expect(logs()).toContain(`Upgraded program ${id}`);
    });

    it("program write-buffer, set-buffer-authority and close", async () => {
      const written = await shell.run("program", "write-buffer", asset("memo-v1.so"));
      const buffer = /Buffer: (\w+)/.exec(written)![1]!;
      expect(await shell.run("program", "show", buffer)).toContain("Type: Buffer");
      const heir = Keypair.generate();
      await shell.run("program", "set-buffer-authority", buffer, heir.publicKey.toBase58());
      const heirFile = shell.writeKeypair("buffer-heir.json", heir);
      await until(async () => (await shell.run("program", "show", buffer)).includes(heir.publicKey.toBase58()));
      await shell.run("program", "close", buffer, "--authority", heirFile, "--bypass-warning");
      await until(async () => (await stage.connect().getAccountInfo(new PublicKey(buffer))) === null);
    });

    it("program extend is refused: the command sends ExtendProgramChecked, which loader v3 does not have", async () => {
      const program = Keypair.generate();
      const keypair = shell.writeKeypair("extended.json", program);
      await shell.run("program", "deploy", asset("memo.so"), "--program-keypair", keypair, "--no-idl");
      const extended = shell.run("program", "extend", program.publicKey.toBase58(), "20000");
      await expect(extended).rejects.toThrow("invalid instruction data");
    });

    it("a workspace's deploy, upgrade and keys", async () => {
      const program = Keypair.generate();
      const id = program.publicKey.toBase58();
      await shell.runPlain("init", "workspace", "--no-install", "--no-git");
      shell.enter("workspace");
      shell.writeKeypair("target/deploy/workspace-keypair.json", program);
      shell.write("target/deploy/workspace.so", readFileSync(asset("memo.so")));
      await shell.runPlain("keys", "sync");
      expect(await shell.runPlain("keys", "list")).toBe(`workspace: ${id}\n`);
      expect(await shell.run("deploy", "--no-idl")).toContain("Deploy success");
      expect(await shell.run("upgrade", asset("memo.so"), "--program-id", id)).toContain("Signature: ");
      const info = (await stage.connect().getAccountInfo(program.publicKey))!;
      expect(info.executable).toBe(true);
    });
  });
});

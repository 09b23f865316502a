import { type ChildProcess, execFile, execFileSync, spawn } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Keypair } from "@solana/web3.js";
import { until } from "../support/until.js";

const NODE_MODULES = fileURLToPath(new URL("../../../node_modules/", import.meta.url));
const PLACES = ["@anchor-lang/cli/anchor", "@coral-xyz/anchor-cli/anchor"].map((path) => join(NODE_MODULES, path));

/** The Rust Anchor CLI: of the environment variable ANCHOR_CLI or from npm's packages, if it starts here. */
export interface AnchorCli {
  readonly command: string;
  readonly version: string;
}

/** The reason why there is none, or the command. */
export function findAnchorCli(): AnchorCli | string {
  const { ANCHOR_CLI: given } = process.env;
  const command = given ?? PLACES.find(existsSync);
  if (command === undefined) return "no Anchor CLI: set ANCHOR_CLI to its path, or install @anchor-lang/cli";
  try {
    const version = execFileSync(command, ["--version"], { encoding: "utf8", stdio: "pipe" });
    return { command, version: version.trim().replace("anchor-cli ", "") };
  } catch (error) {
    return `the Anchor CLI does not start here: ${(error as Error).message.trim()}`;
  }
}

/** A folder with a wallet, in which the command runs against a cluster. */
export class AnchorShell {
  readonly #home = mkdtempSync(join(tmpdir(), "callgate-anchor-"));
  readonly #running: ChildProcess[] = [];
  #folder = this.#home;

  constructor(
    readonly cli: AnchorCli,
    readonly url: string,
    wallet: Keypair,
  ) {
    mkdirSync(this.path(".config/solana"), { recursive: true });
    this.writeKeypair(".config/solana/id.json", wallet);
  }

  /** Goes into a folder of this one. */
  enter(name: string): void {
    this.#folder = this.path(name);
  }

  path(name: string): string {
    return join(this.#folder, name);
  }

  write(name: string, text: string | Uint8Array): string {
    writeFileSync(this.path(name), text);
    return this.path(name);
  }

  writeKeypair(name: string, { secretKey }: Keypair): string {
    return this.write(name, JSON.stringify([...secretKey]));
  }

  /** What the command prints; fails with it if the command does. */
  run(...args: string[]): Promise<string> {
    return this.#run([...args, "--provider.cluster", this.url, "--commitment", "confirmed"]);
  }

  /** The same without `--commitment`, which versions before 1 do not know. */
  runPlain(...args: string[]): Promise<string> {
    return this.#run([...args, "--provider.cluster", this.url]);
  }

  #run(args: readonly string[]): Promise<string> {
    return new Promise((resolve, reject) => {
      const { command } = this.cli;
      execFile(command, args, { cwd: this.#folder, env: this.#env, timeout: 60_000 }, (error, stdout, stderr) => {
        if (error === null) resolve(stdout);
        else reject(new Error(`anchor ${args.join(" ")}: ${stdout}${stderr}`));
      });
    });
  }

  /** Starts a command that does not end; what it has printed, once that includes `sign`. */
  async start(args: readonly string[], sign: string): Promise<() => string> {
    let text = "";
    const child = spawn(this.cli.command, [...args, "--provider.cluster", this.url], {
      cwd: this.#folder,
      env: this.#env,
    });
    this.#running.push(child);
    child.stdout.setEncoding("utf8").on("data", (more) => (text += more));
    await until(() => text.includes(sign));
    return () => text;
  }

  get #env() {
    return { PATH: process.env.PATH, HOME: this.#home, RUST_BACKTRACE: "0" };
  }

  end(): void {
    for (const child of this.#running) child.kill("SIGKILL");
    rmSync(this.#home, { recursive: true, force: true });
  }
}

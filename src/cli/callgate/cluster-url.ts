import { CommandError } from "./failure.js";

const URLS: Readonly<Record<string, string>> = {
  localhost: "http://127.0.0.1:8899",
  devnet: "https://api.devnet.solana.com",
  testnet: "https://api.testnet.solana.com",
  "mainnet-beta": "https://api.mainnet-beta.solana.com",
};

/** What stands for a URL, as in Solana's own commands, whole or by its first letter. */
export const CLUSTER_NAMES: readonly string[] = Object.keys(URLS);

/** The URL that `--url` means: a name's, or its first letter's, or the text itself. Throws a CommandError if it is none of HTTP. */
export function clusterUrl(text: string): string {
  const name = CLUSTER_NAMES.find((each) => each === text || each[0] === text);
  if (name !== undefined) return URLS[name]!;
  if (/^https?:\/\//i.test(text) && URL.canParse(text)) return text;
  throw new CommandError(`--url: expected an HTTP URL or ${CLUSTER_NAMES.join(", ")}, got ${text}`);
}

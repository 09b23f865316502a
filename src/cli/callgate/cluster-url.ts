const URLS: Readonly<Record<string, string>> = {
  localhost: "http://127.0.0.1:8899",
  devnet: "https://api.devnet.solana.com",
  testnet: "https://api.testnet.solana.com",
  "mainnet-beta": "https://api.mainnet-beta.solana.com",
};

/** What stands for a URL, as in Solana's own commands, whole or by its first letter. */
export const CLUSTER_NAMES: readonly string[] = Object.keys(URLS);

/** The URL that a name or its first letter stands for; anything else is one itself. */
export function clusterUrl(text: string): string {
  const name = CLUSTER_NAMES.find((each) => each === text || each[0] === text);
  return name === undefined ? text : URLS[name]!;
}

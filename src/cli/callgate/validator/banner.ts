import type { Validator } from "../../../server/validator.js";
import { addressFromPubkey } from "../../../solana/pubkey.js";
import type { Style } from "../../../trace/print/style.js";

/** What a user must know of a cluster that has started. */
export function banner(
  { cluster, server, folder, clock }: Validator,
  style: Style,
  millisecondsToStart: number,
): string[] {
  const { host, rpcPort, pubsubPort } = server;
  const pace = cluster.instant ? "a block for each transaction" : `a slot every ${clock.slotMilliseconds} ms`;
  const rows = [
    ["JSON-RPC", `http://${shownHost(host)}:${rpcPort}`],
    ["PubSub", `ws://${shownHost(host)}:${pubsubPort}`],
    ["Faucet", addressFromPubkey(cluster.faucet.publicKey)],
    ["Identity", addressFromPubkey(cluster.identity.publicKey)],
    ["Genesis hash", addressFromPubkey(cluster.genesisHash)],
    ["Ledger", folder === undefined ? "in memory" : folder.path],
    ["Slots", `${pace}, now ${cluster.workingSlot}`],
  ];
  const title = `${style.title("Callgate")} ${style.dim(`ready in ${Math.round(millisecondsToStart)} ms; Ctrl-C ends it`)}`;
  return [title, ...rows.map(([name, value]) => `  ${style.dim(name!.padEnd(13))} ${value}`), ""];
}

/** As it stands in a URL. */
export function shownHost(host: string): string {
  return host.includes(":") ? `[${host}]` : host;
}

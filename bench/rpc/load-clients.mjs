// A process of clients that send transfers and wait for their confirmation: started by load.mjs, answers with one line of JSON.
import { createHash } from "node:crypto";
import { base58Decode, base58Encode } from "../../dist/base/base58.js";
import { openConfirmations } from "./confirmations.mjs";
import { rpcCaller } from "./rpc-caller.mjs";
import { associatedTokenAddress, lamportTransfer, makeSigner, tokenTransfer } from "./transfers.mjs";

const { rpcUrl, pubsubUrl, first, count, seconds, window } = JSON.parse(process.argv[2]);
const INITIAL_LAMPORTS = 1_000_000_000_000n;
const INITIAL_TOKENS = 1_000_000_000_000n;
const seedOf = (name) => createHash("sha256").update(`load ${name}`).digest();
const mint = makeSigner(seedOf("mint")).publicKey;

async function client(index, blockhash, ends) {
  const rpc = rpcCaller(rpcUrl);
  const confirmed = await openConfirmations(pubsubUrl);
  const [payer, friend] = [makeSigner(seedOf(`payer ${index}`)), makeSigner(seedOf(`friend ${index}`))];
  const [source, destination] = [payer, friend].map(({ publicKey }) => associatedTokenAddress(publicKey, mint));
  const latencies = [];
  const sent = [];
  let [lamports, tokens, serial] = [0n, 0n, 0n];

  const one = async () => {
    const isToken = ++serial % 2n === 0n;
    const amount = isToken ? serial : 1_000_000n + serial;
    const { signature, wire } = isToken
      ? tokenTransfer(payer, source, destination, amount, blockhash())
      : lamportTransfer(payer, friend.publicKey, amount, blockhash());
    const text = base58Encode(signature);
    const began = performance.now();
    const outcome = confirmed.of(text);
    await rpc.call("sendTransaction", wire.toString("base64"), {
      encoding: "base64",
      preflightCommitment: "confirmed",
    });
    const { err } = await outcome;
    if (err !== null) throw new Error(`${text}: ${JSON.stringify(err)}`);
    latencies.push(performance.now() - began);
    sent.push(text);
    if (isToken) tokens += amount;
    else lamports += amount;
  };
  // So many are under way at a time.
  await Promise.all(
    Array.from({ length: window }, async () => {
      while (performance.now() < ends) await one();
    }),
  );
  const losses = await check(rpc, { payer, source, destination, friend, sent, lamports, tokens });
  confirmed.close();
  rpc.close();
  return { latencies, losses };
}

/** What the chain says against what this client knows: nothing lost, nothing twice. */
async function check(rpc, { payer, destination, friend, sent, lamports, tokens }) {
  const problems = [];
  const expected = {
    payer: INITIAL_LAMPORTS - lamports - 5000n * BigInt(sent.length),
    friend: INITIAL_LAMPORTS + lamports,
    tokens: INITIAL_TOKENS + tokens,
  };
  const balance = async (key) =>
    BigInt((await rpc.call("getBalance", base58Encode(key), { commitment: "confirmed" })).value);
  // The mint has no account, so nobody could tell decimals.
  const slice = { encoding: "base64", dataSlice: { offset: 64, length: 8 }, commitment: "confirmed" };
  const account = await rpc.call("getAccountInfo", base58Encode(destination), slice);
  const found = {
    payer: await balance(payer.publicKey),
    friend: await balance(friend.publicKey),
    tokens: Buffer.from(account.value.data[0], "base64").readBigUInt64LE(),
  };
  for (const name of Object.keys(expected)) {
    if (expected[name] !== found[name]) problems.push(`${name}: expected ${expected[name]}, found ${found[name]}`);
  }
  for (let i = 0; i < sent.length; i += 256) {
    const { value } = await rpc.call("getSignatureStatuses", sent.slice(i, i + 256), {
      searchTransactionHistory: true,
    });
    value.forEach((status, j) => {
      if (status === null || status.err !== null) problems.push(`${sent[i + j]} is lost`);
    });
  }
  return problems;
}

async function main() {
  const rpc = rpcCaller(rpcUrl);
  const setToken = (key, amount) =>
    rpc.call("callgate_setTokenAccount", base58Encode(key), base58Encode(mint), { amount: Number(amount) });
  for (let index = first; index < first + count; index++) {
    for (const name of [`payer ${index}`, `friend ${index}`]) {
      const { publicKey } = makeSigner(seedOf(name));
      await rpc.call("callgate_setAccount", base58Encode(publicKey), { lamports: Number(INITIAL_LAMPORTS) });
      await setToken(publicKey, INITIAL_TOKENS);
    }
  }
  let latest;
  const renew = async () => {
    latest = base58Decode((await rpc.call("getLatestBlockhash", { commitment: "confirmed" })).value.blockhash);
  };
  await renew();
  const renewing = setInterval(() => renew().catch(() => {}), 200);
  process.send?.("ready");
  await new Promise((resolve) => process.once("message", resolve));
  const ends = performance.now() + seconds * 1000;
  const results = await Promise.all(Array.from({ length: count }, (_, i) => client(first + i, () => latest, ends)));
  clearInterval(renewing);
  rpc.close();
  const report = { latencies: results.flatMap((r) => r.latencies), losses: results.flatMap((r) => r.losses) };
  // Whoever leaves before it is written takes it along.
  process.send?.(report, () => process.disconnect());
}

await main();

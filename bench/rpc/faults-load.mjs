// Clients that send transfers, some of which fail, and note what they are told of them, until the cluster is gone.
import { createHash } from "node:crypto";
import { base58Decode, base58Encode } from "../../dist/base/base58.js";
import { ByteWriter } from "../../dist/base/byte-writer.js";
import { ASSOCIATED_TOKEN_PROGRAM_ID, SYSTEM_PROGRAM_ID, TOKEN_PROGRAM_ID } from "../../dist/solana/program-ids.js";
import { openConfirmations } from "./confirmations.mjs";
import { rpcCaller } from "./rpc-caller.mjs";
import { associatedTokenAddress, lamportTransfer, makeSigner, signed, tokenTransfer } from "./transfers.mjs";

const CLIENTS = 4;
/** Transactions that each has under way. */
const WINDOW = 4;
const POLL_MILLISECONDS = 20;
const SOL = 1_000_000_000n;
const MINT_BYTES = 82n;
const MINT_LAMPORTS = 1_461_600n;
const DECIMALS = 6;

const signerOf = (name) => makeSigner(createHash("sha256").update(`faults ${name}`).digest());
const mint = signerOf("mint");
const people = Array.from({ length: CLIENTS }, (_, i) => ({
  payer: signerOf(`payer ${i}`),
  friend: signerOf(`friend ${i}`).publicKey,
}));

/** Gives everybody lamports and tokens, by transactions alone: what the host changes is in no block. */
export async function prepareChain({ rpcUrl }) {
  const rpc = rpcCaller(rpcUrl);
  for (const { payer, friend } of people) {
    for (const key of [payer.publicKey, friend]) {
      await confirm(rpc, await rpc.call("requestAirdrop", base58Encode(key), Number(1_000n * SOL)));
    }
  }
  const [{ payer: authority }] = people;
  await sendAll(rpc, [authority, mint], mintInstructions(authority.publicKey));
  for (const { payer, friend } of people) {
    await sendAll(rpc, [authority], accountInstructions(authority.publicKey, payer.publicKey, 10n ** 15n));
    await sendAll(rpc, [authority], accountInstructions(authority.publicKey, friend, 1n));
  }
  rpc.close();
}

async function sendAll(rpc, signers, instructions) {
  const { wire } = signed(signers, instructions, await latestBlockhash(rpc));
  await confirm(rpc, await rpc.call("sendTransaction", wire.toString("base64"), PREFLIGHT));
}

async function confirm(rpc, signature) {
  const { err } = await statusOf(rpc, signature);
  if (err !== null) throw new Error(`${signature} failed: ${JSON.stringify(err)}`);
}

function mintInstructions(authority) {
  return [
    {
      programId: SYSTEM_PROGRAM_ID,
      accounts: [meta(authority, "writable", true), meta(mint.publicKey, "writable", true)],
      data: new ByteWriter(52).u32(0).u64(MINT_LAMPORTS).u64(MINT_BYTES).bytes(TOKEN_PROGRAM_ID).finish(),
    },
    {
      programId: TOKEN_PROGRAM_ID,
      accounts: [meta(mint.publicKey, "writable")],
      // InitializeMint2
      data: new ByteWriter(35).u8(20).u8(DECIMALS).bytes(authority).u8(0).finish(),
    },
  ];
}

/** An associated token account, and tokens in it. */
function accountInstructions(authority, owner, amount) {
  const account = associatedTokenAddress(owner, mint.publicKey);
  return [
    {
      programId: ASSOCIATED_TOKEN_PROGRAM_ID,
      accounts: [
        ...[meta(authority, "writable", true), meta(account, "writable"), meta(owner), meta(mint.publicKey)],
        ...[meta(SYSTEM_PROGRAM_ID), meta(TOKEN_PROGRAM_ID)],
      ],
      data: new Uint8Array(0),
    },
    {
      programId: TOKEN_PROGRAM_ID,
      accounts: [meta(mint.publicKey, "writable"), meta(account, "writable"), meta(authority, "readonly", true)],
      // MintTo
      data: new ByteWriter(9).u8(7).u64(amount).finish(),
    },
  ];
}

const meta = (pubkey, access = "readonly", isSigner = false) => ({
  pubkey,
  isSigner,
  isWritable: access === "writable",
});

/**
 * Sends until the cluster is gone or `stop` is called.
 * @param told is called with each transaction whose confirmation was reported: its signature, error, and slot if that is known
 * @returns stop, which resolves with what no cluster may answer
 */
export function startLoad(cluster, told) {
  const state = { ended: false, problems: [], blockhash: undefined };
  const clients = people.map((person, index) =>
    runClient(cluster, person, index, state, told).catch((thrown) => noteFailure(state, thrown)),
  );
  return {
    async stop() {
      state.ended = true;
      await Promise.all(clients);
      return state.problems;
    },
  };
}

/** A socket that breaks is no problem: the cluster may be gone before anybody knows. */
function noteFailure({ problems }, thrown) {
  if (thrown.code === undefined || typeof thrown.code === "number") problems.push(String(thrown.stack ?? thrown));
}

async function runClient(cluster, { payer, friend }, index, state, told) {
  const rpc = rpcCaller(cluster.rpcUrl);
  const poller = rpcCaller(cluster.rpcUrl);
  const confirmations = index % 2 === 0 ? await openConfirmations(cluster.pubsubUrl) : undefined;
  const [source, destination] = [payer.publicKey, friend].map((key) => associatedTokenAddress(key, mint.publicKey));
  // What is sent twice under one blockhash would be one transaction.
  let serial = process.hrtime.bigint() % 1_000_000n;
  const next = (blockhash) => {
    serial++;
    if (serial % 8n === 0n) return lamportTransfer(payer, friend, 1_000_000n * SOL + serial, blockhash);
    if (serial % 2n === 0n) return tokenTransfer(payer, source, destination, serial, blockhash);
    return lamportTransfer(payer, friend, serial, blockhash);
  };
  const one = async () => {
    const { signature, wire } = next(await latestBlockhash(rpc));
    const text = base58Encode(signature);
    const outcome = confirmations?.of(text);
    await rpc.call("sendTransaction", wire.toString("base64"), NO_PREFLIGHT);
    const report = (await raceEnd(outcome, state)) ?? (confirmations ? undefined : await statusOf(poller, text, state));
    if (report !== undefined) told({ signature, text, isExact: confirmations === undefined, ...report });
  };
  try {
    await Promise.all(
      Array.from({ length: WINDOW }, async () => {
        while (!state.ended) await one();
      }),
    );
  } finally {
    confirmations?.close();
    rpc.close();
    poller.close();
  }
}

/** Whoever waits for a notification hears nothing of a dead cluster. */
async function raceEnd(outcome, state) {
  if (outcome === undefined) return undefined;
  let report;
  outcome.then((value) => (report = value));
  while (report === undefined && !state.ended) await pause();
  return report;
}

/** What getSignatureStatuses says as soon as the transaction is confirmed; undefined if the load ended before. */
async function statusOf(rpc, signature, state = { ended: false }) {
  while (!state.ended) {
    const [status] = (await rpc.call("getSignatureStatuses", [signature])).value;
    if (status !== null && status.confirmationStatus !== "processed") return { slot: status.slot, err: status.err };
    await pause();
  }
  return undefined;
}

async function latestBlockhash(rpc) {
  return base58Decode((await rpc.call("getLatestBlockhash", { commitment: "confirmed" })).value.blockhash);
}

const PREFLIGHT = { encoding: "base64", preflightCommitment: "confirmed" };
/** Transfers that fail have to get into a block as well. */
const NO_PREFLIGHT = { encoding: "base64", skipPreflight: true };
const pause = () => new Promise((resolve) => setTimeout(resolve, POLL_MILLISECONDS));

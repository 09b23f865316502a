import { base64Decode } from "../../base/base64.js";
import { hexEncode } from "../../base/hex.js";
import type { AccountChange, AccountState, Frame, Trace, TraceAccount } from "../model.js";
import { allFrames, type Labels } from "./labels.js";
import type { Style } from "./style.js";
import { groupDigits, padEnd, truncate } from "./text.js";

interface Line {
  readonly label: string;
  readonly difference: string;
  readonly detail: string;
  readonly tone: "grows" | "shrinks" | "neither";
}

const LAMPORTS_PER_SOL = 1_000_000_000n;
/** Bytes that are spelled out. */
const MAX_BYTES = 8;

/** What the transaction left changed, account by account, and which frames did it. */
export function changeLines(trace: Trace, labels: Labels, style: Style): string[] {
  const lines =
    trace.error === null
      ? trace.accounts.flatMap((account, i) => accountLines(trace, account, i, labels))
      : feeLines(trace, labels);
  const longest = Math.max(...lines.map((line) => [...line.label].length), 0);
  // Amounts stand below each other; what else changed begins where they do.
  const amounts = lines.filter(({ tone }) => tone !== "neither");
  const difference = Math.max(...amounts.map((line) => [...line.difference].length), 0);
  const labelWidth = Math.min(longest, Math.max(style.width - difference - 6, 8));
  return lines.map((line, i) => {
    // An account is named once.
    const label = line.label === lines[i - 1]?.label ? "" : line.label;
    const paint = line.tone === "grows" ? style.success : line.tone === "shrinks" ? style.failure : style.dim;
    const fitting = truncate(line.difference, style.width - labelWidth - 4);
    const text = line.tone === "neither" ? fitting : fitting.padStart(difference);
    const room = style.width - labelWidth - [...text].length - 6;
    const detail = [...line.detail].length <= room ? `  ${style.dim(line.detail)}` : "";
    return `  ${padEnd(truncate(label, labelWidth), labelWidth)}  ${paint(text)}${detail}`;
  });
}

/** Of a transaction that failed only its fee remains. */
function feeLines({ accounts, feeLamports }: Trace, labels: Labels): Line[] {
  const payer = accounts[0];
  if (payer === undefined || feeLamports === "0") return [];
  const before = BigInt(payer.before?.lamports ?? 0);
  return [
    amountLine(labels.address(payer.address), before, before - BigInt(feeLamports), LAMPORTS_PER_SOL, "SOL", "fee"),
  ];
}

function accountLines(trace: Trace, account: TraceAccount, index: number, labels: Labels): Line[] {
  const label = labels.address(account.address);
  const made = allFrames(trace).flatMap((frame) => {
    return frame.changes.filter((change) => change.account === index).map((change) => ({ frame, change }));
  });
  const by = (has: (change: AccountChange) => boolean) => {
    const ids = made.filter(({ change }) => has(change)).map(({ frame }: { frame: Frame }) => `#${frame.id}`);
    return index === 0 && has === hasLamports && trace.feeLamports !== "0" ? ["fee", ...ids] : ids;
  };
  const { before, after } = account;
  return [
    ...lamportLine(label, before, after, by(hasLamports).join(", ")),
    ...tokenLine(trace, label, account, labels, by((change) => change.decoded !== null).join(", ")),
    ...shapeLines(label, account, labels, by),
    ...decodedLines(label, account, labels, by((change) => change.decoded !== null).join(", ")),
    ...made.flatMap(({ frame, change }) => dataLines(label, frame, change)),
  ];
}

const hasLamports = (change: AccountChange): boolean => change.lamports !== null;

function lamportLine(label: string, before: AccountState | null, after: AccountState | null, by: string): Line[] {
  const [from, to] = [BigInt(before?.lamports ?? 0), BigInt(after?.lamports ?? 0)];
  return from === to ? [] : [amountLine(label, from, to, LAMPORTS_PER_SOL, "SOL", by)];
}

function tokenLine(trace: Trace, label: string, { before, after }: TraceAccount, labels: Labels, by: string): Line[] {
  const known = after?.decoded ?? before?.decoded;
  if (known?.kind !== "token") return [];
  const [from, to] = [tokensOf(before), tokensOf(after)];
  if (from === to) return [];
  const mint = trace.accounts.find(({ address }) => address === known.fields.mint);
  const decimals = mint?.after?.decoded?.fields.decimals ?? mint?.before?.decoded?.fields.decimals;
  const unit = 10n ** BigInt(typeof decimals === "number" ? decimals : 0);
  return [amountLine(label, from, to, unit, `of ${labels.value(known.fields.mint ?? null)}`, by)];
}

function tokensOf(state: AccountState | null): bigint {
  const amount = state?.decoded?.kind === "token" ? state.decoded.fields.amount : "0";
  return BigInt(typeof amount === "string" ? amount : 0);
}

/** Fields that changed; what is new in one line. Amounts of tokens have a line of their own. */
function decodedLines(label: string, { before, after }: TraceAccount, labels: Labels, by: string): Line[] {
  const [old, now] = [before?.decoded, after?.decoded];
  if (!now) return [];
  const line = (difference: string): Line => ({ label, difference, detail: by, tone: "neither" });
  if (old?.kind !== now.kind) return now.kind === "token" ? [] : [line(`${now.kind} ${labels.value(now.fields)}`)];
  return Object.entries(now.fields).flatMap(([name, value]) => {
    const [from, to] = [labels.value(old.fields[name] ?? null), labels.value(value)];
    return from === to || (now.kind === "token" && name === "amount") ? [] : [line(`${name} ${from} → ${to}`)];
  });
}

/** Owner and length; of accounts that are new or gone together. */
function shapeLines(
  label: string,
  { before, after }: TraceAccount,
  labels: Labels,
  by: (has: (change: AccountChange) => boolean) => string[],
): Line[] {
  const byOwner = by(({ owner }) => owner !== null);
  const byLength = by(({ dataLength }) => dataLength !== null);
  if (before === null && after === null) return [];
  if (before === null || after === null) {
    const ids = [...new Set([...byOwner, ...byLength])];
    const shape =
      after === null ? "closed" : `new: ${groupDigits(after.dataLength)} bytes, owner ${labels.address(after.owner)}`;
    return ids.length === 0 ? [] : [{ label, difference: shape, detail: ids.join(", "), tone: "neither" }];
  }
  const [from, to] = [labels.address(before.owner), labels.address(after.owner)];
  return [
    ...fieldLine(label, "owner", from, to, byOwner),
    ...fieldLine(label, "bytes", before.dataLength, after.dataLength, byLength),
  ];
}

function fieldLine(label: string, name: string, before: string | number, after: string | number, by: string[]): Line[] {
  if (before === after || by.length === 0) return [];
  return [{ label, difference: `${name} ${before} → ${after}`, detail: by.join(", "), tone: "neither" }];
}

/** Bytes of accounts that nobody decodes. */
function dataLines(label: string, frame: Frame, { data, decoded, dataLength }: AccountChange): Line[] {
  if (decoded !== null || dataLength !== null) return [];
  return data.map(({ offset, before, after }) => {
    return { label, difference: `[${offset}] ${hex(before)} → ${hex(after)}`, detail: `#${frame.id}`, tone: "neither" };
  });
}

function hex(base64: string): string {
  const bytes = base64Decode(base64) ?? new Uint8Array(0);
  const text = hexEncode(bytes.subarray(0, MAX_BYTES));
  return `${text === "" ? "nothing" : text}${bytes.length > MAX_BYTES ? "…" : ""}`;
}

function amountLine(label: string, from: bigint, to: bigint, unit: bigint, symbol: string, by: string): Line {
  const grows = to > from;
  const difference = `${grows ? "+" : "−"}${decimal(grows ? to - from : from - to, unit)} ${symbol}`;
  const numbers = `${decimal(from, unit)} → ${decimal(to, unit)}`;
  return { label, difference, detail: by === "" ? numbers : `${numbers}  ${by}`, tone: grows ? "grows" : "shrinks" };
}

/** 1234500000 of 10^9 as "1.2345". */
function decimal(amount: bigint, unit: bigint): string {
  const fraction = (amount % unit)
    .toString()
    .padStart(unit.toString().length - 1, "0")
    .replace(/0+$/, "");
  return `${groupDigits(amount / unit)}${fraction === "" ? "" : `.${fraction}`}`;
}

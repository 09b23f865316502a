import { borsh, type Pubkey, type ValueOf } from "callgate/program";

/** Who buys has a bid in the book, who sells an ask. */
export const Side = borsh.enumeration("Side", ["bid", "ask"]);
export type Side = ValueOf<typeof Side>;

export const Order = borsh.struct("Order", {
  /** Counts the orders of the market: the lower is the earlier. */
  id: borsh.u64,
  owner: borsh.pubkey,
  /** Quote tokens for one base token, so that nothing is ever rounded. */
  price: borsh.u64,
  /** Base tokens that are still to be bought or sold. */
  quantity: borsh.u64,
});
export type Order = ValueOf<typeof Order>;
const ORDER_BYTES = 8 + 32 + 8 + 8;

/** How many orders of a side the book has room for. */
export const DEPTH = 16;
export const SIDE_BYTES = 4 + DEPTH * ORDER_BYTES;

/** A part of a maker's order that a taker's meets, at the maker's price. */
export interface Fill {
  readonly maker: Pubkey;
  readonly price: bigint;
  readonly quantity: bigint;
}

/** What an order takes from the other side of the book, whose orders stand best first. */
export function match(taker: Order, side: Side, makers: readonly Order[]) {
  const fills: Fill[] = [];
  const left: Order[] = [];
  let { quantity } = taker;
  for (const maker of makers) {
    const crosses = side === "bid" ? maker.price <= taker.price : maker.price >= taker.price;
    const filled = crosses ? min(quantity, maker.quantity) : 0n;
    if (filled > 0n) fills.push({ maker: maker.owner, price: maker.price, quantity: filled });
    quantity -= filled;
    if (filled < maker.quantity) left.push({ ...maker, quantity: maker.quantity - filled });
  }
  return { fills, makers: left, taker: { ...taker, quantity } };
}

/** The side with one order more, best first, and the worst one if there is no room for it. */
export function add(order: Order, side: Side, orders: readonly Order[]) {
  const sorted = [...orders, order].sort((a, b) => comparePriority(side, a, b));
  return { orders: sorted.slice(0, DEPTH), displaced: sorted[DEPTH] };
}

/** Price, then time. */
function comparePriority(side: Side, a: Order, b: Order): number {
  const [first, second] = side === "bid" ? [b, a] : [a, b];
  if (first.price !== second.price) return first.price < second.price ? -1 : 1;
  return a.id < b.id ? -1 : 1;
}

function min(a: bigint, b: bigint): bigint {
  return a < b ? a : b;
}

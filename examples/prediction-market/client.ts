import {
  type Address,
  getAddressEncoder,
  getProgramDerivedAddress,
  getU64Encoder,
  type TransactionSigner,
} from "@solana/kit";
import { SYSTEM_PROGRAM_ADDRESS } from "@solana-program/system";
import { TOKEN_PROGRAM_ADDRESS } from "@solana-program/token";
import { pubkey } from "callgate/program";
import { keysOf, kitInstruction } from "../support/instructions.js";
import { tokenAddress } from "../support/tokens.js";
import { predictionMarket as program } from "./program.js";

const { encode } = getAddressEncoder();
const systemProgram = SYSTEM_PROGRAM_ADDRESS;
const tokenProgram = TOKEN_PROGRAM_ADDRESS;

export interface MarketAddresses {
  readonly programAddress: Address;
  readonly creator: Address;
  readonly id: bigint;
  readonly mint: Address;
  readonly market: Address;
  readonly pot: Address;
}

/** A market of somebody's, by its number. */
export async function findMarket(
  programAddress: Address,
  creator: Address,
  id: bigint,
  mint: Address,
): Promise<MarketAddresses> {
  const seeds = ["market", encode(creator), getU64Encoder().encode(id)];
  const [market] = await getProgramDerivedAddress({ programAddress, seeds });
  return { programAddress, creator, id, mint, market, pot: await tokenAddress(mint, market) };
}

export async function findStake({ programAddress, market }: MarketAddresses, owner: Address): Promise<Address> {
  const seeds = ["stake", encode(market), encode(owner)];
  return (await getProgramDerivedAddress({ programAddress, seeds }))[0];
}

/** Makes the market; its pot has to be there already. */
export function createMarket(
  { programAddress, market, mint, pot, id }: MarketAddresses,
  creator: TransactionSigner,
  authority: Address,
  terms: { outcomes: number; closeSlot: bigint; voidSlot: bigint },
) {
  const keys = keysOf({ market, mint, pot, authority, creator: creator.address, systemProgram });
  const args = { id, ...terms };
  return kitInstruction(program.cpi.createMarket.instruction(pubkey(programAddress), keys, args), [creator]);
}

export async function openStake(of: MarketAddresses, owner: TransactionSigner) {
  const stake = await findStake(of, owner.address);
  const keys = keysOf({ stake, market: of.market, owner: owner.address, systemProgram });
  return kitInstruction(program.cpi.openStake.instruction(pubkey(of.programAddress), keys), [owner]);
}

export async function placeStake(of: MarketAddresses, owner: TransactionSigner, outcome: number, amount: bigint) {
  const keys = await ownerKeys(of, owner.address);
  const args = { outcome, amount };
  return kitInstruction(program.cpi.placeStake.instruction(pubkey(of.programAddress), keys, args), [owner]);
}

export function resolve({ programAddress, market }: MarketAddresses, authority: TransactionSigner, outcome: number) {
  const keys = keysOf({ market, authority: authority.address });
  return kitInstruction(program.cpi.resolve.instruction(pubkey(programAddress), keys, { outcome }), [authority]);
}

export function makeVoid({ programAddress, market }: MarketAddresses) {
  return kitInstruction(program.cpi.makeVoid.instruction(pubkey(programAddress), keysOf({ market })));
}

export async function claim(of: MarketAddresses, owner: TransactionSigner) {
  const keys = await ownerKeys(of, owner.address);
  return kitInstruction(program.cpi.claim.instruction(pubkey(of.programAddress), keys), [owner]);
}

async function ownerKeys(of: MarketAddresses, owner: Address) {
  const { market, pot, mint } = of;
  const stake = await findStake(of, owner);
  const ownerTokens = await tokenAddress(mint, owner);
  return keysOf({ market, pot, stake, ownerTokens, owner, tokenProgram });
}

import { CallgateError } from "../../base/errors.js";
import { isObject } from "../../base/untrusted.js";
import type { LocalCluster } from "../../rpc/local-cluster.js";
import { type Pubkey, pubkeyFromAddress } from "../../solana/pubkey.js";
import { check, checkLocalCluster } from "../checks.js";
import { type ConnectionClass, connectionTo } from "./connection.js";

/** web3.js's `Keypair`, as far as it is used. */
interface KeypairLike {
  readonly publicKey: { toBase58(): string };
  readonly secretKey: Uint8Array;
}

/** What is used of `@coral-xyz/anchor` and `@anchor-lang/core`. */
interface AnchorLike {
  readonly AnchorProvider: new (connection: never, wallet: never, options?: never) => object;
  readonly web3: {
    readonly Connection: ConnectionClass<object>;
    readonly Keypair: { generate(): KeypairLike };
  };
}

type KeypairOf<A extends AnchorLike> = ReturnType<A["web3"]["Keypair"]["generate"]>;
type WalletOf<A extends AnchorLike> = ConstructorParameters<A["AnchorProvider"]>[1];

/** Lamports that a wallet gets that has none: 1,000 SOL. */
const WALLET_LAMPORTS = 1_000_000_000_000n;

/**
 * Anchor's own `AnchorProvider` on a cluster in this process: transactions, simulations, views, accounts and events go
 * through Anchor's unchanged code, and fail as they do on a node, without a socket. A wallet without lamports gets 1,000 SOL.
 * Throws `invalid-argument` and `unsupported-web3`.
 *
 * @param anchor the module: `import anchor from "@coral-xyz/anchor"`, or from "@anchor-lang/core".
 * @param wallet a `Keypair` of `anchor.web3`, or a wallet. Default: a new key.
 */
export function anchorProvider<A extends AnchorLike>(
  cluster: LocalCluster,
  anchor: A,
  wallet?: KeypairOf<A> | WalletOf<A>,
): InstanceType<A["AnchorProvider"]> {
  checkLocalCluster(cluster);
  check(isAnchor(anchor), "the module of @coral-xyz/anchor or @anchor-lang/core", anchor);
  check(wallet === undefined || (isObject(wallet) && "publicKey" in wallet), "a Keypair or a wallet", wallet);
  const given = (wallet ?? anchor.web3.Keypair.generate()) as KeypairLike | WalletLike;
  const signer = "secretKey" in given ? new KeypairWallet(given) : given;
  fund(cluster, pubkeyFromAddress(signer.publicKey.toBase58()));
  const connection = connectionTo(cluster, anchor.web3.Connection);
  return new anchor.AnchorProvider(connection as never, signer as never, OPTIONS as never) as InstanceType<
    A["AnchorProvider"]
  >;
}

function isAnchor(module: unknown): boolean {
  if (!isObject(module) || !("web3" in module && isObject(module.web3))) return false;
  return "AnchorProvider" in module && "Connection" in module.web3 && "Keypair" in module.web3;
}

const OPTIONS = { commitment: "confirmed", preflightCommitment: "confirmed" };

function fund({ cluster }: LocalCluster, key: Pubkey): void {
  if (cluster.svm.getBalance(key) > 0n) return;
  cluster.change((svm) => void svm.airdrop(key, WALLET_LAMPORTS));
}

interface WalletLike {
  readonly publicKey: KeypairLike["publicKey"];
}

/** web3.js's `Transaction` and `VersionedTransaction`. */
type Signable =
  | { readonly version: unknown; sign(signers: readonly KeypairLike[]): void }
  | { partialSign(signer: KeypairLike): void };

/** A wallet of one key, as Anchor's. */
class KeypairWallet {
  constructor(readonly payer: KeypairLike) {}

  get publicKey(): KeypairLike["publicKey"] {
    return this.payer.publicKey;
  }

  async signTransaction<T extends Signable>(transaction: T): Promise<T> {
    if ("version" in transaction) transaction.sign([this.payer]);
    else if ("partialSign" in transaction) transaction.partialSign(this.payer);
    else throw new CallgateError("invalid-transaction", "expected a transaction of web3.js v1 to sign");
    return transaction;
  }

  async signAllTransactions<T extends Signable>(transactions: T[]): Promise<T[]> {
    return Promise.all(transactions.map((transaction) => this.signTransaction(transaction)));
  }
}

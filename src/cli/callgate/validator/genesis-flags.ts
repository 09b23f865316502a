import type { GenesisAccount } from "../../../cluster/genesis.js";
import { RENT_EXEMPT_RENT_EPOCH } from "../../../solana/account.js";
import { SYSTEM_PROGRAM_ID } from "../../../solana/program-ids.js";
import { addressFromPubkey } from "../../../solana/pubkey.js";
import { CommandError, readBytes } from "../failure.js";
import { readAccountDirectory, readAccountFile } from "./account-files.js";
import { addressOrKeypair } from "./addresses.js";
import type { ValidatorFlags } from "./flags.js";
import { programOfModule } from "./typescript-programs.js";

const LAMPORTS_PER_SOL = 1e9;

/** The accounts and programs that flags put at genesis. Throws a CommandError that names the flag or the file. */
export async function genesisAccounts(flags: ValidatorFlags): Promise<GenesisAccount[]> {
  const programs = tuples("--program", flags.program, 2).map(([address, path]) => programOfModule(address!, path!));
  return [
    ...mintAccount(flags),
    ...tuples("--account", flags.account, 2).map(([address, file]) => accountOf(address!, file!)),
    ...flags.accountDir.flatMap((path) => readAccountDirectory(path)),
    ...tuples("--bpf-program", flags.bpfProgram, 2).map(([address, file]) => programOf(address!, file!, "none")),
    ...tuples("--upgradeable-program", flags.upgradeableProgram, 3).map(([address, file, authority]) =>
      programOf(address!, file!, authority!),
    ),
    ...(await Promise.all(programs)),
  ];
}

function mintAccount({ mint, faucetSol }: ValidatorFlags): GenesisAccount[] {
  if (mint === undefined) return [];
  const account = {
    lamports: lamportsOf(faucetSol),
    data: new Uint8Array(0),
    owner: SYSTEM_PROGRAM_ID,
    executable: false,
    rentEpoch: RENT_EXEMPT_RENT_EPOCH,
  };
  return [{ address: addressOrKeypair(mint, "--mint"), account }];
}

export function lamportsOf(sol: number): bigint {
  return BigInt(Math.round(sol * LAMPORTS_PER_SOL));
}

/** Address "-": the one that the file says. */
function accountOf(address: string, file: string): GenesisAccount {
  const read = readAccountFile(file);
  return address === "-" ? read : { ...read, address: addressOrKeypair(address, "--account") };
}

function programOf(address: string, file: string, authority: string): GenesisAccount {
  const upgradeAuthority =
    authority === "none"
      ? {}
      : { upgradeAuthority: addressFromPubkey(addressOrKeypair(authority, "the upgrade authority")) };
  return { address: addressOrKeypair(address, "a program"), program: readBytes(file), options: upgradeAuthority };
}

/** Groups what a flag was given; it takes so many values at a time. */
function tuples(flag: string, values: readonly string[], size: number): string[][] {
  if (values.length % size !== 0) {
    throw new CommandError(`${flag} takes ${size} values at a time, got ${values.length}: ${values.join(" ")}`);
  }
  return Array.from({ length: values.length / size }, (_, i) => values.slice(i * size, (i + 1) * size));
}

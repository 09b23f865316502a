import { PublicKey } from "@solana/web3.js";
import { SYSTEM_PROGRAM_ADDRESS } from "@solana-program/system";
import { pubkey } from "callgate/program";
import { web3Keypair } from "../support/people.js";
import type { Stage } from "../support/stage.js";
import { clubClient, findCard } from "./client.js";
import * as web3 from "./client-web3.js";
import { drainer, guestBook } from "./plugins.js";
import { clubOf } from "./program.js";

/** A club tells any program of Ana's visits; Mallory's takes her SOL, if the club hands it her signature. */
export async function demo(stage: Stage): Promise<void> {
  const partner = stage.program("guest book", guestBook, () => "note");
  const plugin = stage.program("Mallory's plugin", drainer, () => "note");
  const club = clubOf(pubkey(partner));
  const program = stage.program("club", club);
  const client = clubClient(club, program);
  const [ana, mallory] = await Promise.all([stage.person("Ana"), stage.person("Mallory")]);
  stage.name((await findCard(program, ana.address))[0], "card of Ana");
  const more = [mallory.address, SYSTEM_PROGRAM_ADDRESS];

  await stage.succeeds("Ana joins the club", ana, [await client.join({ member: ana })]);
  await stage.fails(
    "Mallory's plugin is told of a visit, with no right to spend",
    ana,
    [await client.visit({ member: ana, plugin, more })],
    "PrivilegeEscalation",
  );
  await stage.fails(
    "Ana visits, and only the club's own guest book may be told",
    ana,
    [await client.visitPartner({ member: ana, partner: plugin })],
    { Custom: 2012 },
  );
  await stage.succeeds("The guest book is told", ana, [await client.visitPartner({ member: ana, partner })]);
  const instruction = web3
    .clubClient(club, new PublicKey(program))
    .visit(new PublicKey(ana.address), new PublicKey(partner));
  stage.succeedsWithWeb3("The guest book as a plugin, with web3.js v1", [web3Keypair("Ana")], [instruction]);
  await stage.succeeds("Leaky: the plugin gets Ana's signature, and takes all she has", ana, [
    await client.visitLeaky({ member: ana, plugin, more }),
  ]);
}

import {
  type AccountInfo,
  AccountMeta,
  account,
  accountType,
  address,
  borsh,
  defineProgram,
  hasOne,
  init,
  instruction,
  invoke,
  type Pubkey,
  pda,
  program,
  SYSTEM_PROGRAM_ID,
  signer,
  writable,
} from "callgate/program";

/** Who was in the club how often. */
export const Card = accountType("Card", { member: borsh.pubkey, visits: borsh.u64 });
const CARD_BYTES = 8 + 32 + 8;

/** A club that counts visits and tells a program of each. `partner` is the program that it trusts. */
export function clubOf(partner: Pubkey) {
  const visit = {
    card: [account(Card), writable, hasOne("member")],
    member: [signer, writable],
  } as const;
  return defineProgram({
    name: "club",
    instructions: {
      join: instruction({
        accounts: {
          card: [account(Card), init({ payer: "member", space: CARD_BYTES }), pda(["card", { account: "member" }])],
          member: [signer, writable],
          systemProgram: [program(SYSTEM_PROGRAM_ID)],
        },
        handler({ accounts: { card, member } }) {
          card.value.member = member.key;
        },
      }),

      /** Dangerous: any program gets all accounts, with the rights that they have here, the member's signature among them. */
      visitLeaky: instruction({
        accounts: { ...visit, plugin: [] },
        handler({ accounts: { card, member, plugin }, remainingAccounts }) {
          card.value.visits += 1n;
          tell(plugin, [member, card.info, ...remainingAccounts], (info) => info);
        },
      }),

      /** Safe with any program: it learns who came and may read the card, and no more. */
      visit: instruction({
        accounts: { ...visit, plugin: [] },
        handler({ accounts: { card, member, plugin }, remainingAccounts }) {
          card.value.visits += 1n;
          tell(plugin, [member, card.info, ...remainingAccounts], ({ key }) => AccountMeta.readonly(key));
        },
      }),

      /** Only the partner is told, whom the club trusts with what it passes: here nothing but the card. */
      visitPartner: instruction({
        accounts: { ...visit, partner: [address(partner)] },
        handler({ accounts: { card, partner: callee } }) {
          card.value.visits += 1n;
          tell(callee, [card.info], ({ key }) => AccountMeta.readonly(key));
        },
      }),
    },
  });
}

export type Club = ReturnType<typeof clubOf>;

/** Calls a program with accounts, each with the rights that `rightsOf` leaves it. */
function tell(
  callee: AccountInfo,
  infos: readonly AccountInfo[],
  rightsOf: (info: AccountInfo) => { readonly isSigner: boolean; readonly isWritable: boolean },
): void {
  const accounts = infos.map((info) => {
    const { isSigner, isWritable } = rightsOf(info);
    return { pubkey: info.key, isSigner, isWritable };
  });
  invoke({ programId: callee.key, accounts, data: new Uint8Array() }, [...infos, callee]);
}

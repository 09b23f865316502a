/** `deposit_all` and `DepositAll` as `depositAll`, as Codama names things. */
export type CamelCase<S extends string> = S extends `${infer Head}_${infer Tail}`
  ? `${Uncapitalize<Head>}${Capitalize<CamelCase<Tail>>}`
  : Uncapitalize<S>;

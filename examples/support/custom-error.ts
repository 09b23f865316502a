/** What an instruction fails with when its program throws one of its `errorCodes`. */
export function customError({ code }: { readonly code: number }): { readonly Custom: number } {
  return { Custom: code };
}

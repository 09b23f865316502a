/** "pay_in" as "payIn". */
export function camelCase(snakeCase: string): string {
  return snakeCase.replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase());
}

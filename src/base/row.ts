/** The row of a table by a name that may come from anywhere: `constructor` and its like find nothing. */
export function rowOf<T>(table: Readonly<Record<string, T>>, name: string): T | undefined {
  return Object.hasOwn(table, name) ? table[name] : undefined;
}

/** Numbers of things, as checks write them: `1`, `>=1`, `1..3`. */

const RANGE = /^(?:(\d{1,9})|>=(\d{1,9})|(\d{1,9})\.\.(\d{1,9}))$/;

export function isRange(text: string): boolean {
  const m = RANGE.exec(text);
  return m !== null && (m[3] === undefined || Number(m[3]) <= Number(m[4]));
}

export function inRange(value: number, range: string): boolean {
  const m = RANGE.exec(range);
  if (!m) throw new Error(`"${range}" is no range; write 1, >=1 or 1..3`);
  if (m[1] !== undefined) return value === Number(m[1]);
  if (m[2] !== undefined) return value >= Number(m[2]);
  return value >= Number(m[3]) && value <= Number(m[4]);
}

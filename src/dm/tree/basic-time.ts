/** ISO 8601 in its basic form, UTC, as TStamp has it: `20010711T163817Z`. */
export function basicTime(date: Date): string {
  return `${date.toISOString().slice(0, 19).replace(/[-:]/g, '')}Z`;
}

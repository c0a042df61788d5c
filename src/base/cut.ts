/** The begin of a text. `…` says that there was more: by it `redact` knows what may be the begin of a secret. */
export const cut = (text: string, most: number): string => (text.length > most ? `${text.slice(0, most)}…` : text);

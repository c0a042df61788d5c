/** The tag code pages of a language as the reader looks them up: by page octet, then by token. */
import type { Language } from './wbxml-languages.js';

export interface TagPage {
  readonly page: number;
  readonly ns: string;
  readonly names: readonly (string | undefined)[];
  readonly isKnown: boolean;
  /** Read, although no specification gives the page a place in this language. */
  readonly isLenient: boolean;
  /** All pages of a language that is not ours: nothing to report, the public identifier was. */
  readonly isForeign: boolean;
  /** Page 0 of a language that does not define it: a document has to switch before its first tag. */
  readonly mustSwitch: boolean;
}

const NO_NAMES: readonly undefined[] = new Array(0x40).fill(undefined);
const CACHE = new Map<Language | undefined, readonly TagPage[]>();

/** One entry for each of the 256 page numbers; `undefined` stands for a language that is not ours. */
export function tagPages(language: Language | undefined): readonly TagPage[] {
  let pages = CACHE.get(language);
  if (!pages) {
    pages = Array.from({ length: 256 }, (_, page): TagPage => {
      const own = language?.pages.find((p) => p.page === page);
      const found = own ?? language?.lenientPages.find((p) => p.page === page);
      return {
        page,
        ns: found?.ns ?? '',
        names: found?.names ?? NO_NAMES,
        isKnown: found !== undefined,
        isLenient: found !== undefined && own === undefined,
        isForeign: language === undefined,
        mustSwitch: found === undefined && language !== undefined && page === 0,
      };
    });
    CACHE.set(language, pages);
  }
  return pages;
}

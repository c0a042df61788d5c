/**
 * The upper tester that `dmct init` writes: a `stdio` adapter with a function for each primitive. Until the vendor replaces them they drive
 * the reference client or server of dmct, so that the whole way can be seen to work first, and each of them says so.
 */
import type { Role } from '../iut.js';
import { nodeSkeleton } from './node.js';
import { pythonSkeleton } from './python.js';
import { shellSkeleton } from './shell.js';

export const ADAPTER_LANGUAGES = ['shell', 'node', 'python'] as const;
export type AdapterLanguage = (typeof ADAPTER_LANGUAGES)[number];

export interface SkeletonWish {
  readonly role: Role;
  /** The IUT file's name, for the first lines. */
  readonly iutFile: string;
  /** The adapter's own file name. */
  readonly file: string;
}

export interface Skeleton {
  readonly file: string;
  /** For `upper-tester.command`. */
  readonly command: readonly string[];
  readonly text: string;
}

const LANGUAGES: Readonly<
  Record<AdapterLanguage, { readonly file: string; readonly program: string; readonly write: (wish: SkeletonWish) => string }>
> = {
  shell: { file: 'ut.sh', program: 'sh', write: shellSkeleton },
  node: { file: 'ut.mjs', program: 'node', write: nodeSkeleton },
  python: { file: 'ut.py', program: 'python3', write: pythonSkeleton },
};

export function skeleton(language: AdapterLanguage, role: Role, iutFile: string): Skeleton {
  const { file, program, write } = LANGUAGES[language];
  return { file, command: [program, file], text: write({ role, iutFile, file }) };
}

/** The first lines of every skeleton, without comment signs. */
export function opening({ role, iutFile, file }: SkeletonWish): string[] {
  return [
    `${file}: the upper tester of ${iutFile}. dmct writes a line of JSON for each primitive and reads a line of JSON back.`,
    '',
    `UNTIL YOU REPLACE IT, this drives the reference ${role} that comes with dmct, not your product: every function marked`,
    '"REPLACE" hands its call on. Replace them one by one; what your product cannot do, answer with unsupported.',
    `When none is left, take the reference out of this file and out of iut.product in ${iutFile}.`,
  ];
}
